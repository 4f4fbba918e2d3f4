//! The choice of cameras.

use super::*;
use tapo_care_wire::*;

fn camera(id: &str, of: Option<&str>, reason: Option<IneligibleReason>) -> Camera {
    Camera {
        id: CameraId::new(id),
        name: id.to_owned(),
        model: "C210".to_owned(),
        online: true,
        region: "DE".to_owned(),
        subscription_id: of.map(SubscriptionId::new),
        eligible: reason.is_none(),
        ineligible_reason: reason,
    }
}

fn subscription(id: &str, places: u32, cameras: Vec<Camera>) -> Subscription {
    let plan = Plan {
        id: PlanId::new(format!("premium-{places}")),
        tier: Tier::Premium,
        cameras: places,
        history_days: 30,
        features: Vec::new(),
    };
    Subscription {
        id: SubscriptionId::new(id),
        plan,
        state: SubscriptionState::Active,
        starts_at: Timestamp::new("2026-11-24T00:00:00Z"),
        ends_at: Timestamp::new("2027-11-24T00:00:00Z"),
        cameras,
        cameras_chosen: false,
        redemptions: Vec::new(),
        etag: "s1".to_owned(),
    }
}

/// Two places; a and b free, c with another plan, d of another region.
fn choice() -> Choice {
    let other = subscription("other", 1, Vec::new());
    let cameras = vec![
        camera("a", None, None),
        camera("b", None, None),
        camera("c", Some("other"), None),
        camera("d", None, Some(IneligibleReason::Region)),
    ];
    let mine = subscription("mine", 2, Vec::new());
    let mut choice = Choice::new(mine, cameras);
    choice.learn(vec![other]);
    choice
}

fn toggled(ids: &[&str]) -> Choice {
    let mut choice = choice();
    for id in ids {
        choice.toggle(&CameraId::new(*id));
    }
    choice
}

#[test]
fn no_more_than_the_plan_has_and_one_cleared_makes_room() {
    let full = toggled(&["a", "b", "c"]);
    assert_eq!(full.chosen(), [CameraId::new("a"), CameraId::new("b")]);
    assert_eq!(full.barred(&full.cameras()[2]), Some(Barred::Full));
    assert_eq!(full.barred(&full.cameras()[0]), None, "a chosen one can be cleared");
    assert_eq!(toggled(&["a", "b", "a", "c"]).chosen(), [CameraId::new("b"), CameraId::new("c")]);
}

#[test]
fn what_no_plan_can_cover_is_never_chosen() {
    assert!(toggled(&["d"]).chosen().is_empty());
}

#[test]
fn a_camera_of_another_plan_says_which_and_is_moved_only_on_purpose() {
    let choice = toggled(&["a", "c"]);
    assert_eq!(choice.to_be_moved().map(|camera| camera.name.as_str()).collect::<Vec<_>>(), ["c"]);
    assert!(choice.what_moving_means().said().contains("c is covered by Premium, 1 camera"));
    assert!(choice.note(&choice.cameras()[2]).is_some_and(|note| note.said().contains("another plan")));
    assert!(toggled(&["a"]).to_be_moved().next().is_none());
}

#[test]
fn the_question_says_what_the_other_plan_loses() {
    let mut choice = toggled(&["c"]);
    let mut other = subscription("other", 5, vec![camera("c", Some("other"), None), camera("x", Some("other"), None)]);
    other.plan.history_days = 7;
    choice.learn(vec![subscription("third", 1, Vec::new()), other]);
    let said = choice.what_moving_means().said();
    assert!(said.contains("24 November 2027") || said.contains("2027-11-24"), "{said}");
    assert!(said.contains("covers 1 of 5 cameras"), "{said}");
    assert!(said.contains("7 days") && said.contains("30 days"), "{said}");
    assert!(!said.contains("1 camera then") && !said.contains("third"), "{said}");
    // The same history is no news; and of a plan that is not known nothing is claimed.
    assert!(!toggled(&["c"]).what_moving_means().said().contains("30 days"));
    choice.learn(Vec::new());
    assert!(choice.what_moving_means().said().contains("c is covered by another plan"));
}

#[test]
fn each_camera_says_its_plan() {
    let mut choice = choice();
    choice.cameras[0].subscription_id = Some(SubscriptionId::new("mine"));
    let plans: Vec<_> =
        choice.cameras().iter().map(|camera| choice.current_plan(camera).map(|plan| plan.said())).collect();
    assert!(plans[0].as_ref().is_some_and(|plan| plan.contains("Premium, 2 cameras")), "{plans:?}");
    assert_eq!(plans[1], Some(say::cameras::NO_PLAN.said()));
    assert!(plans[2].as_ref().is_some_and(|plan| plan.contains("Premium, 1 camera")), "{plans:?}");
    assert_eq!(plans[3], None);
    assert!(choice.has_other_plans());
}

#[test]
fn more_cameras_than_places_are_counted_without_those_that_no_plan_covers() {
    assert_eq!(choice().too_many(), Some(3));
    let two = Choice::new(subscription("mine", 2, Vec::new()), vec![camera("a", None, None), camera("b", None, None)]);
    assert_eq!(two.too_many(), None);
}

#[test]
fn a_choice_goes_on_where_it_was_left_and_knows_what_is_new() {
    let kept = toggled(&["a", "c"]).kept();
    let now = || {
        let cameras = [choice().cameras(), &[camera("new", None, None)]].concat();
        Choice::new(subscription("mine", 2, Vec::new()), cameras)
    };
    let again = now().go_on(kept.clone());
    assert_eq!(again.chosen(), [CameraId::new("a"), CameraId::new("c")]);
    assert_eq!(again.new_ones().map(|camera| camera.name.as_str()).collect::<Vec<_>>(), ["new"]);
    assert_eq!(again.kept(), kept, "what is new stays new until it was seen");
    let mut seen = again.clone();
    seen.seen();
    assert_eq!(seen.new_ones().count(), 0);
    assert!(seen.kept().known.contains(&CameraId::new("new")));
    // Another choice was saved meanwhile: that one is shown, so that nothing is undone unseen.
    let elsewhere = KeptChoice { etag: "old".to_owned(), ..kept.clone() };
    let after = now().go_on(elsewhere);
    assert!(after.chosen().is_empty() && after.is_new(&CameraId::new("new")));
    // What can't be chosen any more is not.
    let gone =
        Choice::new(subscription("mine", 2, Vec::new()), vec![camera("a", None, Some(IneligibleReason::Region))]);
    assert!(gone.go_on(kept).chosen().is_empty());
}

#[test]
fn a_camera_that_is_there_no_more_is_not_chosen_any_more() {
    let mut choice = toggled(&["a", "b"]);
    choice.refresh(vec![camera("a", None, None), camera("c", Some("other"), None)]);
    assert_eq!(choice.chosen(), [CameraId::new("a")]);
}

#[test]
fn what_was_added_meanwhile_is_told_once_and_what_changed_is_not() {
    let mut choice = toggled(&["b"]);
    assert_eq!(choice.take(camera("new", None, None)), ["new"]);
    assert!(choice.take(Camera { online: false, ..camera("new", None, None) }).is_empty());
    assert_eq!(choice.cameras().iter().map(|c| c.id.as_str()).collect::<Vec<_>>(), ["a", "b", "c", "d", "new"]);
    assert!(!choice.cameras()[4].online);
    let list = [choice.cameras(), &[camera("newer", None, None)]].concat();
    assert_eq!(choice.refresh(list), ["newer"]);
    assert_eq!(choice.added, [CameraId::new("new"), CameraId::new("newer")]);
    assert_eq!(choice.chosen(), [CameraId::new("b")], "the choice stays");
}

#[test]
fn a_second_try_of_what_is_saved_already_is_no_change_elsewhere() {
    let refused = |cameras| {
        let mut fresh = subscription("mine", 2, cameras);
        fresh.cameras_chosen = true;
        let mut problem = Problem::new(ErrorCode::ChangedMeanwhile);
        problem.subscription = Some(Box::new(fresh));
        Failure::Problem(Box::new(problem))
    };
    let (a, b) = (camera("a", Some("mine"), None), camera("b", Some("mine"), None));
    let choice = toggled(&["b", "a"]);
    assert!(choice.is_saved_already(&refused(vec![a.clone(), b.clone()])));
    assert!(!choice.is_saved_already(&refused(vec![a.clone()])));
    assert!(!toggled(&["a"]).is_saved_already(&refused(vec![a, b])));
    assert!(!choice.is_saved_already(&Failure::Lost));
}

#[test]
fn a_change_elsewhere_is_shown_and_says_what_had_been_chosen_here() {
    let mut choice = toggled(&["a", "b"]);
    let fresh = subscription("mine", 2, vec![camera("b", Some("mine"), None), camera("c", Some("mine"), None)]);
    assert_eq!(choice.start_again(fresh), ["a"]);
    assert_eq!(choice.chosen(), [CameraId::new("b"), CameraId::new("c")]);
    assert!(choice.to_be_moved().next().is_none(), "what it covers already is not moved");
}
