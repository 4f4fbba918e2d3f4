//! The step machine's rules, and that no order of answers makes it claim what the server did not say.

use super::*;
use proptest::prelude::*;
use tapo_care_wire::*;

/// A redemption of the example code, previewed or redeemed.
fn redemption(state: RedemptionState) -> Redemption {
    let plan = Plan {
        id: PlanId::new("premium-2"),
        tier: Tier::Premium,
        cameras: 2,
        history_days: 30,
        features: vec!["cloud_video".to_owned()],
    };
    let terms = Terms { card_required: false, auto_renews: false, refundable: false, text: None };
    Redemption {
        id: RedemptionId::new("red_1"),
        state,
        code_hint: "…TRNM".to_owned(),
        grant: Grant { plan, months: 12, terms },
        effect: Effect {
            kind: EffectKind::New,
            subscription_id: None,
            starts_at: Timestamp::new("2026-11-24T00:00:00Z"),
            ends_at: Timestamp::new("2027-11-24T00:00:00Z"),
            previous_ends_at: None,
        },
        redeemed_at: None,
        reference: None,
        signature: None,
        subscription: None,
        etag: "e1".to_owned(),
    }
}

fn preview() -> Redemption {
    redemption(RedemptionState::Previewed)
}

fn receipt() -> Redemption {
    redemption(RedemptionState::Redeemed)
}

fn problem(code: ErrorCode, used: Option<CodeUsed>) -> Failure {
    let mut problem = Problem::new(code);
    problem.code_used = used;
    Failure::Problem(Box::new(problem))
}

/// When an answer is lost, in these tests.
const LOST: u64 = 1_000_000;

fn sending() -> Confirmation {
    Confirmation::read(preview()).confirm()
}

#[test]
fn before_the_second_confirm_only_the_plan_details_can_be_seen() {
    for asked in [Step::Confirm, Step::Cameras, Step::Receipt] {
        assert_eq!(asked.due(RedemptionState::Previewed, false), Step::Confirm);
    }
}

#[test]
fn after_it_the_plan_details_lead_on() {
    let redeemed = RedemptionState::Redeemed;
    assert_eq!(Step::Confirm.due(redeemed, false), Step::Cameras);
    assert_eq!(Step::Confirm.due(redeemed, true), Step::Receipt);
    for chosen in [false, true] {
        assert_eq!(Step::Cameras.due(redeemed, chosen), Step::Cameras);
        assert_eq!(Step::Receipt.due(redeemed, chosen), Step::Receipt);
    }
}

#[test]
fn a_second_click_changes_nothing() {
    assert_eq!(sending().confirm(), sending());
}

#[test]
fn an_answer_that_says_redeemed_is_the_receipt() {
    assert_eq!(sending().answered(Ok(receipt()), LOST), Confirmation::Redeemed { receipt: receipt() });
}

#[test]
fn a_lost_answer_is_asked_for() {
    assert_eq!(sending().answered(Err(Failure::Lost), LOST).asks_in(LOST), Some(0));
    let unknown = problem(ErrorCode::Unavailable, Some(CodeUsed::Unknown));
    assert_eq!(sending().answered(Err(unknown), LOST).asks_in(LOST), Some(0));
    assert_eq!(sending().answered(Err(problem(ErrorCode::Unknown, None)), LOST).asks_in(LOST), Some(0));
}

/// Asks for as long as there is something to ask, with a server that says "not redeemed". Gives what came of it, and when.
fn asked_until_believed(mut state: Confirmation, mut now: u64) -> (Confirmation, u64) {
    while let Some(pause) = state.asks_in(now) {
        now += u64::from(pause) * 1000;
        assert_eq!(state.clone().found(Ok(receipt()), now), Confirmation::Redeemed { receipt: receipt() });
        state = state.found(Ok(preview()), now);
    }
    (state, now)
}

fn never_arrived() -> Confirmation {
    Confirmation::Reading { preview: preview(), notice: Some(Notice::NeverArrived) }
}

#[test]
fn not_redeemed_is_believed_only_when_the_lost_confirmation_can_not_be_under_way_any_more() {
    let (state, now) = asked_until_believed(sending().answered(Err(Failure::Lost), LOST), LOST);
    assert_eq!((state, now - LOST), (never_arrived(), 15_000));
}

#[test]
fn after_a_reload_it_is_believed_no_sooner() {
    // Nobody learned when the answer was lost: it may have been awaited for 20 seconds.
    let kept = believed_when_sent(LOST);
    for reloaded in [LOST, LOST + 1_500, LOST + 34_999, LOST + 35_000, LOST + 3_600_000] {
        let (state, now) = asked_until_believed(Confirmation::resumed(kept, reloaded), reloaded);
        assert_eq!(state, never_arrived());
        let due = reloaded.max(LOST + 35_000);
        assert!((due..due + 1_000).contains(&now), "{now}, not {due}");
    }
}

#[test]
fn a_clock_that_was_set_back_makes_nobody_wait_for_ever() {
    let (_, now) = asked_until_believed(Confirmation::resumed(believed_when_sent(LOST), 0), 0);
    assert_eq!(now, 35_000);
}

#[test]
fn what_whoever_sent_it_knows_is_believed_at_once() {
    let elsewhere = Confirmation::read(preview()).sent_elsewhere(believed_when_sent(LOST), LOST);
    assert_eq!(elsewhere.redemption(), Some(&preview()));
    let waiting = elsewhere.found(Ok(preview()), LOST);
    assert!(waiting.asks_in(LOST).is_some());
    assert_eq!(waiting.known_elsewhere().found(Ok(preview()), LOST), never_arrived());
}

#[test]
fn another_tab_can_not_make_a_sent_confirmation_unsent() {
    assert_eq!(sending().sent_elsewhere(LOST, LOST), sending());
    assert_eq!(sending().known_elsewhere(), sending());
}

#[test]
fn it_goes_on_asking_while_nobody_answers() {
    let mut state = sending().answered(Err(Failure::Lost), LOST);
    for round in 0..50 {
        state = state.found(Err(Failure::Lost), LOST + round * 8_000);
        assert!(state.asks_in(LOST + round * 8_000).is_some_and(|seconds| (1..=8).contains(&seconds)));
    }
}

#[test]
fn a_reader_is_told_when_it_is_not_as_they_read_it() {
    let reading = Confirmation::read(preview());
    let mut fresh = preview();
    fresh.effect.ends_at = Timestamp::new("2027-11-25T00:00:00Z");
    assert_eq!(
        reading.clone().looked_again(Ok(fresh.clone())),
        reading,
        "dates that move with the clock are no change"
    );
    assert_eq!(reading.clone().looked_again(Err(Failure::Lost)), reading);
    fresh.etag = "e2".to_owned();
    let notice = Some(Notice::Changed { before: Box::new(preview()) });
    assert_eq!(reading.clone().looked_again(Ok(fresh.clone())), Confirmation::Reading { preview: fresh, notice });
    assert_eq!(reading.looked_again(Ok(receipt())), Confirmation::Redeemed { receipt: receipt() });
}

#[test]
fn a_changed_preview_is_shown_afresh_and_unspent() {
    let mut fresh = preview();
    fresh.etag = "e2".to_owned();
    let mut problem = Problem::new(ErrorCode::PreviewChanged);
    problem.code_used = Some(CodeUsed::No);
    problem.redemption = Some(Box::new(fresh.clone()));
    let state = sending().answered(Err(Failure::Problem(Box::new(problem))), LOST);
    assert_eq!(
        state,
        Confirmation::Reading { preview: fresh, notice: Some(Notice::Changed { before: Box::new(preview()) }) }
    );
}

#[test]
fn a_refusal_that_spent_nothing_can_be_tried_again() {
    let failure = problem(ErrorCode::RateLimited, Some(CodeUsed::No));
    let state = sending().answered(Err(failure.clone()), LOST);
    assert_eq!(state, Confirmation::Reading { preview: preview(), notice: Some(Notice::Failed(failure)) });
}

#[test]
fn a_code_that_somebody_else_redeemed_ends_it() {
    let failure = problem(ErrorCode::CodeAlreadyRedeemed, None);
    assert_eq!(sending().answered(Err(failure.clone()), LOST), Confirmation::Refused { failure: failure.clone() });
    let checked = sending().answered(Err(Failure::Lost), LOST).found(Err(failure.clone()), LOST);
    assert_eq!(checked, Confirmation::Refused { failure });
}

/// Something that the network or the server may do.
fn answer() -> impl Strategy<Value = Result<Redemption, Failure>> {
    let codes = prop::sample::select(ErrorCode::ALL.to_vec());
    let used = prop::sample::select(vec![None, Some(CodeUsed::No), Some(CodeUsed::Unknown), Some(CodeUsed::Yes)]);
    prop_oneof![
        Just(Ok(preview())),
        Just(Ok(receipt())),
        Just(Err(Failure::Lost)),
        (codes, used).prop_map(|(code, used)| Err(problem(code, used))),
    ]
}

proptest! {
    /// After any history: "redeemed" is said only when the server said so, and "unspent" never after it did.
    #[test]
    fn no_history_makes_it_claim_what_the_server_did_not_say(answers in prop::collection::vec(answer(), 1..12)) {
        let mut state = sending();
        let mut server_said_redeemed = false;
        let mut now = LOST;
        for answer in answers {
            now += 4_000;
            server_said_redeemed |= answer.as_ref().is_ok_and(|r| r.state == RedemptionState::Redeemed);
            state = match state {
                Confirmation::Sending { .. } => state.answered(answer, now),
                Confirmation::Checking { .. } => state.found(answer, now),
                Confirmation::Reading { .. } => break,
                Confirmation::Redeemed { .. } | Confirmation::Refused { .. } => break,
            };
            match &state {
                Confirmation::Redeemed { .. } => prop_assert!(server_said_redeemed),
                Confirmation::Reading { .. } => prop_assert!(!server_said_redeemed),
                _ => {}
            }
        }
    }
}
