//! What the server says against a code, in words.

use super::{NOT_USED, REDEEM, code_field, opened};
use crate::support::act::{Key, click_on, press, type_into};
use crate::support::check::{self, field_is_fine, field_is_wrong};
use crate::support::data::{CODE, preview, unspent};
use crate::support::find::{self, one};
use crate::support::{created, lost, ok, proxy_answer, refusal, test};
use tapo_care_wire::{CodeUsed, ErrorCode, Field, LooksLike, Problem, Timestamp};

/// What the server can say to a code, and what the page has to say then.
fn refusals() -> Vec<(Problem, &'static [&'static str])> {
    let at_the_code = |code| Problem { field: Some(Field::Code), ..unspent(code) };
    let moment = |text: &str| Some(Timestamp::new(text));
    let mut list: Vec<(Problem, &[&str])> = vec![
        (unspent(ErrorCode::MalformedRequest), &["Reload the page"]),
        (at_the_code(ErrorCode::CodeMalformed), &["not a Redemption Code", "13 letters and numbers"]),
        (Problem { kind: Some(LooksLike::Email), ..at_the_code(ErrorCode::LooksLikeOther) }, &["email address"]),
        (Problem { kind: Some(LooksLike::WebAddress), ..at_the_code(ErrorCode::LooksLikeOther) }, &["web address"]),
        (Problem { kind: Some(LooksLike::Mac), ..at_the_code(ErrorCode::LooksLikeOther) }, &["MAC address"]),
        (unspent(ErrorCode::PasswordTooWeak), &["password"]),
        (unspent(ErrorCode::InvalidCredentials), &["email or the password"]),
        (unspent(ErrorCode::MfaRequired), &["verification code"]),
        (unspent(ErrorCode::MfaFailed), &["verification code is wrong"]),
        (
            Problem { regions: Some(vec!["US".to_owned(), "CA".to_owned()]), ..at_the_code(ErrorCode::RegionMismatch) },
            &["region", "United States or Canada"],
        ),
        (
            Problem { redeem_from: moment("2099-03-01T12:00:00Z"), ..at_the_code(ErrorCode::CodeNotYetActive) },
            &["2099", "March"],
        ),
        (unspent(ErrorCode::OriginRefused), &["another site", "refused"]),
        (at_the_code(ErrorCode::CodeNotFound), &["We do not know this code", "2 and Z, 8 and B"]),
        (Problem { code_used: None, ..unspent(ErrorCode::NotFound) }, &["could not find"]),
        (unspent(ErrorCode::CameraHasPlan), &["already has a plan"]),
        (unspent(ErrorCode::TooManyCameras), &["more cameras than the plan covers"]),
        (unspent(ErrorCode::CameraNotEligible), &["One of the cameras"]),
        (unspent(ErrorCode::MethodNotAllowed), &["Reload the page"]),
        (unspent(ErrorCode::TooLarge), &["too long"]),
        (unspent(ErrorCode::UnsupportedMediaType), &["Reload the page"]),
        (unspent(ErrorCode::PreviewChanged), &["plan details have changed"]),
        (unspent(ErrorCode::ChangedMeanwhile), &["changed elsewhere"]),
        (unspent(ErrorCode::IfMatchRequired), &["Reload it"]),
        (Problem { retry_after: Some(40), ..unspent(ErrorCode::RateLimited) }, &["Try again in 40 seconds."]),
        (Problem { retry_after: Some(3000), ..unspent(ErrorCode::Locked) }, &["locked", "Try again in 50 minutes."]),
        (Problem { retry_after: Some(1), ..unspent(ErrorCode::Unavailable) }, &["Try again in 1 second."]),
        (unspent(ErrorCode::Unknown), &["Something went wrong on the server"]),
    ];
    let useless = |code| Problem { code_used: None, ..at_the_code(code) };
    list.extend([
        (useless(ErrorCode::CodeAlreadyRedeemed), &["already been redeemed", "A code works only once."][..]),
        (
            Problem { redeem_until: moment("2025-02-01T12:00:00Z"), ..useless(ErrorCode::CodeExpired) },
            &["last day to redeem", "2025", "February"][..],
        ),
        (useless(ErrorCode::CodeRevoked), &["withdrawn"][..]),
    ]);
    list
}

#[test]
async fn every_error_of_the_server_is_in_the_list() {
    let listed: Vec<ErrorCode> = refusals().iter().map(|(problem, _)| problem.code).collect();
    for code in ErrorCode::ALL {
        let about_session = matches!(code, ErrorCode::NotLoggedIn | ErrorCode::SessionExpired);
        assert!(about_session || listed.contains(&code), "{code:?} is not tried");
    }
    drop(opened().await);
}

/// Seen red with one of the words in `api/error.rs` changed, and with the field's id left out of `refusal`.
#[test]
async fn every_refusal_is_told_in_words_with_what_became_of_the_code() {
    for (problem, words) in refusals() {
        let stage = opened().await;
        stage.answer("POST", "/redemptions", refusal(&problem));
        type_into("Redemption Code", CODE).await;
        press(Key::Enter);
        let summary = check::problem(words).await;
        let said = find::text(&summary);
        let unspent = problem.code_used == Some(CodeUsed::No);
        assert_eq!(said.contains(NOT_USED), unspent, "{:?} says: {said}", problem.code);
        assert!(!said.contains('_'), "no names of machines: {said}");
        assert!(!said.contains(CODE), "the code itself is not repeated: {said}");
        let field = code_field().await;
        let link = summary.query_selector("a[href='#code']").expect("a selector");
        if problem.field == Some(Field::Code) {
            field_is_wrong(&field, &find::text(&link.expect("a link to the field")));
        } else {
            field_is_fine(&field);
            assert!(link.is_none(), "{:?} is about no field", problem.code);
        }
        assert_eq!(field.value(), CODE, "the input is kept");
        assert_eq!(find::address(), REDEEM);
        assert!(one("button", "Confirm").await.get_attribute("aria-disabled").is_none(), "one can try again");
        drop(stage);
    }
}

/// The server may know better than the page that the code is not spent; here it is the page that knows, since entering a code
/// never spends it.
#[test]
async fn without_an_answer_the_code_is_unspent() {
    for answer in [lost(), proxy_answer(), created(&preview()).cut_off()] {
        let stage = opened().await;
        stage.answer("POST", "/redemptions", answer);
        stage.answer("POST", "/redemptions", ok(&preview()));
        type_into("Redemption Code", CODE).await;
        press(Key::Enter);
        check::problem(&["We could not reach the server.", NOT_USED]).await;
        assert_eq!(code_field().await.value(), CODE);
        click_on("button", "Confirm").await;
        check::view("Confirm the plan details").await;
    }
}
