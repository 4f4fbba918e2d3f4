//! Spends a code: the one thing that can't be undone (rules 4, 6 and 8 of redemption).

#[cfg(feature = "sabotage")]
mod sabotaged;

use super::{
    conclude,
    if_match::{self, IfMatch},
    open, retrying,
    view::{self, Holdings, View},
};
use crate::{
    app::App,
    domain::{audit::AuditEvent, code::Refusal, effect::Effect},
    problem::Failure,
    random,
    store::{Account, Entry, Outcome, RedemptionRecord, SubscriptionRecord, Tx},
};
use jiff::Timestamp;
use tapo_care_wire::{CodeUsed, ErrorCode, Redemption, RedemptionId, SubscriptionId};
use tracing::Instrument;

/// Confirms a redemption, or finds its receipt when that was done before.
///
/// It runs in a task of its own, since the server drops a handler when its client hangs up: a redemption that has begun
/// comes to its end whether or not someone still waits for the answer.
pub(crate) async fn confirm(
    app: App,
    account: Account,
    id: RedemptionId,
    if_match: Option<IfMatch>,
) -> Result<Redemption, Failure> {
    let work = async move {
        let confirmed = retrying(|| in_transaction(&app, &account, &id, if_match.as_ref())).await;
        // Here, and not where it is answered: whoever has gone spent a code, too.
        app.metrics.confirmed(confirmed.as_ref().map(|(_, outcome)| *outcome));
        confirmed.map(|(redemption, _)| redemption)
    };
    tokio::spawn(work.in_current_span()).await.unwrap_or_else(|_panic| {
        tracing::error!("a confirmation ended without a result");
        Err(Failure::unavailable().code_used(CodeUsed::Unknown))
    })
}

/// A redemption, and whether it was `redeemed` now or is `repeated`.
type Confirmed = (Redemption, &'static str);

async fn in_transaction(
    app: &App,
    account: &Account,
    id: &RedemptionId,
    if_match: Option<&IfMatch>,
) -> Result<Confirmed, Failure> {
    #[cfg(feature = "sabotage")]
    if crate::sabotage::is("read-then-write") {
        return sabotaged::read_then_write(app, account, id).await.map(|done| (done, "broken"));
    } else if crate::sabotage::is("receipt-apart") {
        return sabotaged::receipt_apart(app, account, id).await.map(|done| (done, "broken"));
    }
    // Until the redemption is read, a failure leaves open what became of the code: an earlier confirmation, whose answer
    // was lost, may have spent it.
    let mut tx = app.store.write().await?;
    let redemption = spend(app, account, id, if_match, &mut tx).await;
    #[cfg(feature = "sabotage")]
    if crate::sabotage::is("answer-before-commit") && redemption.is_ok() {
        return sabotaged::answer_before_commit(tx, redemption);
    }
    // A failure here leaves it open again.
    conclude(tx, redemption).await
}

/// Whatever fails between reading that the code is unspent and the end of the transaction, it stays unspent.
fn not_spent(error: impl Into<Failure>) -> Failure {
    error.into().code_used(CodeUsed::No)
}

/// All that is done inside the transaction.
async fn spend(
    app: &App,
    account: &Account,
    id: &RedemptionId,
    if_match: Option<&IfMatch>,
    tx: &mut Tx,
) -> Result<Confirmed, Failure> {
    // The lock comes first, and the clock after it: two codes of one account merge one after the other, and the moment
    // of redemption is not the one at which the waiting began.
    tx.lock_account(&account.id, app.clock.now()).await?;
    let now = app.clock.now();
    let unknown = || Failure::not_found("The account has no such redemption.");
    let mut record = tx.redemption(&account.id, id).await?.ok_or_else(unknown)?;
    if record.outcome.is_some() {
        #[cfg(feature = "sabotage")]
        if crate::sabotage::is("no-second-receipt") {
            return Err(Refusal::AlreadyRedeemed.into());
        }
        let done_before = receipt(app, account, &record, now, tx).await;
        return done_before
            .map(|redemption| (redemption, "repeated"))
            .map_err(|failure| failure.code_used(CodeUsed::Yes));
    }
    let if_match = if_match.ok_or_else(if_match::required)?;
    open::check(app, account, &record.code)?;
    let held = tx.subscriptions(&account.id).await.map_err(not_spent)?;
    let effect = agreed_effect(app, &record, if_match, &held, now)?;
    if !tx.spend_code(&record.code.id, id).await.map_err(not_spent)? {
        // Another account was quicker, or the issuer took it back, between reading and writing. SQLite's lock makes
        // this impossible; in PostgreSQL it happens.
        let lost = tx.redemption(&account.id, id).await.map_err(not_spent)?.ok_or_else(unknown)?;
        open::check(app, account, &lost.code)?;
        return Err(Refusal::AlreadyRedeemed.into());
    }
    let outcome = write_down(app, account, &record, &effect, now, tx).await.map_err(not_spent)?;
    let subscription = SubscriptionRecord {
        id: outcome.subscription.clone(),
        plan: record.code.batch.plan.clone(),
        term: effect.term,
        ends_at: effect.ends_at,
        cameras_chosen: held.iter().any(|held| held.id == outcome.subscription && held.cameras_chosen),
    };
    record.outcome = Some(outcome);
    // Nothing that was written is read again: under the account's lock nobody else has changed it.
    let holdings = match effect.extends {
        Some(_) => Holdings::of_one(tx, account, subscription).await.map_err(not_spent)?,
        None => {
            let entry = Entry {
                subscription: subscription.id.clone(),
                redemption: record.id.clone(),
                redeemed_at: now,
                months: record.code.batch.months,
                hint: record.code.hint.clone(),
            };
            Holdings::of_new(subscription, entry)
        }
    };
    let view = View { catalogue: &app.catalogue, account, holdings: &holdings, now };
    Ok((view.redemption(&record).map_err(not_spent)?, "redeemed"))
}

/// A redemption that is done, with all that belongs to it.
async fn receipt(
    app: &App,
    account: &Account,
    record: &RedemptionRecord,
    now: Timestamp,
    tx: &mut Tx,
) -> Result<Redemption, Failure> {
    let holdings = Holdings::load(tx, account).await?;
    View { catalogue: &app.catalogue, account, holdings: &holdings, now }.redemption(record)
}

/// What the code does now, if that is what the visitor agreed to.
fn agreed_effect(
    app: &App,
    record: &RedemptionRecord,
    if_match: &IfMatch,
    held: &[SubscriptionRecord],
    now: Timestamp,
) -> Result<Effect, Failure> {
    let effect = view::effect(record, held, now).map_err(not_spent)?;
    let fresh = view::previewed(&app.catalogue, record, &effect).map_err(not_spent)?;
    if if_match.matches(&fresh.etag) {
        return Ok(effect);
    }
    Err(Failure::new(ErrorCode::PreviewChanged)
        .detail("What the code does has changed since it was shown. Look at it again.")
        .with(|problem| problem.redemption = Some(Box::new(fresh))))
}

/// Writes the subscription and the redemption, once the code is spent, and that in the log.
pub(crate) async fn write_down(
    app: &App,
    account: &Account,
    record: &RedemptionRecord,
    effect: &Effect,
    now: Timestamp,
    tx: &mut Tx,
) -> Result<Outcome, Failure> {
    let previous_ends_at = effect.previous_ends_at();
    let subscription = match &effect.extends {
        Some(id) => {
            tx.extend_subscription(id, effect.term.months, effect.ends_at).await?;
            id.clone()
        }
        None => {
            let id = SubscriptionId::new(random::id()?);
            let subscription = SubscriptionRecord {
                id: id.clone(),
                plan: record.code.batch.plan.clone(),
                term: effect.term,
                ends_at: effect.ends_at,
                cameras_chosen: false,
            };
            tx.insert_subscription(&account.id, &subscription).await?;
            id
        }
    };
    let mut outcome = Outcome {
        redeemed_at: now,
        reference: random::reference()?,
        subscription,
        starts_at: effect.starts_at,
        ends_at: effect.ends_at,
        previous_ends_at,
        signature: None,
    };
    if let Some(signer) = &app.receipts {
        let done = RedemptionRecord { outcome: Some(outcome.clone()), ..record.clone() };
        outcome.signature = Some(signer.sign(app, &done)?);
    }
    if !tx.complete_redemption(&record.id, &outcome).await? {
        // The account's lock was held since the redemption was read: nobody can have completed it.
        return Err(Failure::unavailable());
    }
    let event = AuditEvent::Redeemed {
        redemption: &record.id,
        account: &account.id,
        code: &record.code.id,
        batch: &record.code.batch.id,
        subscription: &outcome.subscription,
        reference: &outcome.reference,
        redeemed_at: outcome.redeemed_at.as_second(),
        starts_at: outcome.starts_at.as_second(),
        ends_at: outcome.ends_at.as_second(),
    };
    app.audit.record(tx, &event, app.clock.now()).await?;
    Ok(outcome)
}
