//! Every error has words of its own, which say what to do and whether the code was spent.

use super::*;
use crate::say::error as words;
use std::collections::HashSet;
use tapo_care_wire::Timestamp;

fn problem(code: ErrorCode) -> Problem {
    Problem::new(code)
}

fn say(problem: Problem) -> Advice {
    advice(&Failure::Problem(Box::new(problem)), Situation::default())
}

#[test]
fn every_error_has_words_of_its_own() {
    let same_words = [ErrorCode::MethodNotAllowed, ErrorCode::UnsupportedMediaType];
    let mut seen = HashSet::new();
    for code in ErrorCode::ALL.into_iter().filter(|code| !same_words.contains(code)) {
        let text = say(problem(code)).text.said();
        assert!(!text.contains('_'), "{code:?} shows a name of the contract: {text}");
        for word in ["please", "sorry", "invalid", "oops"] {
            assert!(!text.to_lowercase().contains(word), "{code:?} says {word:?}: {text}");
        }
        assert!(seen.insert(text.clone()), "{code:?} has another's words: {text}");
    }
}

#[test]
fn whether_the_code_was_spent_is_said_as_the_server_says_it() {
    for (used, words) in
        [(CodeUsed::No, words::NOT_USED), (CodeUsed::Yes, words::USED), (CodeUsed::Unknown, words::NOT_KNOWN)]
    {
        let mut problem = problem(ErrorCode::Unavailable);
        problem.code_used = Some(used);
        assert_eq!(say(problem).about_code, Some(words));
    }
}

#[test]
fn a_code_of_no_use_is_not_called_unspent() {
    let at_stake = Situation { code_is_unspent: true, ..Situation::default() };
    for code in [ErrorCode::CodeAlreadyRedeemed, ErrorCode::CodeExpired, ErrorCode::CodeRevoked] {
        let failure = Failure::Problem(Box::new(problem(code)));
        assert_eq!(advice(&failure, at_stake).about_code, None, "{code:?}");
    }
    assert_eq!(advice(&Failure::Lost, at_stake).about_code, Some(words::NOT_USED));
    assert_eq!(advice(&Failure::Lost, Situation::default()).about_code, None);
}

#[test]
fn what_the_server_says_of_dates_and_places_is_told() {
    let mut expired = problem(ErrorCode::CodeExpired);
    expired.redeem_until = Some(Timestamp::new("2025-02-01T00:00:00Z"));
    assert!(say(expired).text.said().contains("2025-02-01T00:00:00Z"));
    let mut early = problem(ErrorCode::CodeNotYetActive);
    early.redeem_from = Some(Timestamp::new("2099-03-01T00:00:00Z"));
    assert!(say(early).text.said().contains("2099-03-01T00:00:00Z"));
    let mut elsewhere = problem(ErrorCode::RegionMismatch);
    elsewhere.regions = Some(vec!["US".to_owned(), "CA".to_owned()]);
    assert!(say(elsewhere).text.said().contains("US, CA"));
}

#[test]
fn waiting_is_told_in_minutes_and_seconds() {
    for (seconds, words) in [
        (0, "You can try again now."),
        (1, "Try again in 1 second."),
        (30, "Try again in 30 seconds."),
        (60, "Try again in 1 minute."),
        (61, "Try again in 1 minute 1 second."),
        (900, "Try again in 15 minutes."),
        (3599, "Try again in 59 minutes 59 seconds."),
    ] {
        assert_eq!(try_again(seconds).said(), words);
    }
    let mut unavailable = problem(ErrorCode::Unavailable);
    unavailable.retry_after = Some(5);
    let advice = say(unavailable);
    assert!(advice.text.said().ends_with(" Try again in 5 seconds.") && advice.wait.is_none(), "{advice:?}");
}

#[test]
fn a_limit_is_counted_down_and_not_said_twice() {
    for code in [ErrorCode::Locked, ErrorCode::RateLimited] {
        let mut problem = problem(code);
        assert!(say(problem.clone()).text.said().ends_with(" Try again later."));
        assert_eq!(say(problem.clone()).wait, None);
        problem.retry_after = Some(40);
        assert_eq!(say(problem.clone()).wait, Some(40));
        assert!(!say(problem).text.said().contains("Try again"));
    }
}

#[test]
fn a_wrong_verification_code_is_compared_with_where_it_comes_from() {
    let failed = Failure::Problem(Box::new(problem(ErrorCode::MfaFailed)));
    for (typed, method, words) in [
        ("12345678", TwoStepMethod::Email, "Compare it with the email"),
        ("123456", TwoStepMethod::App, "that your app shows now"),
        ("7K3MQ-9WXHA", TwoStepMethod::App, "recovery code is wrong or was used"),
        ("7k3mq9wxha", TwoStepMethod::Email, "recovery code is wrong or was used"),
    ] {
        let situation = Situation { proof: Proof::of(typed, method), ..Situation::default() };
        let text = advice(&failed, situation).text.said();
        assert!(text.contains(words), "{typed}: {text}");
    }
}

#[test]
fn a_password_that_is_asked_for_again_is_wrong_by_itself() {
    let mut wrong = problem(ErrorCode::InvalidCredentials);
    assert!(say(wrong.clone()).text.said().starts_with("The email or the password"));
    wrong.field = Some(Field::Password);
    assert!(say(wrong).text.said().starts_with("The password is wrong."));
}

#[test]
fn mistakes_name_what_is_wrong() {
    let read = |typed| code_mistake(RedemptionCode::parse(typed).expect_err("no code")).said();
    assert_eq!(read(" "), "Enter your Redemption Code");
    assert_eq!(read("W2GBJZT48TRN"), "The code is too short: you have 12 of 13 characters");
    assert!(read("3C52A10B9FE4").ends_with("MAC address of a device"));
    assert!(read("W2GB_").starts_with("“_” at position 5"));
    assert!(read("W2GB\u{7}").starts_with("The hidden character at position 5"));
}

#[test]
fn look_alikes_are_named() {
    let code = RedemptionCode::parse("W2GBJZT48TRNM").expect("the example");
    assert_eq!(
        look_alike_hint(&code).map(|hint| hint.said()).as_deref(),
        Some("Easily mixed up in this code: 2 and Z, 8 and B.")
    );
    let clear = RedemptionCode::parse("WWWWWWWWWWWWW").expect("a code");
    assert_eq!(look_alike_hint(&clear), None);
}
