//! The mails that the server wrote, read from its outbox.

use super::TestApp;
use base64ct::{Base64, Encoding};
use std::{fs, path::PathBuf};

/// A mail as it lies in the outbox.
#[derive(Clone, Debug)]
pub(crate) struct Mail {
    pub(crate) to: String,
    pub(crate) subject: String,
    /// The tag of its language.
    pub(crate) language: String,
    pub(crate) text: String,
    pub(crate) path: PathBuf,
}

impl Mail {
    fn read(path: PathBuf) -> Self {
        let whole = fs::read_to_string(&path).expect("the mail is read");
        let (head, text) = whole.split_once("\r\n\r\n").expect("a head and a body");
        // A header goes on in lines that begin with a space.
        let head = head.replace("\r\n ", " ");
        let header = |name: &str| {
            let line = head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
            decoded(line.unwrap_or_else(|| panic!("no {name} in {head}")))
        };
        let (to, subject, language) = (header("To"), header("Subject"), header("Content-Language"));
        Self { to, subject, language, text: text.to_owned(), path }
    }

    /// The code that it brings, if it does.
    pub(crate) fn maybe_code(&self) -> Option<String> {
        let is_code = |line: &&str| line.len() == 8 && line.bytes().all(|b| b.is_ascii_digit());
        self.text.lines().map(str::trim).find(is_code).map(str::to_owned)
    }

    /// The code that it brings.
    #[track_caller]
    pub(crate) fn code(&self) -> String {
        self.maybe_code().unwrap_or_else(|| panic!("no code: {}", self.text))
    }
}

/// A header as it is read (RFC 2047): what is not ASCII is encoded, and spaces between two such words are none.
fn decoded(header: &str) -> String {
    let mut text = header.replace("?= =?", "?==?");
    while let Some((before, (word, after))) =
        text.split_once("=?utf-8?b?").and_then(|(before, rest)| Some((before, rest.split_once("?=")?)))
    {
        let word = String::from_utf8(Base64::decode_vec(word).expect("base64")).expect("UTF-8");
        text = [before, &word, after].concat();
    }
    text
}

impl TestApp {
    /// All mails that were written so far, oldest first.
    pub(crate) async fn mails(&self) -> Vec<Mail> {
        self.app.mails_are_out().await;
        let Ok(folder) = fs::read_dir(self.outbox()) else { return Vec::new() };
        let mut paths: Vec<PathBuf> = folder.map(|entry| entry.expect("an entry").path()).collect();
        paths.sort();
        paths.into_iter().map(Mail::read).collect()
    }

    /// The last mail.
    pub(crate) async fn last_mail(&self) -> Mail {
        self.mails().await.pop().expect("a mail")
    }
}
