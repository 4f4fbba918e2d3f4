//! Who is using the page: a guest, or somebody logged in. And where the guard sends them.

use crate::api::{Ahead, Failure, LoggedIn};
use crate::route::Route;
use leptos::prelude::*;
use tapo_care_wire::{AccountId, LoginWay, Session, TwoStepMethod, Viewer};

/// What is known of the session. The truth is the server's; this is what it said last.
#[derive(Clone, Debug, PartialEq)]
pub enum Who {
    /// The server has not been asked yet, or has not answered.
    Unknown,
    /// The server could not be asked.
    Unreachable(Failure),
    /// Nobody is logged in.
    Guest(Because),
    /// Somebody is.
    LoggedIn(Viewer),
}

/// Why nobody is logged in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Because {
    /// Nobody has logged in yet.
    NotYet,
    /// The password was right, and the second step is due.
    SecondStepDue(TwoStepMethod),
    /// The second step was due, and its time is over.
    SecondStepOver,
    /// There was a session on this page; it ended by itself in the middle of something.
    SessionEnded,
    /// The visitor logged out.
    LoggedOut,
}

impl Who {
    /// Where somebody who asks for a route is sent instead, with history *replace*. `query` is the address's.
    ///
    /// A guest who asks for what needs a log-in goes there and comes back; somebody logged in has nothing to do there.
    pub fn redirect(&self, asked: Option<&Route>, query: &str) -> Option<String> {
        match (self, asked) {
            (Self::Guest(Because::SecondStepDue(_)), Some(Route::Mfa)) => None,
            (Self::Guest(_), Some(Route::Mfa)) => Some(Route::Login.keeping(query)),
            (Self::Guest(Because::SecondStepDue(_)), Some(route)) if route.needs_login() => Some(route.mfa_first()),
            // Whoever comes after a visitor who logged out need not see where that visitor was.
            (Self::Guest(Because::LoggedOut), Some(route)) if route.needs_login() => Some(Route::Login.path()),
            (Self::Guest(_), Some(route)) if route.needs_login() => Some(route.login_first()),
            // Not from the new password: whoever is logged in may have forgotten it, too.
            (Self::LoggedIn(_), Some(Route::Login | Route::Mfa | Route::Register | Route::Verify)) => {
                Some(Route::after_login(query).path())
            }
            _ => None,
        }
    }
}

/// Which of the sessions of this page's life a call was made in, so that a late answer ends no later session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionNumber(u32);

/// The page's session, shared through Leptos' context.
#[derive(Clone, Copy, Debug)]
pub struct SessionState {
    who: RwSignal<Who>,
    way: RwSignal<Option<LoginWay>>,
    demo: RwSignal<bool>,
    number: StoredValue<u32>,
    ahead: Ahead,
}

impl SessionState {
    /// Nothing known yet.
    pub fn new() -> Self {
        Self {
            who: RwSignal::new(Who::Unknown),
            way: RwSignal::new(None),
            demo: RwSignal::new(false),
            number: StoredValue::new(0),
            ahead: Ahead::new(),
        }
    }

    /// Takes log-in with a password for granted until the server has said otherwise: its form is what the visitor sees already.
    pub fn begin_with_passwords(self) {
        self.way.set(Some(LoginWay::Password));
    }

    /// Who it is; tracked.
    pub fn who(self) -> Who {
        self.who.get()
    }

    /// Whether the server could not be asked who this is; tracked.
    pub fn is_unreachable(self) -> bool {
        self.who.try_with(|who| matches!(who, Who::Unreachable(_))) == Some(true)
    }

    /// How visitors log in here, once the server has said so; tracked.
    pub fn way(self) -> Option<LoginWay> {
        self.way.get()
    }

    /// Whether visitors log in with a provider of identities; tracked.
    pub fn is_outside(self) -> bool {
        self.way.get() == Some(LoginWay::Outside)
    }

    /// Whether the server is a demonstration; tracked.
    pub fn is_demo(self) -> bool {
        self.demo.get()
    }

    /// Whether somebody is logged in; tracked.
    pub fn is_logged_in(self) -> bool {
        self.who.with(|who| matches!(who, Who::LoggedIn(_)))
    }

    /// Whose session it is, if it is anybody's; tracked.
    pub fn account(self) -> Option<AccountId> {
        self.who.with(|who| match who {
            Who::LoggedIn(viewer) => Some(viewer.id.clone()),
            _ => None,
        })
    }

    /// The e-mail address of whoever is logged in; tracked.
    pub fn email(self) -> Option<String> {
        self.who.with(|who| match who {
            Who::LoggedIn(viewer) => Some(viewer.email.clone()),
            _ => None,
        })
    }

    /// The language that whoever is logged in prefers (BCP 47); tracked.
    pub fn language(self) -> Option<String> {
        self.who.with(|who| match who {
            Who::LoggedIn(viewer) => Some(viewer.locale.clone()),
            _ => None,
        })
    }

    /// What the second step of the log-in is proved with, while it is due; tracked.
    pub fn second_step(self) -> Option<TwoStepMethod> {
        self.who.with(|who| match who {
            Who::Guest(Because::SecondStepDue(method)) => Some(*method),
            _ => None,
        })
    }

    /// The protected API, while somebody is logged in; tracked.
    pub fn api(self) -> Option<LoggedIn> {
        match self.who.get() {
            Who::LoggedIn(viewer) => Some(LoggedIn::new(viewer, self, SessionNumber(self.number.get_value()))),
            _ => None,
        }
    }

    /// What was asked for in this session before a view wants it.
    pub(crate) const fn ahead(self) -> Ahead {
        self.ahead
    }

    /// Somebody comes to this view: what it shows is asked for before it is built.
    pub fn ask_ahead(self, to: &Route) {
        // Not once the page is left.
        if *to == Route::Home
            && !self.who.is_disposed()
            && let Some(api) = untrack(|| self.api())
        {
            api.ask_ahead();
        }
    }

    /// Takes the answer to the first question who is logged in. A late one changes nothing: somebody may have logged in since.
    pub fn answered(self, answer: Result<Session, Failure>) {
        if let Ok(session) = &answer {
            self.way.try_set(Some(session.login));
            self.demo.try_set(session.demo);
        }
        let awaits_it = self.who.try_with_untracked(|who| matches!(who, Who::Unknown | Who::Unreachable(_)));
        if awaits_it != Some(true) {
            return;
        }
        self.who.set(match answer {
            Ok(Session { viewer: Some(viewer), .. }) => return self.began(viewer),
            Ok(Session { challenge: Some(due), .. }) => Who::Guest(Because::SecondStepDue(due.method)),
            Ok(_) => Who::Guest(Because::NotYet),
            Err(failure) => Who::Unreachable(failure),
        });
    }

    /// The server is asked again who is logged in.
    pub fn asking(self) {
        self.who.set(Who::Unknown);
    }

    /// Takes what the server says in between: another tab may have logged in as somebody else, taken the second step, or
    /// logged out.
    pub fn seen_again(self, answer: Result<Session, Failure>) {
        let (Some(current), Ok(seen)) = (self.who.try_get_untracked(), answer) else { return };
        let is_known = |viewer: &Viewer| matches!(&current, Who::LoggedIn(current) if current.id == viewer.id);
        match (seen.viewer, seen.challenge) {
            (Some(viewer), _) if is_known(&viewer) => {}
            (Some(viewer), _) => self.began(viewer),
            (None, Some(due)) if matches!(current, Who::Guest(_)) => {
                self.who.set(Who::Guest(Because::SecondStepDue(due.method)));
            }
            (None, _) => match current {
                Who::LoggedIn(_) => self.who.set(Who::Guest(Because::SessionEnded)),
                Who::Guest(Because::SecondStepDue(_)) => self.who.set(Who::Guest(Because::SecondStepOver)),
                Who::Unknown | Who::Unreachable(_) | Who::Guest(_) => {}
            },
        }
    }

    /// Somebody logged in.
    pub fn began(self, viewer: Viewer) {
        self.number.update_value(|number| *number += 1);
        self.ahead.forget();
        self.who.set(Who::LoggedIn(viewer));
    }

    /// Somebody logged in on a view with this query, which says where they go on to; `None` when they have gone elsewhere meanwhile.
    pub fn logged_in(self, viewer: Viewer, query: Option<String>) {
        self.began(viewer);
        if let Some(query) = query {
            self.ask_ahead(&Route::after_login(&query));
        }
    }

    /// A call of this session was told that it is over. Ends nothing if it is another session by now, or none.
    pub fn ended(self, number: SessionNumber) {
        let is_current = untrack(|| self.is_logged_in()) && number == SessionNumber(self.number.get_value());
        if is_current {
            self.who.set(Who::Guest(Because::SessionEnded));
        }
    }

    /// The visitor logged out.
    pub fn left(self) {
        self.who.set(Who::Guest(Because::LoggedOut));
    }
}

impl Default for SessionState {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tapo_care_wire::RedemptionId;

    fn somebody() -> Who {
        Who::LoggedIn(Viewer {
            id: AccountId::new("acc_1"),
            email: "demo@example.com".to_owned(),
            region: "DE".to_owned(),
            locale: "en".to_owned(),
        })
    }

    #[test]
    fn a_guest_logs_in_and_comes_back() {
        let guest = Who::Guest(Because::NotYet);
        let asked = Route::Receipt(RedemptionId::new("red_1"));
        let login = guest.redirect(Some(&asked), "").expect("a redirect");
        let (path, query) = login.split_once('?').expect("a query");
        assert_eq!(Route::parse(path), Some(Route::Login));
        assert_eq!(somebody().redirect(Some(&Route::Login), query), Some(asked.path()));
    }

    #[test]
    fn the_second_step_stands_between_the_first_and_what_was_wanted() {
        let due = Who::Guest(Because::SecondStepDue(TwoStepMethod::App));
        let step = due.redirect(Some(&Route::History), "").expect("a redirect");
        let (path, query) = step.split_once('?').expect("a query");
        assert_eq!(Route::parse(path), Some(Route::Mfa));
        assert_eq!(somebody().redirect(Some(&Route::Mfa), query), Some(Route::History.path()));
        for open in [Route::Mfa, Route::Login, Route::Forgot, Route::Help] {
            assert_eq!(due.redirect(Some(&open), ""), None, "{open:?}");
        }
        for because in [Because::NotYet, Because::SecondStepOver, Because::SessionEnded, Because::LoggedOut] {
            let login = Who::Guest(because).redirect(Some(&Route::Mfa), query);
            assert_eq!(login, Some(Route::History.login_first()), "without a first step there is no second");
        }
        assert_eq!(Who::Unknown.redirect(Some(&Route::Mfa), ""), None, "a reload asks first");
    }

    #[test]
    fn nobody_is_sent_away_before_it_is_known_who_they_are() {
        assert_eq!(Who::Unknown.redirect(Some(&Route::Home), ""), None);
        assert_eq!(Who::Unreachable(Failure::Lost).redirect(Some(&Route::Home), ""), None);
        assert_eq!(Who::Unknown.redirect(Some(&Route::Login), ""), None);
    }

    #[test]
    fn somebody_logged_in_has_nothing_to_register() {
        for route in [Route::Login, Route::Register, Route::Verify] {
            assert_eq!(somebody().redirect(Some(&route), "?return_to=/tapo_web/redeem"), Some(Route::Redeem.path()));
            assert_eq!(Who::Guest(Because::NotYet).redirect(Some(&route), ""), None);
        }
        for route in [Route::Forgot, Route::Reset] {
            assert_eq!(somebody().redirect(Some(&route), ""), None);
        }
    }

    #[test]
    fn what_needs_no_log_in_is_for_everybody() {
        let guest = Who::Guest(Because::NotYet);
        for who in [guest, somebody()] {
            assert_eq!(who.redirect(Some(&Route::Help), ""), None);
            assert_eq!(who.redirect(None, ""), None);
        }
    }
}
