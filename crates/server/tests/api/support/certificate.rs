//! Certificates for this machine, in files as operators have them.

use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::{
    ClientConfig, RootCertStore, SupportedProtocolVersion,
    crypto::ring,
    pki_types::CertificateDer,
    version::{TLS12, TLS13},
};
use std::{fs, path::PathBuf, sync::Arc, time::Duration};
use tapo_care_server::Tls;
use tempfile::TempDir;
use tokio_rustls::TlsConnector;

/// A certificate in files.
pub(crate) struct Certificate {
    dir: TempDir,
    current: CertificateDer<'static>,
}

impl Certificate {
    /// A new one in a folder of its own.
    pub(crate) fn new() -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        let current = write(&dir);
        Self { dir, current }
    }

    /// Puts another in its place.
    pub(crate) fn renew(&mut self) {
        self.current = write(&self.dir);
    }

    pub(crate) fn file(&self) -> PathBuf {
        self.dir.path().join("fullchain.pem")
    }

    pub(crate) fn key_file(&self) -> PathBuf {
        self.dir.path().join("privkey.pem")
    }

    /// What a server speaks https with, and looks for a renewed one that often.
    pub(crate) fn tls(&self, look_again: Duration) -> Tls {
        Tls::open(self.file(), self.key_file(), look_again).expect("can be used")
    }

    /// What a client has that believes this certificate and no other, and speaks these protocols.
    pub(crate) fn believer(&self, protocols: &[&str]) -> TlsConnector {
        self.believer_of(&[&TLS13, &TLS12], protocols)
    }

    /// The same, with these versions of TLS only.
    pub(crate) fn believer_of(
        &self,
        versions: &[&'static SupportedProtocolVersion],
        protocols: &[&str],
    ) -> TlsConnector {
        let mut believed = RootCertStore::empty();
        believed.add(self.current.clone()).expect("a certificate");
        let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
        let builder = builder.with_protocol_versions(versions).expect("versions");
        let mut config = builder.with_root_certificates(believed).with_no_client_auth();
        config.alpn_protocols = protocols.iter().map(|name| name.as_bytes().to_vec()).collect();
        TlsConnector::from(Arc::new(config))
    }
}

/// Makes a certificate and writes it, the key first: between the two, they don't fit.
fn write(dir: &TempDir) -> CertificateDer<'static> {
    let names = ["localhost".to_owned(), "127.0.0.1".to_owned()];
    let CertifiedKey { cert, signing_key } = generate_simple_self_signed(names).expect("is made");
    fs::write(dir.path().join("privkey.pem"), signing_key.serialize_pem()).expect("is written");
    fs::write(dir.path().join("fullchain.pem"), cert.pem()).expect("is written");
    cert.der().clone()
}
