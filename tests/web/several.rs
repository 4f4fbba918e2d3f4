//! Several codes at once.

mod going_wrong;
mod resuming;

use crate::support::act::{click_on, type_into};
use crate::support::check;
use crate::support::data::{CODE, list, noon, plan, preview, receipt};
use crate::support::find::{self, is_there, one, page_text, says};
use crate::support::{Stage, created, ok, refusal, sent, settle, test, until};
use serde_json::json;
use tapo_care_wire::{
    EffectKind, ErrorCode, Problem, Redemption, RedemptionId, RedemptionState, Subscription, SubscriptionId, Tier,
};

const SEVERAL: &str = "/tapo_web/redeem/several";
const HEADING: &str = "Redeem several codes";
const FIELD: &str = "Redemption Codes";
const CHECK: &str = "Check the codes";

/// A code of the same plan as the example, and one of another.
const SAME: &str = "SAMEPLAN00001";
const OTHER: &str = "BASICPLAN0005";

/// The page, open for the owner of the example account, who has no subscription.
async fn opened() -> Stage {
    let stage = Stage::logged_in().await;
    stage.answer("GET", "/subscriptions", ok(&list(Vec::<Subscription>::new())));
    stage.open(SEVERAL).await;
    check::view(HEADING).await;
    stage
}

/// The preview of the second code of the plan, while nothing is redeemed.
fn same() -> Redemption {
    let mut second = preview();
    second.id = RedemptionId::new("red_2");
    second.code_hint = "…0001".to_owned();
    second.grant.months = 1;
    second.effect.ends_at = noon("2026-12-24");
    second.etag = "s1".to_owned();
    second
}

/// What the server says of it once the first is redeemed.
fn same_after_first() -> Redemption {
    let mut second = same();
    second.effect.kind = EffectKind::Extends;
    second.effect.subscription_id = Some(SubscriptionId::new("sub_1"));
    second.effect.starts_at = noon("2027-11-24");
    second.effect.previous_ends_at = Some(noon("2027-11-24"));
    second.effect.ends_at = noon("2027-12-24");
    second.etag = "s2".to_owned();
    second
}

/// A code of another plan.
fn other() -> Redemption {
    let mut third = preview();
    third.id = RedemptionId::new("red_3");
    third.code_hint = "…0005".to_owned();
    third.grant.plan = plan(Tier::Basic, 5);
    third.grant.months = 3;
    third.effect.ends_at = noon("2027-02-24");
    third.etag = "o1".to_owned();
    third
}

/// The receipt of a preview.
fn redeemed(mut preview: Redemption, subscription: &str) -> Redemption {
    preview.state = RedemptionState::Redeemed;
    preview.effect.subscription_id = Some(SubscriptionId::new(subscription));
    preview.redeemed_at = Some(noon("2026-11-24"));
    preview.reference = Some("TC-7Q2M-4XKD".to_owned());
    preview
}

fn confirmation(id: &str) -> String {
    format!("/redemptions/{id}/confirmation")
}

fn etags(id: &str) -> Vec<Option<String>> {
    sent("POST", &confirmation(id)).into_iter().map(|call| call.if_match).collect()
}

/// What the server says when the preview is another one now.
fn changed(fresh: Redemption) -> Problem {
    let mut problem = Problem::new(ErrorCode::PreviewChanged);
    problem.redemption = Some(Box::new(fresh));
    problem
}

/// The rows of the table, as they can be read.
fn rows() -> Vec<String> {
    find::all("row", None).iter().skip(1).map(|row| find::text(row)).collect()
}

/// A day at noon, as the page says it in the browser of the test.
fn date(day: &str) -> String {
    tapo_care_web::say::Text::date(&noon(day)).said()
}

async fn check_codes(text: &str) {
    type_into(FIELD, text).await;
    click_on("button", CHECK).await;
}

#[test]
async fn the_way_leads_from_the_one_code() {
    let stage = Stage::logged_in().await;
    stage.open("/tapo_web/redeem").await;
    click_on("link", HEADING).await;
    check::view(HEADING).await;
    find::at(SEVERAL).await;
    one("textbox", FIELD).await;
    says("None is used until you confirm.").await;
}

#[test]
async fn nothing_is_no_list() {
    let _stage = opened().await;
    check_codes(" \n ").await;
    check::problem(&["Enter at least one Redemption Code."]).await;
    let many: String = (0..101).map(|number| format!("CODE{number:09}\n")).collect();
    check_codes(&many).await;
    check::problem(&["There are 101 codes. Enter up to 100 at once."]).await;
}

#[test]
async fn problems_stand_beside_their_line_and_mistakes_are_never_sent() {
    let stage = opened().await;
    stage.answer("POST", "/redemptions", created(&preview()));
    stage.answer("POST", "/redemptions", refusal(&Problem::new(ErrorCode::CodeExpired)));
    check_codes(&format!("W2GBJZT48TRN\n\n{CODE}\nw2gb jzt4 8trnm\nEXPIRED000000")).await;
    one("button", "Confirm and redeem 1 code").await;
    let rows = rows();
    assert_eq!(rows.len(), 4, "{rows:#?}");
    assert!(rows[0].starts_with("1 ") && rows[0].contains("12 of 13 characters"), "{rows:#?}");
    assert!(rows[1].starts_with("3 …TRNM Premium, 2 cameras, for 12 months 1. Starts a new"), "{rows:#?}");
    assert!(rows[1].ends_with("Not used yet"), "{rows:#?}");
    assert!(rows[2].starts_with("4 ") && rows[2].contains("stands on line 3"), "{rows:#?}");
    assert!(rows[3].starts_with("5 ") && rows[3].contains("The last day to redeem this code"), "{rows:#?}");
    let codes: Vec<_> = sent("POST", "/redemptions").into_iter().map(|call| call.body).collect();
    assert_eq!(codes, [json!({ "code": CODE }), json!({ "code": "EXPIRED000000" })]);
}

#[test]
async fn the_order_of_merging_and_the_totals_are_shown_and_nothing_is_spent_by_looking() {
    let stage = opened().await;
    for preview in [preview(), other(), same()] {
        stage.answer("POST", "/redemptions", created(&preview));
    }
    check_codes(&format!("number;code\n1;{CODE}\n2;{OTHER}\n3;{SAME}\n")).await;
    one("button", "Confirm and redeem 3 codes").await;
    let rows = rows();
    assert!(rows[0].contains(&format!("1. Starts a new subscription, until {}", date("2027-11-24"))), "{rows:#?}");
    assert!(rows[1].contains(&format!("2. Starts a new subscription, until {}", date("2027-02-24"))), "{rows:#?}");
    assert!(
        rows[2].contains(&format!("3. Extends the subscription from {} to {}", date("2027-11-24"), date("2027-12-24"))),
        "{rows:#?}"
    );
    let sum = |plan: &str, codes: &str, until: &str| {
        format!("{plan} Now You do not have this plan The codes {codes} in all Afterwards Until {}", date(until))
    };
    says(&sum("Premium, 2 cameras", "2 codes, 13 months", "2027-12-24")).await;
    says(&sum("Basic, 5 cameras", "1 code, 3 months", "2027-02-24")).await;
    says("Terms of the codes …TRNM, …0005, …0001").await;
    says("It does not renew by itself.").await;
    settle().await;
    for id in ["red_1", "red_2", "red_3"] {
        assert!(etags(id).is_empty());
    }
}

/// The second code of a plan is another one once the first is redeemed, and this is what was agreed to.
#[test]
async fn one_confirmation_redeems_them_one_after_another() {
    let stage = opened().await;
    for preview in [preview(), same(), other()] {
        stage.answer("POST", "/redemptions", created(&preview));
    }
    let (first, gate) = ok(&receipt()).held();
    stage.answer("POST", &confirmation("red_1"), first);
    stage.answer("POST", &confirmation("red_2"), refusal(&changed(same_after_first())));
    stage.answer("POST", &confirmation("red_2"), ok(&redeemed(same_after_first(), "sub_1")));
    stage.answer("POST", &confirmation("red_3"), ok(&redeemed(other(), "sub_3")));
    check_codes(&format!("{CODE}\n{SAME}\n{OTHER}")).await;
    click_on("button", "Confirm and redeem 3 codes").await;
    says("Redeeming code 1 of 3.").await;
    assert!(!page_text().contains("Confirm and redeem"), "it can't be confirmed twice");
    assert!(sent("POST", &confirmation("red_2")).is_empty(), "one after another");
    gate.open();
    says("3 codes are redeemed.").await;
    assert_eq!(etags("red_1"), [Some("\"r1\"".to_owned())]);
    assert_eq!(etags("red_2"), [Some("\"s1\"".to_owned()), Some("\"s2\"".to_owned())]);
    assert_eq!(etags("red_3"), [Some("\"o1\"".to_owned())]);
    check::no_problem().await;
    for hint in ["…TRNM", "…0001", "…0005"] {
        one("link", &format!("Receipt for the code {hint}")).await;
    }
    click_on("button", "Redeem other codes").await;
    let field = find::field("textbox", FIELD).await;
    assert_eq!(field.value(), "", "used codes are not kept");
    assert!(!is_there("table", "Your codes, in the order in which they are redeemed"));
}

#[test]
async fn a_file_is_read_into_the_field_and_sent_nowhere() {
    let _stage = opened().await;
    one("textbox", FIELD).await;
    let choose = js_sys::Function::new_with_args(
        "text",
        "const files = new DataTransfer(); files.items.add(new File([text], 'codes.csv', { type: 'text/csv' })); \
         const input = document.getElementById('file'); input.files = files.files; \
         input.dispatchEvent(new Event('change', { bubbles: true }));",
    );
    let text = format!("code,plan\r\n{CODE},premium-2\r\n");
    choose.call1(&wasm_bindgen::JsValue::NULL, &text.as_str().into()).expect("a file is chosen");
    let field = find::field("textbox", FIELD).await;
    until("the text of the file", || field.value().contains(CODE).then_some(())).await;
    choose.call1(&wasm_bindgen::JsValue::NULL, &"PK\u{3}\u{4}\0\0".into()).expect("a file is chosen");
    check::problem(&["This file holds no text"]).await;
    assert!(field.value().contains(CODE), "what was there stays");
}
