//! Says whether a receipt is genuine, to everybody who has its signature, and nothing to anybody else.

use super::{retrying, view};
use crate::{app::App, client::Client, limits::Limit, problem::Failure, receipts, store::Tx};
use tapo_care_wire::{GenuineReceipt, ReceiptCheck, parse_reference, parse_signature};

/// The answer to everything that is not genuine: never which part of it is wrong.
const NOT_GENUINE: ReceiptCheck = ReceiptCheck { genuine: false, receipt: None };

/// Checks a reference and a signature.
///
/// What is not genuine counts as a guess from the client's address. After too many of them nothing is looked up any more.
pub(crate) async fn check_receipt(
    app: &App,
    client: Client,
    reference: &str,
    signature: &str,
) -> Result<ReceiptCheck, Failure> {
    let (Some(reference), Some(signature)) = (parse_reference(reference), parse_signature(signature)) else {
        // Of no form that a receipt has: there is nothing to look up, and so nothing to count.
        return Ok(NOT_GENUINE);
    };
    let mut tx = app.store.read().await?;
    app.limits.check(&mut tx, Limit::ReceiptsOfAddress, &client.key(), app.clock.now()).await?;
    if let Some(receipt) = genuine(app, &mut tx, &reference, &signature).await? {
        return Ok(ReceiptCheck { genuine: true, receipt: Some(receipt) });
    }
    drop(tx);
    let counted = retrying(|| async {
        let mut tx = app.store.write().await?;
        app.limits.count(&mut tx, Limit::ReceiptsOfAddress, client, app.clock.now()).await?;
        Ok(tx.commit().await?)
    });
    counted.await?;
    Ok(NOT_GENUINE)
}

/// What the receipt says, if it is genuine.
async fn genuine(app: &App, tx: &mut Tx, reference: &str, signature: &str) -> Result<Option<GenuineReceipt>, Failure> {
    let Some(record) = tx.receipt_of_signature(signature).await? else { return Ok(None) };
    let receipt = view::receipt(&app.catalogue, &record)?;
    // The signature is looked at again: somebody may have changed the row that it stands in.
    if receipt.reference.as_deref() != Some(reference) || !receipts::is_signed(app, tx, &record).await? {
        return Ok(None);
    }
    Ok(receipt.reference.zip(receipt.redeemed_at).map(|(reference, redeemed_at)| GenuineReceipt {
        reference,
        plan: receipt.grant.plan,
        months: receipt.grant.months,
        redeemed_at,
        starts_at: receipt.effect.starts_at,
        ends_at: receipt.effect.ends_at,
        code_hint: receipt.code_hint,
    }))
}
