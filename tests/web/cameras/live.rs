//! Cameras that are added or change while the page is open.

use super::{box_of, opened, opened_with, toggle};
use crate::support::act::{click_on, hide_tab, show_tab};
use crate::support::check::{self, descriptions};
use crate::support::data::{camera, cameras, list, subscription};
use crate::support::find::{all, focused, is_there, page_text, says};
use crate::support::streams::{Stream, open_streams, streams};
use crate::support::{lost, ok, sent, settle, test, until};
use tapo_care_wire::{Camera, SubscriptionState};

/// The stream of the page, as soon as it has asked for it.
async fn stream() -> Stream {
    until("a stream", || open_streams().pop()).await
}

/// How often the list was read.
fn reads() -> usize {
    sent("GET", "/cameras").len()
}

#[test]
async fn a_new_camera_appears_by_itself_and_everything_else_stays() {
    let _stage = opened().await;
    let stream = stream().await;
    assert_eq!(stream.address(), "/api/v1/cameras/events");
    toggle("Garage").await;
    let garage = box_of("Garage").await;
    assert_eq!(focused(), *garage);
    stream.send("camera", &camera("cam_9", "Back door"));
    let added = box_of("Back door").await;
    assert!(!added.checked() && descriptions(&added)[0].contains("New"), "{:?}", descriptions(&added));
    assert_eq!(all("checkbox", None).pop().as_ref(), Some(&*added), "below the others");
    says("New camera: Back door").await;
    says("1 of 2 selected").await;
    assert!(garage.checked() && garage.is_connected());
    check::has_focus(&garage).await;
    assert!(!descriptions(&garage)[0].contains("New"));
    // It can be chosen like any other.
    toggle("Back door").await;
    says("2 of 2 selected").await;
}

#[test]
async fn a_change_is_shown_and_not_announced() {
    let _stage = opened().await;
    let stream = stream().await;
    toggle("Garage").await;
    let garage = box_of("Garage").await;
    let was = cameras().into_iter().find(|camera| camera.name == "Garage").expect("it is there");
    stream.send("camera", &Camera { name: "Car port".to_owned(), online: false, ..was });
    let renamed = box_of("Car port").await;
    assert!(renamed == garage && renamed.checked(), "the same box, still chosen");
    assert!(descriptions(&renamed)[0].contains("Offline"));
    assert!(!page_text().contains("New camera"));
    check::has_focus(&garage).await;
}

/// What happened before it opened is in the list only.
#[test]
async fn whenever_the_stream_opens_the_list_is_read_again() {
    let stage = opened().await;
    let stream = stream().await;
    toggle("Garage").await;
    assert_eq!(reads(), 1);
    stage.answer_now("GET", "/cameras", ok(&list([cameras(), vec![camera("cam_9", "Back door")]].concat())));
    stream.open();
    box_of("Back door").await;
    says("New camera: Back door").await;
    assert_eq!(reads(), 2);
    // The connection breaks, and the browser makes another.
    stage.answer_now("GET", "/cameras", ok(&list([cameras(), vec![camera("cam_8", "Hut")]].concat())));
    stream.fail();
    stream.open();
    box_of("Hut").await;
    assert!(!is_there("checkbox", "Back door"), "what is gone is gone");
    assert!(box_of("Garage").await.checked());
}

#[test]
async fn it_listens_only_while_the_page_is_seen() {
    let _stage = opened().await;
    stream().await;
    hide_tab();
    assert!(open_streams().is_empty(), "six connections are all that a browser has");
    show_tab();
    let second = stream().await;
    second.open();
    until("the list, read again", || (reads() == 2).then_some(())).await;
    click_on("link", "View receipt").await;
    check::view("Receipt").await;
    settle().await;
    assert!(open_streams().is_empty());
    hide_tab();
    show_tab();
    settle().await;
    assert_eq!(streams().len(), 2, "nobody listens elsewhere");
}

#[test]
async fn without_a_stream_nothing_is_said_and_the_list_is_read_when_the_visitor_comes_back() {
    let stage = opened().await;
    let first = stream().await;
    first.fail();
    settle().await;
    assert_eq!(reads(), 1, "it was read a moment ago");
    hide_tab();
    stage.answer_now("GET", "/cameras", ok(&list([cameras(), vec![camera("cam_9", "Back door")]].concat())));
    show_tab();
    let second = stream().await;
    for _ in 0..3 {
        second.fail();
    }
    box_of("Back door").await;
    settle().await;
    assert_eq!(reads(), 2, "once, however often the browser tries");
    // Not even the list can be had: the page stays as it is.
    hide_tab();
    stage.answer_now("GET", "/cameras", lost());
    show_tab();
    stream().await.fail();
    settle().await;
    check::no_problem().await;
    box_of("Back door").await;
}

/// The server says so when the session is over, or the account has too many streams. Left open, the browser would ask again and
/// again.
#[test]
async fn a_stream_that_is_over_is_closed() {
    let _stage = opened().await;
    let stream = stream().await;
    stream.send("end", &"session");
    assert!(stream.is_closed());
    check::no_problem().await;
    box_of("Garage").await;
}

#[test]
async fn where_nothing_can_be_chosen_nobody_listens() {
    let ended = tapo_care_wire::Subscription { state: SubscriptionState::Ended, ..subscription() };
    let _stage = opened_with(ended, cameras()).await;
    settle().await;
    assert!(streams().is_empty());
}

#[test]
async fn what_can_not_be_read_is_left_out() {
    let _stage = opened().await;
    let stream = stream().await;
    stream.send("camera", &"nonsense");
    stream.send("camera", &camera("cam_9", "Back door"));
    box_of("Back door").await;
}
