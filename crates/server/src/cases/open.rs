//! Opens, or finds again, an account's redemption of a code. Spends nothing (rule 4 of redemption).

use super::{
    conclude, retrying,
    view::{self, Holdings, View},
};
use crate::{
    app::App,
    client::Client,
    domain::code,
    limits::Guesser,
    problem::Failure,
    random,
    secrets::CodeHash,
    store::{Account, CodeRecord, RedemptionRecord, StoreError, Tx},
};
use std::sync::atomic::Ordering;
use tapo_care_wire::{CodeError, ErrorCode, Field, Redemption, RedemptionCode, RedemptionId};

/// What came of it.
pub(crate) enum Opened {
    /// A redemption was opened.
    New(Redemption),
    /// There was one already.
    Again(Redemption),
}

/// Opens the account's redemption of the code as it was typed, or finds it again.
///
/// A code that is not found counts as a guess. After too many of them nothing is looked up any more: a right code is
/// refused like any other then, or the refusals would tell which is right.
pub(crate) async fn open(app: &App, account: &Account, client: Client, typed: &str) -> Result<Opened, Failure> {
    let code = RedemptionCode::parse(typed).map_err(refuse_text)?;
    let hashes = app.keys.hashes(&code);
    let guesser = Guesser::of_codes(&account.id, client);
    // Reading goes first, and alone: who guessed too often must not keep others from writing.
    let mut tx = app.store.read().await?;
    guesser.check(&app.limits, &mut tx, app.clock.now()).await?;
    drop(tx);

    let opened = retrying(|| async {
        let mut tx = app.store.write().await?;
        let opened = find_or_open(app, account, &guesser, &hashes, &mut tx).await;
        conclude(tx, opened).await
    });
    opened.await?.ok_or_else(unknown_code)
}

/// All that is done inside the transaction. `None` when there is no such code, which is counted.
async fn find_or_open(
    app: &App,
    account: &Account,
    guesser: &Guesser,
    hashes: &[CodeHash],
    tx: &mut Tx,
) -> Result<Option<Opened>, Failure> {
    // An account's codes are looked up one after the other: of many that come at once, none slips by before those ahead
    // of it are counted.
    tx.lock_account(&account.id, app.clock.now()).await?;
    let now = app.clock.now();
    guesser.check(&app.limits, tx, now).await?;
    let Some(found) = look_up(app, tx, hashes).await? else {
        guesser.record(&app.limits, tx, now).await?;
        return Ok(None);
    };
    if let Some(record) = tx.redemption_of_code(&account.id, &found.id).await? {
        return view(app, account, tx, &record).await.map(|redemption| Some(Opened::Again(redemption)));
    }
    check(app, account, &found)?;
    let id = RedemptionId::new(random::id()?);
    if !tx.insert_redemption(&id, &account.id, &found.id, now).await? {
        // The account's lock was held since its redemptions were read: nobody can have opened it.
        return Err(Failure::unavailable());
    }
    // Read again what is there now, as the next call will find it.
    let record = tx.redemption_of_code(&account.id, &found.id).await?.ok_or_else(Failure::unavailable)?;
    let redemption = view(app, account, tx, &record).await?;
    Ok(Some(Opened::New(redemption)))
}

/// Looks a code up, and counts that.
async fn look_up(app: &App, tx: &mut Tx, hashes: &[CodeHash]) -> Result<Option<CodeRecord>, StoreError> {
    app.code_lookups.fetch_add(1, Ordering::Relaxed);
    Ok(tx.code(hashes).await?.filter(|code| app.demo || !code.batch.demo))
}

/// The redemption as it stands: the receipt when it is done, a preview when the code can still be redeemed.
pub(crate) async fn view(
    app: &App,
    account: &Account,
    tx: &mut Tx,
    record: &RedemptionRecord,
) -> Result<Redemption, Failure> {
    if record.outcome.is_none() {
        check(app, account, &record.code)?;
        let held = tx.subscriptions(&account.id).await?;
        return view::previewed(&app.catalogue, record, &view::effect(record, &held, app.clock.now())?);
    }
    let holdings = Holdings::load(tx, account).await?;
    View { catalogue: &app.catalogue, account, holdings: &holdings, now: app.clock.now() }.redemption(record)
}

/// Whether the account can redeem the code now. A code that its own redemption spent is not asked about here.
pub(crate) fn check(app: &App, account: &Account, code: &CodeRecord) -> Result<(), Failure> {
    if code.batch.demo && !app.demo {
        return Err(unknown_code());
    }
    Ok(code::check(code.fate(), &code.batch.window, &account.region, app.clock.now())?)
}

fn unknown_code() -> Failure {
    Failure::new(ErrorCode::CodeNotFound).field(Field::Code).detail("There is no such code. Check each character.")
}

/// The mistakes that the parser finds.
fn refuse_text(error: CodeError) -> Failure {
    let malformed = |detail: String| Failure::new(ErrorCode::CodeMalformed).detail(detail);
    match error {
        CodeError::Empty => malformed("The code is empty.".to_owned()),
        CodeError::LooksLike(kind) => Failure::new(ErrorCode::LooksLikeOther)
            .detail("This is something else, not a Redemption Code.")
            .with(|problem| problem.kind = Some(kind)),
        // The character itself is not repeated: it is part of what the visitor typed.
        CodeError::WrongCharacter { position, .. } => malformed(format!("No code has the character {position} of it.")),
        CodeError::TooShort { have, .. } => malformed(format!("A code has 13 characters, this has {have}.")),
        CodeError::TooLong { have } => malformed(format!("A code has 13 characters, this has {have}.")),
    }
    .field(Field::Code)
}
