//! Which cameras a subscription covers.

use crate::act::{click, open, press, tab_to};
use crate::check;
use crate::find::{alert, button, checkbox, dialog, heading, link, region};
use crate::harness::{Account, Page, Size, Stage, journey};
use crate::steps::{CODE, OTHER_PLAN, arrive, cameras_are_there, preview, receipt_is_there, redeem};
use thirtyfour::Key;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_choice_can_be_skipped_and_made_later() {
    journey(async |stage: &Stage| {
        let page = &stage.visitor(Size::Phone).await;
        let id = redeemed(page).await;
        click(page, checkbox("Front door")).await;
        click(page, button("Skip for now")).await;
        receipt_is_there(page, &id).await;
        let demo = stage.demo().await;
        let subscription = demo.subscription("premium-2").await;
        assert!(!subscription.cameras_chosen && subscription.cameras.is_empty(), "skipping stores nothing");
        assert_eq!(stage.proxy.count("PUT", "/cameras"), 0);

        // Later, from Tapo Care: the subscription's own page leads to the choice.
        open(page, "/tapo_web").await;
        check::shows(page, region("Premium, 2 cameras")).await;
        open(page, &format!("/tapo_web/redeem/{id}")).await;
        cameras_are_there(page, &id).await;
        check::checked(page, checkbox("Front door"), false).await;
        click(page, checkbox("Garden")).await;
        click(page, button("Save cameras")).await;
        receipt_is_there(page, &id).await;
        assert_eq!(covered(&demo, "premium-2").await, ["Garden"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cameras_can_be_chosen_from_the_subscriptions_own_page() {
    journey(async |stage: &Stage| {
        let page = &stage.visitor(Size::Desk).await;
        redeemed(page).await;
        click(page, button("Skip for now")).await;
        check::shows(page, heading("Receipt")).await;
        open(page, "/tapo_web").await;
        let subscription = stage.demo().await.subscription("premium-2").await;
        to_the_subscription(page).await;
        check::on_page(page, &format!("/tapo_web/subscriptions/{}", subscription.id), "Premium, 2 cameras").await;
        check::term_shows_day(page, "Runs until", subscription.ends_at.as_str()).await;
        check::says(page, crate::steps::HINT).await;
        click(page, link("Choose cameras")).await;
        click(page, checkbox("Garage")).await;
        click(page, button("Save cameras")).await;
        check::shows(page, heading("Receipt")).await;
        assert_eq!(covered(&stage.demo().await, "premium-2").await, ["Garage"]);
    })
    .await;
}

/// Seen red with boxes that are `disabled` at the limit, so that nobody can reach them.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_more_cameras_than_the_plan_has() {
    journey(async |stage: &Stage| {
        let page = &stage.visitor(Size::Desk).await;
        let id = redeemed(page).await;
        click(page, checkbox("Front door")).await;
        click(page, checkbox("Garden")).await;
        check::says(page, "2 of 2 selected").await;
        check::attribute(page, checkbox("Garage"), "aria-disabled", "true").await;
        check::attribute(page, checkbox("Front door"), "aria-disabled", "").await;
        // It can still be reached, so that the reason can be heard; but neither a click nor a key checks it.
        click(page, checkbox("Garage")).await;
        check::checked(page, checkbox("Garage"), false).await;
        open_top(page).await;
        tab_to(page, checkbox("Garage")).await;
        press(page, " ").await;
        check::checked(page, checkbox("Garage"), false).await;
        check::says(page, "2 of 2 selected").await;
        says_why(page, "Garage", &["2 cameras", "limit", "2 of 2", "covers 2", "at most", "clear"]).await;
        // One less, and it can be chosen.
        click(page, checkbox("Garden")).await;
        check::says(page, "1 of 2 selected").await;
        check::attribute(page, checkbox("Garage"), "aria-disabled", "").await;
        click(page, checkbox("Garage")).await;
        check::checked(page, checkbox("Garage"), true).await;
        click(page, button("Save cameras")).await;
        receipt_is_there(page, &id).await;
        assert_eq!(covered(&stage.demo().await, "premium-2").await, ["Front door", "Garage"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_camera_that_no_plan_can_cover_says_why() {
    journey(async |stage: &Stage| {
        let page = &stage.visitor(Size::Phone).await;
        redeemed(page).await;
        check::attribute(page, checkbox("Cabin"), "aria-disabled", "true").await;
        click(page, checkbox("Cabin")).await;
        check::checked(page, checkbox("Cabin"), false).await;
        check::says(page, "0 of 2 selected").await;
        says_why(page, "Cabin", &["region"]).await;
        // One that is only offline can be chosen.
        click(page, checkbox("Living room")).await;
        check::says(page, "1 of 2 selected").await;
        check::shows(page, link("Add a camera")).await;
        click(page, link("View receipt")).await;
        check::shows(page, heading("Receipt")).await;
    })
    .await;
}

/// Seen red with a page that moves the camera without asking.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_camera_of_another_plan_is_moved_only_when_the_visitor_says_so() {
    journey(async |stage: &Stage| {
        let demo = stage.demo().await;
        demo.redeem(OTHER_PLAN).await;
        demo.choose_cameras("basic-5", &["Front door", "Garage"]).await;
        let page = &stage.visitor(Size::Desk).await;
        let id = redeemed(page).await;
        says_why(page, "Front door", &["has another plan"]).await;
        click(page, checkbox("Front door")).await;
        click(page, checkbox("Garden")).await;

        click(page, button("Save cameras")).await;
        let question = dialog("Move this camera?");
        check::shows(page, question.clone()).await;
        check::part_says(page, question.clone(), "Front door").await;
        check::part_says(page, question.clone(), "Basic, 5 cameras").await;
        check::part_says(page, question.clone(), "covers 1 of 5 cameras").await;
        click(page, button("Cancel").within(question.clone())).await;
        check::lacks(page, question.clone()).await;
        check::focused(page, button("Save cameras")).await;
        cameras_are_there(page, &id).await;
        check::checked(page, checkbox("Front door"), true).await;
        assert_eq!(covered(&demo, "basic-5").await, ["Front door", "Garage"], "Cancel moves nothing");
        assert!(covered(&demo, "premium-2").await.is_empty());

        // Escape is Cancel too.
        click(page, button("Save cameras")).await;
        check::shows(page, question.clone()).await;
        press(page, Key::Escape).await;
        check::lacks(page, question.clone()).await;
        assert_eq!(covered(&demo, "basic-5").await, ["Front door", "Garage"], "Escape moves nothing");

        click(page, button("Save cameras")).await;
        click(page, button("Move").within(question)).await;
        receipt_is_there(page, &id).await;
        assert_eq!(covered(&demo, "premium-2").await, ["Front door", "Garden"]);
        assert_eq!(covered(&demo, "basic-5").await, ["Garage"]);
    })
    .await;
}

/// Seen red with a server that does not look at `If-Match`.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_choice_that_changed_meanwhile_is_shown_afresh() {
    journey(async |stage: &Stage| {
        stage.expect_failures("/cameras", "412");
        let page = &stage.visitor(Size::Phone).await;
        let id = redeemed(page).await;
        click(page, checkbox("Front door")).await;
        let demo = stage.demo().await;
        demo.choose_cameras("premium-2", &["Garage"]).await;

        click(page, button("Save cameras")).await;
        // What is so now is shown, and what the visitor had chosen is told, not saved.
        check::problem(page, &["changed", "You had chosen Front door"]).await;
        check::checked(page, checkbox("Garage"), true).await;
        check::checked(page, checkbox("Front door"), false).await;
        assert_eq!(covered(&demo, "premium-2").await, ["Garage"], "nothing was overwritten");

        click(page, checkbox("Garden")).await;
        click(page, button("Save cameras")).await;
        receipt_is_there(page, &id).await;
        check::lacks(page, alert()).await;
        assert_eq!(covered(&demo, "premium-2").await, ["Garage", "Garden"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_camera_is_a_choice_too() {
    journey(async |stage: &Stage| {
        let page = &stage.visitor(Size::Desk).await;
        let id = redeemed(page).await;
        click(page, button("Save cameras")).await;
        receipt_is_there(page, &id).await;
        assert!(stage.demo().await.subscription("premium-2").await.cameras_chosen);
        open(page, &format!("/tapo_web/redeem/{id}")).await;
        receipt_is_there(page, &id).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_camera_that_is_added_meanwhile_appears_and_the_choice_stays() {
    journey(async |stage: &Stage| {
        let page = &stage.visitor(Size::Desk).await;
        let id = redeemed(page).await;
        click(page, checkbox("Garden")).await;
        // Gone after a reload.
        page.run("window.neverReloaded = true", vec![]).await.expect("leaves a mark");
        stage.command(&["cameras", "add", "--account", "demo@example.com", "--name", "Back door", "--model", "C420S2"]);
        check::shows(page, checkbox("Back door")).await;
        check::says(page, "New camera: Back door").await;
        check::checked(page, checkbox("Garden"), true).await;
        check::focused(page, checkbox("Garden")).await;
        // What somebody does elsewhere is shown, too.
        let demo = stage.demo().await;
        let camera = demo.camera("Back door").await;
        stage.command(&["cameras", "set", camera.id.as_str(), "--name", "Cellar door", "--offline"]);
        check::shows(page, checkbox("Cellar door")).await;
        click(page, checkbox("Cellar door")).await;
        check::says(page, "2 of 2 selected").await;
        let mark = page.run("return window.neverReloaded === true", vec![]).await.expect("looks for the mark");
        assert!(mark.convert::<bool>().expect("yes or no"));
        click(page, button("Save cameras")).await;
        receipt_is_there(page, &id).await;
        assert_eq!(covered(&demo, "premium-2").await, ["Cellar door", "Garden"]);
    })
    .await;
}

/// The whole way of somebody whose camera is still in its box, with the demonstration in the place of the box.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_camera_is_added_by_the_guide_and_covered() {
    for size in [Size::Phone, Size::Desk] {
        journey(async |stage: &Stage| {
            let page = &stage.visitor(size).await;
            let id = redeemed(page).await;
            click(page, checkbox("Garden")).await;
            // Gone after a reload.
            page.run("window.neverReloaded = true", vec![]).await.expect("leaves a mark");
            click(page, link("Add a camera")).await;
            check::on_page(page, &format!("/tapo_web/redeem/{id}/cameras/add"), "Add a camera").await;
            click(page, link("Video doorbell")).await;
            let steps = format!("/tapo_web/redeem/{id}/cameras/add/doorbell");
            check::on_page(page, &steps, "Add a video doorbell").await;
            check::says(page, "We are looking for your new camera…").await;
            click(page, button("Make a demo camera appear")).await;
            check::says(page, "Found: Doorbell").await;
            click(page, button("Choose Doorbell")).await;
            cameras_are_there(page, &id).await;
            check::says(page, "2 of 2 selected").await;
            check::checked(page, checkbox("Garden"), true).await;
            check::checked(page, checkbox("Doorbell"), true).await;
            let mark = page.run("return window.neverReloaded === true", vec![]).await.expect("looks for the mark");
            assert!(mark.convert::<bool>().expect("yes or no"));
            click(page, button("Save cameras")).await;
            receipt_is_there(page, &id).await;
            assert_eq!(covered(&stage.demo().await, "premium-2").await, ["Doorbell", "Garden"]);
            // The steps have an address: whoever comes back to it finds them again.
            open(page, &steps).await;
            check::shows(page, heading("Add a video doorbell")).await;
            check::says(page, "In your list already").await;
        })
        .await;
    }
}

/// From nothing to the cameras page.
async fn redeemed(page: &Page) -> String {
    arrive(page).await;
    let id = preview(page, CODE).await;
    redeem(page, &id).await;
    id
}

/// From Tapo Care to the page of the subscription, by the link in its region.
async fn to_the_subscription(page: &Page) {
    check::shows(page, region("Premium, 2 cameras")).await;
    let links = link("Premium, 2 cameras").within(region("Premium, 2 cameras"));
    click(page, links).await;
}

/// Puts the focus at the start of the page again.
async fn open_top(page: &Page) {
    let script = "document.activeElement.blur(); getSelection().removeAllRanges()";
    page.run(script, vec![]).await.expect("lets go of the focus");
}

/// The description of a camera's checkbox holds one of these words.
async fn says_why(page: &Page, camera: &str, choices: &[&str]) {
    let element = checkbox(camera).one(page).await.expect("looks").expect("the camera");
    let script = "const ids = (arguments[0].getAttribute('aria-describedby') ?? '').split(' ');
        return ids.map((id) => document.getElementById(id)?.textContent ?? '').join(' ');";
    let json = element.to_json().expect("JSON");
    let said: String = page.run(script, vec![json]).await.expect("reads").convert().expect("text");
    let said = said.to_lowercase();
    assert!(choices.iter().any(|words| said.contains(words)), "{camera}: “{said}” is none of {choices:?}");
}

/// The names of the cameras that a plan covers, sorted.
async fn covered(account: &Account, plan: &str) -> Vec<String> {
    let cameras = account.subscription(plan).await.cameras;
    let mut names: Vec<String> = cameras.into_iter().map(|camera| camera.name).collect();
    names.sort();
    names
}
