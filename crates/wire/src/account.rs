//! Accounts: registration, the proof of the address, and the forgotten password.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Characters of a new password at the least (NIST SP 800-63B-4, 3.1.1.2, for a password that is the only proof). Nothing is
/// asked of its composition.
pub const PASSWORD_MIN: usize = 15;

/// Characters of a new password at the most: longer than anybody types, and short enough to hash in no more time than others.
pub const PASSWORD_MAX: usize = 128;

/// Digits of a code that is sent by mail.
pub const MAILED_CODE_LENGTH: usize = 8;

/// Whether a new password is of a length that is taken. Characters are Unicode's, not bytes.
pub fn is_password_length(password: &str) -> bool {
    (PASSWORD_MIN..=PASSWORD_MAX).contains(&password.chars().count())
}

/// A code as it was mailed, from what was typed: spaces and dashes do not count. `None` when it can't be one.
pub fn parse_mailed_code(typed: &str) -> Option<String> {
    let code: String = typed.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    (code.len() == MAILED_CODE_LENGTH && code.bytes().all(|b| b.is_ascii_digit())).then_some(code)
}

/// Whether a text has the form of an e-mail address, as far as that says anything: something before the last "@", a host
/// with a dot after it, no white space, no control characters. Whether it is one is found out by mailing to it.
pub fn is_email_form(text: &str) -> bool {
    let text = text.trim();
    let Some((local, host)) = text.rsplit_once('@') else { return false };
    let is_label = |label: &str| !label.is_empty() && !label.starts_with('-') && !label.ends_with('-');
    text.len() <= 254
        && !local.is_empty()
        && host.contains('.')
        && host.split('.').all(is_label)
        && !text.contains(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"' | ',' | ';'))
        && !host.contains(['@', ':', '[', ']', '(', ')'])
}

/// The body of `POST /accounts`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Registration {
    /// The e-mail address; trimmed by the server.
    pub email: String,
    /// The password, taken as it stands.
    #[cfg_attr(feature = "openapi", schema(min_length = 15, max_length = 128))]
    pub password: String,
    /// ISO 3166-1 country code.
    #[cfg_attr(feature = "openapi", schema(pattern = "^[A-Z]{2}$"))]
    pub region: String,
    /// BCP 47.
    pub locale: String,
}

/// The body of `POST /accounts/verification`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Verification {
    /// The e-mail address.
    pub email: String,
    /// The code that was mailed to it.
    pub code: String,
}

/// The body of `POST /password-resets`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct PasswordResetRequest {
    /// The e-mail address.
    pub email: String,
}

/// The body of `PUT /password-resets`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct PasswordReset {
    /// The e-mail address.
    pub email: String,
    /// The code that was mailed to it.
    pub code: String,
    /// The new password, taken as it stands.
    #[cfg_attr(feature = "openapi", schema(min_length = 15, max_length = 128))]
    pub password: String,
}

macro_rules! debug_shows_nothing {
    ($($name:ident),*) => {$(
        /// Never shows what is in it: requests and answers end up in logs.
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), " { .. }"))
            }
        }
    )*};
}

pub(crate) use debug_shows_nothing;

debug_shows_nothing!(Registration, Verification, PasswordResetRequest, PasswordReset);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_counted_in_characters() {
        for (password, good) in [
            ("", false),
            ("fourteen chars", false),
            ("fifteen charact", true),
            ("ÄÖÜäöüß ÄÖÜäöüß", true),
            ("ÄÖÜäöüß ÄÖÜäöü", false),
            (&"x".repeat(128), true),
            (&"x".repeat(129), false),
        ] {
            assert_eq!(is_password_length(password), good, "{password}");
        }
    }

    #[test]
    fn a_mailed_code_is_read_as_people_type_it() {
        for typed in ["12345678", " 1234 5678 ", "1234-5678"] {
            assert_eq!(parse_mailed_code(typed).as_deref(), Some("12345678"), "{typed}");
        }
        for typed in ["", "1234567", "123456789", "1234567a", "１２３４５６７８"] {
            assert_eq!(parse_mailed_code(typed), None, "{typed}");
        }
    }

    #[test]
    fn email_addresses_are_told_from_other_text() {
        for good in ["a@b.de", " Someone.Else+x@mail.example.com ", "jürgen@müller.example", "o'neill@example.org"] {
            assert!(is_email_form(good), "{good}");
        }
        let long = format!("{}@example.com", "x".repeat(250));
        for bad in [
            "",
            "a",
            "a@b",
            "@b.de",
            "a@",
            "a@.de",
            "a@b.",
            "a@b..de",
            "a b@c.de",
            "<a@b.de>",
            "a@b.de,c@d.de",
            "a@b.de\r\nBcc: c@d.de",
            "a@[127.0.0.1]",
            "a@-b.de",
            &long,
        ] {
            assert!(!is_email_form(bad), "{bad}");
        }
    }

    #[test]
    fn debug_shows_no_secret() {
        let (email, code, password) = ("a@b.de".to_owned(), "12345678".to_owned(), "correct horse battery".to_owned());
        let registration = Registration {
            email: email.clone(),
            password: password.clone(),
            region: "DE".to_owned(),
            locale: "de".to_owned(),
        };
        let verification = Verification { email: email.clone(), code: code.clone() };
        let request = PasswordResetRequest { email: email.clone() };
        let reset = PasswordReset { email, code, password };
        let shown = format!("{registration:?} {verification:?} {request:?} {reset:?}");
        for secret in ["12345678", "horse", "a@b.de"] {
            assert!(!shown.contains(secret), "{shown}");
        }
    }
}
