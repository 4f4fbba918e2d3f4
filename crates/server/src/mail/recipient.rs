//! Who a mail goes to.

use super::Language;
use lettre::Address;
use std::fmt;
use tapo_care_wire::is_email_form;

/// An address that mail can be sent to, and the language in which whoever reads it there is written to.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Recipient {
    address: Address,
    language: Language,
}

impl Recipient {
    /// Reads an address as it was typed. `None` when it is none.
    pub(crate) fn parse(typed: &str, language: Language) -> Option<Self> {
        let typed = typed.trim();
        typed.parse().ok().filter(|_| is_email_form(typed)).map(|address| Self { address, language })
    }

    /// For the message.
    pub(super) fn address(&self) -> &Address {
        &self.address
    }

    /// What it is written in.
    pub(super) fn language(&self) -> Language {
        self.language
    }
}

/// Never shows the address: what is debugged ends up in logs.
impl fmt::Debug for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Recipient")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recipient_is_one_address_and_not_shown() {
        let recipient = Recipient::parse(" Someone@Example.com ", Language::ENGLISH).expect("an address");
        assert_eq!(recipient.address().to_string(), "Someone@Example.com");
        assert_eq!(format!("{recipient:?}"), "Recipient");
        for bad in ["", "someone", "a@b.de, c@d.de", "a@b.de\nBcc: c@d.de", "<a@b.de>"] {
            assert_eq!(Recipient::parse(bad, Language::ENGLISH), None, "{bad}");
        }
    }
}
