//! The mails that the server wrote, read from its outbox.

use super::TestApp;
use std::{fs, path::PathBuf};

/// A mail as it lies in the outbox.
#[derive(Clone, Debug)]
pub(crate) struct Mail {
    pub(crate) to: String,
    pub(crate) subject: String,
    pub(crate) text: String,
    pub(crate) path: PathBuf,
}

impl Mail {
    fn read(path: PathBuf) -> Self {
        let whole = fs::read_to_string(&path).expect("the mail is read");
        let (head, text) = whole.split_once("\r\n\r\n").expect("a head and a body");
        let header = |name: &str| {
            let line = head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
            line.unwrap_or_else(|| panic!("no {name} in {head}")).to_owned()
        };
        Self { to: header("To"), subject: header("Subject"), text: text.to_owned(), path }
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
