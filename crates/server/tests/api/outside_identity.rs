//! `/session/outside`: logging in with a provider of identities. The provider is a real one.

use crate::support::{Answer, Choice, Provider, SECRET, TestApp, Wanderer};
use axum::http::Method;
use serde_json::json;
use tapo_care_server::{App, LimitPolicy, OutsideSettings, Settings, demo};
use tapo_care_wire::{CodeUsed, ErrorCode, HandedOver, LoginWay, Session, Viewer};

const SESSION: &str = "/api/v1/session";
const START: &str = "/api/v1/session/outside";
const CALLBACK: &str = "/api/v1/session/outside/callback";
const HANDOVER: &str = "/api/v1/session/outside/handover";
const REDEEM: &str = "/tapo_web/redeem";

fn outside(provider: &Provider) -> OutsideSettings {
    OutsideSettings {
        issuer: provider.issuer.clone(),
        client_id: "tapo-care-public".to_owned(),
        client_secret_file: None,
        scopes: vec!["email".to_owned()],
        country_claim: "country".to_owned(),
        default_region: "DE".to_owned(),
    }
}

async fn app_with(provider: &Provider, change: impl FnOnce(&mut Settings)) -> TestApp {
    let app = TestApp::with(|settings| {
        settings.demo = true;
        settings.outside = Some(outside(provider));
        change(settings);
    })
    .await;
    // The provider's clock is the real one.
    #[expect(clippy::disallowed_methods, reason = "what the provider says is true for a real hour only")]
    let now = jiff::Timestamp::now();
    app.clock.set(&now.to_string());
    app
}

async fn app(provider: &Provider) -> TestApp {
    app_with(provider, |_| {}).await
}

fn browser(app: &TestApp) -> Wanderer {
    Wanderer::new(app.visitor())
}

async fn viewer(browser: &Wanderer) -> Option<Viewer> {
    let session: Session = browser.user().get(SESSION).await.json(200);
    assert_eq!(session.login, LoginWay::Outside);
    session.viewer
}

/// A parameter of an address.
fn parameter<'a>(address: &'a str, name: &str) -> &'a str {
    let (_, query) = address.split_once('?').expect("a query");
    let value = query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
    value.unwrap_or_else(|| panic!("no {name} in {address}"))
}

#[tokio::test]
async fn a_visitor_logs_in_at_the_provider_and_redeems() {
    let provider = Provider::start();
    let app = app(&provider).await;
    let mut visitor = browser(&app);
    assert_eq!(viewer(&visitor).await, None);

    let location = visitor.begin(REDEEM, None).await;
    assert!(location.starts_with(&format!("{}/auth?", provider.issuer)), "{location}");
    assert_eq!(parameter(&location, "response_type"), "code");
    assert_eq!(parameter(&location, "code_challenge_method"), "S256");
    assert_eq!(parameter(&location, "scope"), "openid+email");
    assert!(parameter(&location, "nonce").len() == 43 && parameter(&location, "code_challenge").len() == 43);
    let back = visitor.at_provider(&location, Choice::LogIn("anna")).await;
    assert_eq!(parameter(&back, "state"), parameter(&location, "state"));
    assert_eq!(visitor.come_back(&back).await, REDEEM);

    let anna = viewer(&visitor).await.expect("is logged in");
    assert_eq!((anna.email.as_str(), anna.region.as_str(), anna.locale.as_str()), ("anna@example.com", "DE", "en"));
    let cookies: Vec<_> = visitor.cookies.keys().map(String::as_str).collect();
    assert_eq!(cookies, ["session"], "the cookie of the log-in is gone");
    visitor.user().redeem(demo::CODE).await;
    visitor.user().call(Method::DELETE, SESSION).send().await.empty(204);
    assert_eq!(viewer(&visitor).await, None);

    // The same person has the same account, from wherever they come; somebody else has another.
    let mut elsewhere = browser(&app);
    assert_eq!(elsewhere.log_in("anna").await, REDEEM);
    assert_eq!(viewer(&elsewhere).await, Some(anna.clone()));
    let mut other = browser(&app);
    other.log_in("bert").await;
    assert_ne!(viewer(&other).await.expect("is logged in").id, anna.id);
}

#[tokio::test]
async fn the_cookies_are_what_they_must_be() {
    let provider = Provider::start();
    let app = app(&provider).await;
    let mut visitor = browser(&app);
    let answer = visitor.try_begin(json!({ "returnTo": REDEEM })).await;
    let cookie = answer.header("set-cookie");
    assert!(
        cookie.starts_with("login=") && cookie.ends_with("; HttpOnly; SameSite=Lax; Path=/; Max-Age=900"),
        "{cookie}"
    );
    visitor.keep(&answer);
    let location = answer.json::<tapo_care_wire::OutsideStarted>(200).location;
    let back = visitor.at_provider(&location, Choice::LogIn("anna")).await;
    let answer = visitor.user().get(&back).await;
    let cookies: Vec<_> =
        answer.headers.get_all("set-cookie").iter().map(|value| value.to_str().expect("text")).collect();
    let session = cookies.iter().find(|cookie| cookie.starts_with("session=")).expect("a session");
    assert!(session.contains("; HttpOnly; SameSite=Strict; Path=/; Max-Age="), "{session}");
    assert_eq!(answer.header("referrer-policy"), "no-referrer");
    // What the provider wrote into the address is in nothing that goes on.
    assert!(!answer.header("location").contains('?'), "{}", answer.header("location"));
}

#[tokio::test]
async fn with_a_provider_there_are_no_passwords_and_without_one_no_provider() {
    let provider = Provider::start();
    let outside = app(&provider).await;
    let visitor = outside.visitor();
    let hashed = outside.app.passwords_hashed();
    let credentials = json!({ "email": demo::EMAIL, "password": demo::PASSWORD });
    for (method, path) in [
        (Method::POST, "/api/v1/accounts"),
        (Method::POST, "/api/v1/accounts/verification"),
        (Method::POST, SESSION),
        (Method::POST, "/api/v1/session/mfa"),
        (Method::POST, "/api/v1/session/mfa/mail"),
        (Method::POST, "/api/v1/password-resets"),
        (Method::PUT, "/api/v1/password-resets"),
    ] {
        let answer = visitor.call(method.clone(), path).json(credentials.clone()).send().await;
        answer.problem(ErrorCode::NotFound);
    }
    assert_eq!(outside.app.passwords_hashed(), hashed);
    assert!(outside.mails().await.is_empty());

    let built_in = TestApp::demo().await;
    assert_eq!(built_in.demo_user().await.get(SESSION).await.json::<Session>(200).login, LoginWay::Password);
    let visitor = built_in.visitor();
    visitor.post(START, json!({ "returnTo": REDEEM })).await.problem(ErrorCode::NotFound);
    visitor.get(&format!("{CALLBACK}?code=a&state=b")).await.problem(ErrorCode::NotFound);
    visitor.call(Method::POST, HANDOVER).send().await.problem(ErrorCode::NotFound);
}

/// Seen red without the comparison of the state, and with an answer that is taken again and again.
#[tokio::test]
async fn an_answer_counts_once_in_the_browser_that_asked_for_it_and_for_a_quarter_of_an_hour() {
    let provider = Provider::start();
    let app = app(&provider).await;
    let expired = "/tapo_web/login?problem=expired";
    let mut visitor = browser(&app);
    let location = visitor.begin(REDEEM, None).await;
    let back = visitor.at_provider(&location, Choice::LogIn("anna")).await;
    let state = parameter(&back, "state").to_owned();

    // Somebody else's browser: without a log-in under way, and with one of its own.
    let mut other = browser(&app);
    assert_eq!(other.come_back(&back).await, expired);
    other.begin(REDEEM, None).await;
    assert_eq!(other.come_back(&back).await, expired);
    assert_eq!(viewer(&other).await, None);
    // Another state, or none.
    for wrong in [state.to_lowercase(), "a".repeat(43), String::new()] {
        assert_eq!(visitor.come_back(&back.replace(&state, &wrong)).await, expired);
    }
    assert_eq!(visitor.come_back(&format!("{CALLBACK}?code=a")).await, "/tapo_web/login?problem=failed");
    assert_eq!(visitor.come_back(&format!("{CALLBACK}?state={state}")).await, "/tapo_web/login?problem=failed");
    assert_eq!(visitor.come_back(CALLBACK).await, "/tapo_web/login?problem=failed");
    assert_eq!(viewer(&visitor).await, None);
    // None of this has used the answer up.
    let token = visitor.cookies["login"].clone();
    assert_eq!(visitor.come_back(&back).await, REDEEM);
    assert!(viewer(&visitor).await.is_some());
    // A second time it has no effect, cookie or not.
    let mut again = browser(&app);
    again.cookies.insert("login".to_owned(), token);
    assert_eq!(again.come_back(&back).await, expired);
    assert_eq!(viewer(&again).await, None);

    let mut slow = browser(&app);
    let location = slow.begin(REDEEM, None).await;
    let back = slow.at_provider(&location, Choice::LogIn("anna")).await;
    app.clock.pass_minutes(15);
    assert_eq!(slow.come_back(&back).await, expired);
}

/// Seen red without looking at the nonce, at the audience, at the access token's hash, and at who answers (RFC 9207).
#[tokio::test]
async fn a_token_that_is_wrong_in_any_way_proves_nothing() {
    let provider = Provider::start();
    let app = app(&provider).await;
    for lie in [
        "wrong-nonce",
        "no-nonce",
        "wrong-audience",
        "two-audiences",
        "wrong-issuer",
        "over",
        "strangers-key",
        "unsigned",
        "shared-secret",
        "wrong-access-token",
    ] {
        let mut visitor = browser(&app);
        let led = visitor.log_in(lie).await;
        assert_eq!(led, format!("/tapo_web/login?problem=failed&return_to={REDEEM}"), "{lie}");
        assert_eq!(viewer(&visitor).await, None, "{lie}");
    }
    let mut visitor = browser(&app);
    // Another provider's answer in this one's place (RFC 9207).
    let location = visitor.begin(REDEEM, None).await;
    let back = visitor.at_provider(&location, Choice::LogIn("anna")).await;
    let mixed = back.replace("iss=http", "iss=https");
    assert_ne!(mixed, back);
    assert!(visitor.come_back(&mixed).await.starts_with("/tapo_web/login?problem=failed"));
    // A code of the provider that was asked for in another log-in: its challenge (PKCE) does not fit.
    let mut other = browser(&app);
    let location = other.begin(REDEEM, None).await;
    let theirs = other.at_provider(&location, Choice::LogIn("anna")).await;
    let theirs = parameter(&theirs, "code");
    let location = visitor.begin(REDEEM, None).await;
    let state = parameter(&location, "state");
    let mixed = format!("{CALLBACK}?code={theirs}&state={state}");
    assert!(visitor.come_back(&mixed).await.starts_with("/tapo_web/login?problem=failed"));
    assert_eq!(app.count("SELECT COUNT(*) FROM outside_identities").await, 0);
}

/// Seen red with an address that is believed unverified, and with one that is taken from another account.
#[tokio::test]
async fn only_an_address_that_the_provider_has_verified_and_nobody_else_has_makes_an_account() {
    let provider = Provider::start();
    let app = app(&provider).await;
    let accounts = app.count("SELECT COUNT(*) FROM accounts").await;
    for (account, problem) in [("unverified", "unverified"), ("no-address", "unverified"), ("twin", "taken")] {
        let mut visitor = browser(&app);
        let led = visitor.log_in(account).await;
        assert_eq!(led, format!("/tapo_web/login?problem={problem}&return_to={REDEEM}"), "{account}");
        assert_eq!(viewer(&visitor).await, None);
    }
    assert_eq!(app.count("SELECT COUNT(*) FROM accounts").await, accounts);
    assert_eq!(app.count("SELECT COUNT(*) FROM outside_identities").await, 0);
}

#[tokio::test]
async fn the_country_is_the_providers_or_the_operators() {
    let provider = Provider::start();
    let app = app(&provider).await;
    for (account, email, region, locale) in [
        ("anna", "anna@example.com", "DE", "en"),
        ("austrian", "austrian@example.com", "AT", "en"),
        ("nowhere", "nowhere@example.com", "DE", "en"),
        ("all-in-the-token", "in.the.token@example.com", "CH", "de-CH"),
    ] {
        let mut visitor = browser(&app);
        assert_eq!(visitor.log_in(account).await, REDEEM, "{account}");
        let viewer = viewer(&visitor).await.expect("is logged in");
        assert_eq!((viewer.email.as_str(), viewer.region.as_str(), viewer.locale.as_str()), (email, region, locale));
    }
}

/// Seen red without asking for the keys again.
#[tokio::test]
async fn a_new_key_of_the_provider_is_fetched_when_it_is_met() {
    let provider = Provider::start();
    let app = app(&provider).await;
    let mut before = browser(&app);
    before.log_in("anna").await;
    let mut visitor = browser(&app);
    assert_eq!(visitor.log_in("new-key").await, REDEEM);
    assert_eq!(viewer(&visitor).await.expect("is logged in").email, "new-key@example.com");
}

/// Seen red with tokens that may be signed in any way.
#[tokio::test]
async fn a_confidential_client_shows_its_secret() {
    let provider = Provider::start();
    let with_secret = |secret: &'static str| {
        move |settings: &mut Settings| {
            let folder = settings.page_dir.parent().expect("a folder").to_owned();
            let file = folder.join("client.secret");
            std::fs::write(&file, format!("{secret}\n")).expect("is written");
            let outside = settings.outside.as_mut().expect("a provider");
            outside.client_id = "tapo-care".to_owned();
            outside.client_secret_file = Some(file);
        }
    };
    let right = app_with(&provider, with_secret(SECRET)).await;
    assert_eq!(browser(&right).log_in("anna").await, REDEEM);
    // The secret is no key that tokens may be signed with.
    assert!(browser(&right).log_in("shared-secret").await.starts_with("/tapo_web/login?problem=failed"));
    let wrong = app_with(&provider, with_secret("another")).await;
    assert!(browser(&wrong).log_in("anna").await.starts_with("/tapo_web/login?problem=failed"));
}

/// Seen red with a code that is handed to whoever has the cookie, with one that is handed over again and again, and with one
/// that is not encrypted.
#[tokio::test]
async fn the_code_waits_for_its_visitor_and_is_handed_over_once() {
    let provider = Provider::start();
    let app = app(&provider).await;
    let mut visitor = browser(&app);
    let location = visitor.begin(REDEEM, Some("w2gb jzt4 8trnm")).await;
    assert!(!location.to_uppercase().contains("W2GB"));
    // Nobody is logged in yet.
    visitor.user().call(Method::POST, HANDOVER).send().await.problem(ErrorCode::NotLoggedIn);
    let stored = String::from_utf8_lossy(&app.stored().await).into_owned();
    for secret in [
        "w2gb",
        visitor.cookies["login"].as_str(),
        parameter(&location, "state"),
        parameter(&location, "nonce"),
        parameter(&location, "code_challenge"),
    ] {
        assert!(!stored.contains(secret), "{secret} is in the database");
    }
    let back = visitor.at_provider(&location, Choice::LogIn("anna")).await;
    assert_eq!(visitor.come_back(&back).await, REDEEM);
    let copied = visitor.cookies["login"].clone();
    // Somebody else who has come by the cookie.
    let mut thief = browser(&app);
    thief.log_in("bert").await;
    thief.cookies.insert("login".to_owned(), copied.clone());
    assert_eq!(thief.take_code().await, None);
    assert_eq!(visitor.take_code().await.as_deref(), Some("w2gb jzt4 8trnm"));
    assert!(!visitor.cookies.contains_key("login"), "the cookie is taken away");
    visitor.cookies.insert("login".to_owned(), copied);
    assert_eq!(visitor.take_code().await, None);
    assert_eq!(app.count("SELECT COUNT(*) FROM outside_logins WHERE sealed_code IS NOT NULL").await, 0);
    assert_eq!(visitor.take_code().await, None, "without the cookie there is nothing either");
}

#[tokio::test]
async fn of_many_who_ask_for_the_code_at_once_one_has_it() {
    let provider = Provider::start();
    let app = app(&provider).await;
    let mut visitor = browser(&app);
    let location = visitor.begin(REDEEM, Some(demo::CODE)).await;
    let back = visitor.at_provider(&location, Choice::LogIn("anna")).await;
    visitor.come_back(&back).await;
    let asked: Vec<_> = (0..8)
        .map(|_| {
            let user = visitor.user();
            tokio::spawn(async move { user.call(Method::POST, HANDOVER).send().await.json::<HandedOver>(200).code })
        })
        .collect();
    let mut handed = 0;
    for answer in asked {
        handed += usize::from(answer.await.expect("is answered").is_some());
    }
    assert_eq!(handed, 1);
}

#[tokio::test]
async fn someone_new_who_comes_from_several_devices_at_once_has_one_account() {
    let provider = Provider::start();
    let app = app(&provider).await;
    let mut coming = Vec::new();
    for _ in 0..4 {
        let mut visitor = browser(&app);
        let location = visitor.begin(REDEEM, None).await;
        let back = visitor.at_provider(&location, Choice::LogIn("anna")).await;
        coming.push(tokio::spawn(async move {
            assert_eq!(visitor.come_back(&back).await, REDEEM);
            viewer(&visitor).await.expect("is logged in").id
        }));
    }
    let mut ids = Vec::new();
    for visitor in coming {
        ids.push(visitor.await.expect("came back"));
    }
    ids.dedup();
    assert_eq!(ids.len(), 1, "{ids:?}");
}

#[tokio::test]
async fn whoever_turns_back_at_the_provider_keeps_the_code_for_the_next_try_but_not_for_ever() {
    let provider = Provider::start();
    let app = app(&provider).await;
    let mut visitor = browser(&app);
    let location = visitor.begin(REDEEM, Some(demo::CODE)).await;
    let back = visitor.at_provider(&location, Choice::Cancel).await;
    assert!(back.contains("words"), "the provider has words of its own: {back}");
    let led = visitor.come_back(&back).await;
    assert_eq!(led, format!("/tapo_web/login?problem=denied&return_to={REDEEM}"));
    app.clock.pass_minutes(10);
    // The page was loaded anew and knows the code no more.
    let location = visitor.begin(REDEEM, None).await;
    let back = visitor.at_provider(&location, Choice::LogIn("anna")).await;
    visitor.come_back(&back).await;
    assert_eq!(visitor.take_code().await.as_deref(), Some(demo::CODE));

    let location = visitor.begin(REDEEM, Some(demo::CODE)).await;
    let back = visitor.at_provider(&location, Choice::Cancel).await;
    visitor.come_back(&back).await;
    app.clock.pass_minutes(10);
    let location = visitor.begin(REDEEM, None).await;
    let back = visitor.at_provider(&location, Choice::LogIn("anna")).await;
    visitor.come_back(&back).await;
    app.clock.pass_minutes(5);
    assert_eq!(visitor.take_code().await, None, "a quarter of an hour after it was left");
    // Whoever writes clears away.
    app.clock.pass_minutes(15);
    browser(&app).begin(REDEEM, None).await;
    assert_eq!(app.count("SELECT COUNT(*) FROM outside_logins").await, 1);
}

#[tokio::test]
async fn the_way_back_is_one_of_the_pages_own() {
    let provider = Provider::start();
    let app = app(&provider).await;
    for elsewhere in
        ["https://evil.example", "//evil.example", "/tapo_web//evil.example", "/tapo_web/../evil", "\\evil", ""]
    {
        let mut visitor = browser(&app);
        let location = visitor.begin(elsewhere, None).await;
        let back = visitor.at_provider(&location, Choice::LogIn("anna")).await;
        assert_eq!(visitor.come_back(&back).await, "/tapo_web", "{elsewhere}");
    }
    // The Host header decides nothing either: the provider goes only where the operator allowed it.
    let mut forged = app.visitor();
    forged.cookie = None;
    let start = json!({ "returnTo": REDEEM });
    let answer = forged.call(Method::POST, START).header("host", "evil.example").json(start).send().await;
    let location = answer.json::<tapo_care_wire::OutsideStarted>(200).location;
    let refused = reqwest::get(&location).await.expect("the provider answers");
    assert_eq!(refused.status().as_u16(), 400, "the provider knows no such address");
}

/// Seen red without remembering the session that the browser had.
#[tokio::test]
async fn the_session_that_the_browser_had_ends() {
    let provider = Provider::start();
    let app = app(&provider).await;
    let mut visitor = browser(&app);
    visitor.log_in("anna").await;
    let before = visitor.clone();
    assert!(viewer(&before).await.is_some());
    visitor.log_in("bert").await;
    assert_eq!(viewer(&visitor).await.expect("is logged in").email, "bert@example.com");
    assert_eq!(viewer(&before).await, None, "somebody else's session does not stay behind");
}

#[tokio::test]
async fn without_the_provider_nobody_logs_in_and_whoever_is_logged_in_goes_on() {
    let mut provider = Provider::start();
    let app = app(&provider).await;
    let mut logged_in = browser(&app);
    logged_in.log_in("anna").await;
    let mut under_way = browser(&app);
    let location = under_way.begin(REDEEM, Some(demo::CODE)).await;
    let back = under_way.at_provider(&location, Choice::LogIn("bert")).await;
    provider.end();
    let led = under_way.come_back(&back).await;
    assert_eq!(led, format!("/tapo_web/login?problem=unavailable&return_to={REDEEM}"));
    app.clock.pass_minutes(2);
    let answer: Answer = under_way.try_begin(json!({ "returnTo": REDEEM })).await;
    let problem = answer.problem(ErrorCode::Unavailable);
    assert_eq!(problem.code_used, None::<CodeUsed>);
    assert!(problem.retry_after.is_some());
    assert_eq!(answer.header("set-cookie"), "", "the code goes on waiting behind the cookie that is there");
    logged_in.user().redeem(demo::CODE).await;
}

#[tokio::test]
async fn log_ins_from_one_address_are_limited() {
    let provider = Provider::start();
    let app = app_with(&provider, |settings| {
        settings.limits = LimitPolicy { outside_logins_per_address: 2, ..LimitPolicy::default() };
    })
    .await;
    let mut visitor = browser(&app);
    visitor.begin(REDEEM, None).await;
    visitor.begin(REDEEM, None).await;
    let problem = visitor.try_begin(json!({ "returnTo": REDEEM })).await.problem(ErrorCode::RateLimited);
    assert_eq!(problem.retry_after, Some(900));
    Wanderer::new(app.visitor().from("198.51.100.7")).begin(REDEEM, None).await;
    app.clock.pass_minutes(15);
    visitor.begin(REDEEM, None).await;
}

#[tokio::test]
async fn other_sites_begin_no_log_in() {
    let provider = Provider::start();
    let app = app(&provider).await;
    let start = json!({ "returnTo": REDEEM });
    let call = app.visitor().call(Method::POST, START).header("origin", "https://evil.example").json(start);
    call.send().await.problem(ErrorCode::OriginRefused);
}

#[tokio::test]
async fn a_provider_that_can_not_be_used_is_explained_at_the_start() {
    let mut provider = Provider::start();
    let usual = outside(&provider);
    let why = async |change: &dyn Fn(&mut OutsideSettings)| {
        let mut settings = usual.clone();
        change(&mut settings);
        let dir = tempfile::tempdir().expect("a folder");
        let settings = Settings {
            database_url: format!("sqlite://{}", dir.path().join("test.db").display()),
            code_key_file: dir.path().join("code.key"),
            outside: Some(settings),
            ..Settings::default()
        };
        App::open(settings).await.expect_err("it does not start").to_string()
    };
    let path = why(&|settings| settings.issuer.push_str("/elsewhere")).await;
    assert!(path.contains("/elsewhere") && path.contains("404") && path.contains("--oidc-issuer"), "{path}");
    let slash = why(&|settings| settings.issuer.push('/')).await;
    assert!(slash.contains("unexpected issuer"), "{slash}");
    let plain = why(&|settings| settings.issuer = "http://id.example.com".to_owned()).await;
    assert!(plain.contains("https"), "{plain}");
    let region = why(&|settings| settings.default_region = "Germany".to_owned()).await;
    assert!(region.contains("ISO 3166-1"), "{region}");
    let secret = why(&|settings| settings.client_secret_file = Some("/nowhere/secret".into())).await;
    assert!(secret.contains("/nowhere/secret") && secret.contains("can't be read"), "{secret}");
    provider.end();
    let away = why(&|_| {}).await;
    assert!(away.contains(".well-known/openid-configuration") && away.contains("refused"), "{away}");
}
