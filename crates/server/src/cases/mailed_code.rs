//! Codes that are mailed: made, and taken back from whoever read the mail.

use crate::{
    app::App,
    domain::mailed_code::{self, Purpose},
    problem::Failure,
    random,
    store::Tx,
};
use jiff::Timestamp;
use tapo_care_wire::{ErrorCode, Field, parse_mailed_code};

/// Makes a code for a purpose and an address, in place of an earlier one. Whoever calls mails it, or nobody does: the work
/// is the same.
pub(crate) async fn issue(
    app: &App,
    tx: &mut Tx,
    purpose: Purpose,
    email: &str,
    now: Timestamp,
) -> Result<String, Failure> {
    let code = random::mailed_code()?;
    tx.delete_expired_codes(now).await?;
    let hash = app.key.hash_mailed(purpose, email, &code);
    tx.put_mailed_code(purpose, email, &hash, mailed_code::expiry(now)).await?;
    Ok(code)
}

/// Whether it is the code; it is used up then. If not, that was a try, which counts once the transaction is committed.
pub(crate) async fn redeem(
    app: &App,
    tx: &mut Tx,
    purpose: Purpose,
    email: &str,
    typed: &str,
    now: Timestamp,
) -> Result<bool, Failure> {
    let wanted = tx.try_mailed_code(purpose, email, app.limits.mailed_code_tries(), now).await?;
    let Some(code) = parse_mailed_code(typed) else { return Ok(false) };
    // Two keyed hashes are compared: how far they agree tells nothing to who does not know the key.
    if wanted != Some(app.key.hash_mailed(purpose, email, &code)) {
        return Ok(false);
    }
    tx.delete_mailed_code(purpose, email).await?;
    Ok(true)
}

/// The failure of a code that is wrong, too old, used or tried too often; never which, and never whether there was one.
pub(crate) fn wrong() -> Failure {
    Failure::new(ErrorCode::MfaFailed)
        .field(Field::Code)
        .detail("The code is wrong, was used, is older than 15 minutes, or was tried too often. Ask for a new one.")
}
