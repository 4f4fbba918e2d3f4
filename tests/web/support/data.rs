//! What the server has in these tests, made of the wire crate's own types.

use tapo_care_wire::{
    AccountId, Camera, CameraId, CodeUsed, Effect, EffectKind, ErrorCode, Grant, IneligibleReason, List, LoginWay,
    Plan, PlanId, Problem, ReceiptSignature, Redemption, RedemptionEntry, RedemptionId, RedemptionState, Session,
    SessionEntry, SessionId, Subscription, SubscriptionId, SubscriptionState, Terms, Tier, Timestamp, TwoStep,
    TwoStepMethod, TwoStepState, Viewer,
};

/// The example code.
pub(crate) const CODE: &str = "W2GBJZT48TRNM";

/// The signature of the example receipt: 86 characters.
pub(crate) const SIGNATURE: &str =
    "kZ8sQ-3vN1xT_7bLwYc0RfJm5Gd2hUeAo9PiKqXtVrBnMsDjWlEyFzCgHpIuO4a6Q8e-R2t_Y6u1I5o9P3a7SA";

/// The example account.
pub(crate) fn viewer() -> Viewer {
    Viewer {
        id: AccountId::new("acc_1"),
        email: "demo@example.com".to_owned(),
        region: "DE".to_owned(),
        locale: "en".to_owned(),
    }
}

/// What `GET /session` says when the second step is due.
pub(crate) fn second_step_due(method: TwoStepMethod) -> Session {
    let challenge = tapo_care_wire::Challenge { method, expires_at: Timestamp::new("2026-11-24T12:10:00Z") };
    Session { viewer: None, challenge: Some(challenge), login: LoginWay::Password, demo: false }
}

/// Two-step verification, on or off.
pub(crate) fn two_step(method: TwoStepState) -> TwoStep {
    TwoStep { method, recovery_codes_left: if method == TwoStepState::Off { 0 } else { 8 } }
}

/// Where the account is logged in: here, and in two other places. The server's order is by last use.
pub(crate) fn sessions() -> Vec<SessionEntry> {
    let entry = |id: &str, agent: &str, current| SessionEntry {
        id: SessionId::new(id),
        created_at: noon("2026-11-20"),
        last_seen_at: noon("2026-11-24"),
        current,
        agent: agent.to_owned(),
    };
    vec![
        entry("ses_2", "Safari on iPhone", false),
        entry("ses_1", "Chrome on Windows", true),
        entry("ses_3", "Firefox on Linux", false),
    ]
}

/// A moment in the middle of a day, so that it is the same day in nearly all time zones.
pub(crate) fn noon(day: &str) -> Timestamp {
    Timestamp::new([day, "T12:00:00Z"].concat())
}

/// A plan by its tier and cameras.
pub(crate) fn plan(tier: Tier, cameras: u32) -> Plan {
    let (name, history_days) = match tier {
        Tier::Basic => ("basic", 7),
        Tier::Premium => ("premium", 30),
    };
    let id = PlanId::new(format!("{name}-{cameras}"));
    Plan { id, tier, cameras, history_days, features: vec!["cloud_video".to_owned()] }
}

/// The example code, looked at: Premium, 2 cameras, 12 months, a new subscription.
pub(crate) fn preview() -> Redemption {
    Redemption {
        id: RedemptionId::new("red_1"),
        state: RedemptionState::Previewed,
        code_hint: "…TRNM".to_owned(),
        grant: Grant {
            plan: plan(Tier::Premium, 2),
            months: 12,
            terms: Terms { card_required: false, auto_renews: false, refundable: false, text: None },
        },
        effect: Effect {
            kind: EffectKind::New,
            subscription_id: None,
            starts_at: noon("2026-11-24"),
            ends_at: noon("2027-11-24"),
            previous_ends_at: None,
        },
        redeemed_at: None,
        reference: None,
        signature: None,
        subscription: None,
        etag: "r1".to_owned(),
    }
}

/// The example code, looked at by somebody who has its plan already.
pub(crate) fn extension() -> Redemption {
    let mut redemption = preview();
    redemption.effect = Effect {
        kind: EffectKind::Extends,
        subscription_id: Some(SubscriptionId::new("sub_1")),
        starts_at: noon("2027-05-10"),
        ends_at: noon("2028-05-10"),
        previous_ends_at: Some(noon("2027-05-10")),
    };
    redemption
}

/// What the confirmation answers: the receipt with its subscription inside.
pub(crate) fn receipt() -> Redemption {
    let mut redemption = preview();
    redemption.state = RedemptionState::Redeemed;
    redemption.effect.subscription_id = Some(SubscriptionId::new("sub_1"));
    redemption.redeemed_at = Some(noon("2026-11-24"));
    redemption.reference = Some("TC-7Q2M-4XKD".to_owned());
    redemption.signature =
        Some(ReceiptSignature { key_id: "0a1b2c3d4e5f6071".to_owned(), value: SIGNATURE.to_owned() });
    redemption.subscription = Some(subscription());
    redemption.etag = "r2".to_owned();
    redemption
}

/// What the example code gave: Premium, 2 cameras, none chosen yet.
pub(crate) fn subscription() -> Subscription {
    Subscription {
        id: SubscriptionId::new("sub_1"),
        plan: plan(Tier::Premium, 2),
        state: SubscriptionState::Active,
        starts_at: noon("2026-11-24"),
        ends_at: noon("2027-11-24"),
        cameras: Vec::new(),
        cameras_chosen: false,
        redemptions: vec![RedemptionEntry {
            id: RedemptionId::new("red_1"),
            redeemed_at: noon("2026-11-24"),
            months: 12,
            code_hint: "…TRNM".to_owned(),
        }],
        etag: "s1".to_owned(),
    }
}

/// Another subscription of the account: Basic, 1 camera.
pub(crate) fn other_subscription() -> Subscription {
    Subscription {
        id: SubscriptionId::new("sub_2"),
        plan: plan(Tier::Basic, 1),
        cameras: vec![back_yard()],
        cameras_chosen: true,
        etag: "o1".to_owned(),
        redemptions: vec![RedemptionEntry {
            id: RedemptionId::new("red_2"),
            redeemed_at: noon("2026-03-01"),
            months: 12,
            code_hint: "…9K4A".to_owned(),
        }],
        ..subscription()
    }
}

/// An ended one.
pub(crate) fn ended_subscription() -> Subscription {
    Subscription {
        id: SubscriptionId::new("sub_3"),
        plan: plan(Tier::Basic, 5),
        state: SubscriptionState::Ended,
        starts_at: noon("2024-06-15"),
        ends_at: noon("2025-06-15"),
        etag: "e1".to_owned(),
        ..other_subscription()
    }
}

/// A camera that any plan can cover.
pub(crate) fn camera(id: &str, name: &str) -> Camera {
    Camera {
        id: CameraId::new(id),
        name: name.to_owned(),
        model: "C420S2".to_owned(),
        online: true,
        region: "DE".to_owned(),
        subscription_id: None,
        eligible: true,
        ineligible_reason: None,
    }
}

/// The camera that the other subscription covers.
pub(crate) fn back_yard() -> Camera {
    Camera { subscription_id: Some(SubscriptionId::new("sub_2")), ..camera("cam_4", "Back yard") }
}

/// A camera that no plan can cover.
pub(crate) fn ineligible(id: &str, name: &str, reason: IneligibleReason) -> Camera {
    Camera { eligible: false, ineligible_reason: Some(reason), online: false, ..camera(id, name) }
}

/// The account's cameras: three free ones, and one with another plan.
pub(crate) fn cameras() -> Vec<Camera> {
    vec![camera("cam_1", "Front door"), camera("cam_2", "Garage"), camera("cam_3", "Nursery"), back_yard()]
}

/// A whole list.
pub(crate) fn list<T>(items: Vec<T>) -> List<T> {
    List { items, next_cursor: None }
}

/// A problem of a call that did not spend the code.
pub(crate) fn unspent(code: ErrorCode) -> Problem {
    let mut problem = Problem::new(code);
    problem.code_used = Some(CodeUsed::No);
    problem
}

/// The items of a list that has none, whatever they would be.
#[derive(serde::Serialize)]
pub(crate) enum Nothing {}
