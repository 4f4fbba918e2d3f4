//! The one place where an error becomes words. Each says what happened, what to do, and what became of the code.

mod forms;
mod outside;

pub use forms::{
    email_mistake, mailed_code_mistake, method_mistake, new_password_mistake, password_mistake, region_mistake,
    second_step_mistake,
};
pub use outside::outside_problem;

use super::Failure;
use tapo_care_wire::{
    Camera, CodeError, CodeUsed, ErrorCode, Field, LooksLike, Problem, RedemptionCode, Timestamp, TwoStepMethod,
    TypedCode,
};

/// What became of a code, in the words that are used wherever it is said.
const NOT_USED: &str = "Your code has not been used.";
const USED: &str = "Your code has been used. The receipt is in your history.";
const NOT_KNOWN: &str = "We do not know yet whether your code was used. Look at your history before you try again.";

/// An error in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advice {
    /// What happened and what to do.
    pub text: String,
    /// What became of the code, where there is something to say.
    pub about_code: Option<&'static str>,
    /// The field of the form that it is about.
    pub field: Option<Field>,
    /// Seconds to wait before trying again, where they are to be counted down; [`try_again`] says them.
    pub wait: Option<u32>,
}

/// How moments and places are said: the browser's `Intl` in the page, something fixed in tests.
#[derive(Clone, Copy, Debug)]
pub struct Speech {
    /// The last day of a period that ends just before the moment.
    pub last_day_before: fn(&Timestamp) -> String,
    /// A day and a time of day.
    pub date_and_time: fn(&Timestamp) -> String,
    /// A country, by its ISO 3166-1 code.
    pub region: fn(&str) -> String,
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
pub fn advice(failure: &Failure, situation: Situation<'_>, speech: &Speech) -> Advice {
    let unspent = situation.code_is_unspent.then_some(NOT_USED);
    match failure {
        Failure::Lost => Advice {
            text: "We could not reach the server. Check your connection and try again.".to_owned(),
            about_code: unspent,
            field: None,
            wait: None,
        },
        Failure::Problem(problem) => Advice {
            text: explain(problem, situation, speech),
            about_code: match problem.code_used {
                Some(CodeUsed::No) => Some(NOT_USED),
                Some(CodeUsed::Yes) => Some(USED),
                Some(CodeUsed::Unknown) => Some(NOT_KNOWN),
                None if failure.is_final_for_code() => None,
                None => unspent,
            },
            field: problem.field,
            wait: problem.retry_after.filter(|_| is_limit(problem.code)),
        },
    }
}

/// One error of the server's in words.
fn explain(problem: &Problem, situation: Situation<'_>, speech: &Speech) -> String {
    let cameras = situation.cameras;
    let text = match problem.code {
        ErrorCode::MalformedRequest if problem.field == Some(Field::Email) => forms::NOT_AN_ADDRESS,
        ErrorCode::MalformedRequest | ErrorCode::MethodNotAllowed | ErrorCode::UnsupportedMediaType => {
            "The page sent something that the server does not understand. Reload the page and try again."
        }
        ErrorCode::TooLarge => "This is too long for the server. Shorten it and try again.",
        ErrorCode::CodeMalformed => "This is not a Redemption Code. A code has 13 letters and numbers.",
        ErrorCode::LooksLikeOther => looks_like(problem.kind),
        ErrorCode::PasswordTooWeak => "Choose another password: it must have 15 to 128 characters.",
        ErrorCode::NotLoggedIn => "Log in to go on.",
        ErrorCode::SessionExpired => "You were logged out because you were away for long. Log in to go on.",
        ErrorCode::InvalidCredentials if problem.field == Some(Field::Password) => {
            "The password is wrong. Check it and try again."
        }
        ErrorCode::InvalidCredentials => "The email or the password is wrong. Check both and try again.",
        ErrorCode::MfaRequired if problem.field == Some(Field::Email) => {
            "Your email address is not verified yet. Enter the code that we have sent to it."
        }
        ErrorCode::MfaRequired => "Enter your verification code to go on.",
        ErrorCode::MfaFailed => match situation.proof {
            Proof::Mail => {
                "The verification code is wrong or has run out. Compare it with the email, or ask for a new code."
            }
            Proof::App => {
                "The verification code is wrong or has run out. Enter the one that your app shows now. \
                 If that is wrong too, check the clock of your phone."
            }
            Proof::Recovery => {
                "This recovery code is wrong or was used before. Compare it with what you kept, or take another one."
            }
        },
        ErrorCode::RegionMismatch => return region_mismatch(problem, speech),
        ErrorCode::CodeNotYetActive => return not_yet_active(problem, speech),
        ErrorCode::OriginRefused => {
            "The request seemed to come from another site and was refused. Reload the page and try again."
        }
        ErrorCode::CodeNotFound => "We do not know this code. Compare each character with your card or email.",
        ErrorCode::NotFound => {
            "We could not find this. It may belong to another TP-Link ID: check which one you are logged in with."
        }
        ErrorCode::CodeAlreadyRedeemed => {
            "This code has already been redeemed with another TP-Link ID. A code works only once. \
             If you have more than one TP-Link ID, log in with the other one to see it."
        }
        ErrorCode::CameraHasPlan => {
            return about_camera(problem, cameras, " already has a plan. Save again to move it here.");
        }
        ErrorCode::TooManyCameras => "You chose more cameras than the plan covers. Clear some and save again.",
        ErrorCode::CameraNotEligible => {
            return about_camera(problem, cameras, " cannot use this plan. Clear it and save again.");
        }
        ErrorCode::CodeExpired => return expired(problem, speech),
        ErrorCode::CodeRevoked => {
            "This code was withdrawn by whoever issued it and can no longer be redeemed. Ask the shop where you got it."
        }
        ErrorCode::PreviewChanged => "The plan details have changed. Read them again before you confirm.",
        ErrorCode::ChangedMeanwhile => {
            "The cameras of this plan were changed elsewhere meanwhile. Check the choice below and save again."
        }
        ErrorCode::IfMatchRequired => "The page is out of date. Reload it and try again.",
        ErrorCode::RateLimited if problem.retry_after.is_some() => "There were too many tries.",
        ErrorCode::RateLimited => "There were too many tries. Try again later.",
        ErrorCode::Locked if problem.retry_after.is_some() => {
            "There were too many wrong codes, so redeeming is locked for a while."
        }
        ErrorCode::Locked => "There were too many wrong codes, so redeeming is locked for a while. Try again later.",
        ErrorCode::Unavailable => return retry("The service is not available at the moment.", problem),
        ErrorCode::Unknown => "Something went wrong on the server. Try again.",
    };
    text.to_owned()
}

/// What a text is that is no code.
const fn looks_like(kind: Option<LooksLike>) -> &'static str {
    match kind {
        Some(LooksLike::Email) => "This is an email address. A Redemption Code has 13 letters and numbers",
        Some(LooksLike::WebAddress) => "This is a web address. A Redemption Code has 13 letters and numbers",
        Some(LooksLike::Mac) => "This is the MAC address of a device. A Redemption Code has 13 letters and numbers",
        None => "This is not a Redemption Code. A code has 13 letters and numbers",
    }
}

fn region_mismatch(problem: &Problem, speech: &Speech) -> String {
    let regions: Vec<String> = problem.regions.iter().flatten().map(|region| (speech.region)(region)).collect();
    if regions.is_empty() {
        return "This code was sold for another region than your TP-Link ID’s.".to_owned();
    }
    let regions = regions.join(" or ");
    ["This code can be redeemed only with a TP-Link ID of this region: ", &regions, "."].concat()
}

fn not_yet_active(problem: &Problem, speech: &Speech) -> String {
    match &problem.redeem_from {
        Some(from) => {
            ["This code can be redeemed from ", &(speech.date_and_time)(from), " on. Come back then."].concat()
        }
        None => "This code can’t be redeemed yet. Come back later.".to_owned(),
    }
}

fn expired(problem: &Problem, speech: &Speech) -> String {
    let fact = match &problem.redeem_until {
        Some(until) => ["The last day to redeem this code was ", &(speech.last_day_before)(until), "."].concat(),
        None => "The last day to redeem this code has passed.".to_owned(),
    };
    [&fact, " Ask the shop where you got it."].concat()
}

fn about_camera(problem: &Problem, cameras: &[Camera], what: &str) -> String {
    let named = problem.camera_id.as_ref().and_then(|id| cameras.iter().find(|camera| camera.id == *id));
    [named.map_or("One of the cameras", |camera| &camera.name), what].concat()
}

/// Whether someone was too quick, so that there is a moment at which it goes on: counted down, not only said.
const fn is_limit(code: ErrorCode) -> bool {
    matches!(code, ErrorCode::RateLimited | ErrorCode::Locked)
}

fn retry(fact: &str, problem: &Problem) -> String {
    let again = problem.retry_after.map_or_else(|| "Try again later.".to_owned(), try_again);
    [fact, " ", &again].concat()
}

/// When to try again, in so many seconds.
pub fn try_again(seconds: u32) -> String {
    let counted = |count: u32, one: &str, many: &str| match count {
        0 => String::new(),
        1 => ["1 ", one].concat(),
        count => [&count.to_string(), " ", many].concat(),
    };
    let (minutes, seconds) = (counted(seconds / 60, "minute", "minutes"), counted(seconds % 60, "second", "seconds"));
    match (minutes.is_empty(), seconds.is_empty()) {
        (true, true) => "You can try again now.".to_owned(),
        (false, false) => ["Try again in ", &minutes, " ", &seconds, "."].concat(),
        _ => ["Try again in ", &minutes, &seconds, "."].concat(),
    }
}

/// What to say of a text that is no code, before anything is sent.
pub fn code_mistake(mistake: CodeError) -> String {
    match mistake {
        CodeError::Empty => "Enter your Redemption Code".to_owned(),
        CodeError::LooksLike(kind) => looks_like(Some(kind)).to_owned(),
        CodeError::WrongCharacter { character, position } => {
            let mut quoted = String::from("“");
            quoted.push(character);
            quoted.push('”');
            let shown = if character.is_control() { "The hidden character" } else { &quoted };
            [shown, " at position ", &position.to_string(), " can’t be in a code: it has only letters and numbers"]
                .concat()
        }
        CodeError::TooShort { have, may_be_mac } => {
            let also = if may_be_mac { ". This may be the MAC address of a device" } else { "" };
            ["The code is too short: you have ", &have.to_string(), " of 13 characters", also].concat()
        }
        CodeError::TooLong { have } => {
            ["The code is too long: you have ", &have.to_string(), " characters, a code has 13"].concat()
        }
    }
}

/// Which characters of an unknown code are easily taken for others. They are never swapped for the visitor.
pub fn look_alike_hint(code: &RedemptionCode) -> Option<String> {
    let pairs: Vec<String> =
        code.look_alikes().map(|(a, b)| [&a.to_string(), " and ", &b.to_string()].concat()).collect();
    if pairs.is_empty() {
        return None;
    }
    Some(["Easily mixed up in this code: ", &pairs.join(", "), "."].concat())
}

#[cfg(test)]
mod tests;
