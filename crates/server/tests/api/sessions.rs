//! `/sessions`: where an account is logged in, and ending that.

use crate::support::{Browser, TestApp};
use axum::http::Method;
use tapo_care_server::demo;
use tapo_care_wire::{ErrorCode, List, SessionEntry};

const SESSIONS: &str = "/api/v1/sessions";
const CAMERAS: &str = "/api/v1/cameras";
const CHROME: &str =
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36";
const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

async fn sessions(browser: &mut Browser) -> Vec<SessionEntry> {
    browser.get(SESSIONS).await.json::<List<SessionEntry>>(200).items
}

async fn end(browser: &mut Browser, session: &SessionEntry) -> crate::support::Answer {
    browser.call(Method::DELETE, &format!("{SESSIONS}/{}", session.id), None).await
}

/// A browser in which the demo account's owner logs in.
async fn owner(app: &TestApp, agent: &str) -> Browser {
    let mut browser = app.browser().saying(agent);
    browser.log_in(demo::EMAIL).await;
    browser
}

#[tokio::test]
async fn sessions_are_listed_newest_use_first_with_what_tells_them_apart() {
    let app = TestApp::demo().await;
    let mut old = owner(&app, CHROME).await;
    app.clock.pass_minutes(5);
    owner(&app, "something of my own <script>").await;
    app.clock.pass_minutes(5);
    let mut new = owner(&app, FIREFOX).await;
    app.friend().await;
    let seen = sessions(&mut new).await;
    let told: Vec<_> = seen.iter().map(|s| (s.agent.as_str(), s.created_at.as_str(), s.current)).collect();
    assert_eq!(
        told,
        [
            ("Firefox on Linux", "2026-11-24T12:10:00Z", true),
            ("Unknown browser", "2026-11-24T12:05:00Z", false),
            ("Chrome on Windows", "2026-11-24T12:00:00Z", false),
        ]
    );
    assert!(seen.iter().all(|session| session.created_at == session.last_seen_at));
    // Asked from the other one, that one is in use now.
    let seen = sessions(&mut old).await;
    assert_eq!((seen[0].agent.as_str(), seen[0].current), ("Chrome on Windows", true));
    assert_eq!(seen[0].last_seen_at.as_str(), "2026-11-24T12:10:00Z");
    let stored = app.stored().await;
    for kept_nowhere in ["AppleWebKit", "Gecko", "<script>"] {
        assert!(!stored.windows(kept_nowhere.len()).any(|part| part == kept_nowhere.as_bytes()), "{kept_nowhere}");
    }
}

#[tokio::test]
async fn one_of_ones_own_sessions_is_ended_and_nobody_elses() {
    let app = TestApp::demo().await;
    let (mut here, mut there) = (owner(&app, CHROME).await, owner(&app, FIREFOX).await);
    let mut friend = app.browser();
    friend.log_in(demo::FRIEND).await;
    let others = sessions(&mut here).await.into_iter().find(|session| !session.current).expect("another session");
    end(&mut friend, &others).await.problem(ErrorCode::NotFound);
    assert_eq!(there.get(CAMERAS).await.status, 200);
    end(&mut here, &others).await.empty(204);
    there.get(CAMERAS).await.problem(ErrorCode::SessionExpired);
    end(&mut here, &others).await.problem(ErrorCode::NotFound);
    assert_eq!(sessions(&mut here).await.len(), 1);
    assert_eq!(friend.get(CAMERAS).await.status, 200);
    // An id is no token.
    let id = sessions(&mut here).await[0].id.clone();
    let mut thief = app.visitor();
    thief.cookie = Some(format!("session={id}"));
    thief.get(CAMERAS).await.problem(ErrorCode::SessionExpired);
}

#[tokio::test]
async fn logging_out_everywhere_ends_all_this_one_included() {
    let app = TestApp::demo().await;
    let (mut here, mut there) = (owner(&app, CHROME).await, owner(&app, FIREFOX).await);
    let mut copy = here.clone();
    let mut friend = app.browser();
    friend.log_in(demo::FRIEND).await;
    here.call(Method::DELETE, SESSIONS, None).await.empty(204);
    assert!(here.cookie_names().is_empty());
    for browser in [&mut copy, &mut there] {
        browser.get(CAMERAS).await.problem(ErrorCode::SessionExpired);
    }
    assert_eq!(friend.get(CAMERAS).await.status, 200);
}

#[tokio::test]
async fn sessions_that_are_over_are_not_listed() {
    let app = TestApp::demo().await;
    owner(&app, CHROME).await;
    app.clock.pass_days(29);
    let mut browser = owner(&app, FIREFOX).await;
    assert_eq!(sessions(&mut browser).await.len(), 2);
    app.clock.pass_days(1);
    assert_eq!(sessions(&mut browser).await.len(), 1);
}

#[tokio::test]
async fn who_is_not_logged_in_sees_and_ends_no_session() {
    let app = TestApp::demo().await;
    let mut visitor = app.browser();
    visitor.get(SESSIONS).await.problem(ErrorCode::NotLoggedIn);
    visitor.call(Method::DELETE, SESSIONS, None).await.problem(ErrorCode::NotLoggedIn);
    visitor.call(Method::DELETE, &format!("{SESSIONS}/x"), None).await.problem(ErrorCode::NotLoggedIn);
}
