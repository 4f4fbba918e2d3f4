//! The command line, run as the program that people run.

use crate::support::{TestApp, at};
use std::process::{Command, Output};
use tapo_care_server::demo;
use tapo_care_wire::{ErrorCode, Redemption};

/// Runs the program in the folder of a test's server, so that the default places are that server's.
pub(crate) fn run(app: &TestApp, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tapo-care-server"));
    command.current_dir(app.dir()).env_clear().env("TAPO_CARE_DATABASE_URL", app.database_url());
    command.args(arguments).output().expect("the program runs")
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("text")
}

#[track_caller]
pub(crate) fn done(output: &Output) -> String {
    assert!(output.status.success(), "{}", text(&output.stderr));
    text(&output.stdout)
}

/// What a command says that was asked for something wrong.
#[track_caller]
pub(crate) fn refused(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(2), "{}{}", text(&output.stdout), text(&output.stderr));
    text(&output.stderr)
}

#[tokio::test]
async fn issued_codes_are_printed_once_and_can_be_redeemed() {
    let app = TestApp::demo().await;
    let arguments = ["codes", "issue", "--plan", "basic-5", "--months", "3", "--count", "3", "--region", "fr,de"];
    let days =
        ["--redeem-from", "2026-11-24", "--redeem-until", "2026-12-31", "--refundable", "--terms-text", "For you."];
    let csv = done(&run(&app, &[&arguments[..], &days[..]].concat()));
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(lines[0], "code,plan,months,regions,redeem_from,redeem_until,batch");
    assert_eq!(lines.len(), 4);
    let fields: Vec<Vec<&str>> = lines[1..].iter().map(|line| line.split(',').collect()).collect();
    assert!(fields.iter().all(|f| f[1..6] == ["basic-5", "3", "DE FR", "2026-11-24", "2026-12-31"]), "{csv}");
    assert!(fields.iter().all(|f| f[6] == fields[0][6] && !f[6].is_empty()), "one batch: {csv}");

    let preview = app.demo_user().await.preview(fields[0][0]).await;
    assert_eq!((preview.grant.plan.id.as_str(), preview.grant.months), ("basic-5", 3));
    let terms = preview.grant.terms;
    assert_eq!((terms.refundable, terms.card_required, terms.text.as_deref()), (true, false, Some("For you.")));

    let status = done(&run(&app, &["codes", "status", fields[0][0]]));
    assert!(status.contains("state: unused") && status.contains("redeem_until: 2026-12-31"), "{status}");
    app.friend().await.redeem(fields[0][0]).await;
    let status = done(&run(&app, &["codes", "status", fields[0][0]]));
    assert!(status.contains("state: redeemed"), "{status}");
    assert!(!status.contains("friend") && !status.contains(fields[0][0]), "never who, never the code: {status}");
}

#[tokio::test]
async fn what_one_database_issued_another_can_import() {
    let (from, to) = (TestApp::demo().await, TestApp::demo().await);
    let arguments =
        ["codes", "issue", "--plan", "premium-3", "--months", "2", "--count", "2", "--redeem-until", "2026-12-31"];
    let csv = done(&run(&from, &arguments));
    std::fs::write(to.dir().join("codes.csv"), &csv).expect("is written");
    assert_eq!(done(&run(&to, &["codes", "import", "codes.csv"])), "2 codes imported.\n");
    let code = csv.lines().nth(1).expect("a line").split(',').next().expect("a code").to_owned();
    to.clock.set("2026-12-31T23:59:59Z");
    let receipt = to.friend().await.redeem(&code).await;
    assert_eq!(receipt.effect.ends_at, at("2027-02-28T23:59:59Z"));
    let again = refused(&run(&to, &["codes", "import", "codes.csv"]));
    assert!(again.contains("codes.csv, line 2: the code is there already"), "{again}");
}

#[tokio::test]
async fn an_import_is_whole_or_nothing_and_names_the_line() {
    let app = TestApp::demo().await;
    const FIRST: &str = "code,plan,months,regions,redeem_from,redeem_until,batch\nGOODCODE00001,basic-5,1,,,,\n";
    app.import("TAKENCODE0001,basic-5,1,,,,taken").await;
    let table = [
        ("GOODCODE0000,basic-5,1,,,,", "line 3: the code has 12 characters"),
        ("GOODCODE00002,basic-9,1,,,,", "line 3: there is no plan \"basic-9\". The plans are basic-1, "),
        ("GOODCODE00002,basic-5,0,,,,", "line 3: the months must be a number from 1 to 120"),
        ("GOODCODE00002,basic-5,x,,,,", "line 3: the months must be a number"),
        ("GOODCODE00002,basic-5,1,Germany,,,", "line 3: \"Germany\" is not a country code"),
        ("GOODCODE00002,basic-5,1,,31.12.2026,,", "line 3: \"31.12.2026\" is not a day"),
        ("GOODCODE00002,basic-5,1,,2026-02-30,,", "line 3: \"2026-02-30\" is not a day"),
        ("GOODCODE00002,basic-5,1,,2026-12-02,2026-12-01,", "line 3: the last day lies before the first day"),
        ("GOODCODE00002,basic-5,1,,,,a batch", "line 3: a batch is named by"),
        ("GOODCODE00002,basic-5,2,,,,taken", "line 3: this batch is there already and grants something else"),
        ("goodcode-00001,basic-5,1,,,,", "line 3: the code is there already"),
        ("GOODCODE00002,basic-5", "line 3: it has not as many columns"),
        (",basic-5,1,,,,", "line 3: the code is empty"),
    ];
    for (line, expected) in table {
        std::fs::write(app.dir().join("codes.csv"), format!("{FIRST}{line}\n")).expect("is written");
        let said = refused(&run(&app, &["codes", "import", "codes.csv"]));
        assert!(said.contains(expected), "{line}: {said}");
        assert!(said.contains("Nothing was imported."), "{said}");
        assert!(!said.contains("GOODCODE00002"), "a code is repeated: {said}");
    }
    for (file, expected) in [
        ("", "line 1: the column \"code\" is missing"),
        ("code,plan\n", "line 1: the column \"months\" is missing"),
        ("code,plan,months,price\n", "line 1: there is no column \"price\""),
        ("code,plan,months\n", "line 2: there is no code in this file"),
    ] {
        std::fs::write(app.dir().join("codes.csv"), file).expect("is written");
        let said = refused(&run(&app, &["codes", "import", "codes.csv"]));
        assert!(said.contains(expected), "{said}");
    }
    assert!(refused(&run(&app, &["codes", "import", "nowhere.csv"])).contains("nowhere.csv can't be read"));
    app.demo_user().await.send_code("GOODCODE00001").await.problem(ErrorCode::CodeNotFound);
    // Columns may be left out, and codes of the same grant share a batch.
    let short = "code, plan, months\ngood code xaaaa, basic-5, 1\nGOODCODEXBBBB, basic-5, 1\nGOODCODEXCCCC,basic-5,2\n";
    std::fs::write(app.dir().join("codes.csv"), short).expect("is written");
    assert_eq!(done(&run(&app, &["codes", "import", "codes.csv"])), "3 codes imported.\n");
    app.demo_user().await.preview("GOODCODEXAAAA").await;
    assert_eq!(app.count("SELECT COUNT(DISTINCT batch_id) FROM codes WHERE hint IN ('…AAAA', '…BBBB')").await, 1);
    assert_eq!(app.count("SELECT COUNT(DISTINCT batch_id) FROM codes WHERE hint IN ('…BBBB', '…CCCC')").await, 2);
}

#[tokio::test]
async fn revoking_takes_back_what_is_unused() {
    let app = TestApp::demo().await;
    let friend = app.friend().await;
    app.import("BATCHCODE0001,basic-5,1,,,,leaky\nBATCHCODE0002,basic-5,1,,,,leaky\nBATCHCODE0003,basic-5,1,,,,leaky")
        .await;
    friend.redeem("BATCHCODE0001").await;
    assert_eq!(
        done(&run(&app, &["codes", "revoke", "batchcode-0002", "--reason", "sent twice"])),
        "…0002 is revoked.\n"
    );
    friend.send_code("BATCHCODE0002").await.problem(ErrorCode::CodeRevoked);
    let status = done(&run(&app, &["codes", "status", "BATCHCODE0002"]));
    assert!(status.contains("state: revoked: sent twice"), "{status}");
    let said = done(&run(&app, &["codes", "revoke", "--batch", "leaky", "--reason", "leaked"]));
    assert_eq!(said, "1 codes revoked; 1 were redeemed before and stay so.\n");
    friend.send_code("BATCHCODE0003").await.problem(ErrorCode::CodeRevoked);
    assert!(friend.send_code("BATCHCODE0001").await.json::<Redemption>(200).reference.is_some());

    for (arguments, expected) in [
        (&["BATCHCODE0001", "--reason", "x"][..], "this code was redeemed"),
        (&["BATCHCODE0002", "--reason", "x"], "this code was revoked before"),
        (&["AAAAAAAAAAAAA", "--reason", "x"], "there is no such code"),
        (&["SHORT", "--reason", "x"], "has 5 characters: a code has 13"),
        (&["--batch", "nowhere", "--reason", "x"], "there is no such batch"),
        (&["BATCHCODE0003", "--reason", " "], "the reason is empty"),
        (&["BATCHCODE0003"], "--reason"),
        (&["--reason", "x"], "CODE"),
    ] {
        let said = refused(&run(&app, &[&["codes", "revoke"], arguments].concat()));
        assert!(said.contains(expected), "{arguments:?}: {said}");
    }
}

#[tokio::test]
async fn wrong_input_is_explained() {
    let app = TestApp::demo().await;
    for (arguments, expected) in [
        (
            &["codes", "issue", "--plan", "gold", "--months", "1"][..],
            "there is no plan \"gold\". The plans are basic-1,",
        ),
        (&["codes", "issue", "--plan", "basic-1", "--months", "0"], "from 1 to 120"),
        (&["codes", "issue", "--plan", "basic-1", "--months", "1", "--count", "0"], "--count"),
        (&["codes", "issue", "--plan", "basic-1", "--months", "1", "--region", "D"], "not a country code"),
        (
            &["codes", "issue", "--plan", "basic-1", "--months", "1", "--region", "fr,UK"],
            "\"UK\" is not a country code: write the two letters of ISO 3166-1",
        ),
        (
            &["codes", "issue", "--plan", "basic-1", "--months", "1", "--redeem-until", "soon"],
            "write it like 2027-01-31",
        ),
        (&["codes", "status", "AAAAAAAAAAAAA"], "there is no such code"),
        (&["serve", "--listen", "0.0.0.0:0"], "--behind-tls"),
        (&["serve", "--listen", "0.0.0.0:0"], "--tls-certificate"),
        (&["serve", "--tls-certificate", "fullchain.pem"], "name its file with --tls-key"),
        (&["serve", "--tls-key", "privkey.pem"], "name its file with --tls-certificate"),
        (
            &["serve", "--tls-certificate", "fullchain.pem", "--tls-key", "privkey.pem"],
            "fullchain.pem can't be read: No such file",
        ),
        (
            &["serve", "--tls-certificate", "fullchain.pem", "--tls-key", "privkey.pem", "--behind-tls"],
            "Leave one of them out",
        ),
        (&["serve", "--listen", "nonsense"], "--listen"),
        (&["dance"], "dance"),
    ] {
        let said = refused(&run(&app, arguments));
        assert!(said.contains(expected), "{arguments:?}: {said}");
    }
    let mut postgres = Command::new(env!("CARGO_BIN_EXE_tapo-care-server"));
    let output = postgres.args(["migrate", "--database-url", "mysql://x"]).output().expect("the program runs");
    assert!(text(&output.stderr).contains("sqlite://data/tapo-care.db"), "{}", text(&output.stderr));
}

#[tokio::test]
async fn help_teaches_with_examples_and_names_the_environment() {
    let app = TestApp::demo().await;
    let serve = done(&run(&app, &["serve", "--help"]));
    for expected in
        ["TAPO_CARE_LISTEN", "TAPO_CARE_DATABASE_URL", "TAPO_CARE_PAGE_DIR", "--demo", "--behind-tls", "Examples:"]
    {
        assert!(serve.contains(expected), "{expected} is missing: {serve}");
    }
    let issue = done(&run(&app, &["codes", "issue", "--help"]));
    for expected in ["codes issue --plan premium-2 --months 12", "TAPO_CARE_CODE_KEY_FILE", "--redeem-until"] {
        assert!(issue.contains(expected), "{expected} is missing: {issue}");
    }
    let top = done(&run(&app, &["--help"]));
    assert!(["serve", "migrate", "codes"].iter().all(|command| top.contains(command)), "{top}");
}

#[tokio::test]
async fn migrate_makes_the_database_and_does_no_harm_to_one_that_is_there() {
    let app = TestApp::demo().await;
    let receipt = app.demo_user().await.redeem(demo::CODE).await;
    assert_eq!(done(&run(&app, &["migrate"])), "The tables are up to date.\n");
    assert_eq!(app.demo_user().await.redemption(&receipt).await.status, 200);
    done(&run(&app, &["migrate", "--database-url", "sqlite://new/folder/new.db"]));
    assert!(app.dir().join("new/folder/new.db").exists());
}
