//! How a mail leaves: by SMTP, or into a folder.

use super::{BadSettings, DEFAULT_FROM, Language, Mail, MailMetrics, MailOutcome, MailSettings};
use crate::{clock::Clock, files, random};
use axum::http::Uri;
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{
        Body, Mailbox,
        header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue},
    },
    transport::smtp,
};
use std::{
    fmt, fs, io,
    path::PathBuf,
    sync::atomic::{AtomicU32, Ordering},
    time::{Duration, SystemTime},
};

/// How long a mail server may take for one mail.
const TIME_LIMIT: Duration = Duration::from_secs(15);

/// How long to wait before each further try. A mail is given up after the last: whoever waits for a code asks for another.
const WAITS: [Duration; 3] = [Duration::from_secs(1), Duration::from_secs(5), Duration::from_secs(20)];

/// Sends mails.
pub(super) struct Carrier {
    from: Mailbox,
    clock: Clock,
    way: Way,
    metrics: MailMetrics,
}

enum Way {
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    Outbox { folder: PathBuf, count: AtomicU32 },
}

/// Why a mail was not sent. Never says to whom: mail servers repeat addresses in their answers.
enum NotSent {
    Smtp(smtp::Error),
    File(io::Error),
    Message(String),
}

impl NotSent {
    fn is_final(&self) -> bool {
        match self {
            // What lettre itself refuses, such as an address that this mail server can't take, it refuses each time.
            Self::Smtp(error) => error.is_permanent() || error.is_client(),
            Self::File(_) => false,
            Self::Message(_) => true,
        }
    }
}

impl fmt::Display for NotSent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Smtp(error) => match error.status() {
                Some(code) => write!(f, "the mail server answered {code}"),
                None if error.is_timeout() => f.write_str("the mail server did not answer in time"),
                None if error.is_tls() => f.write_str("no secure connection to the mail server"),
                None => f.write_str("the mail server can't be reached, or does not speak SMTP"),
            },
            Self::File(error) => write!(f, "the outbox can't be written: {error}"),
            Self::Message(why) => f.write_str(why),
        }
    }
}

impl Carrier {
    /// By the settings.
    pub(super) fn new(settings: &MailSettings, clock: Clock, metrics: MailMetrics) -> Result<Self, BadSettings> {
        let from = settings.from.parse::<Mailbox>().map_err(|_| {
            let from = &settings.from;
            BadSettings(format!("mail can't come from {from:?}. Write it like \"Tapo Care <care@example.com>\""))
        })?;
        let way = match &settings.smtp_url {
            Some(_) if settings.from == DEFAULT_FROM => {
                return Err(BadSettings(
                    "mail servers want to know who mail comes from: name it with --mail-from".to_owned(),
                ));
            }
            Some(url) => Way::Smtp(smtp(url)?),
            None => Way::Outbox { folder: settings.outbox.clone(), count: AtomicU32::new(0) },
        };
        Ok(Self { from, clock, way, metrics })
    }

    /// Tries for the first time to send a mail. False when it is worth [trying again](Self::try_again).
    pub(super) async fn try_first(&self, mail: &Mail) -> bool {
        self.is_done(mail, true).await
    }

    /// Tries again to send a mail, after pauses, and in the end gives it up.
    pub(super) async fn try_again(&self, mail: &Mail) {
        for (index, wait) in (1..).zip(WAITS) {
            tokio::time::sleep(wait).await;
            if self.is_done(mail, index < WAITS.len()).await {
                return;
            }
        }
    }

    /// Tries once. Whether the mail is sent or given up; the log says which.
    async fn is_done(&self, mail: &Mail, again: bool) -> bool {
        // Always in English, as all of the log is.
        let subject = mail.letter.subject(Language::ENGLISH);
        match self.send(mail).await {
            Ok(()) => {
                self.metrics.tried(MailOutcome::Sent);
                tracing::debug!(subject, "a mail was sent");
            }
            Err(error) if again && !error.is_final() => {
                self.metrics.tried(MailOutcome::Deferred);
                tracing::warn!(subject, %error, "a mail could not be sent; trying again");
                return false;
            }
            Err(error) => {
                self.metrics.tried(MailOutcome::GivenUp);
                tracing::error!(subject, %error, "a mail could not be sent");
            }
        }
        true
    }

    async fn send(&self, mail: &Mail) -> Result<(), NotSent> {
        let message = self.message(mail).map_err(NotSent::Message)?;
        match &self.way {
            Way::Smtp(transport) => transport.send(message).await.map(drop).map_err(NotSent::Smtp),
            Way::Outbox { folder, count } => {
                // The number keeps mails of the same second in their order.
                let count = count.fetch_add(1, Ordering::Relaxed);
                let id = random::id().map_err(|error| NotSent::Message(error.to_string()))?;
                let name = format!("{}-{count:06}-{id}.eml", self.clock.now().strftime("%Y%m%dT%H%M%SZ"));
                let path = folder.join(name);
                let text = message.formatted();
                let write = move || {
                    // Whoever reads the folder finds whole mails only.
                    let part = path.with_extension("part");
                    files::write_private_file(&part, &text)?;
                    fs::rename(part, path)
                };
                let written = tokio::task::spawn_blocking(write).await;
                written.unwrap_or_else(|_panic| Err(io::Error::other("a panic"))).map_err(NotSent::File)
            }
        }
    }

    fn message(&self, mail: &Mail) -> Result<Message, String> {
        let domain = self.from.email.domain();
        let language = mail.to.language();
        let id = random::id().map_err(|error| error.to_string())?;
        let second = u64::try_from(self.clock.now().as_second()).unwrap_or_default();
        Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, mail.to.address().clone()))
            .subject(mail.letter.subject(language))
            .date(SystemTime::UNIX_EPOCH + Duration::from_secs(second))
            .message_id(Some(format!("<{id}@{domain}>")))
            // Out-of-office programs answer no such mail (RFC 3834, 5).
            .raw_header(raw_header("Auto-Submitted", "auto-generated"))
            // For whom it is read aloud to (RFC 3282).
            .raw_header(raw_header("Content-Language", language.tag()))
            .header(ContentType::TEXT_PLAIN)
            .body(self.way.body(mail.letter.text(language)))
            .map_err(|error| error.to_string())
    }
}

impl Way {
    /// A text as it goes this way. In a file it stays as it is, so that a code is found there without a mail program; mail servers
    /// get anything but ASCII encoded, since not all of them take it otherwise.
    fn body(&self, text: String) -> Body {
        match self {
            Self::Outbox { .. } if !text.is_ascii() => {
                Body::dangerous_pre_encoded(text.replace('\n', "\r\n").into_bytes(), ContentTransferEncoding::EightBit)
            }
            Self::Outbox { .. } | Self::Smtp(_) => Body::new(text),
        }
    }
}

fn raw_header(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

/// The way to a mail server. Mail in plain text may go to this machine only, since it holds codes.
fn smtp(url: &str) -> Result<AsyncSmtpTransport<Tokio1Executor>, BadSettings> {
    // The URL may hold a password: messages repeat nothing of it.
    let wrong = || {
        BadSettings(
            "the mail server's URL can't be used. Write it like smtps://user:password@mail.example.com or \
             smtp://user:password@mail.example.com:587?tls=required"
                .to_owned(),
        )
    };
    let uri: Uri = url.parse().map_err(|_| wrong())?;
    let host = uri.host().ok_or_else(wrong)?;
    let is_secure = uri.scheme_str() == Some("smtps") || uri.query().is_some_and(|query| query == "tls=required");
    if !is_secure && !matches!(host, "localhost" | "127.0.0.1" | "[::1]") {
        return Err(BadSettings(
            "mail holds codes, so that it must not go to another machine in plain text: use smtps://, or add ?tls=required"
                .to_owned(),
        ));
    }
    let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url).map_err(|_| wrong())?;
    Ok(builder.timeout(Some(TIME_LIMIT)).build())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(smtp_url: Option<&str>, from: &str) -> Result<Carrier, BadSettings> {
        let smtp_url = smtp_url.map(str::to_owned);
        Carrier::new(
            &MailSettings { smtp_url, from: from.to_owned(), ..MailSettings::default() },
            Clock::system(),
            MailMetrics::default(),
        )
    }

    #[tokio::test]
    async fn only_secure_or_local_mail_servers_are_taken() {
        const FROM: &str = "Tapo Care <care@example.com>";
        for good in [
            "smtps://user:secret@mail.example.com",
            "smtp://user:secret@mail.example.com:587?tls=required",
            "smtp://localhost:2525",
            "smtp://127.0.0.1:2525",
        ] {
            assert!(open(Some(good), FROM).is_ok(), "{good}");
        }
        for bad in [
            "",
            "mail.example.com",
            "http://localhost",
            "smtp://mail.example.com",
            "smtp://user:secret@mail.example.com?tls=opportunistic",
        ] {
            let why = open(Some(bad), FROM).err().unwrap_or_else(|| panic!("{bad}")).to_string();
            assert!(!why.contains("secret"), "{why}");
        }
        assert!(open(Some("smtp://localhost"), DEFAULT_FROM).is_err());
        assert!(open(None, DEFAULT_FROM).is_ok());
        assert!(open(None, "nobody").is_err());
    }
}
