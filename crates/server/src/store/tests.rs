//! The guards of the database, each by itself: what holds whatever the program does.

use super::{Account, CommitFailed, Database, NewAccount, Outcome, Store, StoreError, Tx, query};
use crate::{
    domain::{
        code::{Batch, Window},
        effect::Term,
    },
    secrets::CodeHash,
    store::SubscriptionRecord,
};
use jiff::Timestamp;
use std::time::Duration;
use tapo_care_wire::{AccountId, PlanId, RedemptionId, SubscriptionId, Terms};
use tempfile::TempDir;

/// A database with two accounts, which both have a preview of the code "c", and a subscription each.
async fn two_previews_of_a_code() -> (Store, TempDir) {
    let dir = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite://{}", dir.path().join("test.db").display());
    let database = Database { url, connections: None, patience: Duration::from_secs(5) };
    let store = Store::open(&database).await.expect("opens");
    let mut tx = store.write().await.expect("begins");
    tx.insert_key("k", now()).await.expect("is written");
    let terms = Terms { card_required: false, auto_renews: false, refundable: false, text: None };
    let batch = Batch {
        id: "b".to_owned(),
        plan: PlanId::new("basic-1"),
        months: 1,
        terms,
        window: Window::default(),
        demo: false,
    };
    tx.insert_batch(&batch, now()).await.expect("is written");
    assert!(tx.insert_code("c", "b", &hash(), "…0001").await.expect("is written"));
    for name in ["1", "2"] {
        let account = Account {
            id: AccountId::new(name),
            email: format!("{name}@example.com"),
            region: "DE".to_owned(),
            locale: "en".to_owned(),
            demo: false,
        };
        let new = NewAccount { account: &account, password_hash: "" };
        assert!(tx.insert_account(new, now()).await.expect("is written"));
        assert!(tx.insert_redemption(&RedemptionId::new(name), &account.id, "c", now()).await.expect("is written"));
        let subscription = SubscriptionRecord {
            id: SubscriptionId::new(name),
            plan: PlanId::new("basic-1"),
            term: Term { anchor: now(), months: 1 },
            ends_at: Timestamp::from_second(now().as_second() + 1).expect("in range"),
            cameras_chosen: false,
        };
        tx.insert_subscription(&account.id, &subscription).await.expect("is written");
    }
    tx.commit().await.expect("is written");
    (store, dir)
}

fn now() -> Timestamp {
    Timestamp::from_second(1_790_000_000).expect("in range")
}

fn hash() -> CodeHash {
    CodeHash { key_id: "k".to_owned(), hash: "h".to_owned() }
}

fn outcome(of: &str) -> Outcome {
    Outcome {
        redeemed_at: now(),
        reference: format!("TC-{of}"),
        subscription: SubscriptionId::new(of),
        starts_at: now(),
        ends_at: now(),
        previous_ends_at: None,
        signature: None,
    }
}

#[tokio::test]
async fn a_code_can_be_spent_once_and_not_after_it_was_revoked() {
    let (store, _dir) = two_previews_of_a_code().await;
    let (one, two) = (RedemptionId::new("1"), RedemptionId::new("2"));
    let mut tx = store.write().await.expect("begins");
    assert!(tx.spend_code("c", &one).await.expect("is asked"));
    assert!(!tx.spend_code("c", &two).await.expect("is asked"));
    assert!(!tx.spend_code("c", &one).await.expect("is asked"));
    assert!(!tx.revoke_code("c", "late", now()).await.expect("is asked"), "what is spent can't be revoked");
    assert_eq!(tx.code(&[hash()]).await.expect("is read").and_then(|code| code.redeemed_by), Some(one));
    // Dropped without a commit, all of it is undone.
    drop(tx);
    let mut tx = store.write().await.expect("begins");
    assert!(tx.revoke_code("c", "leaked", now()).await.expect("is asked"));
    assert!(!tx.spend_code("c", &two).await.expect("is asked"), "what is revoked can't be spent");
}

#[tokio::test]
async fn two_redemptions_of_a_code_cannot_be_written_whatever_the_program_does() {
    let (store, _dir) = two_previews_of_a_code().await;
    let mut tx = store.write().await.expect("begins");
    // As a program would that reads first and then writes without asking.
    assert!(tx.complete_redemption(&RedemptionId::new("1"), &outcome("1")).await.expect("is written"));
    let second = tx.complete_redemption(&RedemptionId::new("2"), &outcome("2")).await;
    let Err(StoreError::Database(error)) = second else { panic!("the second was written: {second:?}") };
    assert!(error.as_database_error().is_some_and(|error| error.is_unique_violation()), "{error}");
}

#[tokio::test]
async fn a_redemption_is_completed_once_and_whole() {
    let (store, _dir) = two_previews_of_a_code().await;
    let id = RedemptionId::new("1");
    let mut tx = store.write().await.expect("begins");
    assert!(tx.complete_redemption(&id, &outcome("1")).await.expect("is written"));
    let other = Outcome { reference: "TC-other".to_owned(), ..outcome("1") };
    assert!(!tx.complete_redemption(&id, &other).await.expect("is asked"));
    let record = tx.redemption(&AccountId::new("1"), &id).await.expect("is read").expect("is there");
    assert_eq!(record.outcome.map(|outcome| outcome.reference), Some("TC-1".to_owned()));
    let half = query("UPDATE redemptions SET redeemed_at = 1 WHERE id = '2'").execute(&mut tx).await;
    let Err(StoreError::Database(error)) = half else { panic!("a half redemption was written") };
    assert!(error.as_database_error().is_some_and(|error| error.is_check_violation()), "{error}");
}

#[tokio::test]
async fn codes_batches_and_addresses_are_there_once() {
    let (store, _dir) = two_previews_of_a_code().await;
    let mut tx = store.write().await.expect("begins");
    assert!(!tx.insert_code("d", "b", &hash(), "…0001").await.expect("is asked"));
    let account = Account {
        id: AccountId::new("3"),
        email: " 1@EXAMPLE.com ".to_owned(),
        region: "DE".to_owned(),
        locale: "en".to_owned(),
        demo: false,
    };
    let new = NewAccount { account: &account, password_hash: "" };
    assert!(!tx.insert_account(new, now()).await.expect("is asked"), "addresses are compared without case");
    assert!(tx.login("1@example.COM").await.expect("is asked").is_some());
}

#[tokio::test]
async fn every_connection_is_set_up_to_lose_nothing() {
    let (store, _dir) = two_previews_of_a_code().await;
    // All at once, so that each is a connection of its own.
    let mut open = vec![store.write().await.expect("begins")];
    for _ in 0..4 {
        open.push(store.read().await.expect("begins"));
    }
    for tx in &mut open {
        assert_eq!(text(tx, "PRAGMA journal_mode", "journal_mode").await, "wal");
        assert_eq!(number(tx, "PRAGMA synchronous", "synchronous").await, 2, "FULL");
        assert_eq!(number(tx, "PRAGMA foreign_keys", "foreign_keys").await, 1);
        assert_eq!(number(tx, "PRAGMA busy_timeout", "timeout").await, 5000);
    }
}

async fn text(tx: &mut Tx, pragma: &'static str, column: &'static str) -> String {
    query(pragma).fetch_one(tx).await.expect("an answer").get(column).expect("text")
}

async fn number(tx: &mut Tx, pragma: &'static str, column: &'static str) -> i64 {
    query(pragma).fetch_one(tx).await.expect("an answer").get(column).expect("a number")
}

#[tokio::test]
async fn a_store_that_is_closed_says_so() {
    let (store, _dir) = two_previews_of_a_code().await;
    let tx = store.write().await.expect("begins");
    let closing = tokio::spawn({
        let store = store.clone();
        async move { store.close().await }
    });
    // Closing waits for what is under way.
    assert!(matches!(tx.commit().await, Ok::<(), CommitFailed>(())));
    closing.await.expect("closes");
    assert!(store.read().await.is_err() && store.write().await.is_err());
}
