//! `codes stats`: what became of the codes of each batch. And that demo codes never get among real ones.

use crate::{
    cli::{done, refused, run},
    support::TestApp,
};
use std::fs;
use tapo_care_server::demo;

/// The line of a batch, as CSV.
fn line(app: &TestApp, batch: &str) -> String {
    let said = done(&run(app, &["codes", "stats", "--batch", batch, "--format", "csv"]));
    let mut lines = said.lines();
    let head = "batch,plan,months,demo,issued,redeemed,revoked,expired,left,first_redemption,last_redemption";
    assert_eq!(lines.next(), Some(head));
    let line = lines.next().expect("the batch").to_owned();
    assert_eq!(lines.next(), None);
    line
}

#[tokio::test]
async fn a_batch_is_counted_as_it_is() {
    let app = TestApp::demo().await;
    let codes: Vec<String> = (1..=5).map(|n| format!("BATCHCODE{n:04},basic-5,1,,,2099-12-31,mine")).collect();
    app.import(&codes.join("\n")).await;
    assert_eq!(line(&app, "mine"), "mine,basic-5,1,no,5,0,0,0,5,,");
    app.clock.set("2026-11-25T08:00:00Z");
    app.demo_user().await.redeem("BATCHCODE0001").await;
    app.clock.set("2026-11-26T09:00:00Z");
    app.friend().await.redeem("BATCHCODE0002").await;
    done(&run(&app, &["codes", "revoke", "BATCHCODE0003", "--reason", "test"]));
    assert_eq!(line(&app, "mine"), "mine,basic-5,1,no,5,2,1,0,2,2026-11-25T08:00:00Z,2026-11-26T09:00:00Z");
    // The demo data has a batch whose last day is over.
    assert_eq!(line(&app, "demo-expired"), "demo-expired,premium-2,12,yes,1,0,0,1,0,,");
    assert!(line(&app, "demo-redeemed").starts_with("demo-redeemed,premium-1,12,yes,1,1,0,0,0,2026-10-25T12:00:00Z"));

    let table = done(&run(&app, &["codes", "stats"]));
    assert_eq!(table.lines().count(), 1 + 12 + 1, "{table}");
    assert!(table.lines().next().is_some_and(|head| head.contains("first redemption")), "{table}");
    assert!(!table.contains("@") && !table.contains("BATCHCODE"), "nobody, and no code: {table}");
    assert!(refused(&run(&app, &["codes", "stats", "--batch", "nowhere"])).contains("there is no such batch"));
}

#[tokio::test]
async fn demo_codes_and_demo_batches_are_not_imported() {
    let real = TestApp::with(|_| {}).await;
    let import = |line: &str| {
        fs::write(real.dir().join("codes.csv"), format!("code,plan,months,batch\n{line}\n")).expect("is written");
        refused(&run(&real, &["codes", "import", "codes.csv"]))
    };
    // Everybody could redeem it.
    for code in [demo::CODE, "w2gb-jzt4-8trnm", "EXPIRED000000"] {
        let said = import(&format!("{code},premium-2,12,"));
        assert!(
            said.contains("line 2: this is a code of the demo data") && said.contains("Nothing was imported"),
            "{said}"
        );
    }
    let said = import("REALCODE00001,premium-2,12,demo-example");
    assert!(said.contains("batches whose names begin with \"demo-\" are those of the demo data"), "{said}");
    assert_eq!(real.count("SELECT COUNT(*) FROM codes").await, 0);
}

#[tokio::test]
async fn demo_data_stays_apart_from_real_batches() {
    let app = TestApp::with(|_| {}).await;
    app.import("REALCODE00001,premium-2,12,,,,mine").await;
    let app = app.restart_with(|settings| settings.demo = true).await.expect("starts");
    assert_eq!(app.count("SELECT COUNT(*) FROM codes WHERE batch_id = 'mine'").await, 1);
    assert_eq!(app.count("SELECT COUNT(*) FROM batches WHERE demo AND id NOT LIKE 'demo-%'").await, 0);
    assert_eq!(line(&app, "mine"), "mine,premium-2,12,no,1,0,0,0,1,,");
    app.demo_user().await.redeem("REALCODE00001").await;
}
