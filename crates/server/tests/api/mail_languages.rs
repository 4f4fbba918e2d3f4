//! Mails are written in the language of whoever they go to, and whoever asked for them learns nothing of that.

use crate::support::{Answer, TestApp, User};
use axum::http::Method;
use serde_json::json;
use tapo_care_server::demo;
use tapo_care_wire::ErrorCode;

const EMAIL: &str = "new.visitor@example.com";
const PASSWORD: &str = "a horse of another colour";

async fn register(user: &User, email: &str, locale: &str) -> Answer {
    let body = json!({ "email": email, "password": PASSWORD, "region": "DE", "locale": locale });
    user.call(Method::POST, "/api/v1/accounts").header("accept-language", "en-US,en").json(body).send().await
}

async fn verify(user: &User, email: &str, code: &str) {
    let body = json!({ "email": email, "code": code });
    user.post("/api/v1/accounts/verification", body).await.empty(204);
}

/// Asks for a new password in a browser that wants these languages.
async fn forget(user: &User, email: &str, accepted: &str) -> Answer {
    let call = user.call(Method::POST, "/api/v1/password-resets").header("accept-language", accepted);
    call.json(json!({ "email": email })).send().await
}

/// Seen red with English for whoever registers.
#[tokio::test]
async fn whoever_registers_in_german_is_written_to_in_german_and_the_code_works() {
    let app = TestApp::demo().await;
    let mut user = app.visitor();
    register(&user, EMAIL, "de-AT").await.empty(202);
    let mail = app.last_mail().await;
    assert_eq!((mail.subject.as_str(), mail.language.as_str()), ("Bestätigen Sie Ihre E-Mail-Adresse", "de"));
    assert!(mail.text.contains("Ihr Bestätigungscode lautet:\r\n\r\n    "), "{}", mail.text);
    assert!(mail.text.contains("Wenn Sie das nicht waren"), "{}", mail.text);
    // Logging in too early brings another, which is German as well.
    user.try_log_in(EMAIL, PASSWORD).await.problem(ErrorCode::MfaRequired);
    let again = app.last_mail().await;
    assert_eq!((again.language.as_str(), again.code() == mail.code()), ("de", false));
    verify(&user, EMAIL, &again.code()).await;
    assert_eq!(user.log_in(EMAIL, PASSWORD).await.locale, "de-AT");
}

/// Seen red with English for every account.
#[tokio::test]
async fn a_french_account_is_written_to_in_french_whoever_asks() {
    let app = TestApp::demo().await;
    let mut user = app.visitor();
    register(&user, EMAIL, "fr-CA").await.empty(202);
    verify(&user, EMAIL, &app.last_mail().await.code()).await;
    forget(&user, EMAIL, "en-US,en;q=0.9").await.empty(202);
    let mail = app.last_mail().await;
    assert_eq!((mail.subject.as_str(), mail.language.as_str()), ("Choisissez un nouveau mot de passe", "fr"));
    let body = json!({ "email": EMAIL, "code": mail.code(), "password": "un cheval d’une autre couleur" });
    user.call(Method::PUT, "/api/v1/password-resets").json(body).send().await.empty(204);
    assert_eq!(app.last_mail().await.subject, "Votre mot de passe a été changé");
    user.log_in(EMAIL, "un cheval d’une autre couleur").await;
    // A stranger who registers the address in Japanese tells its owner so, in French.
    register(&app.visitor(), EMAIL, "ja").await.empty(202);
    assert_eq!(app.last_mail().await.subject, "Vous avez déjà un TP-Link ID");
}

/// Seen red with English for whoever asks.
#[tokio::test]
async fn without_an_account_the_language_is_that_of_whoever_asks() {
    let app = TestApp::demo().await;
    let wanted = [
        ("pl-PL,pl;q=0.9,en;q=0.5", "pl", "Nie ma TP-Link ID z tym adresem"),
        ("en;q=0.5, nl, pt-PT;q=0.8", "pt-BR", "Não há um TP-Link ID para este endereço"),
        ("zh-TW,nl;q=0.5", "en", "There is no TP-Link ID for this address"),
        ("", "en", "There is no TP-Link ID for this address"),
    ];
    for (place, (accepted, language, subject)) in wanted.into_iter().enumerate() {
        forget(&app.visitor(), &format!("nobody{place}@example.com"), accepted).await.empty(202);
        let mail = app.last_mail().await;
        assert_eq!((mail.language.as_str(), mail.subject.as_str(), mail.maybe_code()), (language, subject, None));
    }
    // As on the page, the language that was chosen in the browser goes before those that it asks for.
    let mut chooser = app.visitor();
    chooser.cookie = Some("language=ja".to_owned());
    forget(&chooser, "nobody@example.com", "en").await.empty(202);
    assert_eq!(app.last_mail().await.subject, "このメールアドレスのTP-Link IDはありません");
}

#[tokio::test]
async fn the_answer_is_the_same_in_whatever_language_the_mail_is() {
    let app = TestApp::demo().await;
    let seen = |answer: Answer| {
        let Answer { status, mut headers, body } = answer;
        headers.remove("x-request-id");
        (status, headers, body)
    };
    let known = seen(forget(&app.visitor(), demo::EMAIL, "ar").await);
    assert_eq!(app.last_mail().await.language, "en");
    let unknown = seen(forget(&app.visitor(), "nobody@example.com", "ar").await);
    assert_eq!(app.last_mail().await.language, "ar");
    assert_eq!(known, unknown);
    let fresh = seen(register(&app.visitor(), EMAIL, "ar").await);
    let taken = seen(register(&app.visitor(), demo::EMAIL, "ar").await);
    assert_eq!(fresh, taken);
}

#[tokio::test]
async fn whoever_chooses_another_language_is_written_to_in_that_one() {
    let app = TestApp::demo().await;
    let user = app.demo_user().await;
    let call = user.call(Method::PATCH, "/api/v1/session").json(json!({ "locale": "ar" }));
    assert_eq!(call.send().await.status, 200);
    let body = json!({ "method": "email", "password": demo::PASSWORD });
    assert_eq!(user.post("/api/v1/account/two-step", body).await.status, 200);
    let mail = app.last_mail().await;
    assert_eq!((mail.subject.as_str(), mail.language.as_str()), ("رمزك لتفعيل التحقق بخطوتين", "ar"));
    let body = json!({ "code": mail.code() });
    assert_eq!(user.call(Method::PUT, "/api/v1/account/two-step").json(body).send().await.status, 200);
    assert_eq!(app.last_mail().await.subject, "التحقق بخطوتين مفعَّل");
}
