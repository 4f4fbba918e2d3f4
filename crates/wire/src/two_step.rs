//! Two-step verification: how it is set up, and the second step of a log-in.

use crate::{
    Timestamp,
    account::{MAILED_CODE_LENGTH, debug_shows_nothing},
    redemption_code::{full_width_to_ascii, is_dropped},
};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Digits of a code that an authenticator app shows.
pub const APP_CODE_LENGTH: usize = 6;

/// Characters of a recovery code, without the dash that it is shown with.
pub const RECOVERY_CODE_LENGTH: usize = 10;

/// What the second step is proved with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub enum TwoStepMethod {
    /// A code that is mailed.
    Email,
    /// A code that an authenticator app shows (RFC 6238).
    App,
}

/// Whether an account has a second step, and which.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub enum TwoStepState {
    /// A password is enough.
    Off,
    /// A code that is mailed.
    Email,
    /// A code that an authenticator app shows.
    App,
}

/// The second step of a log-in that is due: the password was right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Challenge {
    /// What it is proved with. A recovery code does as well.
    pub method: TwoStepMethod,
    /// From this moment on the password has to be entered again.
    pub expires_at: Timestamp,
}

/// The answer of `GET /account/two-step`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct TwoStep {
    /// Whether there is a second step, and which.
    pub method: TwoStepState,
    /// Recovery codes that were not used yet.
    pub recovery_codes_left: u32,
}

/// The body of `POST /session/mfa` and of `PUT /account/two-step`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct SecondStep {
    /// What was typed: a code that was mailed or that the app shows, or a recovery code.
    pub code: String,
}

/// The body of `POST /account/two-step/removal` and of `POST /account/two-step/recovery-codes`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct PasswordAgain {
    /// The account's password, as it stands.
    pub password: String,
}

/// The body of `POST /account/two-step`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct TwoStepSetUp {
    /// What the second step is to be proved with.
    pub method: TwoStepMethod,
    /// The account's password, as it stands.
    pub password: String,
}

/// The answer of `POST /account/two-step`: what `PUT /account/two-step` has to prove.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct TwoStepBegun {
    /// What the second step is to be proved with.
    pub method: TwoStepMethod,
    /// What the authenticator app needs, when it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub app: Option<AppSetUp>,
}

/// What an authenticator app needs to know: the same three times, to be scanned, opened or typed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct AppSetUp {
    /// Base32 without padding.
    pub secret: String,
    /// `otpauth://totp/…`.
    pub uri: String,
    /// The same as a QR code.
    pub qr: QrCode,
}

/// A QR code, to be drawn with `size + 8` units a side, since it needs four light modules all around to be read.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct QrCode {
    /// Modules a side, without the light ones around.
    pub size: u32,
    /// The dark modules, as the attribute `d` of an SVG path: the first module is the unit square at the origin.
    pub path: String,
}

/// The answer of `PUT /account/two-step` and of `POST /account/two-step/recovery-codes`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct RecoveryCodes {
    /// Each works once in place of a code, such as `7K3MQ-9WXHA`. They are shown this once.
    pub recovery_codes: Vec<String>,
}

debug_shows_nothing!(SecondStep, PasswordAgain, TwoStepSetUp, TwoStepBegun, AppSetUp, QrCode, RecoveryCodes);

/// What was typed for the second step, by its form: there is one field for all three.
#[derive(Clone, PartialEq, Eq)]
pub enum TypedCode {
    /// Eight digits: a code that was mailed.
    Mailed(String),
    /// Six digits: what the app shows.
    App(String),
    /// Ten letters and digits, in upper case: a recovery code.
    Recovery(String),
}

impl TypedCode {
    /// Reads what was typed or pasted: white space, invisible characters, dashes and case do not count. `None` when it can
    /// be none of the three.
    pub fn parse(typed: &str) -> Option<Self> {
        let normal = |c: char| full_width_to_ascii(c).to_ascii_uppercase();
        let code: String = typed.chars().filter(|&c| !is_dropped(c)).map(normal).collect();
        let is_number = code.bytes().all(|b| b.is_ascii_digit());
        match code.len() {
            MAILED_CODE_LENGTH if is_number => Some(Self::Mailed(code)),
            APP_CODE_LENGTH if is_number => Some(Self::App(code)),
            RECOVERY_CODE_LENGTH if code.bytes().all(|b| b.is_ascii_alphanumeric()) => Some(Self::Recovery(code)),
            _ => None,
        }
    }
}

debug_shows_nothing!(TypedCode);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_was_typed_is_known_by_its_form() {
        for typed in ["123456", " 123 456 ", "123-456", "１２３４５６", "123\u{a0}456", "123–456"] {
            assert!(TypedCode::parse(typed) == Some(TypedCode::App("123456".to_owned())), "{typed}");
        }
        assert!(TypedCode::parse("1234 5678") == Some(TypedCode::Mailed("12345678".to_owned())));
        for typed in ["7K3MQ-9WXHA", "7k3mq9wxha", " 7K3MQ 9WXHA\n", "7K3MQ\u{2011}9WXHA"] {
            assert!(TypedCode::parse(typed) == Some(TypedCode::Recovery("7K3MQ9WXHA".to_owned())), "{typed}");
        }
        for typed in ["", "-", "12345", "1234567", "123456789", "12345a", "7K3MQ9WXH", "7K3MQ9WXHAB", "7K3MQ9WXHÄ"] {
            assert!(TypedCode::parse(typed).is_none(), "{typed}");
        }
    }

    proptest! {
        #[test]
        fn a_recovery_code_is_read_however_it_is_parted(code in "[A-Z0-9]{10}", at in 1..9usize, part in "[ \t-]{1,3}") {
            let typed = [&code[..at], &part, &code[at..].to_lowercase()].concat();
            prop_assert!(TypedCode::parse(&typed) == Some(TypedCode::Recovery(code)));
        }

        #[test]
        fn no_text_is_too_strange_to_be_read(typed in "\\PC*") {
            let _ = TypedCode::parse(&typed);
        }
    }

    #[test]
    fn json_is_as_the_page_knows_it() {
        let text = |value: serde_json::Value| value.to_string();
        let off = TwoStep { method: TwoStepState::Off, recovery_codes_left: 0 };
        assert_eq!(text(serde_json::json!(off)), r#"{"method":"off","recoveryCodesLeft":0}"#);
        let begun = TwoStepBegun { method: TwoStepMethod::Email, app: None };
        assert_eq!(text(serde_json::json!(begun)), r#"{"method":"email"}"#);
        let challenge =
            Challenge { method: TwoStepMethod::App, expires_at: Timestamp::new("2026-11-24T12:10:00Z".to_owned()) };
        assert_eq!(text(serde_json::json!(challenge)), r#"{"expiresAt":"2026-11-24T12:10:00Z","method":"app"}"#);
    }

    #[test]
    fn debug_shows_no_secret() {
        let qr = QrCode { size: 21, path: "M0 0h7".to_owned() };
        let app = AppSetUp { secret: "JBSWY3DP".to_owned(), uri: "otpauth://totp/x".to_owned(), qr };
        let begun = TwoStepBegun { method: TwoStepMethod::App, app: Some(app.clone()) };
        let codes = RecoveryCodes { recovery_codes: vec!["7K3MQ-9WXHA".to_owned()] };
        let step = SecondStep { code: "123456".to_owned() };
        let typed = TypedCode::parse(&step.code);
        let shown = format!("{app:?} {begun:?} {codes:?} {step:?} {typed:?}");
        for secret in ["JBSW", "otpauth", "M0 0", "7K3MQ", "123456"] {
            assert!(!shown.contains(secret), "{shown}");
        }
    }
}
