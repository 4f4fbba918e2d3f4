//! A certificate and its key, as PEM in two files: reading them, and what is wrong with them.

use rustls::{
    Error as TlsError,
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer, pem, pem::PemObject},
    sign::CertifiedKey,
};
use sha2::{Digest, Sha256};
use std::{
    fmt, fs,
    path::{Path, PathBuf},
};

/// Where the two are.
#[derive(Clone, Debug)]
pub(super) struct CertificateFiles {
    certificate: PathBuf,
    key: PathBuf,
}

/// What the two files hold, not understood yet.
pub(super) struct Content {
    certificate: Vec<u8>,
    key: Vec<u8>,
}

/// Tells one content from another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fingerprint([u8; 32]);

/// Why a certificate can't be used. Names the file, and nothing of what is in it.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum CertificateError {
    /// A file can't be read.
    Unreadable(String, String),
    /// Part of a file is no PEM.
    NotPem(String),
    /// There is no certificate in the file.
    NoCertificate(String),
    /// There is no key in the file.
    NoKey(String),
    /// The key takes a password.
    Encrypted(String),
    /// A key of a kind that is not known.
    UnknownKey(String),
    /// The first certificate can't be understood.
    BadCertificate(String),
    /// The key is another certificate's.
    Mismatch { certificate: String, key: String },
}

impl fmt::Display for CertificateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(file, why) => write!(f, "{file} can't be read: {why}"),
            Self::NotPem(file) => {
                write!(f, "{file} is not whole: what stands between a BEGIN and its END in it is no PEM")
            }
            Self::NoCertificate(file) => write!(
                f,
                "there is no certificate in {file}. It is a text with -----BEGIN CERTIFICATE----- in it, this server's own first"
            ),
            Self::NoKey(file) => {
                write!(f, "there is no private key in {file}. It is a text with -----BEGIN PRIVATE KEY----- in it")
            }
            Self::Encrypted(file) => write!(
                f,
                "the key in {file} is encrypted, and nobody is there to type its password. Write it without: \
                 openssl pkey -in {file} -out NEW"
            ),
            Self::UnknownKey(file) => {
                write!(f, "the key in {file} is of no kind that can be used: RSA, ECDSA (P-256, P-384) and Ed25519 are")
            }
            Self::BadCertificate(file) => write!(f, "the first certificate in {file} can't be understood"),
            Self::Mismatch { certificate, key } => write!(
                f,
                "the key in {key} does not fit the certificate in {certificate}. Name the two that were made together; \
                 this server's own certificate comes first in its file"
            ),
        }
    }
}

impl CertificateFiles {
    pub(super) fn new(certificate: PathBuf, key: PathBuf) -> Self {
        Self { certificate, key }
    }

    /// Reads both.
    pub(super) fn read(&self) -> Result<Content, CertificateError> {
        let read =
            |path: &Path| fs::read(path).map_err(|error| CertificateError::Unreadable(name(path), error.to_string()));
        Ok(Content { certificate: read(&self.certificate)?, key: read(&self.key)? })
    }

    /// Understands what they hold.
    pub(super) fn understand(&self, content: &Content) -> Result<CertifiedKey, CertificateError> {
        let (certificate, key) = (name(&self.certificate), name(&self.key));
        let chain = chain(&content.certificate, &certificate)?;
        let private = private_key(&content.key, &key)?;
        CertifiedKey::from_der(chain, private, &ring::default_provider()).map_err(|error| match error {
            TlsError::InconsistentKeys(_) => CertificateError::Mismatch { certificate, key },
            TlsError::InvalidCertificate(_) => CertificateError::BadCertificate(certificate),
            _ => CertificateError::UnknownKey(key),
        })
    }
}

impl Content {
    pub(super) fn fingerprint(&self) -> Fingerprint {
        let length = (self.certificate.len() as u64).to_be_bytes();
        Fingerprint(
            Sha256::new()
                .chain_update(length)
                .chain_update(&self.certificate)
                .chain_update(&self.key)
                .finalize()
                .into(),
        )
    }
}

/// The file as operators know it.
fn name(path: &Path) -> String {
    path.display().to_string()
}

/// All certificates in a text.
fn chain(text: &[u8], file: &str) -> Result<Vec<CertificateDer<'static>>, CertificateError> {
    let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(text).collect();
    let chain = chain.map_err(|_| CertificateError::NotPem(file.to_owned()))?;
    if chain.is_empty() { Err(CertificateError::NoCertificate(file.to_owned())) } else { Ok(chain) }
}

/// The first private key in a text, in any of the three forms that there are: PKCS#8, PKCS#1 and SEC1.
fn private_key(text: &[u8], file: &str) -> Result<PrivateKeyDer<'static>, CertificateError> {
    PrivateKeyDer::from_pem_slice(text).map_err(|error| {
        let file = file.to_owned();
        if String::from_utf8_lossy(text).contains("ENCRYPTED") {
            return CertificateError::Encrypted(file);
        }
        // What the library says of broken parts repeats them.
        match error {
            pem::Error::NoItemsFound => CertificateError::NoKey(file),
            _ => CertificateError::NotPem(file),
        }
    })
}

#[cfg(test)]
mod tests;
