//! What is wrong with the fields of the forms that lead into an account, before anything is sent. The server has the same rules.

use crate::say::{self, Text};
use tapo_care_wire::{
    PASSWORD_MAX, PASSWORD_MIN, TwoStepMethod, TypedCode, is_email_form, is_password_length, parse_mailed_code,
};

/// What is wrong with an e-mail address.
pub fn email_mistake(typed: &str) -> Option<Text> {
    match typed.trim() {
        "" => Some(say::form::EMAIL_MISSING),
        email if !is_email_form(email) => Some(say::form::NOT_AN_ADDRESS),
        _ => None,
    }
}

/// What is wrong with a password that is chosen now.
pub fn new_password_mistake(typed: &str) -> Option<Text> {
    let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let (have, least, most) = (typed.chars().count(), number(PASSWORD_MIN), number(PASSWORD_MAX));
    if have == 0 {
        return Some(say::form::new_password_missing(least));
    }
    if is_password_length(typed) {
        return None;
    }
    Some(if have < PASSWORD_MIN {
        say::form::new_password_short(number(have), least)
    } else {
        say::form::new_password_long(number(have), most)
    })
}

/// What is wrong with the password that is asked for again.
pub fn password_mistake(typed: &str) -> Option<Text> {
    typed.is_empty().then_some(say::form::PASSWORD_MISSING)
}

/// What is wrong with the choice of how to get codes.
pub fn method_mistake(chosen: Option<TwoStepMethod>) -> Option<Text> {
    chosen.is_none().then_some(say::form::METHOD_MISSING)
}

/// What is wrong with a code for the second step, where one of `method` is asked for. A recovery code is taken as well, but
/// for the first code of all: there are none yet.
pub fn second_step_mistake(typed: &str, method: TwoStepMethod, is_first: bool) -> Option<Text> {
    let is_one = match (TypedCode::parse(typed), method) {
        (Some(TypedCode::Mailed(_)), TwoStepMethod::Email) | (Some(TypedCode::App(_)), TwoStepMethod::App) => true,
        (Some(TypedCode::Recovery(_)), _) => !is_first,
        _ => false,
    };
    Some(match (method, is_first) {
        _ if is_one => return None,
        (TwoStepMethod::Email, _) if typed.trim().is_empty() => say::form::MAIL_CODE_MISSING,
        (TwoStepMethod::App, _) if typed.trim().is_empty() => say::form::APP_CODE_MISSING,
        (TwoStepMethod::Email, true) => say::form::MAIL_CODE_WRONG,
        (TwoStepMethod::App, true) => say::form::APP_CODE_WRONG,
        (TwoStepMethod::Email, false) => say::form::MAIL_OR_RECOVERY_WRONG,
        (TwoStepMethod::App, false) => say::form::APP_OR_RECOVERY_WRONG,
    })
}

/// What is wrong with the choice of a country.
pub fn region_mistake(chosen: &str) -> Option<Text> {
    chosen.is_empty().then_some(say::form::REGION_MISSING)
}

/// What is wrong with a code that was mailed.
pub fn mailed_code_mistake(typed: &str) -> Option<Text> {
    match (typed.trim(), parse_mailed_code(typed)) {
        ("", _) => Some(say::form::MAIL_CODE_MISSING),
        (_, None) => Some(say::form::MAIL_CODE_WRONG),
        (_, Some(_)) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_right_has_no_mistake() {
        assert_eq!(email_mistake(" someone@example.com "), None);
        assert_eq!(new_password_mistake("correct horse battery"), None);
        assert_eq!(region_mistake("DE"), None);
        assert_eq!(mailed_code_mistake("1234 5678"), None);
        assert_eq!(password_mistake(" "), None, "a password is taken as it stands");
        assert_eq!(method_mistake(Some(TwoStepMethod::App)), None);
        assert_eq!(second_step_mistake("123 456", TwoStepMethod::App, true), None);
        assert_eq!(second_step_mistake("1234 5678", TwoStepMethod::Email, true), None);
        for method in [TwoStepMethod::App, TwoStepMethod::Email] {
            assert_eq!(second_step_mistake("7k3mq 9wxha", method, false), None);
        }
    }

    #[test]
    fn mistakes_say_what_to_do() {
        assert_eq!(email_mistake(" "), Some(say::form::EMAIL_MISSING));
        assert_eq!(email_mistake("someone"), Some(say::form::NOT_AN_ADDRESS));
        let say = |typed: &str| new_password_mistake(typed).expect("a mistake").said();
        assert_eq!(say(""), "Choose a password of at least 15 characters");
        assert_eq!(say("four"), "The password is too short: you have 4 of at least 15 characters");
        assert!(say(&"x".repeat(129)).contains("129 characters, and 128 can be used"));
        assert_eq!(region_mistake(""), Some(say::form::REGION_MISSING));
        assert!(mailed_code_mistake("").is_some_and(|text| text.said().starts_with("Enter the")));
        assert!(mailed_code_mistake("1234").is_some_and(|text| text.said().contains("8 digits")));
        assert_eq!(password_mistake(""), Some(say::form::PASSWORD_MISSING));
        assert_eq!(method_mistake(None), Some(say::form::METHOD_MISSING));
        let say =
            |typed: &str, method, is_first| second_step_mistake(typed, method, is_first).expect("a mistake").said();
        assert!(say(" ", TwoStepMethod::App, false).ends_with("authenticator app"));
        assert!(say("12345678", TwoStepMethod::App, false).contains("6 digits, and a recovery code"));
        assert!(say("123456", TwoStepMethod::Email, false).contains("8 digits, and a recovery code"));
        assert!(say("7K3MQ-9WXHA", TwoStepMethod::App, true).contains("6 digits. Compare"));
    }
}
