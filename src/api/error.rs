//! The one place where an error becomes words. Each says what happened, what to do, and what became of the code.

mod forms;
mod outside;

pub use forms::{
    email_mistake, mailed_code_mistake, method_mistake, new_password_mistake, password_mistake, region_mistake,
    second_step_mistake,
};
pub use outside::outside_problem;

use super::Failure;
use crate::say::{self, Text};
use tapo_care_wire::{
    Camera, CodeError, CodeUsed, ErrorCode, Field, LooksLike, Problem, RedemptionCode, TwoStepMethod, TypedCode,
};

/// An error in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advice {
    /// What happened and what to do.
    pub text: Text,
    /// What became of the code, where there is something to say.
    pub about_code: Option<Text>,
    /// The field of the form that it is about.
    pub field: Option<Field>,
    /// Seconds to wait before trying again, where they are to be counted down; [`try_again`] says them.
    pub wait: Option<u32>,
}

/// What the page knows by itself when a call fails.
#[derive(Clone, Copy, Debug, Default)]
pub struct Situation<'a> {
    /// Whether a code was at stake that the call could not have spent, so that it is unspent even if no answer came.
    pub code_is_unspent: bool,
    /// The cameras on the screen, to call one by its name.
    pub cameras: &'a [Camera],
    /// Where the verification code that was sent comes from.
    pub proof: Proof,
}

/// Where a verification code comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Proof {
    /// From an email.
    #[default]
    Mail,
    /// From the authenticator app.
    App,
    /// From what was kept for the case that there is no other.
    Recovery,
}

impl Proof {
    /// Of what was typed, by its form, where a code of `method` is asked for.
    pub fn of(typed: &str, method: TwoStepMethod) -> Self {
        match (TypedCode::parse(typed), method) {
            (Some(TypedCode::Recovery(_)), _) => Self::Recovery,
            (_, TwoStepMethod::Email) => Self::Mail,
            (_, TwoStepMethod::App) => Self::App,
        }
    }
}

/// What to say of a failed call.
pub fn advice(failure: &Failure, situation: Situation<'_>) -> Advice {
    let unspent = situation.code_is_unspent.then_some(say::error::NOT_USED);
    match failure {
        Failure::Lost => Advice { text: say::error::LOST, about_code: unspent, field: None, wait: None },
        Failure::Problem(problem) => Advice {
            text: explain(problem, situation),
            about_code: match problem.code_used {
                Some(CodeUsed::No) => Some(say::error::NOT_USED),
                Some(CodeUsed::Yes) => Some(say::error::USED),
                Some(CodeUsed::Unknown) => Some(say::error::NOT_KNOWN),
                None if failure.is_final_for_code() => None,
                None => unspent,
            },
            field: problem.field,
            wait: problem.retry_after.filter(|_| is_limit(problem.code)),
        },
    }
}

/// One error of the server's in words.
fn explain(problem: &Problem, situation: Situation<'_>) -> Text {
    match problem.code {
        ErrorCode::MalformedRequest if problem.field == Some(Field::Email) => say::form::NOT_AN_ADDRESS,
        ErrorCode::MalformedRequest | ErrorCode::MethodNotAllowed | ErrorCode::UnsupportedMediaType => {
            say::error::NOT_UNDERSTOOD
        }
        ErrorCode::TooLarge => say::error::TOO_LARGE,
        ErrorCode::CodeMalformed => say::error::CODE_MALFORMED,
        ErrorCode::LooksLikeOther => looks_like(problem.kind),
        ErrorCode::PasswordTooWeak => say::error::PASSWORD_TOO_WEAK,
        ErrorCode::NotLoggedIn => say::error::NOT_LOGGED_IN,
        ErrorCode::SessionExpired => say::error::SESSION_EXPIRED,
        ErrorCode::InvalidCredentials if problem.field == Some(Field::Password) => say::error::PASSWORD_WRONG,
        ErrorCode::InvalidCredentials => say::error::CREDENTIALS_WRONG,
        ErrorCode::MfaRequired if problem.field == Some(Field::Email) => say::error::VERIFY_ADDRESS,
        ErrorCode::MfaRequired => say::error::MFA_REQUIRED,
        ErrorCode::MfaFailed => match situation.proof {
            Proof::Mail => say::error::MFA_FAILED_MAIL,
            Proof::App => say::error::MFA_FAILED_APP,
            Proof::Recovery => say::error::MFA_FAILED_RECOVERY,
        },
        ErrorCode::RegionMismatch => region_mismatch(problem),
        ErrorCode::CodeNotYetActive => match &problem.redeem_from {
            Some(from) => say::error::not_yet_active_until(Text::date_and_time(from)),
            None => say::error::NOT_YET_ACTIVE,
        },
        ErrorCode::OriginRefused => say::error::ORIGIN_REFUSED,
        ErrorCode::CodeNotFound => say::error::CODE_NOT_FOUND,
        ErrorCode::NotFound => say::error::NOT_FOUND,
        ErrorCode::CodeAlreadyRedeemed => say::error::ALREADY_REDEEMED,
        ErrorCode::CameraHasPlan => match named(problem, situation.cameras) {
            Some(camera) => say::error::camera_has_plan(camera),
            None => say::error::SOME_CAMERA_HAS_PLAN,
        },
        ErrorCode::TooManyCameras => say::error::TOO_MANY_CAMERAS,
        ErrorCode::CameraNotEligible => match named(problem, situation.cameras) {
            Some(camera) => say::error::camera_not_eligible(camera),
            None => say::error::SOME_CAMERA_NOT_ELIGIBLE,
        },
        ErrorCode::CodeExpired => match &problem.redeem_until {
            Some(until) => say::error::expired_on(Text::last_day_before(until)),
            None => say::error::EXPIRED,
        },
        ErrorCode::CodeRevoked => say::error::REVOKED,
        ErrorCode::PreviewChanged => say::error::PREVIEW_CHANGED,
        ErrorCode::ChangedMeanwhile => say::error::CHANGED_MEANWHILE,
        ErrorCode::IfMatchRequired => say::error::OUT_OF_DATE,
        ErrorCode::RateLimited => limited(say::error::RATE_LIMITED, problem),
        ErrorCode::Locked => limited(say::error::LOCKED, problem),
        ErrorCode::Unavailable => {
            let again = problem.retry_after.map_or(say::error::AGAIN_LATER, try_again);
            Text::sentences(vec![say::error::UNAVAILABLE, again])
        }
        ErrorCode::Unknown => say::error::UNKNOWN,
    }
}

/// What a text is that is no code.
const fn looks_like(kind: Option<LooksLike>) -> Text {
    match kind {
        Some(LooksLike::Email) => say::error::LOOKS_LIKE_EMAIL,
        Some(LooksLike::WebAddress) => say::error::LOOKS_LIKE_WEB_ADDRESS,
        Some(LooksLike::Mac) => say::error::LOOKS_LIKE_MAC,
        None => say::error::LOOKS_LIKE_OTHER,
    }
}

fn region_mismatch(problem: &Problem) -> Text {
    let regions: Vec<Text> = problem.regions.iter().flatten().map(|region| Text::region(region)).collect();
    match regions.is_empty() {
        true => say::error::REGION_MISMATCH,
        false => say::error::region_mismatch_of(Text::one_of(regions)),
    }
}

/// The name of the camera that a problem is about, if it is on the screen.
fn named(problem: &Problem, cameras: &[Camera]) -> Option<String> {
    let id = problem.camera_id.as_ref()?;
    cameras.iter().find(|camera| camera.id == *id).map(|camera| camera.name.clone())
}

/// Whether someone was too quick, so that there is a moment at which it goes on: counted down, not only said.
const fn is_limit(code: ErrorCode) -> bool {
    matches!(code, ErrorCode::RateLimited | ErrorCode::Locked)
}

/// A limit. What is counted down need not be said.
fn limited(fact: Text, problem: &Problem) -> Text {
    match problem.retry_after {
        Some(_) => fact,
        None => Text::sentences(vec![fact, say::error::AGAIN_LATER]),
    }
}

/// When to try again, in so many seconds.
pub fn try_again(seconds: u32) -> Text {
    let (minutes, rest) = (say::error::minutes(seconds / 60), say::error::seconds(seconds % 60));
    match (seconds / 60, seconds % 60) {
        (0, 0) => say::error::AGAIN_NOW,
        (0, _) => say::error::again_in(rest),
        (_, 0) => say::error::again_in(minutes),
        _ => say::error::again_in_both(minutes, rest),
    }
}

/// What to say of a text that is no code, before anything is sent.
pub fn code_mistake(mistake: CodeError) -> Text {
    let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    match mistake {
        CodeError::Empty => say::error::CODE_EMPTY,
        CodeError::LooksLike(kind) => looks_like(Some(kind)),
        CodeError::WrongCharacter { character, position } if character.is_control() => {
            say::error::hidden_character(count(position))
        }
        CodeError::WrongCharacter { character, position } => {
            say::error::wrong_character(character.to_string(), count(position))
        }
        CodeError::TooShort { have, may_be_mac: true } => say::error::code_too_short_mac(count(have)),
        CodeError::TooShort { have, may_be_mac: false } => say::error::code_too_short(count(have)),
        CodeError::TooLong { have } => say::error::code_too_long(count(have)),
    }
}

/// Which characters of an unknown code are easily taken for others. They are never swapped for the visitor.
pub fn look_alike_hint(code: &RedemptionCode) -> Option<Text> {
    let pairs: Vec<Text> =
        code.look_alikes().map(|(a, b)| say::error::look_alike(a.to_string(), b.to_string())).collect();
    (!pairs.is_empty()).then(|| say::error::look_alikes(Text::list(pairs)))
}

#[cfg(test)]
mod tests;
