//! Mails that visitors ask for: limited by whom they go to, and by who asks.

use super::Limit;
use crate::{app::App, client::Client, domain::email, problem::Failure};

/// Counts a mail to an address, unless there were too many. Whether the address has an account makes no difference.
pub(crate) async fn count_mail(app: &App, address: &str, client: Client) -> Result<(), Failure> {
    let mut tx = app.store.write().await?;
    let now = app.clock.now();
    let (recipient, client) = (email::key(address), client.key());
    app.limits.check(&mut tx, Limit::MailsToRecipient, &recipient, now).await?;
    app.limits.check(&mut tx, Limit::MailsOfAddress, &client, now).await?;
    app.limits.record(&mut tx, Limit::MailsToRecipient, &recipient, now).await?;
    app.limits.record(&mut tx, Limit::MailsOfAddress, &client, now).await?;
    Ok(tx.commit().await?)
}
