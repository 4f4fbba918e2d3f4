//! `keys list`.

use super::{CliError, CodeStoreOptions};

/// Shows all keys. Never the keys themselves.
pub(super) async fn run(options: CodeStoreOptions) -> Result<(), CliError> {
    let app = options.open().await?;
    let mut tx = app.store.read().await?;
    let (codes, receipts) = (tx.keys(app.clock.now()).await?, tx.receipt_keys().await?);
    drop(tx);
    println!("{:<8}  {:<16}  {:<20}  {:<9}  codes to redeem", "for", "key", "since", "state");
    for key in codes.iter().rev() {
        let state = if key.id == app.keys.newest().id() {
            "in use"
        } else if key.dropped {
            "dropped"
        } else if app.keys.get(&key.id).is_some() {
            "retired"
        } else {
            "missing"
        };
        println!("{:<8}  {:<16}  {:<20}  {state:<9}  {}", "codes", key.id, key.created_at, key.codes);
    }
    for key in receipts {
        let state = if key.retired_at.is_some() { "retired" } else { "in use" };
        println!("{:<8}  {:<16}  {:<20}  {state:<9}", "receipts", key.id, key.created_at);
    }
    app.close().await;
    Ok(())
}
