//! The mails that are written to people: plain text. No links: a mail that has none can't teach people to follow those of a forged
//! one. Each says what to do if it was somebody else. The words stand in `mails/`, a file for each language.

use super::{Language, layout, words};
use crate::domain::two_step::Method;

/// The mails that there are.
pub(crate) enum Letter {
    /// To prove the address of a registration.
    Verify {
        /// The code.
        code: String,
    },
    /// Somebody registered an address that has an account.
    AccountExists,
    /// To set a new password.
    Reset {
        /// The code.
        code: String,
    },
    /// Somebody wants a new password for an address that has no account.
    NoAccount,
    /// The password was changed.
    PasswordChanged,
    /// For the second step of a log-in.
    SecondStep {
        /// The code.
        code: String,
    },
    /// To switch on a second step by mail.
    TwoStepSetUp {
        /// The code.
        code: String,
    },
    /// Two-step verification was switched on, or its way was changed.
    TwoStepOn {
        /// What the second step is proved with.
        method: Method,
    },
    /// Two-step verification was switched off.
    TwoStepOff,
    /// There are new recovery codes.
    NewRecoveryCodes,
    /// Somebody logged in with a recovery code.
    RecoveryCodeUsed {
        /// How many were not used yet.
        left: u32,
    },
}

impl Letter {
    /// The subject. It never holds a code: subjects are shown on locked screens.
    pub(super) fn subject(&self, language: Language) -> &'static str {
        language.of(match self {
            Self::Verify { .. } => &words::VERIFY_SUBJECT,
            Self::AccountExists => &words::ACCOUNT_EXISTS_SUBJECT,
            Self::Reset { .. } => &words::RESET_SUBJECT,
            Self::NoAccount => &words::NO_ACCOUNT_SUBJECT,
            Self::PasswordChanged => &words::PASSWORD_CHANGED_SUBJECT,
            Self::SecondStep { .. } => &words::SECOND_STEP_SUBJECT,
            Self::TwoStepSetUp { .. } => &words::TWO_STEP_SET_UP_SUBJECT,
            Self::TwoStepOn { .. } => &words::TWO_STEP_ON_SUBJECT,
            Self::TwoStepOff => &words::TWO_STEP_OFF_SUBJECT,
            Self::NewRecoveryCodes => &words::NEW_RECOVERY_CODES_SUBJECT,
            Self::RecoveryCodeUsed { .. } => &words::RECOVERY_CODE_USED_SUBJECT,
        })
    }

    /// The text.
    pub(super) fn text(&self, language: Language) -> String {
        let (text, not_you) = match self {
            Self::Verify { .. } => (&words::VERIFY_TEXT, &words::VERIFY_NOT_YOU),
            Self::AccountExists => (&words::ACCOUNT_EXISTS_TEXT, &words::ACCOUNT_EXISTS_NOT_YOU),
            Self::Reset { .. } => (&words::RESET_TEXT, &words::RESET_NOT_YOU),
            Self::NoAccount => (&words::NO_ACCOUNT_TEXT, &words::NO_ACCOUNT_NOT_YOU),
            Self::PasswordChanged => (&words::PASSWORD_CHANGED_TEXT, &words::PASSWORD_CHANGED_NOT_YOU),
            Self::SecondStep { .. } => (&words::SECOND_STEP_TEXT, &words::SECOND_STEP_NOT_YOU),
            Self::TwoStepSetUp { .. } => (&words::TWO_STEP_SET_UP_TEXT, &words::TWO_STEP_SET_UP_NOT_YOU),
            Self::TwoStepOn { method: Method::Email } => (&words::TWO_STEP_ON_TEXT_EMAIL, &words::TWO_STEP_ON_NOT_YOU),
            Self::TwoStepOn { method: Method::App } => (&words::TWO_STEP_ON_TEXT_APP, &words::TWO_STEP_ON_NOT_YOU),
            Self::TwoStepOff => (&words::TWO_STEP_OFF_TEXT, &words::TWO_STEP_OFF_NOT_YOU),
            Self::NewRecoveryCodes => (&words::NEW_RECOVERY_CODES_TEXT, &words::NEW_RECOVERY_CODES_NOT_YOU),
            Self::RecoveryCodeUsed { .. } => (&words::RECOVERY_CODE_USED_TEXT, &words::RECOVERY_CODE_USED_NOT_YOU),
        };
        let text = match self {
            Self::Verify { code } | Self::Reset { code } | Self::SecondStep { code } | Self::TwoStepSetUp { code } => {
                language.of(text).replace("{code}", code)
            }
            Self::RecoveryCodeUsed { left } => language.of(text).replace("{left}", &left.to_string()),
            Self::AccountExists
            | Self::NoAccount
            | Self::PasswordChanged
            | Self::TwoStepOn { .. }
            | Self::TwoStepOff
            | Self::NewRecoveryCodes => language.of(text).to_owned(),
        };
        let whole = [&text, language.of(not_you), language.of(&words::SIGNATURE)].join("\n\n");
        layout::set(&whole, language.is_set_in_lines())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::mailed_code::VALID_FOR;

    fn all() -> [Letter; 12] {
        let code = || "12345678".to_owned();
        [
            Letter::Verify { code: code() },
            Letter::AccountExists,
            Letter::Reset { code: code() },
            Letter::NoAccount,
            Letter::PasswordChanged,
            Letter::SecondStep { code: code() },
            Letter::TwoStepSetUp { code: code() },
            Letter::TwoStepOn { method: Method::Email },
            Letter::TwoStepOn { method: Method::App },
            Letter::TwoStepOff,
            Letter::NewRecoveryCodes,
            Letter::RecoveryCodeUsed { left: 9 },
        ]
    }

    /// Every letter in every language.
    fn everything() -> impl Iterator<Item = (Letter, Language)> {
        Language::all().flat_map(|language| all().map(|letter| (letter, language)))
    }

    const fn brings_code(letter: &Letter) -> bool {
        matches!(
            letter,
            Letter::Verify { .. } | Letter::Reset { .. } | Letter::SecondStep { .. } | Letter::TwoStepSetUp { .. }
        )
    }

    /// A message of the page, in that language.
    fn on_the_page(language: Language, area: &str, key: &str) -> String {
        let file = ["../../locales/", language.tag(), "/", area, ".json"].concat();
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
        let text = std::fs::read_to_string(path).expect("the page speaks the language");
        let messages: serde_json::Value = serde_json::from_str(&text).expect("is JSON");
        messages[key].as_str().expect("a message").to_owned()
    }

    #[test]
    fn every_letter_is_whole_in_every_language_and_holds_no_link() {
        for (letter, language) in everything() {
            let (subject, text) = (letter.subject(language), letter.text(language));
            assert!(!subject.contains("12345678") && !subject.contains(['{', '\n']), "{subject}");
            assert!(!text.contains(['{', '}']), "something was not filled in: {text}");
            assert!(!text.contains("://") && !text.contains("www."), "{text}");
            let has_code = text.lines().any(|line| line == "    12345678");
            assert_eq!(has_code, brings_code(&letter), "the code stands on a line of its own: {text}");
            // Longer ones are not allowed in mails (RFC 5322, 2.1.1).
            assert!(text.lines().all(|line| line.len() <= 998), "{text}");
        }
    }

    #[test]
    fn every_letter_ends_with_what_to_do_if_it_was_somebody_else() {
        for (letter, language) in everything() {
            // How that begins in this language, of which `no_account` says nothing else.
            let shortest = language.of(&words::NO_ACCOUNT_NOT_YOU);
            let beginning: String = shortest.chars().take(4).collect();
            let text = letter.text(language);
            let paragraphs: Vec<&str> = text.trim_end().split("\n\n").collect();
            let [.., not_you, signature] = paragraphs.as_slice() else { panic!("{text}") };
            assert!(not_you.starts_with(&beginning), "{text}");
            assert_eq!(*signature, language.of(&words::SIGNATURE));
        }
    }

    #[test]
    fn every_code_is_said_to_last_as_long_as_it_does() {
        let minutes = VALID_FOR.as_mins().to_string();
        for (letter, language) in everything().filter(|(letter, _)| brings_code(letter)) {
            let text = letter.text(language);
            assert!(text.contains(&minutes), "{text}");
        }
    }

    #[test]
    fn how_many_recovery_codes_are_left_is_said() {
        for language in Language::all() {
            let text = Letter::RecoveryCodeUsed { left: 9 }.text(language);
            assert!(text.contains('9'), "{text}");
        }
    }

    /// Seen red with another name of the link in one language.
    #[test]
    fn things_are_called_as_the_page_calls_them() {
        for (letter, language) in everything() {
            let english = letter.text(Language::ENGLISH).replace('\n', " ");
            let text = letter.text(language).replace(['\n', '\u{a0}'], " ");
            let forgot = on_the_page(language, "login", "forgot");
            assert_eq!(text.contains(&forgot), english.contains("Forgot your password?"), "{forgot} in {text}");
            let subject = letter.subject(language).to_lowercase();
            let two_step = on_the_page(language, "two_step", "title").to_lowercase();
            if matches!(letter, Letter::TwoStepOn { .. } | Letter::TwoStepOff) {
                assert!(subject.contains(&two_step), "{two_step} in {subject}");
            }
            if matches!(letter, Letter::Reset { .. }) {
                assert_eq!(letter.subject(language), on_the_page(language, "reset", "title"));
            }
        }
    }

    #[test]
    fn english_needs_no_encoding() {
        for letter in all() {
            let text = letter.text(Language::ENGLISH);
            assert!(text.is_ascii() && text.lines().all(|line| line.len() <= 74), "{text}");
            assert!(letter.subject(Language::ENGLISH).is_ascii());
        }
    }

    /// Many mail programs tell by the first letter of a paragraph whether it is written from right to left.
    #[test]
    fn arabic_paragraphs_begin_with_arabic() {
        let arabic = Language::best(["ar"]);
        for text in all().map(|letter| letter.text(arabic)) {
            for line in text.lines().filter(|line| !line.is_empty() && line.trim() != "12345678") {
                let first = line.chars().find(|c| c.is_alphabetic()).expect("a letter");
                assert!(('\u{600}'..='\u{6ff}').contains(&first), "{line}");
            }
        }
    }
}
