//! `/session`: log in, who am I, language, log out.

use super::{
    extract::Json,
    guard::{asker, protected, public, with_passwords},
};
use crate::{
    app::App,
    cases::{
        password, register, retrying,
        second_step::{self, LoggedIn},
        view::timestamp,
    },
    client::Client,
    domain::registration::is_language_tag,
    limits::Guesser,
    problem::Failure,
    sessions::{self, Asker, Visit},
    store::{Account, RegistrationRecord},
};
use axum::{
    Extension, Json as Answer,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::{MethodRouter, delete, get, patch, post},
};
use axum_extra::extract::CookieJar;
use tapo_care_wire::{Challenge, Credentials, ErrorCode, Field, Preferences, Session};

pub(super) fn routes(app: &App) -> MethodRouter<App> {
    public(app, get(show))
        .merge(with_passwords(app, public(app, post(log_in))))
        .merge(public(app, delete(log_out)))
        .merge(protected(app, patch(set_locale)))
}

/// Who is logged in, or in the middle of it, and how visitors log in. Nobody is an answer, not an error.
async fn show(State(app): State<App>, visit: Visit, headers: HeaderMap) -> Result<Answer<Session>, Failure> {
    let (login, demo) = (app.identity.way(), app.demo);
    if let Asker::LoggedIn(account) = asker(&app, &headers).await? {
        return Ok(Answer(Session { viewer: Some(account.viewer()), challenge: None, login, demo }));
    }
    let due = second_step::due(&app, &visit).await?;
    let challenge = due.map(|due| Challenge { method: due.method.into(), expires_at: timestamp(due.expires_at) });
    Ok(Answer(Session { viewer: None, challenge, login, demo }))
}

async fn log_in(
    State(app): State<App>,
    client: Client,
    visit: Visit,
    jar: CookieJar,
    Json(Credentials { email, password }): Json<Credentials>,
) -> Result<Response, Failure> {
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
    password::count(&app, &guesser, right && login.is_some()).await?;
    let Some(login) = login.filter(|_| right) else {
        return Err(match waiting.filter(|_| right) {
            Some(waiting) => address_first(app, waiting, client).await,
            None => sessions::invalid_credentials(),
        });
    };
    let logged_in = second_step::log_in(&app, &login, &visit, client).await?;
    if let Some(old) = &visit.session {
        app.events.end_session(old);
    }
    // The cookie of what the log-in ended goes, too.
    Ok(match logged_in {
        LoggedIn::Session(cookie) => {
            let jar = jar.add(cookie);
            let jar = if visit.challenge.is_some() { jar.add(app.sessions.challenge_removal()) } else { jar };
            (jar, Answer(login.account.viewer())).into_response()
        }
        LoggedIn::SecondStepDue(cookie, failure) => {
            let jar = jar.add(cookie);
            let jar = if visit.session.is_some() { jar.add(app.sessions.removal()) } else { jar };
            (jar, failure).into_response()
        }
    })
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

/// Logs out, also out of the middle of a log-in. Who is not logged in is logged out already.
async fn log_out(State(app): State<App>, visit: Visit, jar: CookieJar) -> Result<(CookieJar, StatusCode), Failure> {
    retrying(|| sessions::end(&app.store, &visit)).await?;
    if let Some(presented) = &visit.session {
        app.events.end_session(presented);
    }
    let jar = jar.add(app.sessions.removal());
    let jar = if visit.challenge.is_some() { jar.add(app.sessions.challenge_removal()) } else { jar };
    Ok((jar, StatusCode::NO_CONTENT))
}

async fn set_locale(
    State(app): State<App>,
    Extension(mut account): Extension<Account>,
    Json(Preferences { locale }): Json<Preferences>,
) -> Result<Answer<Session>, Failure> {
    if !is_language_tag(&locale) {
        return Err(Failure::malformed("The locale is not a language tag (BCP 47), such as de or en-GB."));
    }
    let written = retrying(|| async {
        let mut tx = app.store.write().await?;
        tx.set_locale(&account.id, &locale).await?;
        Ok(tx.commit().await?)
    });
    written.await?;
    account.locale = locale;
    let (login, demo) = (app.identity.way(), app.demo);
    Ok(Answer(Session { viewer: Some(account.viewer()), challenge: None, login, demo }))
}
