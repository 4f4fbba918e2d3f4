//! The build of the page, as the API's answers name it.

use crate::support::TestApp;

fn page(build: &str) -> String {
    format!("<html><head><meta name=viewport content=a><meta name=tapo-care-page content={build}></head></html>")
}

#[tokio::test]
async fn every_answer_of_the_api_names_the_build_of_the_page_as_it_is_now() {
    let app = TestApp::demo().await;
    app.write_page("index.html", page("0a1b").as_bytes());
    let (visitor, owner) = (app.visitor(), app.demo_user().await);
    for build in ["0a1b", "0a1b2c"] {
        app.write_page("index.html", page(build).as_bytes());
        for path in ["/api/v1/session", "/api/v1/plans", "/api/v1/subscriptions", "/api/v1/no-such-call"] {
            for user in [&visitor, &owner] {
                assert_eq!(user.get(path).await.header("tapo-care-page"), build, "{path}");
            }
        }
        assert_eq!(visitor.get("/tapo_web").await.header("tapo-care-page"), "", "the page says so itself");
    }
}

#[tokio::test]
async fn a_page_that_does_not_name_its_build_has_none() {
    let app = TestApp::demo().await;
    let visitor = app.visitor();
    assert_eq!(visitor.get("/api/v1/plans").await.header("tapo-care-page"), "");
    app.write_page("index.html", b"<html></html>");
    assert_eq!(visitor.get("/api/v1/plans").await.header("tapo-care-page"), "");
}
