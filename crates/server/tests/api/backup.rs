//! Backup and restore, as docs/operations.md says: a copy of a database that others write to, and a server that goes on from it.

use crate::support::{TestApp, fresh_database, is_postgres};
use std::{path::Path, process::ExitCode, sync::Arc};
use tapo_care_postgres::Programs;
use tapo_care_server::{cli, demo};
use tapo_care_wire::{Redemption, RedemptionState};
use tokio::sync::{Mutex, watch};

/// Codes of 13 characters, numbered.
fn code(number: usize) -> String {
    format!("BACKUP{number:07}")
}

async fn back_up(url: &str, file: &str) -> ExitCode {
    cli::run(["tapo-care-server", "backup", file, "--database-url", url].map(Into::into)).await
}

/// Copies the app's database, and gives the address of one that was made from the copy.
async fn copy_and_restore(app: &TestApp) -> String {
    if !is_postgres() {
        let copy = app.dir().join("copy.db");
        assert_eq!(back_up(app.database_url(), copy.to_str().expect("text")).await, ExitCode::SUCCESS);
        return format!("sqlite://{}", copy.display());
    }
    let folder = app.dir().join("restored");
    std::fs::create_dir(&folder).expect("a folder");
    let (copy, new) = (folder.join("tapo.dump"), fresh_database(&folder).await);
    program("pg_dump", &["--format=custom", "--dbname", app.database_url(), "--file"], &copy).await;
    program("pg_restore", &["--exit-on-error", "--single-transaction", "--dbname", &new], &copy).await;
    new
}

/// Runs a program of PostgreSQL's.
async fn program(name: &str, arguments: &[&str], file: &Path) {
    let programs = Programs::find().expect("the programs of PostgreSQL are on this machine");
    let output = tokio::process::Command::new(programs.file(name)).args(arguments).arg(file).output().await;
    let output = output.expect("it runs");
    assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
}

/// Two accounts redeem one code after the other while the database is copied. The copy is put in the database's place, with the
/// key of the codes, and a server starts over it: it knows every redemption that was answered before the copy began, and goes
/// on.
#[tokio::test]
async fn a_copy_under_writes_has_every_redemption_that_was_answered_before_it() {
    let app = TestApp::demo().await;
    const CODES: usize = 400;
    let lines: Vec<_> = (0..CODES).map(|number| format!("{},premium-3,1,,,,", code(number))).collect();
    app.import(&lines.join("\n")).await;
    let answered = Arc::new(Mutex::new(Vec::<Redemption>::new()));
    let (progress, mut seen) = watch::channel(0);
    let (stop, stopped) = watch::channel(false);
    let mut writers = Vec::new();
    for (user, first) in [(app.demo_user().await, 0), (app.friend().await, CODES / 2)] {
        let (answered, progress, stopped) = (Arc::clone(&answered), progress.clone(), stopped.clone());
        writers.push(tokio::spawn(async move {
            for number in first..first + CODES / 2 {
                if *stopped.borrow() {
                    break;
                }
                let receipt = user.redeem(&code(number)).await;
                answered.lock().await.push(receipt);
                progress.send_modify(|count| *count += 1);
            }
        }));
    }
    seen.wait_for(|count| *count >= 10).await.expect("writers go on");
    let before = answered.lock().await.clone();
    let url = copy_and_restore(&app).await;
    let during = *seen.borrow();
    seen.wait_for(|count| *count > during).await.expect("the copy kept nobody from writing");
    stop.send_replace(true);
    for writer in writers {
        writer.await.expect("all were redeemed");
    }

    let restored =
        app.restart_with(|settings| settings.database_url = url).await.expect("a server starts over the copy");
    let (demo, friend) = (restored.demo_user().await, restored.friend().await);
    for receipt in &before {
        let found = match demo.redemption(receipt).await {
            answer if answer.status == 200 => answer.json::<Redemption>(200),
            _ => friend.redemption(receipt).await.json(200),
        };
        assert_eq!((found.state, &found.reference), (RedemptionState::Redeemed, &receipt.reference));
        assert_eq!(found.redeemed_at, receipt.redeemed_at);
    }
    // Each account has one subscription of the plan, with all its codes in it: none was cut in two.
    for user in [&demo, &friend] {
        let all = user.subscriptions().await;
        let held = all.iter().find(|held| held.plan.cameras == 3).expect("the subscription");
        assert!(!held.redemptions.is_empty());
    }
    demo.redeem(demo::CODE).await;
}

#[tokio::test]
async fn a_copy_is_for_its_owner_only_and_never_over_another_file() {
    if is_postgres() {
        return;
    }
    let app = TestApp::demo().await;
    let file = app.dir().join("copies/copy.db");
    let file = file.to_str().expect("text");
    assert_eq!(back_up(app.database_url(), file).await, ExitCode::SUCCESS);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(file).expect("is there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{mode:o}");
    }
    let content = std::fs::read(file).expect("is read");
    assert_eq!(back_up(app.database_url(), file).await, ExitCode::from(2), "a copy that is there is kept");
    assert_eq!(std::fs::read(file).expect("is read"), content);
    let nothing = format!("sqlite://{}", app.dir().join("nothing.db").display());
    assert_eq!(back_up(&nothing, app.dir().join("none.db").to_str().expect("text")).await, ExitCode::FAILURE);
    assert!(!app.dir().join("nothing.db").exists() && !app.dir().join("none.db").exists());
    assert_eq!(back_up("postgres://localhost/x", file).await, ExitCode::from(2));
}
