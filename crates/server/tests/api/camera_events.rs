//! `/cameras/events`: what visitors hear of their cameras, and what they don't.

mod broken_line;

use crate::support::{Listening, PATIENCE, TestApp, User};
use axum::{
    body::Body,
    http::{HeaderMap, Method},
};
use http_body_util::BodyExt;
use serde_json::json;
use std::time::{Duration, Instant};
use tapo_care_server::{Settings, demo};
use tapo_care_wire::{Camera, ErrorCode, Subscription};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
    time::timeout,
};

const EVENTS: &str = "/api/v1/cameras/events";

/// Soon enough for who looks at the page, wherever it was written.
const SOON: Duration = Duration::from_secs(2);

/// An event.
#[derive(Debug, PartialEq, Eq)]
struct Event {
    name: String,
    id: String,
    data: String,
}

/// A stream that is open.
struct Stream {
    body: Body,
    text: String,
}

impl Stream {
    /// Opens it, up to its first word.
    async fn open(user: &User) -> Self {
        let (headers, mut stream) = Self::begin(user).await;
        let header = |name: &str| headers.get(name).map_or("", |value| value.to_str().expect("text"));
        assert_eq!(header("content-type"), "text/event-stream");
        assert_eq!(header("cache-control"), "no-store");
        assert_eq!(header("x-accel-buffering"), "no");
        assert_eq!(header("content-encoding"), "");
        assert_eq!(stream.block().await.as_deref(), Some("retry: 3000\n: listening"), "at once");
        stream
    }

    async fn begin(user: &User) -> (HeaderMap, Self) {
        let (parts, body) = user.call(Method::GET, EVENTS).open().await.into_parts();
        assert_eq!(parts.status, 200);
        (parts.headers, Self { body, text: String::new() })
    }

    /// The next lines up to an empty one; none at the end.
    async fn block(&mut self) -> Option<String> {
        loop {
            if let Some((block, rest)) = self.text.split_once("\n\n") {
                let block = block.to_owned();
                self.text = rest.to_owned();
                return Some(block);
            }
            let frame = timeout(PATIENCE, self.body.frame()).await.expect("something comes")?;
            let data = frame.expect("is whole").into_data().expect("no trailers");
            self.text.push_str(std::str::from_utf8(&data).expect("text"));
        }
    }

    /// The next event; none at the end.
    async fn next(&mut self) -> Option<Event> {
        let block = loop {
            let block = self.block().await?;
            if !block.lines().all(|line| line.starts_with(':')) {
                break block;
            }
        };
        let field = |name: &str| {
            let line = block.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
            line.unwrap_or_default().to_owned()
        };
        Some(Event { name: field("event"), id: field("id"), data: field("data") })
    }

    /// The next camera.
    async fn camera(&mut self) -> Camera {
        let event = self.next().await.expect("an event");
        assert_eq!(event.name, "camera");
        assert!(!event.id.is_empty());
        serde_json::from_str(&event.data).expect("a camera")
    }

    /// The stream ends for good, and says why.
    async fn ends(&mut self, why: &str) {
        let event = self.next().await.expect("a last word");
        assert_eq!((event.name.as_str(), event.data.as_str()), ("end", why));
        assert_eq!(self.next().await, None);
    }
}

/// Opens a stream that finds what nobody announces. Several times, since its first looks come from words that were still on
/// their way when it was opened.
async fn looking(app: &TestApp, user: &User) -> Stream {
    let mut stream = Stream::open(user).await;
    for _ in 0..4 {
        app.sql("UPDATE cameras SET online = NOT online WHERE name = 'Garden'").await;
        assert_eq!(stream.camera().await.name, "Garden");
    }
    stream
}

async fn add(app: &TestApp, account: &str, name: &str) {
    app.tend(&["cameras", "add", "--account", account, "--name", name, "--model", "C420S2"]).await;
}

/// Seen red without `announce`: nothing came.
#[tokio::test]
async fn a_new_camera_and_its_changes_arrive_and_nobody_elses() {
    let app = TestApp::demo().await;
    let user = app.demo_user().await;
    let mut stream = Stream::open(&user).await;
    add(&app, demo::FRIEND, "Not mine").await;
    add(&app, demo::EMAIL, "Back door").await;
    let camera = stream.camera().await;
    assert_eq!(camera, user.camera("Back door").await);
    assert!(camera.online && camera.eligible && camera.subscription_id.is_none());
    app.tend(&["cameras", "set", camera.id.as_str(), "--offline", "--name", "Cellar door"]).await;
    let changed = stream.camera().await;
    assert_eq!((changed.id, changed.name.as_str(), changed.online), (camera.id, "Cellar door", false));
    app.tend(&["cameras", "add", "--account", demo::EMAIL, "--name", "Hut", "--model", "C210", "--region", "us"]).await;
    let abroad = stream.camera().await;
    assert_eq!((abroad.region.as_str(), abroad.eligible), ("US", false));
}

#[tokio::test]
async fn the_choice_of_cameras_arrives_at_once_and_once() {
    // Who would wait for the database would wait for ever.
    let app = TestApp::with(|settings| {
        settings.demo = true;
        settings.streams.look_again = Duration::from_secs(3600);
    })
    .await;
    let user = app.demo_user().await;
    let redemption = user.redeem(demo::CODE).await;
    let mut stream = Stream::open(&user).await;
    let subscription = user.subscription(&redemption).await;
    let saved: Subscription = user.choose(&subscription, &["Garden", "Garage"], false).await.json(200);
    for name in ["Garden", "Garage"] {
        let camera = stream.camera().await;
        assert_eq!((camera.name.as_str(), camera.subscription_id.as_ref()), (name, Some(&saved.id)));
    }
    let saved: Subscription = user.choose(&saved, &["Garage", "Front door"], false).await.json(200);
    let (first, second) = (stream.camera().await, stream.camera().await);
    assert_eq!((first.name.as_str(), first.subscription_id), ("Front door", Some(saved.id)));
    assert_eq!((second.name.as_str(), second.subscription_id), ("Garden", None));
}

#[tokio::test]
async fn a_camera_of_the_demonstration_arrives_like_any_other() {
    let app = TestApp::with(|settings| {
        settings.demo = true;
        settings.streams.look_again = Duration::from_secs(3600);
    })
    .await;
    let user = app.demo_user().await;
    let mut stream = Stream::open(&user).await;
    let added: Camera = user.post("/api/v1/demo/cameras", json!({ "kind": "doorbell" })).await.json(201);
    assert_eq!(stream.camera().await, added);
}

/// Seen red without `announce`, when word stays in the process that wrote.
#[tokio::test]
async fn what_one_process_writes_is_heard_in_all_and_soon() {
    let app = TestApp::demo().await;
    let other = app.second_instance().await;
    let user = app.demo_user().await;
    let redemption = user.redeem(demo::CODE).await;
    let (mut here, mut there) = (Stream::open(&user).await, Stream::open(&user.through(&other)).await);
    let subscription = user.subscription(&redemption).await;
    let begun = Instant::now();
    user.through(&other).choose(&subscription, &["Garden"], false).await.json::<Subscription>(200);
    for stream in [&mut here, &mut there] {
        assert_eq!(stream.camera().await.name, "Garden");
    }
    add(&app, demo::EMAIL, "Back door").await;
    for stream in [&mut here, &mut there] {
        assert_eq!(stream.camera().await.name, "Back door");
    }
    assert!(begun.elapsed() < 2 * SOON, "{:?}", begun.elapsed());
}

/// Nobody announces it: a plan ends by the clock. Seen red without the look from time to time.
#[tokio::test]
async fn what_nobody_announces_is_found_by_looking_again() {
    let app = TestApp::with(|settings| {
        settings.demo = true;
        settings.streams.look_again = Duration::from_millis(50);
        settings.sessions.idle_limit = jiff::SignedDuration::from_hours(24 * 900);
        settings.sessions.absolute_limit = jiff::SignedDuration::from_hours(24 * 900);
    })
    .await;
    let user = app.demo_user().await;
    let redemption = user.redeem(demo::CODE).await;
    let subscription = user.subscription(&redemption).await;
    user.choose(&subscription, &["Garden"], false).await.json::<Subscription>(200);
    let mut stream = looking(&app, &user).await;
    app.clock.pass_days(400);
    let camera = stream.camera().await;
    assert_eq!((camera.name.as_str(), camera.subscription_id), ("Garden", None));
}

#[tokio::test]
async fn who_is_not_logged_in_hears_nothing() {
    let app = TestApp::demo().await;
    app.visitor().get(EVENTS).await.problem(ErrorCode::NotLoggedIn);
    let user = app.demo_user().await;
    user.call(Method::DELETE, "/api/v1/session").send().await.empty(204);
    user.get(EVENTS).await.problem(ErrorCode::SessionExpired);
    user.post(EVENTS, serde_json::json!({})).await.problem(ErrorCode::MethodNotAllowed);
}

/// Seen red without `end_session` at the log-out.
#[tokio::test]
async fn it_ends_with_its_session_and_with_no_other() {
    let app = TestApp::with(|settings| {
        settings.demo = true;
        settings.streams.look_again = Duration::from_secs(3600);
    })
    .await;
    let (user, elsewhere) = (app.demo_user().await, app.demo_user().await);
    let (mut stream, mut stays) = (Stream::open(&user).await, Stream::open(&elsewhere).await);
    user.call(Method::DELETE, "/api/v1/session").send().await.empty(204);
    stream.ends("session").await;
    // A log-in in the same browser replaces the session, too.
    let mut again = elsewhere.clone();
    again.log_in(demo::EMAIL, demo::PASSWORD).await;
    stays.ends("session").await;
    let mut stream = Stream::open(&again).await;
    add(&app, demo::EMAIL, "Back door").await;
    assert_eq!(stream.camera().await.name, "Back door");
}

/// Seen red without the look from time to time.
#[tokio::test]
async fn a_session_that_runs_out_or_ends_elsewhere_ends_it_as_well() {
    let app = TestApp::with(|settings| {
        settings.demo = true;
        settings.streams.look_again = Duration::from_millis(50);
    })
    .await;
    let other = app.second_instance().await;
    let user = app.demo_user().await;
    let mut stream = looking(&app, &user).await;
    user.through(&other).call(Method::DELETE, "/api/v1/session").send().await.empty(204);
    stream.ends("session").await;
    let user = app.demo_user().await;
    let mut stream = looking(&app, &user).await;
    app.clock.pass_days(31);
    stream.ends("session").await;
}

#[tokio::test]
async fn a_new_password_ends_the_streams_of_all_processes() {
    let app = TestApp::with(|settings| {
        settings.demo = true;
        settings.streams.look_again = Duration::from_secs(3600);
    })
    .await;
    let other = app.second_instance().await;
    let user = app.demo_user().await;
    let mut there = Stream::open(&user.through(&other)).await;
    app.visitor().post("/api/v1/password-resets", serde_json::json!({ "email": demo::EMAIL })).await.empty(202);
    let code = app.last_mail().await.code();
    let body = serde_json::json!({ "email": demo::EMAIL, "code": code, "password": "another correct horse" });
    app.visitor().call(Method::PUT, "/api/v1/password-resets").json(body).send().await.empty(204);
    there.ends("session").await;
}

/// Seen red with a registry that refuses instead. Without its last word the client would come back and end another.
#[tokio::test]
async fn an_account_has_so_many_streams_and_the_oldest_makes_room() {
    let app = TestApp::with(|settings| {
        settings.demo = true;
        settings.streams.per_account = 2;
        settings.streams.overall = 3;
    })
    .await;
    let (user, friend) = (app.demo_user().await, app.friend().await);
    let mut first = Stream::open(&user).await;
    let mut second = Stream::open(&user).await;
    let others = Stream::open(&friend).await;
    let mut third = Stream::open(&user).await;
    first.ends("replaced").await;
    // All places are taken now, whoever asks.
    let answer = friend.get(EVENTS).await;
    let problem = answer.problem(ErrorCode::Unavailable);
    assert!(problem.retry_after.is_some());
    add(&app, demo::EMAIL, "Back door").await;
    for stream in [&mut second, &mut third] {
        assert_eq!(stream.camera().await.name, "Back door");
    }
    // Whoever leaves gives the place back.
    drop(others);
    Stream::open(&friend).await;
}

/// A stream on a connection of its own, read up to its first word.
async fn connect(server: &Listening, socket: TcpSocket, cookie: &str) -> TcpStream {
    let mut connection = socket.connect(server.address).await.expect("connects");
    let request = format!("GET {EVENTS} HTTP/1.1\r\nhost: localhost\r\ncookie: {cookie}\r\n\r\n");
    connection.write_all(request.as_bytes()).await.expect("is sent");
    let head = read_until(&mut connection, ": listening").await;
    assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
    connection
}

async fn read_until(connection: &mut TcpStream, words: &str) -> String {
    let mut text = Vec::new();
    let reading = async {
        while !String::from_utf8_lossy(&text).contains(words) {
            assert_ne!(connection.read_buf(&mut text).await.expect("is read"), 0, "it ended before {words:?}");
        }
    };
    timeout(PATIENCE, reading).await.unwrap_or_else(|_| panic!("{words:?} does not come"));
    String::from_utf8(text).expect("text")
}

fn socket() -> TcpSocket {
    TcpSocket::new_v4().expect("a socket")
}

fn quick(settings: &mut Settings) {
    settings.streams.look_again = Duration::from_millis(50);
}

/// Neither the limit between two requests nor the one for taking an answer ends it. Seen red without `Events::close` before the
/// wait for connections: the server ended after its grace of ten seconds.
#[tokio::test]
async fn it_outlives_the_time_limits_of_other_calls_and_ends_with_the_server() {
    let server = Listening::with(|settings| {
        let short = Duration::from_millis(200);
        settings.time_limits.header = short;
        settings.time_limits.write = short;
        settings.streams.keep_alive = short;
    })
    .await;
    let cookie = server.app.demo_user().await.cookie.expect("is logged in");
    let mut connection = connect(&server, socket(), &cookie).await;
    // Comments keep it alive for longer than any of the limits.
    for _ in 0..4 {
        read_until(&mut connection, ":\n\n").await;
    }
    add(&server.app, demo::EMAIL, "Back door").await;
    let text = read_until(&mut connection, "Back door").await;
    assert!(text.contains("event: camera\n"), "{text}");
    let ending = tokio::spawn(server.end());
    let mut rest = Vec::new();
    timeout(PATIENCE, connection.read_to_end(&mut rest)).await.expect("it ends").expect("in order");
    // The last chunk of the answer: whole, so that browsers have nothing to complain about.
    assert!(String::from_utf8_lossy(&rest).ends_with("0\r\n\r\n"), "{}", String::from_utf8_lossy(&rest));
    ending.await.expect("without a panic");
}

/// The only place is taken until the server gives up on it. Seen red without a time limit for writing.
#[tokio::test]
async fn who_does_not_read_is_dropped() {
    let server = Listening::with(|settings| {
        quick(settings);
        settings.time_limits.write = Duration::from_millis(300);
        settings.streams.overall = 1;
        settings.streams.per_account = 1;
    })
    .await;
    let cookie = server.app.demo_user().await.cookie.expect("is logged in");
    let narrow = socket();
    narrow.set_recv_buffer_size(4096).expect("a small buffer");
    let connection = connect(&server, narrow, &cookie).await;
    let friend = server.app.friend().await;
    friend.get(EVENTS).await.problem(ErrorCode::Unavailable);
    // More than the buffers on the way hold.
    server
        .app
        .sql_of(
            "UPDATE cameras SET name = replace(hex(zeroblob(3000000)), '00', 'x')",
            "UPDATE cameras SET name = repeat('x', 3000000)",
        )
        .await;
    let begun = Instant::now();
    while friend.call(Method::GET, EVENTS).open().await.status() != 200 {
        assert!(begun.elapsed() < PATIENCE, "the slow one keeps its place");
        tokio::task::yield_now().await;
    }
    drop(connection);
    server.end().await;
}
