//! The main story: from the log-in to the receipt, as the product's instructions tell it.

use crate::act::{click, fill, open};
use crate::check;
use crate::find::{button, checkbox, group, heading, link, region, textbox};
use crate::harness::{PASSWORD, Person, Size, Stage, journey};
use crate::steps::{CODE, HINT, cameras_are_there, preview_is_there, receipt_is_there};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_seven_steps_with_a_phone() {
    journey(async |stage: &Stage| the_seven_steps(stage, Size::Phone).await).await;
}

/// Seen red with a server that spends the code when it is entered.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_seven_steps_at_a_desk() {
    journey(async |stage: &Stage| the_seven_steps(stage, Size::Desk).await).await;
}

async fn the_seven_steps(stage: &Stage, size: Size) {
    let page = &stage.visitor(size).await;

    // 1. They go to the Tapo Care web page and log in with their TP-Link ID.
    open(page, "/tapo_web").await;
    check::shows(page, heading("Log in with your TP-Link ID")).await;
    check::fits_its_width(page).await;
    fill(page, textbox("Email"), Person::Demo.email()).await;
    fill(page, textbox("Password"), PASSWORD).await;
    click(page, button("Log in")).await;
    check::on_page(page, "/tapo_web", "Tapo Care").await;
    check::fits_its_width(page).await;

    // 2. They choose Use Promo Code.
    click(page, link("Use Promo Code")).await;
    check::on_page(page, "/tapo_web/redeem", "Redeem Promo Code").await;
    check::focused(page, heading("Redeem Promo Code")).await;
    check::fits_its_width(page).await;

    // 3. They enter the code. 4. They confirm it.
    fill(page, textbox("Redemption Code"), CODE).await;
    click(page, button("Confirm")).await;

    // 5. They read what it gives, of which nothing is given yet.
    let id = preview_is_there(page).await;
    check::focused(page, heading("Confirm the plan details")).await;
    check::term(page, "Plan", "Premium").await;
    check::term(page, "Valid for", "12 months").await;
    check::term(page, "Cameras", "2").await;
    check::says(page, "new subscription").await;
    check::fits_its_width(page).await;
    let demo = stage.demo().await;
    let previewed = demo.redemption(&id).await;
    check::term(page, "Starts", "as soon as you confirm").await;
    check::term_shows_day(page, "Ends", previewed.effect.ends_at.as_str()).await;
    assert_eq!(demo.times_redeemed(HINT).await, 0, "reading spends nothing");

    // 6. They confirm once more, and the redemption is complete.
    click(page, button("Confirm and redeem")).await;
    cameras_are_there(page, &id).await;
    check::focused(page, heading("Redemption complete")).await;
    check::fits_its_width(page).await;
    assert_eq!(demo.times_redeemed(HINT).await, 1);

    // 7. They select their cameras.
    let cameras = group("Select your cameras");
    check::says(page, "0 of 2 selected").await;
    click(page, checkbox("Front door").within(cameras.clone())).await;
    check::says(page, "1 of 2 selected").await;
    click(page, checkbox("Garden").within(cameras)).await;
    check::says(page, "2 of 2 selected").await;
    click(page, button("Save cameras")).await;

    receipt_is_there(page, &id).await;
    check::focused(page, heading("Receipt")).await;
    check::fits_its_width(page).await;
    let redeemed = demo.redemption(&id).await;
    check::term(page, "Plan", "Premium").await;
    check::term(page, "Reference", redeemed.reference.as_deref().expect("a reference")).await;
    check::term_shows_day(page, "Redeemed on", redeemed.redeemed_at.expect("a moment").as_str()).await;
    check::term_shows_day(page, "Runs until", redeemed.effect.ends_at.as_str()).await;
    check::does_not_say(page, CODE).await;

    let covered: Vec<String> = demo.subscription("premium-2").await.cameras.into_iter().map(|c| c.name).collect();
    assert_eq!(covered.len(), 2, "{covered:?}");
    assert!(covered.contains(&"Front door".to_owned()) && covered.contains(&"Garden".to_owned()), "{covered:?}");
    let start = redeemed.effect.starts_at.as_str();
    let end = redeemed.effect.ends_at.as_str();
    let year = |moment: &str| moment[..4].parse::<u32>().expect("a year");
    assert_eq!(year(end), year(start) + 1, "12 months from {start} to {end}");

    // And it is there on Tapo Care from now on.
    open(page, "/tapo_web").await;
    check::shows(page, region("Premium, 2 cameras")).await;
    assert!(stage.proxy.paths().iter().all(|path| !path.contains(CODE)), "the code is in no address");
}
