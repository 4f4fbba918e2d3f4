//! Too many wrong codes: how long it is locked is counted down.

use super::{NOT_USED, opened};
use crate::support::act::{Key, click_on, press, type_into};
use crate::support::check;
use crate::support::data::{CODE, preview, unspent};
use crate::support::find::{self, says};
use crate::support::{clock, created, refusal, settle, test};
use tapo_care_wire::{ErrorCode, Problem};

/// Seen red with the turns counted and not the clock, and with the seconds in a status.
#[test]
async fn a_lock_is_counted_down_and_only_its_end_is_read_out() {
    let stage = opened().await;
    stage.answer("POST", "/redemptions", refusal(&Problem { retry_after: Some(62), ..unspent(ErrorCode::Locked) }));
    stage.answer("POST", "/redemptions", created(&preview()));
    type_into("Redemption Code", CODE).await;
    press(Key::Enter);
    let summary = check::problem(&["locked", "Try again in 1 minute 2 seconds.", NOT_USED]).await;
    let said = |role: &str| find::within(&[("alert", None), (role, None)]).pop().map(|element| find::text(&element));
    assert_eq!(said("timer").as_deref(), Some("Try again in 1 minute 2 seconds."));
    for words in ["Try again in 1 minute 1 second.", "Try again in 1 minute.", "Try again in 59 seconds."] {
        clock::pass_when_due(1.0).await;
        says(words).await;
        assert_eq!(said("timer").as_deref(), Some(words), "a timer is not read out as it changes");
        assert_eq!(said("status").unwrap_or_default(), "");
    }
    assert!(find::focused() == summary, "the focus stays");
    // The browser lets a hidden page sleep: the clock counts, not the turns.
    clock::pass(57.0);
    says("Try again in 2 seconds.").await;
    clock::pass_when_due(1.0).await;
    clock::pass_when_due(1.0).await;
    says("You can try again now.").await;
    assert_eq!(said("status").as_deref(), Some("You can try again now."), "the end is read out");
    assert_eq!(said("timer").unwrap_or_default(), "");
    assert!(find::focused() == summary, "the focus stays");
    settle().await;
    assert_eq!(clock::seconds_left(), [0.0; 0], "nothing counts any more");
    click_on("button", "Confirm").await;
    check::view("Confirm the plan details").await;
}

/// Seen red with the task that counts not cancelled, and with the pause's timer left running.
#[test]
async fn a_countdown_ends_with_its_view_and_with_the_next_answer() {
    let locked = |seconds| refusal(&Problem { retry_after: Some(seconds), ..unspent(ErrorCode::Locked) });
    let stage = opened().await;
    stage.answer("POST", "/redemptions", locked(100)).answer("POST", "/redemptions", locked(50));
    type_into("Redemption Code", CODE).await;
    press(Key::Enter);
    check::problem(&["Try again in 1 minute 40 seconds."]).await;
    click_on("button", "Confirm").await;
    check::problem(&["Try again in 50 seconds."]).await;
    settle().await;
    assert_eq!(clock::seconds_left(), [1.0], "one countdown, not two");
    click_on("link", "Help").await;
    check::view("Help").await;
    settle().await;
    assert_eq!(clock::seconds_left(), [0.0; 0], "a view takes its timers along");
}
