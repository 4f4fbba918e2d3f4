//! PEM files as operators have them, whole and broken.

use super::*;
use rcgen::generate_simple_self_signed;
use tempfile::TempDir;

/// Keys in the forms of old: `openssl genrsa -traditional 2048`, and `openssl ecparam -name prime256v1 -genkey`, which writes
/// the curve in front. They open nothing.
const PKCS1: &str = include_str!("pkcs1.pem");
const SEC1: &str = include_str!("sec1.pem");

/// A certificate and its key.
fn pair() -> (String, String) {
    let made = generate_simple_self_signed(["localhost".to_owned()]).expect("is made");
    (made.cert.pem(), made.signing_key.serialize_pem())
}

/// What becomes of files with these texts.
fn read(certificate: &str, key: &str) -> Result<CertifiedKey, String> {
    let dir = tempfile::tempdir().expect("a folder");
    let files = files(&dir);
    fs::write(&files.certificate, certificate).expect("is written");
    fs::write(&files.key, key).expect("is written");
    let read = files.read().and_then(|content| files.understand(&content));
    read.map_err(|error| error.to_string().replace(&format!("{}/", dir.path().display()), ""))
}

fn files(dir: &TempDir) -> CertificateFiles {
    CertificateFiles::new(dir.path().join("fullchain.pem"), dir.path().join("privkey.pem"))
}

#[test]
fn a_chain_and_its_key_are_read_whatever_stands_around_them() {
    let ((own, key), (other, _)) = (pair(), pair());
    let chain = format!("Subject: this server\n{own}\n# and who signed it\n{other}");
    assert_eq!(read(&chain, &key).expect("is good").cert.len(), 2);
    let both = format!("{key}{own}");
    assert_eq!(read(&both, &both).expect("one file has both").cert.len(), 1);
    assert!(read(&own.replace('\n', "\r\n"), &key.replace('\n', "\r\n")).is_ok());
}

#[test]
fn keys_are_read_in_each_of_their_forms() {
    let (_, pkcs8) = pair();
    for text in [pkcs8.as_str(), PKCS1, SEC1] {
        let key = private_key(text.as_bytes(), "privkey.pem").expect("a key");
        assert!(ring::default_provider().key_provider.load_private_key(key).is_ok(), "{text}");
    }
}

/// Seen red without the look whether the two fit.
#[test]
fn what_is_wrong_is_said_and_never_what_is_in_the_file() {
    let ((certificate, key), (_, foreign)) = (pair(), pair());
    let half = |text: &str| text[..text.len() / 2].to_owned();
    let noise = "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n";
    let encrypted = noise.replace("PRIVATE", "ENCRYPTED PRIVATE");
    let old_encrypted = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\nc2VjcmV0\n\
                         -----END RSA PRIVATE KEY-----\n";
    let no_certificate = noise.replace("PRIVATE KEY", "CERTIFICATE");
    let table: [(&str, &str, &str); 14] = [
        ("", key.as_str(), "there is no certificate in fullchain.pem. "),
        ("something else", &key, "there is no certificate in fullchain.pem. "),
        (&key, &key, "there is no certificate in fullchain.pem. "),
        (&half(&certificate), &key, "fullchain.pem is not whole"),
        (&no_certificate, &key, "the first certificate in fullchain.pem can't be understood"),
        (&certificate, "", "there is no private key in privkey.pem. "),
        (&certificate, &certificate, "there is no private key in privkey.pem. "),
        (&certificate, &half(&key), "privkey.pem is not whole"),
        (&certificate, noise, "the key in privkey.pem is of no kind that can be used"),
        (&certificate, &encrypted, "openssl pkey -in privkey.pem"),
        (&certificate, old_encrypted, "openssl pkey -in privkey.pem"),
        (&certificate, &foreign, "the key in privkey.pem does not fit the certificate in fullchain.pem"),
        (&certificate, PKCS1, "the key in privkey.pem does not fit the certificate in fullchain.pem"),
        (&certificate, SEC1, "the key in privkey.pem does not fit the certificate in fullchain.pem"),
    ];
    for (certificate, key, expected) in table {
        let said = read(certificate, key).err().unwrap_or_else(|| panic!("{expected}"));
        assert!(said.contains(expected), "{expected}: {said}");
        assert!(!said.contains("c2VjcmV0") && !said.contains(key.lines().nth(1).unwrap_or("\0")), "{said}");
    }
    let dir = tempfile::tempdir().expect("a folder");
    let missing = files(&dir).read().err().expect("is not there").to_string();
    assert!(missing.contains("fullchain.pem can't be read: No such file"), "{missing}");
}
