//! Options of `serve` that make it speak https itself.

use super::CliError;
use crate::Tls;
use clap::Args;
use std::{path::PathBuf, time::Duration};

/// How often a renewed certificate is looked for.
const LOOK_AGAIN: Duration = Duration::from_secs(60);

/// The certificate, and its key.
#[derive(Args, Clone, Debug)]
pub(super) struct TlsOptions {
    /// The file of a certificate, as PEM, this server's own first and then those that it was signed with. With it the server speaks
    /// https itself, HTTP/2 and HTTP/1.1, and needs no proxy. A renewed one is found within a minute, without a restart.
    #[arg(long, env = "TAPO_CARE_TLS_CERTIFICATE", value_name = "FILE")]
    tls_certificate: Option<PathBuf>,
    /// The file of the certificate's private key, as PEM and not encrypted.
    #[arg(long, env = "TAPO_CARE_TLS_KEY", value_name = "FILE")]
    tls_key: Option<PathBuf>,
}

impl TlsOptions {
    /// Reads the certificate, if there is one to be.
    pub(super) fn open(self, behind_tls: bool) -> Result<Option<Tls>, CliError> {
        match (self.tls_certificate, self.tls_key) {
            (None, None) => Ok(None),
            (Some(_), None) => {
                Err(CliError::input("--tls-certificate needs the certificate's key: name its file with --tls-key"))
            }
            (None, Some(_)) => Err(CliError::input(
                "--tls-key needs the certificate that the key is of: name its file with --tls-certificate",
            )),
            (Some(_), Some(_)) if behind_tls => Err(CliError::input(
                "with --tls-certificate this server speaks https itself, with --behind-tls a proxy in front of it does. \
                 Leave one of them out",
            )),
            (Some(certificate), Some(key)) => {
                Tls::open(certificate, key, LOOK_AGAIN).map(Some).map_err(CliError::input)
            }
        }
    }
}
