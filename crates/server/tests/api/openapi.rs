//! `/openapi.json`: the document says what there is, all of it and nothing else.

use crate::support::{DOCUMENT, TestApp};
use axum::http::Method;
use std::collections::BTreeSet;
use tapo_care_server::router;

/// The addresses of the API that the document has.
fn documented() -> BTreeSet<String> {
    DOCUMENT["paths"].as_object().expect("paths").keys().cloned().collect()
}

/// The router has no list of its addresses, but shows them when it is printed. If that changes, both sides differ and this
/// fails; it can't pass by seeing nothing. Seen red with another address in a row.
#[tokio::test]
async fn every_address_of_the_router_is_in_the_document_and_the_other_way_round() {
    let app = TestApp::demo().await;
    let printed = format!("{:?}", router(app.app));
    let quoted = printed.split('"').skip(1).step_by(2);
    let routed: BTreeSet<_> =
        quoted.filter_map(|text| text.strip_prefix("/api/v1/")).map(|path| format!("/{path}")).collect();
    let routed: BTreeSet<_> = routed.into_iter().filter(|path| !path.contains("{*")).collect();
    assert_eq!(routed, documented());
}

/// Seen red with an address that the router does not have, and with a call of another method.
#[tokio::test]
async fn every_address_has_the_methods_that_the_document_says() {
    let app = TestApp::demo().await;
    let user = app.demo_user().await;
    for path in documented() {
        let address = format!("/api/v1{}", path.replace("{id}", "some"));
        let answer = user.call(Method::TRACE, &address).send().await;
        assert_eq!(answer.status.as_u16(), 405, "{path}");
        // HEAD is GET without its body, and needs no row.
        let allowed: BTreeSet<_> =
            answer.header("allow").split(',').filter(|method| *method != "HEAD").map(str::to_lowercase).collect();
        let calls = DOCUMENT["paths"][&path].as_object().expect("calls");
        assert_eq!(allowed, calls.keys().cloned().collect(), "{path}");
    }
}

#[tokio::test]
async fn the_document_is_served_and_kept_until_it_changes() {
    let app = TestApp::demo().await;
    let answer = app.visitor().get("/api/v1/openapi.json").await;
    assert_eq!((answer.status.as_u16(), answer.header("content-type")), (200, "application/json"));
    assert_eq!(answer.header("cache-control"), "public, no-cache");
    let document: serde_json::Value = serde_json::from_slice(&answer.body).expect("JSON");
    assert_eq!(document["openapi"], "3.1.0");
    assert_eq!(document["paths"], DOCUMENT["paths"]);
    assert_eq!(document["components"]["securitySchemes"]["session"]["name"], "session");
    assert_eq!(DOCUMENT["components"]["securitySchemes"]["session"]["name"], "__Host-session");
    let etag = answer.header("etag").to_owned();
    for known in [etag.clone(), format!("W/{etag}"), format!("\"x\", {etag}")] {
        let again =
            app.visitor().call(Method::GET, "/api/v1/openapi.json").header("if-none-match", &known).send().await;
        assert_eq!((again.status.as_u16(), again.text(), again.header("etag")), (304, "", etag.as_str()), "{known}");
        assert_eq!(again.header("cache-control"), "public, no-cache");
    }
    let other = app.visitor().call(Method::GET, "/api/v1/openapi.json").header("if-none-match", "\"x\"").send().await;
    assert_eq!(other.status.as_u16(), 200);
}

/// That the document as a whole is of OpenAPI's form: the meta schema of OpenAPI is not in the tests, but what breaks most
/// easily is, since names are text.
#[test]
fn every_reference_leads_somewhere_and_every_call_has_a_name_of_its_own() {
    fn references(value: &serde_json::Value, found: &mut BTreeSet<String>) {
        match value {
            serde_json::Value::Object(members) => {
                if let Some(target) = members.get("$ref").and_then(|target| target.as_str()) {
                    found.insert(target.to_owned());
                }
                members.values().for_each(|member| references(member, found));
            }
            serde_json::Value::Array(items) => items.iter().for_each(|item| references(item, found)),
            _ => {}
        }
    }
    let mut found = BTreeSet::new();
    references(&DOCUMENT, &mut found);
    assert!(found.len() > 20, "{found:?}");
    for target in &found {
        let place = target.strip_prefix('#').expect("inside the document");
        assert!(DOCUMENT.pointer(place).is_some(), "{target} leads nowhere");
    }
    for name in DOCUMENT["components"]["schemas"].as_object().expect("schemas").keys() {
        assert!(found.contains(&format!("#/components/schemas/{name}")), "nothing names {name}");
    }
    let calls = DOCUMENT["paths"]
        .as_object()
        .expect("paths")
        .values()
        .flat_map(|calls| calls.as_object().expect("calls").values());
    let names: Vec<_> = calls.map(|call| call["operationId"].as_str().expect("a name")).collect();
    assert_eq!(names.len(), names.iter().collect::<BTreeSet<_>>().len(), "{names:?}");
}

/// The folder of the reading page, empty at first.
async fn reading_page(app: &TestApp) -> String {
    let answer = app.visitor().get("/api/docs").await;
    assert_eq!((answer.status.as_u16(), answer.header("content-type")), (200, "text/html; charset=utf-8"));
    let policy = answer.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'; script-src 'self'; "), "{policy}");
    assert!(!policy.contains("http") && !policy.contains("unsafe-eval"), "nothing comes from elsewhere: {policy}");
    answer.text().to_owned()
}

#[tokio::test]
async fn people_read_the_document_too_with_or_without_a_script() {
    let app = TestApp::demo().await;
    let list = reading_page(&app).await;
    assert!(!list.contains("<script"), "{list}");
    for part in [
        "Spend the code",
        "POST /api/v1/redemptions/{id}/confirmation",
        "<code>preview_changed</code>",
        "#Redemption\"",
    ] {
        assert!(list.contains(part), "{part} is not in {list}");
    }
    assert_eq!(app.visitor().get("/api/docs/scalar.js").await.status.as_u16(), 404);

    let folder = app.dir().join("dist-docs");
    std::fs::create_dir(&folder).expect("is made");
    std::fs::write(folder.join("scalar.js"), "script").expect("is written");
    let page = reading_page(&app).await;
    assert!(
        page.contains("<script src=\"/api/docs/scalar.js\">") && page.contains("data-url=\"/api/v1/openapi.json\""),
        "{page}"
    );
    let body =
        |html: &str| html.split("<main>").nth(1).and_then(|rest| rest.split("</main>").next()).map(str::to_owned);
    assert_eq!(body(&page), body(&list), "the same list stands there for browsers without scripts");
    assert!(page.contains("<noscript><main>"), "{page}");
    let script = app.visitor().get("/api/docs/scalar.js").await;
    assert_eq!((script.status.as_u16(), script.text()), (200, "script"));
    assert_eq!(app.visitor().get("/api/docs/..%2Fdata%2Fcode.key").await.status.as_u16(), 404);
}
