//! An address behind which there is nothing.

use crate::support::act::click_on;
use crate::support::check;
use crate::support::data::{self, list, subscription};
use crate::support::find::{self, one};
use crate::support::{Stage, ok, settle, test};

#[test]
async fn says_so_to_everybody_and_leads_on() {
    for address in [
        "/tapo_web/nowhere",
        "/tapo_web/redeem/red_1/nowhere",
        "/tapo_web/redeem/red_1/cameras/1",
        "/tapo_web/subscriptions",
        "/tapo_web/help/1",
        "/tapo_webbing",
    ] {
        for logged_in in [false, true] {
            let stage = if logged_in { Stage::logged_in().await } else { Stage::guest().await };
            stage.open(address).await;
            check::view("Page not found").await;
            one("link", "Get help").await;
            settle().await;
            assert_eq!(find::address(), address, "nobody is sent elsewhere");
        }
    }
}

#[test]
async fn the_ways_on_work() {
    let stage = Stage::logged_in().await;
    stage.answer("GET", "/subscriptions", ok(&list(vec![subscription()])));
    stage.answer("GET", "/redemptions?state=previewed", ok(&list(Vec::<data::Nothing>::new())));
    for (link, heading) in [("Go to Tapo Care", "Tapo Care"), ("Get help", "Help")] {
        stage.open("/tapo_web/nowhere").await;
        click_on("link", link).await;
        let heading = check::view(heading).await;
        check::has_focus(&heading).await;
    }
}
