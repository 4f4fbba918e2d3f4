//! The table of calls. A new one is a row here: its method and address, what it takes, what it answers, and the error codes
//! that don't follow from that already.
//!
//! These follow by themselves: `unavailable` always; what the guards say of unsafe calls; 401 for those who are not logged
//! in; `not_found` where the address holds an id; `malformed_request` where there is a body or a query.

use super::call::{Call, Row, call};
use tapo_care_wire::{
    Camera, Catalogue, ChooseCameras, Credentials, DemoCamera, ErrorCode, Feedback, HandedOver, OpenRedemption,
    OutsideStarted, PasswordAgain, PasswordReset, PasswordResetRequest, Preferences, ReceiptCheck, ReceiptKey,
    RecoveryCodes, Redemption, Registration, SecondStep, Session, SessionEntry, StartOutside, Subscription, TwoStep,
    TwoStepBegun, TwoStepSetUp, Verification, Viewer,
};
use utoipa::openapi::{
    HttpMethod::{Delete, Get, Patch, Post, Put},
    ObjectBuilder, Type,
};

/// Why an account can't redeem a code, or no longer.
const REFUSALS: [ErrorCode; 6] = [
    ErrorCode::CodeNotFound,
    ErrorCode::RegionMismatch,
    ErrorCode::CodeNotYetActive,
    ErrorCode::CodeAlreadyRedeemed,
    ErrorCode::CodeExpired,
    ErrorCode::CodeRevoked,
];

fn text_schema() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String)
}

/// All calls.
pub(super) fn all() -> Vec<Call> {
    [accounts(), session(), two_step(), redemptions(), subscriptions(), everyone(), operators()]
        .into_iter()
        .flatten()
        .map(Call::from)
        .collect()
}

fn accounts() -> Vec<Row> {
    let mailed = "The answer, and the time it takes, are the same whether or not the address has an account.";
    vec![
        call(Post, "/accounts", "register", "Register")
            .with_passwords()
            .says(&["Mails a code that proves the address, or that there is an account already. ", mailed].concat())
            .takes::<Registration>()
            .answers_nothing(202, "A mail is on its way.")
            .fails(&[ErrorCode::PasswordTooWeak, ErrorCode::RateLimited]),
        call(Post, "/accounts/verification", "verifyAddress", "Prove the address")
            .with_passwords()
            .takes::<Verification>()
            .answers_nothing(204, "There is an account now. Log in.")
            .fails(&[ErrorCode::MfaFailed, ErrorCode::RateLimited]),
        call(Post, "/password-resets", "forgetPassword", "Ask for a new password")
            .with_passwords()
            .says(&["Mails a code, or that there is no account. ", mailed].concat())
            .takes::<PasswordResetRequest>()
            .answers_nothing(202, "A mail is on its way.")
            .fails(&[ErrorCode::RateLimited]),
        call(Put, "/password-resets", "resetPassword", "Choose a new password")
            .with_passwords()
            .says("Ends every session of the account.")
            .takes::<PasswordReset>()
            .answers_nothing(204, "The new password is set.")
            .fails(&[ErrorCode::MfaFailed, ErrorCode::PasswordTooWeak, ErrorCode::RateLimited]),
    ]
}

fn session() -> Vec<Row> {
    vec![
        call(Get, "/session", "getSession", "Who is logged in")
            .says("Nobody is an answer too, not an error.")
            .answers::<Session>(200, "The viewer, or null."),
        call(Post, "/session", "logIn", "Log in")
            .with_passwords()
            .says("`mfa_required` with `field: email` says that the address is to be proved first; a new code was mailed.")
            .takes::<Credentials>()
            .answers::<Viewer>(200, "Logged in; the session's cookie is set.")
            .fails(&[ErrorCode::InvalidCredentials, ErrorCode::MfaRequired, ErrorCode::RateLimited]),
        call(Patch, "/session", "setLanguage", "Choose the language")
            .logged_in()
            .takes::<Preferences>()
            .answers::<Session>(200, "The viewer with the new language."),
        call(Delete, "/session", "logOut", "Log out")
            .answers_nothing(204, "Nobody is logged in any more; the cookie is taken away."),
        call(Post, "/session/outside", "beginOutsideLogIn", "Begin to log in with the provider of identities")
            .says("Only where `GET /session` says that this is how visitors log in; else `not_found`.")
            .takes::<StartOutside>()
            .answers::<OutsideStarted>(200, "Where the browser goes now; a cookie knows the log-in when it comes back.")
            .fails(&[ErrorCode::NotFound, ErrorCode::RateLimited]),
        call(Get, "/session/outside/callback", "endOutsideLogIn", "Where the provider sends the browser back to")
            .says("For browsers on their way. Whatever happened, it leads on to the page.")
            .query("state", &[], "What the log-in was begun with.")
            .query("code", &[], "The provider's code.")
            .query("error", &[], "Why the provider says no.")
            .query("iss", &[], "Which provider answers (RFC 9207).")
            .answers_nothing(303, "On to the page, logged in or with the reason why not.")
            .fails(&[ErrorCode::NotFound]),
        call(Post, "/session/outside/handover", "takeWaitingCode", "Take the code that waited for the log-in")
            .logged_in()
            .answers::<HandedOver>(200, "The code, once.")
            .fails(&[ErrorCode::NotFound]),
    ]
}

fn two_step() -> Vec<Row> {
    const PASSWORD: [ErrorCode; 2] = [ErrorCode::InvalidCredentials, ErrorCode::RateLimited];
    const CODE: [ErrorCode; 2] = [ErrorCode::MfaFailed, ErrorCode::RateLimited];
    vec![
        call(Post, "/session/mfa", "proveSecondStep", "The second step of a log-in")
            .with_passwords()
            .says("Takes the code of the mail or the app, or a recovery code. Without a log-in that waits for it: `not_logged_in`.")
            .takes::<SecondStep>()
            .answers::<Viewer>(200, "Logged in; the session's cookie is set.")
            .fails(&[ErrorCode::NotLoggedIn])
            .fails(&CODE),
        call(Post, "/session/mfa/mail", "mailSecondStepAgain", "Mail the code of the second step again")
            .with_passwords()
            .answers_nothing(202, "A mail is on its way.")
            .fails(&[ErrorCode::NotLoggedIn, ErrorCode::NotFound, ErrorCode::RateLimited]),
        call(Get, "/account/two-step", "getTwoStep", "Whether two-step verification is on")
            .with_passwords()
            .logged_in()
            .answers::<TwoStep>(200, "Which, and how many recovery codes are left."),
        call(Post, "/account/two-step", "beginTwoStep", "Begin to turn it on")
            .with_passwords()
            .logged_in()
            .takes::<TwoStepSetUp>()
            .answers::<TwoStepBegun>(200, "What is to be proved next.")
            .fails(&PASSWORD),
        call(Put, "/account/two-step", "turnTwoStepOn", "Turn it on")
            .with_passwords()
            .logged_in()
            .takes::<SecondStep>()
            .answers::<RecoveryCodes>(200, "It is on. The recovery codes are shown this once.")
            .fails(&CODE),
        call(Post, "/account/two-step/removal", "turnTwoStepOff", "Turn it off")
            .with_passwords()
            .logged_in()
            .takes::<PasswordAgain>()
            .answers_nothing(204, "A password is enough now.")
            .fails(&PASSWORD),
        call(Post, "/account/two-step/recovery-codes", "renewRecoveryCodes", "New recovery codes")
            .with_passwords()
            .says("The old ones are worth nothing any more.")
            .logged_in()
            .takes::<PasswordAgain>()
            .answers::<RecoveryCodes>(200, "They are shown this once.")
            .fails(&[ErrorCode::NotFound])
            .fails(&PASSWORD),
        call(Get, "/sessions", "listSessions", "Where the account is logged in")
            .logged_in()
            .answers_list::<SessionEntry>(200, "All of them."),
        call(Delete, "/sessions", "endSessions", "Log out everywhere")
            .logged_in()
            .answers_nothing(204, "Every session is over, this one too."),
        call(Delete, "/sessions/{id}", "endSession", "Log out somewhere").logged_in().answers_nothing(204, "It is over."),
    ]
}

fn redemptions() -> Vec<Row> {
    vec![
        call(Post, "/redemptions", "openRedemption", "Open, or find again, the redemption of a code")
            .says("Spends nothing: it says what the code would do.")
            .logged_in()
            .takes::<OpenRedemption>()
            .answers_tagged::<Redemption>(201, "Opened.")
            .answers_tagged::<Redemption>(200, "Found again: a preview, or the receipt.")
            .fails(&[ErrorCode::CodeMalformed, ErrorCode::LooksLikeOther, ErrorCode::Locked])
            .fails(&REFUSALS),
        call(Get, "/redemptions", "listRedemptions", "The history, newest first")
            .logged_in()
            .query("state", &["redeemed", "previewed"], "Which ones. Redeemed unless it says otherwise.")
            .query("cursor", &[], "The `nextCursor` of the page before.")
            .answers_list::<Redemption>(200, "At most 50."),
        call(Get, "/redemptions/{id}", "getRedemption", "One redemption")
            .says("One that is not done fails with what the code's refusal would be now.")
            .logged_in()
            .answers_tagged::<Redemption>(200, "A preview, or the receipt.")
            .fails(&REFUSALS),
        call(Post, "/redemptions/{id}/confirmation", "confirmRedemption", "Spend the code")
            .says("Idempotent: a repeat finds the same receipt, whatever etag it carries.")
            .logged_in()
            .if_match(false, "The etag of the preview, in quotes. A repeat needs none.", ErrorCode::PreviewChanged)
            .answers_tagged::<Redemption>(200, "The receipt, with the subscription.")
            .fails(&REFUSALS),
    ]
}

fn subscriptions() -> Vec<Row> {
    vec![
        call(Get, "/subscriptions", "listSubscriptions", "What the account has")
            .says("The running ones first, and the newest of each kind first.")
            .logged_in()
            .answers_list::<Subscription>(200, "All of them."),
        call(Get, "/subscriptions/{id}", "getSubscription", "One subscription")
            .logged_in()
            .answers_tagged::<Subscription>(200, "With its cameras and redemptions."),
        call(Put, "/subscriptions/{id}/cameras", "chooseCameras", "Choose the cameras that it covers")
            .logged_in()
            .if_match(true, "The etag of the subscription, in quotes.", ErrorCode::ChangedMeanwhile)
            .takes::<ChooseCameras>()
            .answers_tagged::<Subscription>(200, "As it is now.")
            .fails(&[ErrorCode::CameraHasPlan, ErrorCode::TooManyCameras, ErrorCode::CameraNotEligible]),
        call(Get, "/cameras", "listCameras", "The account's cameras")
            .says("In the order in which they were added.")
            .logged_in()
            .answers_list::<Camera>(200, "All of them."),
        call(Get, "/cameras/events", "watchCameras", "Hear of cameras that are added or change")
            .says(
                "Server-sent events: each `camera` holds one as the list would. Whoever comes back after a break reads the list \
                 again; nothing is kept for them.",
            )
            .logged_in()
            .answers_with(200, "A stream that ends with the session.", "text/event-stream", text_schema()),
        call(Post, "/demo/cameras", "makeDemoCameraAppear", "Make a camera appear, in a demonstration")
            .says(
                "Only with `--demo`, which `GET /session` says too; else `not_found`. The camera joins the account as if it had \
                 just been set up, and `GET /cameras/events` tells of it.",
            )
            .logged_in()
            .takes::<DemoCamera>()
            .answers::<Camera>(201, "The camera.")
            .fails(&[ErrorCode::NotFound, ErrorCode::RateLimited]),
    ]
}

fn everyone() -> Vec<Row> {
    vec![
        call(Get, "/plans", "listPlans", "The catalogue of plans")
            .answers::<Catalogue>(200, "The plans, smallest first."),
        call(Get, "/receipts/keys", "listReceiptKeys", "The keys that receipts are signed with")
            .answers_list::<ReceiptKey>(200, "All of them, retired ones too."),
        call(Get, "/receipts/verify", "verifyReceipt", "Whether a receipt is genuine")
            .query("reference", &[], "The reference on the receipt.")
            .query("signature", &[], "The signature on the receipt.")
            .answers::<ReceiptCheck>(200, "What the receipt is for, if it is genuine.")
            .fails(&[ErrorCode::RateLimited]),
        call(Post, "/feedback", "giveFeedback", "Was this useful?")
            .takes::<Feedback>()
            .answers_nothing(202, "Taken.")
            .fails(&[ErrorCode::RateLimited]),
    ]
}

fn operators() -> Vec<Row> {
    let status = |status: &str| {
        let value = ObjectBuilder::new().schema_type(Type::String).enum_values(Some([status]));
        ObjectBuilder::new().property("status", value).required("status")
    };
    let json = "application/json";
    vec![
        call(Get, "/health/live", "isLive", "Whether the process answers").answers_with(
            200,
            "It does.",
            json,
            status("live"),
        ),
        call(Get, "/health/ready", "isReady", "Whether the server can work")
            .says("Asks the database. 503 while the server is ending, too.")
            .answers_with(200, "It can.", json, status("ready")),
        call(Get, "/openapi.json", "getDocument", "This document")
            .says("Cacheable: `If-None-Match` with its etag is answered with 304.")
            .answers_with(200, "OpenAPI 3.1.", json, ObjectBuilder::new().schema_type(Type::Object))
            .answers_nothing(304, "It is as it was."),
    ]
}
