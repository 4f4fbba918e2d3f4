//! What password managers go by: they read forms, and fill them in without a key being pressed.

use crate::act::{click, fill, open};
use crate::check;
use crate::find::{button, heading, radio, textbox};
use crate::harness::{PASSWORD, Page, Person, Size, Stage, journey};
use crate::steps::{arrive, mailed_code};
use crate::wait::until;
use serde_json::json;

const NEW: &str = "new.visitor@example.com";

/// Fills a field in as they do: the value is set, and the events tell of it.
async fn filled(page: &Page, autocomplete: &str, text: &str) {
    let script = "const field = document.querySelector(`form input[autocomplete=${arguments[0]}]`);
        field.value = arguments[1];
        for (const name of ['input', 'change']) field.dispatchEvent(new Event(name, { bubbles: true }));";
    page.run(script, vec![json!(autocomplete), json!(text)]).await.expect("fills the field in");
}

/// The fields of the form are these: what each is for, and what is in it.
async fn form(page: &Page, fields: &[(&str, &str)]) {
    let script = "return [...document.querySelector('main form').elements]
        .filter((e) => e.matches('input[autocomplete]')).map((e) => [e.getAttribute('autocomplete'), e.value])";
    let wanted: Vec<(String, String)> =
        fields.iter().map(|(what, text)| ((*what).to_owned(), (*text).to_owned())).collect();
    until(page, format!("a form of {wanted:?}"), async || {
        let there: Vec<(String, String)> = page.run(script, vec![]).await?.convert()?;
        Ok(if there == wanted { Ok(()) } else { Err(format!("{there:?}")) })
    })
    .await;
    let sound = "const form = document.querySelector('main form');
        const named = [...form.querySelectorAll('input[autocomplete]')].every((e) => e.name !== '' && e.id !== '');
        return named && form.getAttribute('method') === 'post' && form.querySelector('button[type=submit]') !== null";
    let sound: bool = page.run(sound, vec![]).await.expect("looks").convert().expect("yes or no");
    assert!(sound, "the form is sent by a button, never in an address, and its fields have names");
}

/// Seen red with a page that sends a password as it is shown.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_they_fill_in_is_what_is_sent() {
    journey(async |stage: &Stage| {
        let page = &stage.visitor(Size::Phone).await;
        open(page, "/tapo_web/login").await;
        form(page, &[("username", ""), ("current-password", "")]).await;
        filled(page, "username", Person::Demo.email()).await;
        filled(page, "current-password", PASSWORD).await;
        // What was shown is hidden again before it is sent, or browsers would keep it as any other text.
        click(page, button("Show password")).await;
        check::attribute(page, textbox("Password"), "type", "text").await;
        let note = "addEventListener('submit', () => queueMicrotask(() => {
            window.sentAs = document.querySelector('input[autocomplete=current-password]').type }))";
        page.run(note, vec![]).await.expect("listens");
        click(page, button("Log in")).await;
        check::on_page(page, "/tapo_web", "Tapo Care").await;
        let sent_as: String = page.run("return window.sentAs", vec![]).await.expect("looks").convert().expect("text");
        assert_eq!(sent_as, "password");
    })
    .await;
}

/// Seen red with a form for a new password that does not say whose.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_form_with_a_password_says_whose_it_is() {
    journey(async |stage: &Stage| {
        let page = &stage.visitor(Size::Desk).await;
        open(page, "/tapo_web/register").await;
        form(page, &[("username", ""), ("new-password", "")]).await;

        open(page, "/tapo_web/reset").await;
        form(page, &[("username", ""), ("one-time-code", ""), ("new-password", "")]).await;
        open(page, "/tapo_web/forgot").await;
        form(page, &[("username", "")]).await;
        fill(page, textbox("Email"), NEW).await;
        click(page, button("Send code")).await;
        check::shows(page, heading("Choose a new password")).await;
        form(page, &[("username", NEW), ("one-time-code", ""), ("new-password", "")]).await;

        arrive(page).await;
        open(page, "/tapo_web/account/two-step").await;
        check::shows(page, radio("Email")).await;
        form(page, &[("username", Person::Demo.email()), ("current-password", "")]).await;
        click(page, radio("Email")).await;
        fill(page, textbox("Password"), PASSWORD).await;
        click(page, button("Continue")).await;
        check::shows(page, heading("Look into your email")).await;
        form(page, &[("one-time-code", "")]).await;
        fill(page, textbox("Verification code"), mailed_code(&stage.mail(page, 2).await)).await;
        click(page, button("Turn on")).await;
        check::shows(page, heading("Keep your recovery codes")).await;
        open(page, "/tapo_web/account/two-step").await;
        form(page, &[("username", Person::Demo.email()), ("current-password", "")]).await;
    })
    .await;
}
