//! TLS of the server's own: which certificate it shows, and that a renewed one is found.

use super::certificate::{CertificateError, CertificateFiles, Fingerprint};
use crate::app::StartError;
use rustls::{
    ServerConfig,
    crypto::ring,
    server::{ClientHello, ResolvesServerCert},
    sign::CertifiedKey,
    version::{TLS12, TLS13},
};
use std::{
    fmt,
    path::PathBuf,
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};
use tokio_rustls::TlsAcceptor;

/// HTTP/2, as clients and servers name it to each other.
pub(super) const HTTP2: &[u8] = b"h2";

/// A certificate with its key, with which the server speaks https.
pub struct Tls {
    acceptor: TlsAcceptor,
    renewal: Renewal,
    look_again: Duration,
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tls").field("files", &self.renewal.files).finish_non_exhaustive()
    }
}

impl Tls {
    /// Reads the files: the certificate with those that it was signed with behind it, and its key. They are read again so often.
    ///
    /// # Errors
    /// When they can't be used: which file, and what is wrong with it.
    pub fn open(certificate: PathBuf, key: PathBuf, look_again: Duration) -> Result<Self, StartError> {
        let files = CertificateFiles::new(certificate, key);
        let content = files.read().map_err(StartError::new)?;
        let shown = Arc::new(Shown(RwLock::new(Arc::new(files.understand(&content).map_err(StartError::new)?))));
        let config = config(shown.clone()).map_err(StartError::new)?;
        let renewal = Renewal { shown, loaded: content.fingerprint(), trouble: None, files };
        Ok(Self { acceptor: TlsAcceptor::from(Arc::new(config)), renewal, look_again })
    }

    /// What shakes hands, and what looks for a renewed certificate for as long as it runs.
    pub(super) fn start(self) -> (TlsAcceptor, impl Future<Output = ()> + Send + 'static) {
        let Self { acceptor, mut renewal, look_again } = self;
        let looking = async move {
            loop {
                tokio::time::sleep(look_again).await;
                // Files can be on a disk that takes its time.
                let look = tokio::task::spawn_blocking(move || {
                    renewal.look();
                    renewal
                });
                match look.await {
                    Ok(same) => renewal = same,
                    Err(error) => {
                        tracing::error!(%error, "renewed certificates are looked for no more");
                        return;
                    }
                }
            }
        };
        (acceptor, looking)
    }
}

fn config(shown: Arc<Shown>) -> Result<ServerConfig, rustls::Error> {
    let builder = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()));
    let builder = builder.with_protocol_versions(&[&TLS13, &TLS12])?;
    let mut config = builder.with_no_client_auth().with_cert_resolver(shown);
    config.alpn_protocols = vec![HTTP2.to_vec(), b"http/1.1".to_vec()];
    // Who comes back is known by a ticket that only this process can read, so that nothing is kept of anybody.
    config.ticketer = ring::Ticketer::new()?;
    Ok(config)
}

/// The certificate that is shown to whoever connects now.
#[derive(Debug)]
struct Shown(RwLock<Arc<CertifiedKey>>);

impl ResolvesServerCert for Shown {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.0.read().unwrap_or_else(PoisonError::into_inner).clone())
    }
}

/// Finds out that the files have changed.
struct Renewal {
    files: CertificateFiles,
    shown: Arc<Shown>,
    /// What is shown.
    loaded: Fingerprint,
    /// What was complained of. It is said once.
    trouble: Option<CertificateError>,
}

impl Renewal {
    /// Looks at the files. What can't be used changes nothing: whoever renews a certificate may be in the middle of it.
    fn look(&mut self) {
        match self.renewed() {
            Ok(None) => self.trouble = None,
            Ok(Some((certificate, fingerprint))) => {
                *self.shown.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(certificate);
                self.loaded = fingerprint;
                self.trouble = None;
                tracing::info!("the renewed certificate is in use");
            }
            Err(error) => {
                if self.trouble.as_ref() != Some(&error) {
                    tracing::warn!("a renewed certificate can't be used, and the old one stays in use: {error}");
                }
                self.trouble = Some(error);
            }
        }
    }

    /// What the files hold, if it is not what is shown.
    fn renewed(&self) -> Result<Option<(CertifiedKey, Fingerprint)>, CertificateError> {
        let content = self.files.read()?;
        let fingerprint = content.fingerprint();
        if fingerprint == self.loaded {
            return Ok(None);
        }
        Ok(Some((self.files.understand(&content)?, fingerprint)))
    }
}

#[cfg(test)]
mod tests;
