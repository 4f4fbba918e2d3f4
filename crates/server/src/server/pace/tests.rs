//! Connections of HTTP/2 as time passes.

use super::*;

const FIRST: Duration = Duration::from_secs(15);
const REST: Duration = Duration::from_secs(75);
const WRITE: Duration = Duration::from_secs(30);
const SECOND: Duration = Duration::from_secs(1);

/// Streams, and when they began.
fn streams() -> (Streams, Instant) {
    let now = Instant::now();
    (Streams::new(Patience { first: FIRST, rest: REST, write: WRITE }, now), now)
}

#[test]
fn who_asks_for_nothing_is_told_to_leave_and_then_dropped() {
    let (mut streams, began) = streams();
    assert_eq!(streams.look(0, false, began + FIRST - SECOND), Verdict::Stay);
    let now = began + FIRST;
    assert_eq!(streams.look(0, false, now), Verdict::Leave);
    streams.leave(WRITE, now);
    assert_eq!(streams.look(0, false, now + WRITE - SECOND), Verdict::Stay);
    assert_eq!(streams.look(0, false, now + WRITE), Verdict::Drop);
}

#[test]
fn who_has_asked_may_rest_for_longer() {
    let (mut streams, began) = streams();
    let number = streams.begin(began);
    assert_eq!(streams.look(0, false, began + REST * 9), Verdict::Stay, "the server takes its time");
    let answered = began + REST * 9;
    streams.end(number, answered);
    assert_eq!(streams.look(0, false, answered + REST - SECOND), Verdict::Stay);
    assert_eq!(streams.look(0, false, answered + REST), Verdict::Leave);
}

#[test]
fn who_does_not_take_an_answer_is_dropped_whatever_else_goes_on() {
    let (mut streams, began) = streams();
    let (stuck, _listening) = (streams.begin(began), streams.begin(began));
    streams.waits(stuck, Some(began));
    // Pings, and requests that are small.
    assert_eq!(streams.look(60, false, began + WRITE - SECOND), Verdict::Stay);
    streams.begin(began + WRITE - SECOND);
    assert_eq!(streams.look(120, false, began + WRITE), Verdict::Drop);
    streams.waits(stuck, None);
    assert_eq!(streams.look(120, false, began + WRITE), Verdict::Stay, "it is the server's turn");
}

#[test]
fn who_takes_it_slowly_takes_it() {
    let (mut streams, began) = streams();
    let number = streams.begin(began);
    streams.waits(number, Some(began));
    let mut now = began;
    for round in 1..=10 {
        now += WRITE - SECOND;
        assert_eq!(streams.look(round * (CHATTER + 1), false, now), Verdict::Stay);
    }
    // What the network does not take is not counted here.
    assert_eq!(streams.look(10 * (CHATTER + 1), true, now + WRITE * 2), Verdict::Stay);
    assert_eq!(streams.look(10 * (CHATTER + 1), false, now + WRITE * 3), Verdict::Drop);
}

#[test]
fn the_end_of_an_answer_that_is_on_its_way_keeps_the_connection() {
    let (mut streams, began) = streams();
    let number = streams.begin(began);
    streams.end(number, began);
    let farewell = SECOND * 2;
    streams.leave(farewell, began);
    assert_eq!(streams.look(1_000, false, began + farewell), Verdict::Stay);
    assert_eq!(streams.look(2_000, false, began + farewell * 2), Verdict::Stay);
    assert_eq!(streams.look(2_000, false, began + farewell * 3), Verdict::Drop);
}

#[test]
fn a_turn_that_is_dropped_is_over() {
    let pace = Pace::new(Patience { first: FIRST, rest: REST, write: WRITE });
    let turn = pace.begin();
    assert_eq!(pace.streams().waiting.len(), 1);
    let mut body = turn.pace(Body::from("answer"));
    let mut cx = Context::from_waker(std::task::Waker::noop());
    assert!(Pin::new(&mut body).poll_frame(&mut cx).is_ready());
    assert!(pace.streams().waiting.values().all(Option::is_some), "the client has it to take");
    assert!(matches!(Pin::new(&mut body).poll_frame(&mut cx), Poll::Ready(None)));
    assert!(pace.streams().waiting.values().all(Option::is_none));
    drop(body);
    assert!(pace.streams().waiting.is_empty());
}
