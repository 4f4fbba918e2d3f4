//! Renewing a certificate, step by step.

use super::*;
use rcgen::generate_simple_self_signed;
use std::{fs, path::Path};
use tempfile::TempDir;

/// Somebody who renews certificates.
struct Operator {
    dir: TempDir,
}

impl Operator {
    fn file(&self) -> PathBuf {
        self.dir.path().join("fullchain.pem")
    }

    fn key_file(&self) -> PathBuf {
        self.dir.path().join("privkey.pem")
    }

    /// Makes a pair, which is in no file yet.
    fn pair() -> (String, String) {
        let made = generate_simple_self_signed(["localhost".to_owned()]).expect("is made");
        (made.cert.pem(), made.signing_key.serialize_pem())
    }

    fn write(path: &Path, text: &str) {
        fs::write(path, text).expect("is written");
    }
}

/// The first certificate that is shown.
fn shown(renewal: &Renewal) -> Vec<u8> {
    renewal.shown.0.read().expect("nothing panicked").cert[0].to_vec()
}

/// Seen red with a broken one taken over, and with a trouble that is forgotten.
#[test]
fn a_renewed_certificate_takes_the_place_of_the_old_one_once_it_is_whole() {
    let operator = Operator { dir: tempfile::tempdir().expect("a folder") };
    let (certificate, key) = Operator::pair();
    Operator::write(&operator.file(), &certificate);
    Operator::write(&operator.key_file(), &key);
    let opened = Tls::open(operator.file(), operator.key_file(), Duration::ZERO).expect("can be used");
    let mut renewal = opened.renewal;
    let old = shown(&renewal);
    renewal.look();
    assert_eq!((shown(&renewal) == old, &renewal.trouble), (true, &None), "nothing has changed");
    // One after the other, as programs that renew certificates write them, with a look in between.
    let (certificate, key) = Operator::pair();
    Operator::write(&operator.file(), &certificate);
    renewal.look();
    assert!(matches!(renewal.trouble, Some(CertificateError::Mismatch { .. })), "{:?}", renewal.trouble);
    assert!(shown(&renewal) == old);
    Operator::write(&operator.key_file(), &key);
    renewal.look();
    let new = shown(&renewal);
    assert_eq!((new == old, &renewal.trouble), (false, &None));
    fs::remove_file(operator.file()).expect("is removed");
    renewal.look();
    assert!(matches!(renewal.trouble, Some(CertificateError::Unreadable(..))), "{:?}", renewal.trouble);
    Operator::write(&operator.file(), &certificate);
    renewal.look();
    assert_eq!((shown(&renewal) == new, &renewal.trouble), (true, &None), "it is back");
}
