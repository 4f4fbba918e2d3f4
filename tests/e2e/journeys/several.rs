//! Several codes at once, and a code that is given to somebody else.

use crate::act::{click, fill, open, reload};
use crate::check;
use crate::find::{button, img, link, textbox};
use crate::harness::{Fate, Size, Stage, journey};
use crate::steps::{CODE, NO_ANSWER, OTHER_PLAN, SAME_PLAN, arrive, enter, log_in, use_promo_code};

/// Two codes of one plan, one of another, one that is none, one that is refused: the first answer is lost, and the page is
/// loaded anew while the second code is on its way.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn several_codes_are_redeemed_in_spite_of_a_lost_answer_and_a_reload() {
    journey(async |stage: &Stage| {
        stage.expect_failures("/confirmation", NO_ANSWER);
        // The second code of a plan is another one once the first is redeemed.
        stage.expect_failures("/confirmation", "412");
        // The code that has expired.
        stage.expect_failures("/api/v1/redemptions", "410");
        let page = &stage.visitor(Size::Desk).await;
        arrive(page).await;
        use_promo_code(page).await;
        click(page, link("Redeem several codes")).await;
        check::on_page(page, "/tapo_web/redeem/several", "Redeem several codes").await;
        let list = [CODE, "W2GBJZT48TRN", SAME_PLAN, "EXPIRED000000", OTHER_PLAN].join("\n");
        fill(page, textbox("Redemption Codes"), &list).await;
        click(page, button("Check the codes")).await;
        check::shows(page, button("Confirm and redeem 3 codes")).await;
        check::says(page, "12 of 13 characters").await;
        check::says(page, "The last day to redeem this code was").await;
        check::says(page, "2 codes, 13 months in all").await;
        let demo = stage.demo().await;
        let before = demo.history().await.len();

        let mut lost = stage.proxy.next("POST", "/confirmation", Fate::CutAnswer);
        let mut asked =
            stage.proxy.next("GET", &redemption_of(&demo.open(CODE).await.id.to_string()), Fate::HoldAnswer);
        let second = demo.open(SAME_PLAN).await.id.to_string();
        let mut held = stage.proxy.next("POST", &format!("/redemptions/{second}/confirmation"), Fate::HoldRequest);
        click(page, button("Confirm and redeem 3 codes")).await;
        lost.arrived().await;
        asked.arrived().await;
        check::says(page, "we are asking the server whether the code was used").await;
        lost.release();
        asked.release();
        held.arrived().await;
        check::says(page, "Redeeming code 2 of 3").await;
        reload(page).await;
        check::says(page, "You were here before with these codes.").await;
        drop(held);

        check::shows(page, link("Receipt for the code …TRNM")).await;
        click(page, button("Confirm and redeem 2 codes")).await;
        check::says(page, "3 codes are redeemed.").await;
        let history = demo.history().await;
        assert_eq!(history.len(), before + 3, "each code once");
        let plan = demo.subscription("premium-2").await;
        assert_eq!(plan.redemptions.iter().map(|redemption| redemption.months).collect::<Vec<_>>(), [12, 1]);
        check::says_day(page, plan.ends_at.as_str()).await;
        assert_eq!(demo.subscription("basic-5").await.redemptions.len(), 1);
    })
    .await;
}

fn redemption_of(id: &str) -> String {
    format!("/redemptions/{id}")
}

/// The dates that the page reckons for codes of one plan before it redeems any are those that the server then makes.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_several_codes_promise_is_what_they_do() {
    journey(async |stage: &Stage| {
        stage.expect_failures("/confirmation", "412");
        let page = &stage.visitor(Size::Phone).await;
        arrive(page).await;
        open(page, "/tapo_web/redeem/several").await;
        fill(page, textbox("Redemption Codes"), &[SAME_PLAN, CODE].join("\n")).await;
        click(page, button("Check the codes")).await;
        check::shows(page, button("Confirm and redeem 2 codes")).await;
        let promised = afterwards(page).await;
        click(page, button("Confirm and redeem 2 codes")).await;
        check::says(page, "2 codes are redeemed.").await;
        assert_eq!(afterwards(page).await, promised);
        let end = stage.demo().await.subscription("premium-2").await.ends_at;
        check::term_shows_day(page, "Afterwards", end.as_str()).await;
        check::fits_its_width(page).await;
    })
    .await;
}

async fn afterwards(page: &crate::harness::Page) -> String {
    let text = page.text().await.expect("the page has a text");
    // "Until 28 December 2027"
    text.split("Afterwards").nth(1).unwrap_or_default().split_whitespace().take(4).collect::<Vec<_>>().join(" ")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_gift_link_brings_a_friend_to_the_code() {
    journey(async |stage: &Stage| {
        let page = &stage.visitor(Size::Desk).await;
        arrive(page).await;
        use_promo_code(page).await;
        fill(page, textbox("Redemption Code"), CODE).await;
        click(page, button("Make a gift link")).await;
        check::shows(page, img("QR code of the gift link")).await;
        check::says(page, "Whoever has this link has the code.").await;
        let link = format!("{}/tapo_web/redeem#{CODE}", page.origin);
        check::says(page, &link).await;
        assert_eq!(stage.proxy.count("POST", "/redemptions"), 0, "nothing was sent");

        let friend = &stage.visitor(Size::Phone).await;
        open(friend, &format!("/tapo_web/redeem#{CODE}")).await;
        log_in(friend).await;
        check::on_page(friend, "/tapo_web/redeem", "Redeem Promo Code").await;
        check::value(friend, textbox("Redemption Code"), CODE).await;
        enter(friend, CODE).await;
        crate::steps::preview_is_there(friend).await;
        assert!(stage.proxy.paths().iter().all(|path| !path.contains(CODE)), "the code is in no address");
    })
    .await;
}
