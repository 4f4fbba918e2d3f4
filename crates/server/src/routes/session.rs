//! `/session`: log in, who am I, language, log out.

use super::{
    extract::Json,
    guard::{asker, protected, public},
};
use crate::{
    app::App,
    client::Client,
    limits::Guesser,
    problem::Failure,
    sessions::{self, Asker},
    store::{Account, Login},
};
use axum::{
    Extension, Json as Answer,
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::{MethodRouter, get, patch},
};
use axum_extra::extract::CookieJar;
use tapo_care_wire::{Credentials, ErrorCode, Preferences, Session, Viewer};

pub(super) fn routes(app: &App) -> MethodRouter<App> {
    public(app, get(show).post(log_in).delete(log_out)).merge(protected(app, patch(set_locale)))
}

/// Who is logged in. Nobody is an answer, not an error.
async fn show(State(app): State<App>, headers: HeaderMap) -> Result<Answer<Session>, Failure> {
    let viewer = match asker(&app, &headers).await? {
        Asker::LoggedIn(account) => Some(account.viewer()),
        Asker::Nobody | Asker::Expired => None,
    };
    Ok(Answer(Session { viewer }))
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
    // Not held while a password is hashed.
    drop(tx);
    let (account, hash) = login.map(|Login { account, password_hash }| (account, password_hash)).unzip();
    let right = app.passwords.verify(password, hash).await?;
    let account = account.filter(|_| right);
    count(&app, &guesser, account.is_some()).await?;
    let Some(account) = account else {
        return Err(Failure::new(ErrorCode::InvalidCredentials).detail("The e-mail address or the password is wrong."));
    };
    let presented = app.sessions.presented(&jar);
    let cookie = sessions::begin(&app.sessions, &app.store, &app.clock, &account, presented.as_deref()).await?;
    Ok((jar.add(cookie), Answer(account.viewer())))
}

/// Counts a log-in that is wrong, and forgets those before one that is right.
async fn count(app: &App, guesser: &Guesser, right: bool) -> Result<(), Failure> {
    let mut tx = app.store.write().await?;
    let now = app.clock.now();
    // Asked again by the one who counts: of many log-ins at once, no more are told whether they are right than of as many
    // one after the other.
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
    Ok(Answer(Session { viewer: Some(account.viewer()) }))
}

/// The shape of a language tag (RFC 5646, 2.1): a language of two to eight letters, and subtags of up to eight letters
/// and digits. Which languages the page speaks is the page's affair.
fn is_language_tag(text: &str) -> bool {
    let mut subtags = text.split('-');
    let language = subtags.next().unwrap_or_default();
    let is_language = (2..=8).contains(&language.len()) && language.bytes().all(|b| b.is_ascii_alphabetic());
    let is_subtag = |tag: &str| (1..=8).contains(&tag.len()) && tag.bytes().all(|b| b.is_ascii_alphanumeric());
    text.len() <= 35 && is_language && subtags.all(is_subtag)
}

#[cfg(test)]
mod tests {
    use super::is_language_tag;

    #[test]
    fn language_tags_are_told_from_other_text() {
        for good in ["de", "en-GB", "zh-Hant-TW", "ar", "sr-Latn", "en-x-tapo"] {
            assert!(is_language_tag(good), "{good}");
        }
        for bad in ["", "e", "english-uk-", "de_DE", "de-", "-de", "de DE", "d3", "de-ünder", &"a".repeat(40)] {
            assert!(!is_language_tag(bad), "{bad}");
        }
    }
}
