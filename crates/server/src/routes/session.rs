//! `/session`: log in, who am I, language, log out.

use super::{
    extract::Json,
    guard::{asker, protected, public, with_passwords},
};
use crate::{
    app::App,
    cases::register,
    client::Client,
    domain::registration::is_language_tag,
    limits::Guesser,
    problem::Failure,
    sessions::{self, Asker},
    store::{Account, RegistrationRecord},
};
use axum::{
    Extension, Json as Answer,
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::{MethodRouter, get, patch, post},
};
use axum_extra::extract::CookieJar;
use tapo_care_wire::{Credentials, ErrorCode, Field, Preferences, Session, Viewer};

pub(super) fn routes(app: &App) -> MethodRouter<App> {
    public(app, get(show).delete(log_out))
        .merge(with_passwords(app, public(app, post(log_in))))
        .merge(protected(app, patch(set_locale)))
}

/// Who is logged in. Nobody is an answer, not an error.
async fn show(State(app): State<App>, headers: HeaderMap) -> Result<Answer<Session>, Failure> {
    let viewer = match asker(&app, &headers).await? {
        Asker::LoggedIn(account) => Some(account.viewer()),
        Asker::Nobody | Asker::Expired => None,
    };
    Ok(Answer(Session { viewer, challenge: None, login: app.identity.way() }))
}

async fn log_in(
    State(app): State<App>,
    client: Client,
    jar: CookieJar,
    Json(Credentials { email, password }): Json<Credentials>,
) -> Result<(CookieJar, Answer<Viewer>), Failure> {
    let guesser = Guesser::of_log_ins(&email, client);
    let mut tx = app.store.read().await?;
    guesser.check(&app.limits, &mut tx, app.clock.now()).await?;
    let login = tx.login(&email).await?.filter(|login| app.demo || !login.account.demo);
    // Looked for in any case, since the time must not tell whether there is an account.
    let waiting = tx.newest_registration(&email, register::kept_since(app.clock.now())).await?;
    // Not held while a password is hashed.
    drop(tx);
    let hash = login.as_ref().map(|login| &login.password_hash);
    let hash = hash.or_else(|| Some(&waiting.as_ref()?.password_hash)).cloned();
    let right = app.passwords.verify(password, hash).await?;
    // Anybody can register any address: the password of a registration that waits proves nothing.
    count(&app, &guesser, right && login.is_some()).await?;
    let Some(login) = login.filter(|_| right) else {
        return Err(match waiting.filter(|_| right) {
            Some(waiting) => address_first(app, waiting, client).await,
            None => sessions::invalid_credentials(),
        });
    };
    let presented = app.sessions.presented(&jar);
    let cookie = sessions::begin(&app.sessions, &app.store, &app.clock, &login, presented.as_deref()).await?;
    Ok((jar.add(cookie), Answer(login.account.viewer())))
}

/// The failure of a right password whose address was never verified: a new code is mailed, and the page asks for it.
async fn address_first(app: App, waiting: RegistrationRecord, client: Client) -> Failure {
    match register::mail_again(app, waiting, client).await {
        Ok(()) => Failure::new(ErrorCode::MfaRequired)
            .field(Field::Email)
            .detail("The e-mail address is not verified yet. A new code was mailed to it."),
        Err(failure) => failure,
    }
}

/// Counts a log-in that opens no account, and forgets those before one that does.
async fn count(app: &App, guesser: &Guesser, right: bool) -> Result<(), Failure> {
    let mut tx = app.store.write().await?;
    let now = app.clock.now();
    // Asked again by the one who counts: of many log-ins at once, no more are told whether they are right than of as many
    // one after the other.
    guesser.take_turn(&app.limits, &mut tx, now).await?;
    guesser.check(&app.limits, &mut tx, now).await?;
    if right {
        guesser.clear(&app.limits, &mut tx).await?;
    } else {
        guesser.record(&app.limits, &mut tx, now).await?;
    }
    Ok(tx.commit().await?)
}

/// Logs out. Who is not logged in is logged out already.
async fn log_out(State(app): State<App>, jar: CookieJar) -> Result<(CookieJar, StatusCode), Failure> {
    if let Some(presented) = app.sessions.presented(&jar) {
        sessions::end(&app.store, &presented).await?;
    }
    Ok((jar.add(app.sessions.removal()), StatusCode::NO_CONTENT))
}

async fn set_locale(
    State(app): State<App>,
    Extension(mut account): Extension<Account>,
    Json(Preferences { locale }): Json<Preferences>,
) -> Result<Answer<Session>, Failure> {
    if !is_language_tag(&locale) {
        return Err(Failure::malformed("The locale is not a language tag (BCP 47), such as de or en-GB."));
    }
    let mut tx = app.store.write().await?;
    tx.set_locale(&account.id, &locale).await?;
    tx.commit().await?;
    account.locale = locale;
    Ok(Answer(Session { viewer: Some(account.viewer()), challenge: None, login: app.identity.way() }))
}
