//! Codes that are mailed: made, and taken back from whoever read the mail.

use crate::{
    app::App,
    client::Client,
    domain::mailed_code::{self, Purpose},
    problem::Failure,
    random,
    store::{NewMailedCode, Tx},
};
use jiff::Timestamp;
use tapo_care_wire::{ErrorCode, Field, parse_mailed_code};

/// Codes at the most that are good for one purpose and address at a time, each for a registration of its own. More than one
/// client may ask for in an hour, so that no single stranger pushes out the registration of the owner.
pub(crate) const SIDE_BY_SIDE: u32 = 10;

/// Makes a code for a purpose, an address, and what of it the code is for; in place of an earlier one for the same. Whoever
/// calls mails it, or nobody does: the work is the same.
pub(crate) async fn issue(
    app: &App,
    tx: &mut Tx,
    purpose: Purpose,
    address: &str,
    subject: &str,
    now: Timestamp,
) -> Result<String, Failure> {
    let code = random::mailed_code()?;
    tx.delete_expired_codes(now).await?;
    let (id, code_hash) = (random::id()?, app.keys.hash_mailed(purpose, address, &code));
    let expires_at = mailed_code::expiry(now);
    let new = NewMailedCode { id: &id, purpose, address, subject, code_hash: &code_hash, expires_at };
    tx.put_mailed_code(&new, SIDE_BY_SIDE).await?;
    Ok(code)
}

/// What the code is for, if it is one of those of the purpose and address; they are used up then. If not, that was a try,
/// which counts once the transaction is committed.
///
/// A client has a few tries of each code, and all together some more: a stranger who tries wrong ones takes none from the
/// owner of the address, unless from many addresses.
pub(crate) async fn redeem(
    app: &App,
    tx: &mut Tx,
    purpose: Purpose,
    email: &str,
    typed: &str,
    client: Client,
    now: Timestamp,
) -> Result<Option<String>, Failure> {
    let parsed = parse_mailed_code(typed);
    let typed = parsed.map(|code| app.keys.mailed_hashes(purpose, email, &code)).unwrap_or_default();
    let mut found = None;
    for code in tx.lock_mailed_codes(purpose, email, app.limits.tries_of_all(), now).await? {
        if app.limits.count_try(tx, &code.id, client, now).await? {
            tx.count_try(&code.id).await?;
            // Keyed hashes are compared: how far they agree tells nothing to who does not know the key.
            if typed.contains(&code.code_hash) {
                found = Some(code.subject);
            }
        }
    }
    if found.is_some() {
        tx.delete_mailed_codes(purpose, email).await?;
    }
    Ok(found)
}

/// The failure of a code that is wrong, too old, used or tried too often; never which, and never whether there was one.
pub(crate) fn wrong() -> Failure {
    Failure::new(ErrorCode::MfaFailed)
        .field(Field::Code)
        .detail("The code is wrong, was used, is older than 15 minutes, or was tried too often. Ask for a new one.")
}
