//! Canaries: secrets that are planted everywhere a visitor could put one, and then looked for in everything that the program
//! leaves behind. They may stand in the mails that bring them, and nowhere else.

use crate::support::{Program, between};
use base64ct::{Base64, Base64UrlUnpadded, Encoding};
use sqlx::{Connection, SqliteConnection};
use std::fs;

/// Puts a secret into every place of a request that a visitor can put something into, right or wrong.
fn scatter(program: &Program, cookie: &str, secret: &str) {
    let json = "content-type: application/json\r\n";
    for start in [
        format!("GET /{secret}"),
        format!("GET /tapo_web/redeem/{secret}"),
        format!("GET /tapo_web/{secret}.js"),
        format!("GET /api/v1/plans?code={secret}"),
        format!("GET /api/v1/redemptions?cursor={secret}"),
        format!("GET /api/v1/redemptions/{secret}"),
        format!("POST /api/v1/redemptions/{secret}/confirmation"),
        format!("{secret} /api/v1/plans"),
        format!("GET /api/docs/{secret}"),
    ] {
        program.json(&start, cookie, "");
    }
    for header in [
        "referer",
        "user-agent",
        "origin",
        "authorization",
        "x-request-id",
        "x-forwarded-for",
        "if-match",
        "accept",
        "cookie",
    ] {
        program.call("POST /api/v1/feedback", &format!("{json}{header}: {secret}\r\n"), "{}");
        program.call("GET /api/v1/session", &format!("{header}: {secret}\r\n"), "");
    }
    program.call("GET /api/v1/session", &format!("cookie: session={secret}\r\n"), "");
    program.call("POST /api/v1/session", &format!("content-type: {secret}\r\n"), "{}");
    for path in ["/redemptions", "/session", "/accounts", "/accounts/verification", "/password-resets", "/feedback"] {
        let start = format!("POST /api/v1{path}");
        for body in [
            secret.to_owned(),
            format!("{{\"code\":\"{secret}\""),
            format!("{{\"{secret}\":1}}"),
            format!("{{\"code\":{{\"{secret}\":[]}},\"email\":\"{secret}\",\"password\":7}}"),
            format!("[\"{secret}\"]"),
        ] {
            program.json(&start, cookie, &body);
        }
        program.call(&start, "content-type: text/plain\r\n", secret);
        program.call(&start, "content-type: application/x-www-form-urlencoded\r\n", &format!("code={secret}"));
        program.json(&start, cookie, &format!("{{\"code\":\"{secret}{}\"}}", "x".repeat(70_000)));
    }
    program.send(&program.address, format!("{secret}\r\n\r\n").as_bytes());
    program.send(&program.address, format!("GET / HTTP/1.1\r\n{secret}\r\n\r\n").as_bytes());
    program
        .send(&program.metrics, format!("GET /{secret} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").as_bytes());
}

/// A secret in every form that it could be written down in.
fn forms(secret: &str) -> Vec<String> {
    let bytes = secret.as_bytes();
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let encoded: String = secret
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c.to_string() } else { format!("%{:02x}", u32::from(c)) })
        .collect();
    let mut forms =
        vec![secret.to_lowercase(), encoded.to_lowercase(), encoded.to_lowercase().replace("%20", "+"), hex];
    // In base64 a text looks different by where it begins. Without what its neighbours change, the middle stays.
    for shift in 0..3 {
        let shifted = [vec![b' '; shift], bytes.to_vec()].concat();
        let whole = shifted.len() / 3 * 3;
        let skip = if shift == 0 { 0 } else { 4 };
        for encoded in [Base64::encode_string(&shifted[..whole]), Base64UrlUnpadded::encode_string(&shifted[..whole])] {
            forms.push(encoded[skip..].to_lowercase());
        }
    }
    forms
}

/// The forms of a secret that stand in these bytes, whatever their case.
fn found(content: &[u8], secret: &str) -> Vec<String> {
    let content = String::from_utf8_lossy(content).to_ascii_lowercase();
    forms(secret).into_iter().filter(|form| content.contains(form)).collect()
}

#[test]
fn a_secret_is_found_in_whatever_form_it_stands() {
    let secret = "canary PASSWORD-1";
    let with = |text: &str| format!("before {text} after").into_bytes();
    for form in [secret, "CANARY password-1", "canary%20PASSWORD%2d1", "canary+PASSWORD%2D1"] {
        assert_ne!(found(&with(form), secret), Vec::<String>::new(), "{form}");
    }
    for before in ["", "x", "xx", "xxx"] {
        let text = format!("{before}{secret} and more");
        assert_ne!(found(&with(&Base64::encode_string(text.as_bytes())), secret), Vec::<String>::new(), "{before}");
    }
    let hex: String = secret.bytes().map(|byte| format!("{byte:02X}")).collect();
    assert_ne!(found(&with(&hex), secret), Vec::<String>::new());
    assert_eq!(found(&with("canary PASSWORD-2"), secret), Vec::<String>::new());
}

/// Seen red with the body of a request in the log.
#[tokio::test]
async fn no_secret_is_left_in_logs_metrics_or_the_database() {
    let mut program = Program::start();
    let mut issue = program.command();
    issue.args([
        "codes",
        "issue",
        "--plan",
        "premium-2",
        "--months",
        "12",
        "--count",
        "4",
        "--code-key-file",
        "key/code.key",
    ]);
    let issued = issue.output().expect("the command runs");
    let issued = String::from_utf8(issued.stdout).expect("text");
    let codes: Vec<String> =
        issued.lines().skip(1).map(|line| line.split(',').next().expect("a code").to_owned()).collect();
    assert_eq!(codes.len(), 4, "{issued}");

    let (email, first, second) = ("canary@example.com", "canary PASSWORD-one", "canary PASSWORD-two");
    let wrong = ["canary PASSWORD-bad", "WRONGCANARY12"];
    let body = format!(r#"{{"email":"{email}","password":"{first}","region":"DE","locale":"en"}}"#);
    assert!(program.json("POST /api/v1/accounts", "", &body).starts_with("HTTP/1.1 202 "));
    let mailed = program.mailed_code(1);
    let body = format!(r#"{{"email":"{email}","code":"{mailed}"}}"#);
    assert!(program.json("POST /api/v1/accounts/verification", "", &body).starts_with("HTTP/1.1 204 "));
    let body = format!(r#"{{"email":"{email}","password":"{first}"}}"#);
    let answer = program.json("POST /api/v1/session", "", &body);
    let old_cookie = between(&answer, "set-cookie: session=", ";").to_owned();
    assert!(
        program
            .json("POST /api/v1/password-resets", "", &format!(r#"{{"email":"{email}"}}"#))
            .starts_with("HTTP/1.1 202 ")
    );
    let reset = program.mailed_code(2);
    let body = format!(r#"{{"email":"{email}","code":"{reset}","password":"{second}"}}"#);
    assert!(program.json("PUT /api/v1/password-resets", "", &body).starts_with("HTTP/1.1 204 "));
    let body = format!(r#"{{"email":"{email}","password":"{}"}}"#, wrong[0]);
    assert!(program.json("POST /api/v1/session", "", &body).starts_with("HTTP/1.1 401 "));
    let body = format!(r#"{{"email":"{email}","password":"{second}"}}"#);
    let cookie = between(&program.json("POST /api/v1/session", "", &body), "set-cookie: session=", ";").to_owned();

    // One code is redeemed, one previewed, one asked about at the command line, one withdrawn.
    let open = |code: &str| program.json("POST /api/v1/redemptions", &cookie, &format!(r#"{{"code":"{code}"}}"#));
    let answer = open(&codes[0]);
    let (id, etag) = (between(&answer, "\"id\":\"", "\""), between(&answer, "\"etag\":\"", "\""));
    let headers = format!("cookie: session={cookie}\r\nif-match: \"{etag}\"\r\n");
    let answer = program.call(&format!("POST /api/v1/redemptions/{id}/confirmation"), &headers, "");
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    assert!(open(&codes[1]).starts_with("HTTP/1.1 201 "));
    assert!(open(wrong[1]).starts_with("HTTP/1.1 404 "));
    for arguments in [["status", &codes[2]].as_slice(), &["revoke", &codes[3], "--reason", "a canary"]] {
        let done = program.command().arg("codes").args(arguments).args(["--code-key-file", "key/code.key"]).output();
        assert!(done.expect("runs").status.success());
    }
    assert!(open(&codes[3]).starts_with("HTTP/1.1 410 "));

    let secrets: Vec<&str> = codes
        .iter()
        .chain([&mailed, &reset, &old_cookie, &cookie])
        .map(String::as_str)
        .chain([first, second])
        .chain(wrong)
        .collect();
    for secret in &secrets {
        scatter(&program, &cookie, secret);
    }
    let metrics = program.send(&program.metrics, b"GET /metrics HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
    assert!(metrics.contains("tapo_care_redemptions_total{outcome=\"redeemed\"} 1"), "{metrics}");
    // The files as they are while it runs, with SQLite's log of writes, then once it has ended; and a copy of what is in them.
    let mut left = vec![("the metrics".to_owned(), metrics.into_bytes())];
    let data = program.path("data");
    let files = |when: &str, left: &mut Vec<(String, Vec<u8>)>| {
        for entry in fs::read_dir(&data).expect("the folder").flatten() {
            let name = format!("{} {when}", entry.file_name().display());
            left.push((name, fs::read(entry.path()).expect("is read")));
        }
    };
    files("while it runs", &mut left);
    assert!(left.iter().any(|(name, content)| name.starts_with("canaries.db-wal") && !content.is_empty()));
    program.end();
    files("after it", &mut left);
    let url = format!("sqlite://{}", program.path("data/canaries.db").display());
    let mut database = SqliteConnection::connect(&url).await.expect("opens");
    let copy = program.path("copy.db");
    sqlx::query("VACUUM INTO $1").bind(copy.to_str()).execute(&mut database).await.expect("is copied");
    left.push(("a copy of the database".to_owned(), fs::read(copy).expect("is read")));
    let log = fs::read(program.path("stderr")).expect("is read");
    let text = String::from_utf8_lossy(&log).into_owned();
    assert!(text.contains("\"status\":201") && text.contains("\"level\":\"DEBUG\""), "{text}");
    left.push(("the log".to_owned(), log));
    for (place, content) in &left {
        for secret in &secrets {
            assert_eq!(found(content, secret), Vec::<String>::new(), "{secret} is in {place}");
        }
    }
}
