//! Options of mail.

use crate::mail::{DEFAULT_FROM, DEFAULT_OUTBOX, MailSettings};
use clap::Args;
use std::path::PathBuf;

/// How mail goes out.
#[derive(Args)]
pub(super) struct MailOptions {
    /// The folder that mails are put into, a file each, when there is no mail server. They hold verification codes.
    #[arg(long, env = "TAPO_CARE_OUTBOX", value_name = "DIR", default_value = DEFAULT_OUTBOX)]
    outbox: PathBuf,
    /// The mail server that mails go through, such as smtps://user:password@mail.example.com, or with STARTTLS
    /// smtp://user:password@mail.example.com:587?tls=required. Without TLS it must be on this machine.
    #[arg(long, env = "TAPO_CARE_SMTP_URL", hide_env_values = true, value_name = "URL")]
    smtp_url: Option<String>,
    /// Who mails come from. A mail server needs it.
    #[arg(long, env = "TAPO_CARE_MAIL_FROM", value_name = "NAME <ADDRESS>", default_value = DEFAULT_FROM)]
    mail_from: String,
}

/// Never shows the mail server's password.
impl std::fmt::Debug for MailOptions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MailOptions { .. }")
    }
}

impl MailOptions {
    /// Says in the log where mails go.
    pub(super) fn announce(&self) {
        if self.smtp_url.is_some() {
            tracing::info!("mails go through the mail server of --smtp-url");
        } else {
            tracing::info!(folder = %self.outbox.display(), "there is no mail server: mails are put into a folder");
        }
    }

    /// As the server takes them.
    pub(super) fn settings(self) -> MailSettings {
        MailSettings { outbox: self.outbox, smtp_url: self.smtp_url, from: self.mail_from }
    }
}
