//! How mail goes out: into the outbox, or through a mail server.

use crate::support::TestApp;
use axum::http::Method;
use base64ct::{Base64, Encoding};
use serde_json::json;
use std::time::Duration;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::TcpListener,
    task::JoinHandle,
};

async fn ask(app: &TestApp, email: &str) {
    app.visitor().post("/api/v1/password-resets", json!({ "email": email })).await.empty(202);
}

#[tokio::test]
async fn the_outbox_holds_whole_mails_in_order_for_its_owner_only() {
    let app = TestApp::demo().await;
    for email in ["one@example.com", "two@example.com", "three@example.com"] {
        ask(&app, email).await;
    }
    let mails = app.mails().await;
    let to: Vec<_> = mails.iter().map(|mail| mail.to.as_str()).collect();
    assert_eq!(to, ["one@example.com", "two@example.com", "three@example.com"]);
    let text = std::fs::read_to_string(&mails[0].path).expect("is read");
    for line in [
        "From: \"Tapo Care\" <no-reply@localhost>",
        "Date: Tue, 24 Nov 2026 12:00:00 +0000",
        "Auto-Submitted: auto-generated",
        "Content-Language: en",
        "Content-Transfer-Encoding: 7bit",
        "Subject: There is no TP-Link ID for this address",
        "Somebody, you we hope, wants to choose a new password on Tapo Care, but",
    ] {
        assert!(text.contains(line), "no {line} in {text}");
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path| std::fs::metadata(path).expect("is there").permissions().mode() & 0o777;
        assert_eq!((mode(mails[0].path.clone()), mode(app.outbox())), (0o600, 0o700));
    }
}

/// An address whose mailbox is full.
const FULL: &str = "full@example.com";

/// A mail server that takes one mail and gives what it was told, line by line. The first `refused` recipients are told to come
/// back later, and [`FULL`] always.
async fn mail_server(refused: usize) -> (String, JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("listens");
    let url = format!("smtp://{}", listener.local_addr().expect("an address"));
    let serving = tokio::spawn(async move {
        let mut refused = refused;
        let mut lines = Vec::new();
        loop {
            let (connection, _) = listener.accept().await.expect("a connection");
            let (read, mut write) = connection.into_split();
            let mut read = BufReader::new(read).lines();
            write.write_all(b"220 ready\r\n").await.expect("is sent");
            let mut in_mail = false;
            while let Ok(Some(line)) = read.next_line().await {
                let answer = match (in_mail, line.as_str()) {
                    (true, ".") => "250 taken\r\n",
                    (true, _) => "",
                    (false, "DATA") => "354 go on\r\n",
                    (false, "QUIT") => "221 bye\r\n",
                    (false, line) if line.contains(FULL) => "450 come back later\r\n",
                    (false, line) if line.starts_with("RCPT") && refused > 0 => {
                        refused -= 1;
                        "450 come back later\r\n"
                    }
                    (false, _) => "250 ok\r\n",
                };
                let taken = in_mail && line == ".";
                in_mail = (in_mail || line == "DATA") && !taken;
                lines.push(line);
                if write.write_all(answer.as_bytes()).await.is_err() {
                    break;
                }
                if taken {
                    return lines;
                }
            }
        }
    });
    (url, serving)
}

async fn with_mail_server(url: String) -> TestApp {
    TestApp::with(|settings| {
        settings.demo = true;
        settings.mail.smtp_url = Some(url);
        settings.mail.from = "Tapo Care <care@example.com>".to_owned();
    })
    .await
}

async fn mails_through_a_server(refused: usize) {
    let (url, serving) = mail_server(refused).await;
    let app = with_mail_server(url).await;
    ask(&app, "demo@example.com").await;
    let lines = tokio::time::timeout(Duration::from_secs(60), serving).await.expect("in time").expect("served");
    let text = lines.join("\n");
    assert!(text.contains("MAIL FROM:<care@example.com>") && text.contains("RCPT TO:<demo@example.com>"), "{text}");
    assert!(text.contains("Subject: Choose a new password") && text.contains("Your verification code is:"), "{text}");
    assert!(!app.outbox().exists(), "there is no outbox besides");
}

#[tokio::test]
async fn mail_goes_through_a_mail_server() {
    mails_through_a_server(0).await;
}

/// Mail servers need not take anything but ASCII. Seen red with the text as it stands in an outbox.
#[tokio::test]
async fn mail_in_another_script_is_encoded_for_the_mail_server() {
    let (url, serving) = mail_server(0).await;
    let app = with_mail_server(url).await;
    let call = app.visitor().call(Method::POST, "/api/v1/password-resets").header("accept-language", "ar");
    call.json(json!({ "email": "nobody@example.com" })).send().await.empty(202);
    let lines = tokio::time::timeout(Duration::from_secs(60), serving).await.expect("in time").expect("served");
    assert!(lines.iter().all(|line| line.is_ascii() && line.len() <= 78), "{lines:?}");
    assert!(lines.contains(&"Content-Transfer-Encoding: base64".to_owned()), "{lines:?}");
    let body = lines.iter().skip_while(|line| !line.is_empty()).skip(1).take_while(|line| *line != ".");
    let text = Base64::decode_vec(&body.map(String::as_str).collect::<String>()).expect("base64");
    let text = String::from_utf8(text).expect("UTF-8");
    assert!(text.starts_with("هناك من يريد"), "{text}");
}

#[tokio::test]
async fn a_mail_that_is_refused_for_now_is_sent_again() {
    mails_through_a_server(1).await;
}

/// Seen red with one worker that sleeps between the tries of a mail.
#[tokio::test]
async fn a_mailbox_that_is_full_keeps_no_other_mail_waiting() {
    let (url, serving) = mail_server(0).await;
    let app = with_mail_server(url).await;
    ask(&app, FULL).await;
    ask(&app, "demo@example.com").await;
    let lines = tokio::time::timeout(Duration::from_secs(10), serving).await.expect("in time").expect("served");
    assert!(lines.contains(&format!("RCPT TO:<{FULL}>")) && lines.contains(&"RCPT TO:<demo@example.com>".to_owned()));
}

/// Seen red with such mails tried again: waiting for them is given up after five seconds.
#[tokio::test]
async fn a_mail_that_the_server_can_not_take_at_all_is_given_up_at_once() {
    let (url, serving) = mail_server(0).await;
    let app = with_mail_server(url).await;
    // Names beyond ASCII need an extension (RFC 6531) that this mail server does not offer.
    ask(&app, "j\u{fc}rgen@example.com").await;
    tokio::time::timeout(Duration::from_secs(4), app.app.mails_are_out()).await.expect("is given up");
    serving.abort();
}

#[tokio::test]
async fn a_mail_server_that_is_away_keeps_nobody_waiting() {
    // Nothing listens there: a port that was just given back.
    let taken = TcpListener::bind("127.0.0.1:0").await.expect("listens").local_addr().expect("an address");
    let app = TestApp::with(|settings| {
        settings.demo = true;
        settings.mail.smtp_url = Some(format!("smtp://{taken}"));
        settings.mail.from = "care@example.com".to_owned();
    })
    .await;
    // Far less than the pauses between the tries together. Seen red with an answer that waits for its mail.
    let answered = tokio::time::timeout(Duration::from_secs(10), ask(&app, "demo@example.com")).await;
    answered.expect("is answered before the mail is out");
}
