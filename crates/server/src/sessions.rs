//! Sessions: an opaque random token in a cookie that no script can read, known to the database by its hash.

mod visit;

pub(crate) use visit::Visit;

use crate::{
    clock::Clock,
    domain::two_step,
    problem::Failure,
    random,
    secrets::hash_token,
    store::{Account, Login, NewSession, SessionRecord, Store, StoreError, Tx},
};
use axum_extra::extract::CookieJar;
use base64ct::{Base64UrlUnpadded, Encoding};
use cookie::{Cookie, SameSite};
use jiff::{SignedDuration, Timestamp};
use tapo_care_wire::{AccountId, ErrorCode};

/// A session is written down as used at most this often: each write waits for the disk.
const TOUCH_EVERY: SignedDuration = SignedDuration::from_mins(10);

/// How sessions are kept.
#[derive(Clone, Debug)]
pub struct SessionPolicy {
    /// Whether the cookie is for https only. Without it the server must listen on loopback only.
    pub secure: bool,
    /// A session that is not used for so long is over.
    pub idle_limit: SignedDuration,
    /// A session is over so long after it began, however much it is used.
    pub absolute_limit: SignedDuration,
}

impl Default for SessionPolicy {
    fn default() -> Self {
        Self {
            secure: false,
            idle_limit: SignedDuration::from_hours(24 * 30),
            absolute_limit: SignedDuration::from_hours(24 * 90),
        }
    }
}

/// Who is asking.
#[derive(Clone, Debug)]
pub(crate) enum Asker {
    /// A request without a session.
    Nobody,
    /// A request with a session that is over, or that never was.
    Expired,
    /// A request of this account.
    LoggedIn(Account),
}

impl SessionPolicy {
    /// `__Host-` makes browsers refuse a cookie that is not Secure, has a domain, or is for a part of the site only.
    /// By plain http there is no such cookie: WebKit refuses Secure ones there, on loopback too.
    pub(crate) fn cookie_name(&self) -> &'static str {
        if self.secure { "__Host-session" } else { "session" }
    }

    /// The same, for a log-in whose second step is due.
    pub(crate) fn challenge_cookie_name(&self) -> &'static str {
        if self.secure { "__Host-challenge" } else { "challenge" }
    }

    /// A cookie that no script can read and no other site makes a browser send.
    fn cookie(&self, name: &'static str, token: String, lasts: SignedDuration) -> Cookie<'static> {
        Cookie::build((name, token))
            .path("/")
            .http_only(true)
            .secure(self.secure)
            .same_site(SameSite::Strict)
            .max_age(cookie::time::Duration::seconds(lasts.as_secs()))
            .build()
    }

    /// The cookie of a new session.
    fn session_cookie(&self, token: String) -> Cookie<'static> {
        self.cookie(self.cookie_name(), token, self.absolute_limit)
    }

    /// The cookie that takes the session's away.
    pub(crate) fn removal(&self) -> Cookie<'static> {
        let mut cookie = self.session_cookie(String::new());
        cookie.make_removal();
        cookie
    }

    /// The cookie that takes the challenge's away.
    pub(crate) fn challenge_removal(&self) -> Cookie<'static> {
        let mut cookie = self.cookie(self.challenge_cookie_name(), String::new(), SignedDuration::ZERO);
        cookie.make_removal();
        cookie
    }

    /// Whether a session is over.
    pub(crate) fn is_over(&self, created_at: Timestamp, last_seen_at: Timestamp, now: Timestamp) -> bool {
        now.duration_since(last_seen_at) >= self.idle_limit || now.duration_since(created_at) >= self.absolute_limit
    }

    /// The hash of the token that the request carries.
    pub(crate) fn presented(&self, jar: &CookieJar) -> Option<String> {
        jar.get(self.cookie_name()).map(|cookie| hash_token(cookie.value()))
    }
}

/// Makes sure that a password that was verified outside of any transaction, against the hash of `verified`, is still the
/// account's; else the log-in, or whatever it was asked for, is refused: it would outlive a change that ended all the account's
/// sessions. Takes the account's lock, so that a change is before all of this transaction or after it.
pub(crate) async fn lock_verified(tx: &mut Tx, verified: &Login, now: Timestamp) -> Result<(), Failure> {
    let Login { account, password_hash } = verified;
    tx.lock_account(&account.id, now).await?;
    let current = tx.login(&account.email).await?;
    if current.is_none_or(|current| current.account.id != account.id || current.password_hash != *password_hash) {
        return Err(invalid_credentials());
    }
    Ok(())
}

/// Begins a session of an account that was proved to be the visitor's, and returns its cookie. Whoever calls has the account's
/// lock, and commits.
///
/// A session that the request carried ends: a token that someone planted before the log-in must not become the visitor's. So
/// does a second step that was due.
pub(crate) async fn begin(
    policy: &SessionPolicy,
    tx: &mut Tx,
    account: &AccountId,
    visit: &Visit,
    now: Timestamp,
) -> Result<Cookie<'static>, Failure> {
    let token = token()?;
    end_presented(tx, visit).await?;
    let before = |limit: SignedDuration| now.checked_sub(limit).unwrap_or(Timestamp::MIN);
    tx.delete_sessions_before(before(policy.idle_limit), before(policy.absolute_limit)).await?;
    let (id, token_hash) = (random::id()?, hash_token(&token));
    tx.insert_session(&NewSession { id: &id, token_hash: &token_hash, account, agent: &visit.agent }, now).await?;
    Ok(policy.session_cookie(token))
}

/// Asks for the second step of a log-in and returns the cookie of the challenge. Whoever calls has the account's lock, and
/// commits. The session that the request carried ends, as with every log-in.
pub(crate) async fn challenge(
    policy: &SessionPolicy,
    tx: &mut Tx,
    account: &AccountId,
    visit: &Visit,
    now: Timestamp,
) -> Result<(String, Cookie<'static>), Failure> {
    let (id, token) = (random::id()?, token()?);
    end_presented(tx, visit).await?;
    let expires_at = two_step::challenge_expiry(now);
    tx.insert_challenge(&hash_token(&token), &id, account, now, expires_at).await?;
    let cookie = policy.cookie(policy.challenge_cookie_name(), token, expires_at.duration_since(now));
    Ok((id, cookie))
}

fn token() -> Result<String, Failure> {
    Ok(Base64UrlUnpadded::encode_string(&random::bytes::<32>()?))
}

async fn end_presented(tx: &mut Tx, visit: &Visit) -> Result<(), StoreError> {
    if let Some(old) = &visit.session {
        tx.delete_session(old).await?;
    }
    if let Some(old) = &visit.challenge {
        tx.delete_challenge(old).await?;
    }
    Ok(())
}

/// The failure of a log-in; never which of the two is wrong.
pub(crate) fn invalid_credentials() -> Failure {
    Failure::new(ErrorCode::InvalidCredentials).detail("The e-mail address or the password is wrong.")
}

/// Ends the session that the request carries, and the log-in that it is in the middle of.
pub(crate) async fn end(store: &Store, visit: &Visit) -> Result<(), Failure> {
    if visit.session.is_none() && visit.challenge.is_none() {
        return Ok(());
    }
    let mut tx = store.write().await?;
    end_presented(&mut tx, visit).await?;
    tx.commit().await?;
    Ok(())
}

/// Who is asking, by the cookie. `demo` says whether demo accounts exist.
pub(crate) async fn who(
    policy: &SessionPolicy,
    store: &Store,
    clock: &Clock,
    jar: &CookieJar,
    demo: bool,
) -> Result<Asker, StoreError> {
    let Some(token_hash) = policy.presented(jar) else { return Ok(Asker::Nobody) };
    let session = match running(policy, &mut store.glance().await?, clock, &token_hash, demo).await {
        // The connection may have broken since it was used last. The beginning of a transaction finds one that has not. A
        // database that says nothing is not asked again.
        Err(error @ StoreError::Database(_)) if !error.is_busy() => {
            running(policy, &mut store.read().await?, clock, &token_hash, demo).await?
        }
        session => session?,
    };
    let now = clock.now();
    let Some(session) = session else { return Ok(Asker::Expired) };
    if now.duration_since(session.last_seen_at) >= TOUCH_EVERY.min(policy.idle_limit / 4) {
        // The visitor need not wait because of this. If it fails, the next call will try again.
        let store = store.clone();
        tokio::spawn(async move {
            if let Err(error) = touch(&store, &token_hash, now).await {
                tracing::warn!(%error, "a session could not be written down as used");
            }
        });
    }
    Ok(Asker::LoggedIn(session.account))
}

/// The session of that token hash, unless it is over. Looking is no use of it.
pub(crate) async fn running(
    policy: &SessionPolicy,
    tx: &mut Tx,
    clock: &Clock,
    token_hash: &str,
    demo: bool,
) -> Result<Option<SessionRecord>, StoreError> {
    let (session, now) = (tx.session(token_hash).await?, clock.now());
    Ok(session.filter(|session| {
        !policy.is_over(session.created_at, session.last_seen_at, now) && (demo || !session.account.demo)
    }))
}

async fn touch(store: &Store, token_hash: &str, now: Timestamp) -> Result<(), StoreError> {
    let mut tx = store.write().await?;
    tx.touch_session(token_hash, now).await?;
    // Lost or not, no harm is done.
    tx.commit().await.unwrap_or_else(|error| tracing::warn!(%error, "a session could not be written down as used"));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_limits_end_a_session() {
        let policy = SessionPolicy::default();
        let at = |hours: i64| Timestamp::from_second(1_790_000_000 + hours * 3600).expect("in range");
        let day = 24;
        // Begun, last seen, now: whether it is over.
        let table = [
            (0, 0, 0, false),
            (0, 0, 30 * day - 1, false),
            (0, 0, 30 * day, true),
            (0, 80 * day, 90 * day - 1, false),
            (0, 89 * day, 90 * day, true),
            // A clock that was set back ends nothing.
            (5, 5, 0, false),
        ];
        for (created, seen, now, over) in table {
            assert_eq!(policy.is_over(at(created), at(seen), at(now)), over, "{created} {seen} {now}");
        }
    }

    /// Seen red without looking at the password again.
    #[tokio::test]
    async fn a_log_in_with_a_password_that_was_changed_meanwhile_is_refused() {
        let dir = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite://{}", dir.path().join("test.db").display());
        let database = crate::store::Database { url, connections: None, patience: std::time::Duration::from_secs(5) };
        let store = Store::open(&database).await.expect("opens");
        let clock = Clock::system();
        let account = Account {
            id: tapo_care_wire::AccountId::new("1"),
            email: "someone@example.com".to_owned(),
            region: "DE".to_owned(),
            locale: "en".to_owned(),
            demo: false,
        };
        let mut tx = store.write().await.expect("begins");
        let new = crate::store::NewAccount { account: &account, password_hash: "old" };
        assert!(tx.insert_account(new, clock.now()).await.expect("is written"));
        let verified = tx.login(&account.email).await.expect("is read").expect("is there");
        tx.commit().await.expect("is written");
        let mut tx = store.write().await.expect("begins");
        assert!(lock_verified(&mut tx, &verified, clock.now()).await.is_ok());
        tx.set_password(&account.id, "new").await.expect("is written");
        assert!(lock_verified(&mut tx, &verified, clock.now()).await.is_err());
    }

    #[test]
    fn the_cookie_is_the_strictest_that_works() {
        let mut policy = SessionPolicy { secure: true, ..SessionPolicy::default() };
        assert_eq!(
            policy.session_cookie("t".to_owned()).to_string(),
            "__Host-session=t; HttpOnly; SameSite=Strict; Secure; Path=/; Max-Age=7776000"
        );
        policy.secure = false;
        assert_eq!(
            policy.session_cookie("t".to_owned()).to_string(),
            "session=t; HttpOnly; SameSite=Strict; Path=/; Max-Age=7776000"
        );
    }
}
