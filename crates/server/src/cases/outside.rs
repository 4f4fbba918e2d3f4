//! Logging in with an outside provider: a log-in is begun, the provider answers, and the code that waited is handed back.

use super::retrying;
use crate::{
    app::App,
    client::Client,
    domain::return_to::ReturnTo,
    identity::{LoginToken, Person, Provider, ProviderError},
    limits::Limit,
    problem::Failure,
    random,
    sessions::{self, Visit},
    store::{Account, LoginAttempt, NewAccount, Tx, WaitingCode},
};
use cookie::Cookie;
use jiff::Timestamp;
use openidconnect::RedirectUrl;
use tapo_care_wire::{AccountId, OutsideProblem, StartOutside};

/// Bytes of a text that is kept as a code, at the most. What is longer is no code.
const LONGEST_CODE: usize = 100;

/// A log-in that is to begin, and the browser it begins in.
pub(crate) struct Beginning {
    /// What the page wants.
    pub(crate) start: StartOutside,
    /// Where it comes from.
    pub(crate) client: Client,
    /// Where the provider sends the visitor back to.
    pub(crate) redirect: RedirectUrl,
    /// The log-in that this browser began before.
    pub(crate) earlier: Option<LoginToken>,
    /// The hash of the session that it has.
    pub(crate) session: Option<String>,
}

/// Begins a log-in. Gives its token, for the browser's cookie, and where the browser goes.
pub(crate) async fn begin(
    app: &App,
    provider: &Provider,
    beginning: Beginning,
) -> Result<(LoginToken, String), Failure> {
    let Beginning { start, client, redirect, earlier, session } = beginning;
    app.limits.check_alone(app, Limit::OutsideLoginsOfAddress, client).await?;
    let counted = retrying(|| async {
        let mut tx = app.store.write().await?;
        app.limits.count(&mut tx, Limit::OutsideLoginsOfAddress, client, app.clock.now()).await?;
        Ok(tx.commit().await?)
    });
    counted.await?;

    let token = LoginToken::new()?;
    // Before anything of an earlier log-in is forgotten: when the provider is away, the code goes on waiting.
    let location = provider.log_in_at(&token, redirect).await.map_err(|error| {
        tracing::warn!(%error, "nobody can log in");
        Failure::unavailable()
    })?;
    let typed = start.code.filter(|code| !code.trim().is_empty() && code.len() <= LONGEST_CODE);
    let return_to = ReturnTo::parse(&start.return_to);
    let written = retrying(|| async {
        let mut tx = app.store.write().await?;
        let now = app.clock.now();
        tx.delete_expired_outside_logins(now).await?;
        let expires_at = now.checked_add(LoginToken::LIFE).unwrap_or(now);
        // A visitor who turned back at the provider tries again from a page that has forgotten the code.
        let carried = match &earlier {
            Some(earlier) => {
                let code = tx.take_waiting_code(&earlier.hash(), None, now).await?;
                code.and_then(|code| Some((earlier.open(&code.sealed)?, code.until)))
            }
            None => None,
        };
        let code = typed.clone().map(|code| (code, expires_at)).or(carried);
        let code = code.and_then(|(code, until)| Some(WaitingCode { sealed: token.seal(&code)?, until }));
        let attempt = LoginAttempt { return_to: return_to.clone(), old_session: session.clone(), code };
        tx.insert_outside_login(&token.hash(), &attempt, expires_at).await?;
        Ok(tx.commit().await?)
    });
    written.await?;
    Ok((token, location))
}

/// What the provider sent the visitor back with.
pub(crate) struct ProviderAnswer {
    /// Proves that the answer belongs to this log-in.
    pub(crate) state: String,
    /// Who answers, if it says so (RFC 9207).
    pub(crate) issuer: Option<String>,
    /// What becomes tokens; or the code of an error.
    pub(crate) result: Result<String, String>,
}

/// A log-in that succeeded.
pub(crate) struct LoggedIn {
    /// The session's cookie.
    pub(crate) cookie: Cookie<'static>,
    /// Where the visitor goes.
    pub(crate) return_to: ReturnTo,
    /// Whether a code waits to be handed back.
    pub(crate) code_waits: bool,
}

/// A log-in that failed.
pub(crate) struct Turned {
    /// Why, for the page to say.
    pub(crate) problem: OutsideProblem,
    /// Where the visitor wanted to go, as far as it is known.
    pub(crate) return_to: Option<ReturnTo>,
}

/// Takes the provider's answer, and begins a session for whom it vouches for.
pub(crate) async fn finish(
    app: &App,
    provider: &Provider,
    token: Option<LoginToken>,
    answer: ProviderAnswer,
    redirect: RedirectUrl,
    visit: Visit,
) -> Result<LoggedIn, Turned> {
    let turned = |problem| Turned { problem, return_to: None };
    // Another browser's cookie, or none: whoever sent the visitor here did not begin this log-in (login CSRF).
    let Some(token) = token.filter(|token| token.has_state(&answer.state)) else {
        return Err(turned(OutsideProblem::Expired));
    };
    let attempt = answered(app, &token).await.map_err(|_failure| turned(OutsideProblem::Unavailable))?;
    let Some(attempt) = attempt else { return Err(turned(OutsideProblem::Expired)) };
    // The cookie of the session does not come along from another site. Which one the browser had was written down.
    let visit = Visit { session: attempt.old_session.clone(), ..visit };
    match log_in(app, provider, &token, &visit, answer, redirect).await {
        Ok(cookie) => {
            let code_waits = attempt.code.is_some();
            Ok(LoggedIn { cookie, return_to: attempt.return_to, code_waits })
        }
        Err(failed) => Err(Turned { problem: failed.problem(), return_to: Some(attempt.return_to) }),
    }
}

/// Why a log-in failed, on its way to the page.
enum Failed {
    /// The provider says no, or nothing of use.
    Problem(OutsideProblem),
    /// The provider failed.
    Provider(ProviderError),
    /// This server failed, and has logged why.
    Server,
}

impl Failed {
    /// For the page. The reason itself goes into the log.
    fn problem(self) -> OutsideProblem {
        let error = match self {
            Self::Problem(problem) => return problem,
            Self::Server => return OutsideProblem::Unavailable,
            Self::Provider(error) => error,
        };
        tracing::warn!(%error, "a log-in failed");
        match error {
            ProviderError::Away(_) => OutsideProblem::Unavailable,
            ProviderError::Refused(_) => OutsideProblem::Failed,
            ProviderError::Unverified => OutsideProblem::Unverified,
        }
    }
}

impl From<Failure> for Failed {
    fn from(_: Failure) -> Self {
        Self::Server
    }
}

/// The log-in of the token, once: an answer that comes a second time finds none.
async fn answered(app: &App, token: &LoginToken) -> Result<Option<LoginAttempt>, Failure> {
    retrying(|| async {
        let mut tx = app.store.write().await?;
        let attempt = tx.answer_outside_login(&token.hash(), app.clock.now()).await?;
        tx.commit().await?;
        Ok(attempt)
    })
    .await
}

async fn log_in(
    app: &App,
    provider: &Provider,
    token: &LoginToken,
    visit: &Visit,
    answer: ProviderAnswer,
    redirect: RedirectUrl,
) -> Result<Cookie<'static>, Failed> {
    if answer.issuer.is_some_and(|issuer| issuer != provider.issuer()) {
        return Err(Failed::Provider(ProviderError::Refused("another provider answers".to_owned())));
    }
    let code = answer.result.map_err(|error| {
        Failed::Problem(match error.as_str() {
            "access_denied" => OutsideProblem::Denied,
            "temporarily_unavailable" | "server_error" => OutsideProblem::Unavailable,
            _ => OutsideProblem::Failed,
        })
    })?;
    let person = provider.identify(token, code, redirect).await.map_err(Failed::Provider)?;
    // A password that nobody knows: outside of any transaction, since hashing takes its time.
    let unknown = app.passwords.hash(random::id().map_err(Failure::from)?).await.map_err(Failure::from)?;
    let begun = retrying(|| async {
        let mut tx = app.store.write().await?;
        let now = app.clock.now();
        let cookie = match account_of(app, &mut tx, provider.issuer(), &person, &unknown, now).await? {
            Some(account) => {
                tx.complete_outside_login(&token.hash(), &account).await?;
                Some(sessions::begin(&app.sessions, &mut tx, &account, visit, now).await?)
            }
            None => None,
        };
        tx.commit().await?;
        Ok(cookie)
    });
    let cookie = begun.await?.ok_or(Failed::Problem(OutsideProblem::Taken))?;
    if let Some(old) = &visit.session {
        app.events.end_session(old);
    }
    Ok(cookie)
}

/// The account of a person, made if there is none yet, and locked. None when another account has the person's e-mail
/// address: that is never taken over, since whoever had the address when the account was made need not be who has it now.
async fn account_of(
    app: &App,
    tx: &mut Tx,
    issuer: &str,
    person: &Person,
    unknown_password: &str,
    now: Timestamp,
) -> Result<Option<AccountId>, Failure> {
    let Person { subject, email, region, locale } = person;
    if let Some(id) = known(app, tx, issuer, subject, now).await? {
        return Ok(Some(id));
    }
    let account = Account {
        id: AccountId::new(random::id()?),
        email: email.clone(),
        region: region.clone(),
        locale: locale.clone().unwrap_or_else(|| DEFAULT_LOCALE.to_owned()),
        demo: false,
    };
    let new = NewAccount { account: &account, password_hash: unknown_password };
    if !tx.insert_account(new, now).await? {
        // Perhaps the same person's, in another tab, a moment ago.
        return known(app, tx, issuer, subject, now).await;
    }
    if !tx.insert_outside_identity(issuer, subject, &account.id, now).await? {
        // The same person with another address, in the very same moment: all of this is undone and done again.
        return Err(Failure::conflict(&"an identity was given an account by somebody else in the same moment"));
    }
    Ok(Some(account.id))
}

/// The language of whom the provider says none.
const DEFAULT_LOCALE: &str = "en";

/// The account that the person has already, locked.
async fn known(
    app: &App,
    tx: &mut Tx,
    issuer: &str,
    subject: &str,
    now: Timestamp,
) -> Result<Option<AccountId>, Failure> {
    let account = tx.outside_account(issuer, subject).await?.filter(|account| app.demo || !account.demo);
    if let Some(account) = &account {
        tx.lock_account(&account.id, now).await?;
    }
    Ok(account.map(|account| account.id))
}

/// Hands the code back that waited for the log-in of this account. Once.
pub(crate) async fn hand_over(app: &App, token: &LoginToken, account: &AccountId) -> Result<Option<String>, Failure> {
    retrying(|| async {
        let mut tx = app.store.write().await?;
        let now = app.clock.now();
        let code = tx.take_waiting_code(&token.hash(), Some(account), now).await?;
        tx.delete_expired_outside_logins(now).await?;
        tx.commit().await?;
        Ok(code.and_then(|code| token.open(&code.sealed)))
    })
    .await
}
