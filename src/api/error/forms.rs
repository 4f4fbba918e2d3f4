//! What is wrong with the fields of the forms that lead into an account, before anything is sent. The server has the same rules.

use tapo_care_wire::{
    PASSWORD_MAX, PASSWORD_MIN, TwoStepMethod, TypedCode, is_email_form, is_password_length, parse_mailed_code,
};

/// What every view says of an address that is none.
pub(super) const NOT_AN_ADDRESS: &str = "Enter an email address in the form name@example.com";

/// What is wrong with an e-mail address.
pub fn email_mistake(typed: &str) -> Option<String> {
    let text = match typed.trim() {
        "" => "Enter your email address",
        email if !is_email_form(email) => NOT_AN_ADDRESS,
        _ => return None,
    };
    Some(text.to_owned())
}

/// What is wrong with a password that is chosen now.
pub fn new_password_mistake(typed: &str) -> Option<String> {
    let (have, least, most) = (typed.chars().count(), PASSWORD_MIN.to_string(), PASSWORD_MAX.to_string());
    if have == 0 {
        return Some(["Choose a password of at least ", &least, " characters"].concat());
    }
    if is_password_length(typed) {
        return None;
    }
    let have_text = have.to_string();
    Some(if have < PASSWORD_MIN {
        ["The password is too short: you have ", &have_text, " of at least ", &least, " characters"].concat()
    } else {
        ["The password is too long: you have ", &have_text, " characters, and ", &most, " can be used"].concat()
    })
}

/// What is wrong with the password that is asked for again.
pub fn password_mistake(typed: &str) -> Option<String> {
    typed.is_empty().then(|| "Enter your password".to_owned())
}

/// What is wrong with the choice of how to get codes.
pub fn method_mistake(chosen: Option<TwoStepMethod>) -> Option<String> {
    chosen.is_none().then(|| "Choose how you get your codes".to_owned())
}

/// What is wrong with a code for the second step, where one of `method` is asked for. A recovery code is taken as well, but
/// for the first code of all: there are none yet.
pub fn second_step_mistake(typed: &str, method: TwoStepMethod, is_first: bool) -> Option<String> {
    let is_one = match (TypedCode::parse(typed), method) {
        (Some(TypedCode::Mailed(_)), TwoStepMethod::Email) | (Some(TypedCode::App(_)), TwoStepMethod::App) => true,
        (Some(TypedCode::Recovery(_)), _) => !is_first,
        _ => false,
    };
    let text = match (method, is_first) {
        _ if is_one => return None,
        (TwoStepMethod::Email, _) if typed.trim().is_empty() => "Enter the verification code from the email",
        (TwoStepMethod::App, _) if typed.trim().is_empty() => "Enter the verification code from your authenticator app",
        (TwoStepMethod::Email, true) => "The verification code has 8 digits. Compare it with the email",
        (TwoStepMethod::App, true) => "The verification code has 6 digits. Compare it with the app",
        (TwoStepMethod::Email, false) => {
            "The verification code has 8 digits, and a recovery code has 10 letters and digits. Compare it with the email"
        }
        (TwoStepMethod::App, false) => {
            "The verification code has 6 digits, and a recovery code has 10 letters and digits. Compare it with the app"
        }
    };
    Some(text.to_owned())
}

/// What is wrong with the choice of a country.
pub fn region_mistake(chosen: &str) -> Option<String> {
    chosen.is_empty().then(|| "Choose your country or region".to_owned())
}

/// What is wrong with a code that was mailed.
pub fn mailed_code_mistake(typed: &str) -> Option<String> {
    let text = match (typed.trim(), parse_mailed_code(typed)) {
        ("", _) => "Enter the verification code from the email",
        (_, None) => "The verification code has 8 digits. Compare it with the email",
        (_, Some(_)) => return None,
    };
    Some(text.to_owned())
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
        assert_eq!(email_mistake(" ").as_deref(), Some("Enter your email address"));
        assert_eq!(email_mistake("someone").as_deref(), Some(NOT_AN_ADDRESS));
        let say = |typed: &str| new_password_mistake(typed).expect("a mistake");
        assert_eq!(say(""), "Choose a password of at least 15 characters");
        assert_eq!(say("four"), "The password is too short: you have 4 of at least 15 characters");
        assert!(say(&"x".repeat(129)).contains("129 characters, and 128 can be used"));
        assert_eq!(region_mistake("").as_deref(), Some("Choose your country or region"));
        assert!(mailed_code_mistake("").is_some_and(|text| text.starts_with("Enter the")));
        assert!(mailed_code_mistake("1234").is_some_and(|text| text.contains("8 digits")));
        assert_eq!(password_mistake("").as_deref(), Some("Enter your password"));
        assert_eq!(method_mistake(None).as_deref(), Some("Choose how you get your codes"));
        let say = |typed: &str, method, is_first| second_step_mistake(typed, method, is_first).expect("a mistake");
        assert!(say(" ", TwoStepMethod::App, false).ends_with("authenticator app"));
        assert!(say("12345678", TwoStepMethod::App, false).contains("6 digits, and a recovery code"));
        assert!(say("123456", TwoStepMethod::Email, false).contains("8 digits, and a recovery code"));
        assert!(say("7K3MQ-9WXHA", TwoStepMethod::App, true).contains("6 digits. Compare"));
    }
}
