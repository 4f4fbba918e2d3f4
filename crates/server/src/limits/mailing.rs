//! Mails that visitors ask for: limited by whom they go to, by who asks, and by both together: few for one who asks, so that
//! a stranger does not easily use up those of the owner of an address.

use super::Limit;
use crate::{app::App, cases::retrying, client::Client, domain::email, problem::Failure};

/// Counts a mail to an address, unless there were too many. Whether the address has an account makes no difference.
pub(crate) async fn count_mail(app: &App, address: &str, client: Client) -> Result<(), Failure> {
    let (recipient, client) = (email::key(address), client.key());
    // An address of a machine holds no space, so that no two pairs have the same key.
    let pair = [&client, " ", &recipient].concat();
    let keys = [(Limit::MailsOfPair, pair), (Limit::MailsToRecipient, recipient), (Limit::MailsOfAddress, client)];
    let now = app.clock.now();
    // Reading goes first, and alone: who asked too often must not keep others from writing.
    let mut tx = app.store.read().await?;
    for (limit, key) in &keys {
        app.limits.check(&mut tx, *limit, key, now).await?;
    }
    drop(tx);
    let counted = retrying(|| async {
        let mut tx = app.store.write().await?;
        for (limit, key) in &keys {
            app.limits.take_turn(&mut tx, *limit, key, now).await?;
            app.limits.check(&mut tx, *limit, key, now).await?;
            app.limits.record(&mut tx, *limit, key, now).await?;
        }
        Ok(tx.commit().await?)
    });
    counted.await
}
