//! What a registration must hold.

use tapo_care_wire::{Registration, is_email_form, is_password_length, is_region};

/// What is wrong with a registration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mistake {
    /// It is not an e-mail address.
    Email,
    /// It is not as long as a password has to be, or longer than one may be.
    Password,
    /// There is no such country.
    Region,
    /// It is not a language tag.
    Locale,
}

/// The first thing that is wrong.
pub(crate) fn check(registration: &Registration) -> Result<(), Mistake> {
    let Registration { email, password, region, locale } = registration;
    let checks = [
        (is_email_form(email), Mistake::Email),
        (is_password_length(password), Mistake::Password),
        (is_region(region), Mistake::Region),
        (is_language_tag(locale), Mistake::Locale),
    ];
    checks.into_iter().find(|(good, _)| !good).map_or(Ok(()), |(_, mistake)| Err(mistake))
}

/// The shape of a language tag (RFC 5646, 2.1): a language of two to eight letters, and subtags of up to eight letters
/// and digits. Which languages the page speaks is the page's affair.
pub(crate) fn is_language_tag(text: &str) -> bool {
    let mut subtags = text.split('-');
    let language = subtags.next().unwrap_or_default();
    let is_language = (2..=8).contains(&language.len()) && language.bytes().all(|b| b.is_ascii_alphabetic());
    let is_subtag = |tag: &str| (1..=8).contains(&tag.len()) && tag.bytes().all(|b| b.is_ascii_alphanumeric());
    text.len() <= 35 && is_language && subtags.all(is_subtag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn language_tags_are_told_from_other_text() {
        for good in ["de", "en-GB", "zh-Hant-TW", "ar", "sr-Latn", "en-x-tapo"] {
            assert!(is_language_tag(good), "{good}");
        }
        for bad in ["", "e", "english-uk-", "de_DE", "de-", "-de", "de DE", "d3", "de-ünder", &"a".repeat(40)] {
            assert!(!is_language_tag(bad), "{bad}");
        }
    }

    #[test]
    fn each_mistake_is_found() {
        let good = Registration {
            email: " someone@example.com ".to_owned(),
            password: "correct horse battery".to_owned(),
            region: "DE".to_owned(),
            locale: "en-GB".to_owned(),
        };
        assert_eq!(check(&good), Ok(()));
        let text = str::to_owned;
        assert_eq!(check(&Registration { email: text("someone"), ..good.clone() }), Err(Mistake::Email));
        assert_eq!(check(&Registration { password: text("fourteen chars"), ..good.clone() }), Err(Mistake::Password));
        assert_eq!(check(&Registration { region: text("de"), ..good.clone() }), Err(Mistake::Region));
        assert_eq!(check(&Registration { locale: text("de_DE"), ..good }), Err(Mistake::Locale));
    }
}
