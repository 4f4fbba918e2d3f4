//! The built page under `/tapo_web`.

use crate::support::{Answer, TestApp, User};
use axum::http::Method;
use tapo_care_wire::ErrorCode;

const SCRIPT: &str = "\nimport init from '/tapo_web/tapo-care-web-0123456789abcdef.js';\nawait init();\n";
/// What openssl says of [`SCRIPT`].
const SCRIPT_HASH: &str = "FxbXditnQ+tyVecvTiGaiZA0GKAQCQnMgGK/WyMmonQ=";
const HASHED_SCRIPT: &str = "/tapo_web/tapo-care-web-0123456789abcdef.js";

async fn app_with_page() -> TestApp {
    let app = TestApp::demo().await;
    let html = format!("<!doctype html><html><head><script type=\"module\">{SCRIPT}</script></head></html>");
    app.write_page("index.html", html.as_bytes());
    app.write_page("tapo-care-web-0123456789abcdef.js", b"export default () => {}");
    app.write_page("tapo-care-web-0123456789abcdef.js.br", b"brotli");
    app.write_page("tapo-care-web-0123456789abcdef.js.gz", b"gzip");
    app.write_page("tapo-care-web-0123456789abcdef_bg.wasm", b"\0asm");
    app.write_page("page-0123456789abcdef.css", b"body{}");
    app.write_page("icon.svg", b"<svg/>");
    app.write_page("site.webmanifest", b"{}");
    app.write_page("locales/de.json", b"{}");
    std::fs::write(app.dir().join("secret.txt"), "secret").expect("is written");
    app
}

async fn get(user: &User, path: &str, accept_encoding: &str) -> Answer {
    user.call(Method::GET, path).header("accept-encoding", accept_encoding).send().await
}

#[tokio::test]
async fn every_address_of_the_app_is_the_page() {
    let app = app_with_page().await;
    let visitor = app.visitor();
    for path in [
        "/tapo_web",
        "/tapo_web/",
        "/tapo_web/index.html",
        "/tapo_web/redeem",
        "/tapo_web/redeem/abc123/cameras",
        "/tapo_web/nonsense/at/all/",
        "/tapo_web/redeem?x=1.2",
        "/tapo_web/v1.2/redeem",
    ] {
        let answer = visitor.get(path).await;
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
        assert_eq!(answer.header("cache-control"), "no-cache");
        assert!(!answer.header("etag").is_empty() && !answer.header("last-modified").is_empty());
        assert!(answer.text().contains(SCRIPT), "{path}");
        let policy = answer.header("content-security-policy");
        let expected = format!(
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval' 'sha256-{SCRIPT_HASH}'; style-src 'self'; \
             img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; \
             base-uri 'none'; frame-ancestors 'none'"
        );
        assert_eq!(policy, expected);
    }
    let root = visitor.get("/").await;
    assert_eq!((root.status.as_u16(), root.header("location")), (307, "/tapo_web"));
    let head = visitor.call(Method::HEAD, "/tapo_web/redeem").send().await;
    assert_eq!((head.status.as_u16(), head.text()), (200, ""));
}

/// Seen red with a `Vary` that leaves languages out.
#[tokio::test]
async fn the_first_view_is_in_the_language_that_was_chosen_or_that_the_browser_asks_for() {
    let app = app_with_page().await;
    for (folder, word) in [("", "English"), ("de/", "Deutsch"), ("pt-BR/", "Português")] {
        for name in ["login", "frame"] {
            app.write_page(&format!("{folder}{name}.html"), format!("<p>{word} {name}</p>").as_bytes());
        }
    }
    let visitor = app.visitor();
    let ask = async |accepted: &str, cookie: &str| {
        let call = visitor.call(Method::GET, "/tapo_web/login").header("accept-language", accepted);
        let call = if cookie.is_empty() { call } else { call.header("cookie", cookie) };
        let answer = call.send().await;
        assert_eq!(answer.header("vary"), "accept-encoding, accept-language, cookie");
        answer.text().to_owned()
    };
    assert_eq!(ask("de-AT,en;q=0.5", "").await, "<p>Deutsch login</p>");
    assert_eq!(ask("nl, pt;q=0.9", "").await, "<p>Português login</p>");
    assert_eq!(ask("en-US, de;q=0.9", "").await, "<p>English login</p>");
    assert_eq!(ask("nl", "").await, "<p>English login</p>");
    assert_eq!(ask("en", "language=de").await, "<p>Deutsch login</p>");
    assert_eq!(ask("de", "language=en").await, "<p>English login</p>");
    assert_eq!(ask("en", "language=../secret").await, "<p>English login</p>");
    let frame = visitor.call(Method::GET, "/tapo_web/redeem/abc").header("accept-language", "de").send().await;
    assert_eq!(frame.text(), "<p>Deutsch frame</p>");
}

/// Seen red with a server that answers every address with `index.html`.
#[tokio::test]
async fn an_address_is_answered_with_the_view_that_was_prepared_for_it() {
    let app = app_with_page().await;
    for name in ["login", "frame", "receipts-verify"] {
        let html = format!("<html><head><style>p{{}}</style></head><p>{name}</p></html>");
        app.write_page(&format!("{name}.html"), html.as_bytes());
    }
    let visitor = app.visitor();
    for (path, name) in [
        ("/tapo_web/login", "login"),
        ("/tapo_web/login/", "login"),
        ("/tapo_web/login?return_to=/tapo_web/redeem", "login"),
        ("/tapo_web/receipts/verify", "receipts-verify"),
        ("/tapo_web", "frame"),
        ("/tapo_web/redeem/red_1/cameras", "frame"),
        ("/tapo_web/no-such-view", "frame"),
        ("/tapo_web/%2e%2e/login", "frame"),
    ] {
        let answer = visitor.get(path).await;
        assert_eq!(answer.status, 200, "{path}");
        assert!(answer.text().contains(&format!("<p>{name}</p>")), "{path}");
        // printf 'p{}' | openssl dgst -sha256 -binary | base64
        let policy = answer.header("content-security-policy");
        assert!(
            policy.contains("; style-src 'self' 'sha256-gG2yISYereRMiG2lMXrbiUgi0Ubw9p7QCeWcroOvy9Y='; "),
            "{policy}"
        );
        assert_eq!(answer.header("cache-control"), "no-cache");
    }
}

#[tokio::test]
async fn the_policy_is_that_of_the_page_as_it_is_now() {
    let app = app_with_page().await;
    let visitor = app.visitor();
    let before = visitor.get("/tapo_web").await;
    app.write_page("index.html", b"<html><script>another()</script></html>");
    let after = visitor.get("/tapo_web").await;
    assert_ne!(before.header("content-security-policy"), after.header("content-security-policy"));
    assert!(!after.header("content-security-policy").contains(SCRIPT_HASH));
}

#[tokio::test]
async fn files_have_their_type_and_are_kept_as_long_as_they_stay_the_same() {
    let app = app_with_page().await;
    let visitor = app.visitor();
    const FOREVER: &str = "public, max-age=31536000, immutable";
    for (path, kind, cache) in [
        (HASHED_SCRIPT, "text/javascript", FOREVER),
        ("/tapo_web/tapo-care-web-0123456789abcdef_bg.wasm", "application/wasm", FOREVER),
        ("/tapo_web/page-0123456789abcdef.css", "text/css", FOREVER),
        ("/tapo_web/icon.svg", "image/svg+xml", "no-cache"),
        ("/tapo_web/site.webmanifest", "application/manifest+json", "no-cache"),
        ("/tapo_web/locales/de.json", "application/json", "no-cache"),
    ] {
        let answer = visitor.get(path).await;
        assert_eq!((answer.status.as_u16(), answer.header("content-type")), (200, kind), "{path}");
        assert_eq!(answer.header("cache-control"), cache, "{path}");
        assert!(!answer.header("etag").is_empty() && !answer.header("last-modified").is_empty());
        let again = visitor.call(Method::GET, path).header("if-none-match", answer.header("etag")).send().await;
        assert_eq!((again.status.as_u16(), again.text()), (304, ""), "{path}");
    }
}

#[tokio::test]
async fn files_that_were_compressed_beforehand_are_sent_so_to_who_takes_them() {
    let app = app_with_page().await;
    let visitor = app.visitor();
    for (accepted, encoding, body) in [
        ("br, gzip", "br", "brotli"),
        ("gzip", "gzip", "gzip"),
        ("identity", "", "export default () => {}"),
        ("br;q=0, gzip", "gzip", "gzip"),
    ] {
        let answer = get(&visitor, HASHED_SCRIPT, accepted).await;
        assert_eq!((answer.header("content-encoding"), answer.text()), (encoding, body), "{accepted}");
        assert_eq!(answer.header("content-type"), "text/javascript");
        assert_eq!(answer.header("vary"), "accept-encoding");
        assert_eq!(answer.header("cache-control"), "public, max-age=31536000, immutable");
    }
    // Without a compressed neighbour, as it is.
    assert_eq!(get(&visitor, "/tapo_web/icon.svg", "br, gzip").await.text(), "<svg/>");
    app.write_page("index.html.br", b"brotli page");
    let page = get(&visitor, "/tapo_web/redeem", "br").await;
    assert_eq!((page.header("content-encoding"), page.text()), ("br", "brotli page"));
    assert!(page.header("content-security-policy").contains(SCRIPT_HASH));
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
}

#[tokio::test]
async fn a_missing_file_is_missing_and_nothing_outside_is_served() {
    let app = app_with_page().await;
    let visitor = app.visitor();
    for path in [
        "/tapo_web/tapo-care-web-fedcba9876543210.js",
        "/tapo_web/missing.css",
        "/tapo_web/redeem/missing.png",
        "/tapo_web/../secret.txt",
        "/tapo_web/..%2fsecret.txt",
        "/tapo_web/%2e%2e/secret.txt",
        "/tapo_web/locales/../../secret.txt",
        "/tapo_web//etc/host.conf",
        "/tapo_web/a%00.js",
        "/secret.txt",
        "/data/code.key",
    ] {
        let answer = visitor.get(path).await;
        answer.problem(ErrorCode::NotFound);
        assert!(!answer.text().contains("secret") && !answer.text().contains("<html"), "{path}");
    }
}

#[tokio::test]
async fn without_a_built_page_the_api_works_and_the_page_says_what_to_do() {
    let app = TestApp::demo().await;
    let visitor = app.visitor();
    for path in ["/tapo_web", "/tapo_web/redeem"] {
        let answer = visitor.get(path).await;
        assert_eq!(answer.status, 503);
        assert!(answer.text().contains("cargo xtask start"), "{}", answer.text());
    }
    assert_eq!(visitor.get("/api/v1/plans").await.status, 200);
}
