//! Errors as they travel: RFC 9457 `application/problem+json` with a stable code.

use crate::{CameraId, LooksLike, Redemption, Subscription, Timestamp};
use serde::{Deserialize, Serialize};

/// What went wrong, by its stable name. The page has words of its own for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// The request is not of the form that the call takes.
    MalformedRequest,
    /// The text is not a Redemption Code.
    CodeMalformed,
    /// The text is something else: see `kind`.
    LooksLikeOther,
    /// The password is too short.
    PasswordTooWeak,
    /// Nobody is logged in.
    NotLoggedIn,
    /// There was a session; it is over.
    SessionExpired,
    /// The e-mail address or the password is wrong; never which.
    InvalidCredentials,
    /// The second step is due.
    MfaRequired,
    /// The verification code is wrong.
    MfaFailed,
    /// The code is for other regions: see `regions`.
    RegionMismatch,
    /// The first day is still to come: see `redeemFrom`.
    CodeNotYetActive,
    /// The request came from another site's page.
    OriginRefused,
    /// There is no such code.
    CodeNotFound,
    /// There is nothing at this address, or it is not this account's.
    NotFound,
    /// Redeemed by someone else.
    CodeAlreadyRedeemed,
    /// A chosen camera has another plan: see `cameraId`.
    CameraHasPlan,
    /// More cameras than the plan has.
    TooManyCameras,
    /// No plan can cover a chosen camera: see `cameraId`.
    CameraNotEligible,
    /// The last day has passed: see `redeemUntil`.
    CodeExpired,
    /// Withdrawn by whoever issued it.
    CodeRevoked,
    /// The address has no such method: see the header `Allow`.
    MethodNotAllowed,
    /// The body is too large.
    TooLarge,
    /// The body is not JSON.
    UnsupportedMediaType,
    /// What the visitor agreed to has changed: see `redemption`.
    PreviewChanged,
    /// The subscription has changed: see `subscription`.
    ChangedMeanwhile,
    /// The header `If-Match` is missing.
    IfMatchRequired,
    /// Too many tries: see `retryAfter`.
    RateLimited,
    /// Too many wrong codes: see `retryAfter`.
    Locked,
    /// The server can't work now: see `retryAfter`.
    Unavailable,
    /// A name that this version does not know: a newer server's.
    #[serde(other)]
    Unknown,
}

impl ErrorCode {
    /// Every code that a server sends.
    pub const ALL: [Self; 29] = [
        Self::MalformedRequest,
        Self::CodeMalformed,
        Self::LooksLikeOther,
        Self::PasswordTooWeak,
        Self::NotLoggedIn,
        Self::SessionExpired,
        Self::InvalidCredentials,
        Self::MfaRequired,
        Self::MfaFailed,
        Self::RegionMismatch,
        Self::CodeNotYetActive,
        Self::OriginRefused,
        Self::CodeNotFound,
        Self::NotFound,
        Self::CodeAlreadyRedeemed,
        Self::CameraHasPlan,
        Self::TooManyCameras,
        Self::CameraNotEligible,
        Self::CodeExpired,
        Self::CodeRevoked,
        Self::MethodNotAllowed,
        Self::TooLarge,
        Self::UnsupportedMediaType,
        Self::PreviewChanged,
        Self::ChangedMeanwhile,
        Self::IfMatchRequired,
        Self::RateLimited,
        Self::Locked,
        Self::Unavailable,
    ];

    /// The HTTP status that it is sent with.
    pub const fn status(self) -> u16 {
        match self {
            Self::MalformedRequest => 400,
            Self::NotLoggedIn
            | Self::SessionExpired
            | Self::InvalidCredentials
            | Self::MfaRequired
            | Self::MfaFailed => 401,
            Self::RegionMismatch | Self::CodeNotYetActive | Self::OriginRefused => 403,
            Self::CodeNotFound | Self::NotFound => 404,
            Self::MethodNotAllowed => 405,
            Self::CodeAlreadyRedeemed | Self::CameraHasPlan | Self::TooManyCameras | Self::CameraNotEligible => 409,
            Self::CodeExpired | Self::CodeRevoked => 410,
            Self::PreviewChanged | Self::ChangedMeanwhile => 412,
            Self::TooLarge => 413,
            Self::UnsupportedMediaType => 415,
            Self::CodeMalformed | Self::LooksLikeOther | Self::PasswordTooWeak => 422,
            Self::IfMatchRequired => 428,
            Self::RateLimited | Self::Locked => 429,
            Self::Unknown => 500,
            Self::Unavailable => 503,
        }
    }

    /// The stable name, as it stands in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::MalformedRequest => "malformed_request",
            Self::CodeMalformed => "code_malformed",
            Self::LooksLikeOther => "looks_like_other",
            Self::PasswordTooWeak => "password_too_weak",
            Self::NotLoggedIn => "not_logged_in",
            Self::SessionExpired => "session_expired",
            Self::InvalidCredentials => "invalid_credentials",
            Self::MfaRequired => "mfa_required",
            Self::MfaFailed => "mfa_failed",
            Self::RegionMismatch => "region_mismatch",
            Self::CodeNotYetActive => "code_not_yet_active",
            Self::OriginRefused => "origin_refused",
            Self::CodeNotFound => "code_not_found",
            Self::NotFound => "not_found",
            Self::CodeAlreadyRedeemed => "code_already_redeemed",
            Self::CameraHasPlan => "camera_has_plan",
            Self::TooManyCameras => "too_many_cameras",
            Self::CameraNotEligible => "camera_not_eligible",
            Self::CodeExpired => "code_expired",
            Self::CodeRevoked => "code_revoked",
            Self::MethodNotAllowed => "method_not_allowed",
            Self::TooLarge => "too_large",
            Self::UnsupportedMediaType => "unsupported_media_type",
            Self::PreviewChanged => "preview_changed",
            Self::ChangedMeanwhile => "changed_meanwhile",
            Self::IfMatchRequired => "if_match_required",
            Self::RateLimited => "rate_limited",
            Self::Locked => "locked",
            Self::Unavailable => "unavailable",
            Self::Unknown => "unknown",
        }
    }
}

/// Whether this account's attempt spent the code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CodeUsed {
    /// It did not.
    No,
    /// It did; a later step failed.
    Yes,
    /// Not known to the one who answers: ask `GET /redemptions/{id}`.
    Unknown,
}

/// The field of a form that a problem is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub enum Field {
    /// The Redemption Code, or the verification code.
    Code,
    /// The chosen cameras.
    CameraIds,
    /// The e-mail address.
    Email,
    /// The password.
    Password,
    /// A field that this version does not know: a newer server's.
    #[serde(other)]
    Unknown,
}

/// The body of every error.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// A URN made of the code (RFC 9457, 3.1.1).
    #[serde(rename = "type")]
    pub kind_uri: String,
    /// The code in words, for people who read answers by hand.
    pub title: String,
    /// The HTTP status, again (RFC 9457, 3.1.2).
    pub status: u16,
    /// What went wrong.
    pub code: ErrorCode,
    /// What to do about it, for people who read answers by hand. The page has words of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// Seconds after which to try again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u32>,
    /// The field it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<Field>,
    /// Whether the code was spent. Absent where it is of no use any more, and where no code was at stake.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code_used: Option<CodeUsed>,
    /// What the text is, with `looks_like_other`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<LooksLike>,
    /// The end of the last day, with `code_expired`: the code could be redeemed before this moment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redeem_until: Option<Timestamp>,
    /// The beginning of the first day, with `code_not_yet_active`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redeem_from: Option<Timestamp>,
    /// ISO 3166-1 country codes, with `region_mismatch`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub regions: Option<Vec<String>>,
    /// The camera it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub camera_id: Option<CameraId>,
    /// The fresh redemption, with `preview_changed`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redemption: Option<Box<Redemption>>,
    /// The fresh subscription, with `changed_meanwhile`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subscription: Option<Box<Subscription>>,
}

impl Problem {
    /// The bare problem, which callers complete.
    pub fn new(code: ErrorCode) -> Self {
        let name = code.name();
        Self {
            kind_uri: ["urn:tapo-care:problem:", name].concat(),
            title: name.replace('_', " "),
            status: code.status(),
            code,
            detail: None,
            retry_after: None,
            field: None,
            code_used: None,
            kind: None,
            redeem_until: None,
            redeem_from: None,
            regions: None,
            camera_id: None,
            redemption: None,
            subscription: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_one_name_and_reads_back_from_it() {
        for code in ErrorCode::ALL {
            let json = serde_json::to_string(&code).expect("serializes");
            assert_eq!(json, format!("\"{}\"", code.name()));
            assert_eq!(serde_json::from_str::<ErrorCode>(&json).expect("reads"), code);
        }
    }

    #[test]
    fn a_newer_servers_code_is_unknown_and_no_failure() {
        let problem: Problem = serde_json::from_str(
            r#"{"type":"urn:x","title":"x","status":418,"code":"teapot","field":"spout","codeUsed":"no"}"#,
        )
        .expect("reads");
        assert_eq!((problem.code, problem.field), (ErrorCode::Unknown, Some(Field::Unknown)));
        assert_eq!(problem.code_used, Some(CodeUsed::No));
    }

    #[test]
    fn a_problem_is_in_camel_case_and_leaves_out_what_it_does_not_say() {
        let mut problem = Problem::new(ErrorCode::CodeNotFound);
        problem.code_used = Some(CodeUsed::No);
        problem.field = Some(Field::Code);
        assert_eq!(
            serde_json::to_value(&problem).expect("serializes"),
            serde_json::json!({
                "type": "urn:tapo-care:problem:code_not_found",
                "title": "code not found",
                "status": 404,
                "code": "code_not_found",
                "field": "code",
                "codeUsed": "no",
            })
        );
    }
}
