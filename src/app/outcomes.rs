//! What became of codes that were confirmed, above every view: while nobody knows, and once it is found out.
//!
//! The plan details say it of their own redemption; this says it wherever else the visitor is, after a reload, and in other tabs.

use crate::api::{LoggedIn, Situation};
use crate::parts::{Inquiry, Pending, summary_of};
use crate::redemption::{Confirmation, Notice};
use crate::route::Route;
use crate::say::{self, Text};
use crate::session::SessionState;
use crate::ui::{Button, ButtonKind, Icon, icon};
use leptos::prelude::*;
use tapo_care_wire::{AccountId, RedemptionId};

/// What is told here: whose, and of which redemptions.
#[derive(Clone, Default, PartialEq)]
struct Told {
    account: Option<AccountId>,
    ids: Vec<RedemptionId>,
}

impl Told {
    /// What is told next. What is open is, and what was found out stays until it was read, here or on the redemption's own pages.
    fn next(self, account: Option<AccountId>, open: Vec<RedemptionId>, route: Option<&Route>) -> Self {
        let known = if self.account == account { self.ids } else { Vec::new() };
        let told_there = |id: &RedemptionId| match route {
            Some(Route::Confirm(there)) => there == id,
            Some(Route::Cameras(there) | Route::Receipt(there)) => there == id && !open.contains(id),
            _ => false,
        };
        let mut ids: Vec<RedemptionId> = Vec::new();
        for id in known.iter().chain(&open) {
            if !told_there(id) && !ids.contains(id) {
                ids.push(id.clone());
            }
        }
        Self { account, ids }
    }
}

/// All that is told.
#[component]
pub(super) fn Outcomes(route: Memo<Option<Route>>) -> impl IntoView {
    let session = expect_context::<SessionState>();
    let pending = expect_context::<Pending>();
    let account = Memo::new(move |_| session.account());
    let told = RwSignal::new(Told::default());
    // No state that could be derived: it is what has happened until now.
    Effect::new(move |_| {
        let account = account.get();
        let open = account.as_ref().map(|account| pending.all_of(account)).unwrap_or_default();
        let next = told.get_untracked().next(account, open, route.get().as_ref());
        if next != told.get_untracked() {
            told.set(next);
        }
    });
    // While it is not known who this is, it is only known that something is open.
    let is_unknown = Memo::new(move |_| pending.is_any() && session.is_unreachable());
    let is_shown = Memo::new(move |_| is_unknown.get() || told.with(|told| !told.ids.is_empty()));
    let outcome = move |id: RedemptionId| {
        let close = {
            let id = id.clone();
            Callback::new(move |()| told.update(|told| told.ids.retain(|told| *told != id)))
        };
        untrack(|| session.api()).map(|api| view! { <Outcome api id close /> })
    };
    view! {
        <Show when=move || is_shown.get()>
            <section class="outcomes" aria-label=say::outcome::TITLE>
                <Show when=move || is_unknown.get()>
                    <div class="outcome" role="status">{said(&Telling::Checking(None))}</div>
                </Show>
                <For each=move || told.get().ids key=Clone::clone children=outcome />
            </section>
        </Show>
    }
}

/// What is said of one redemption.
#[derive(Clone, PartialEq)]
enum Telling {
    /// Nobody knows yet. With the end of the code, once that is known.
    Checking(Option<String>),
    /// The code was used.
    Used(String, Route),
    /// It was not.
    NotUsed(Text, Option<(String, Route)>),
}

impl Telling {
    fn of(state: &Confirmation, id: &RedemptionId) -> Self {
        let hint = state.redemption().map(|redemption| redemption.code_hint.clone());
        match state {
            Confirmation::Redeemed { receipt } => Self::Used(receipt.code_hint.clone(), Route::Receipt(id.clone())),
            Confirmation::Reading { preview, notice } => {
                let code = preview.code_hint.clone();
                let text = match notice {
                    Some(Notice::NeverArrived) => say::outcome::never_arrived(code.clone()),
                    _ => say::outcome::not_used(code.clone()),
                };
                Self::NotUsed(text, Some((code, Route::Confirm(id.clone()))))
            }
            Confirmation::Refused { failure } => {
                let summary = summary_of(failure, Situation::default(), &[]);
                Self::NotUsed(Text::sentences(summary.entries.into_iter().map(|entry| entry.text).collect()), None)
            }
            Confirmation::Sending { .. } | Confirmation::Checking { .. } => Self::Checking(hint),
        }
    }
}

/// What is known of one redemption, and the asking for it.
#[component]
fn Outcome(api: LoggedIn, id: RedemptionId, close: Callback<()>) -> impl IntoView {
    let state = Inquiry::begin(api, id.clone(), None).state();
    let telling = Memo::new(move |_| Telling::of(&state.read(), &id));
    let is_known = Memo::new(move |_| telling.with(|telling| !matches!(telling, Telling::Checking(_))));
    let way_on = move || match telling.get() {
        Telling::Used(code, to) => Some((say::outcome::receipt(code), to)),
        Telling::NotUsed(_, Some((code, to))) => Some((say::outcome::go_on(code), to)),
        Telling::Checking(_) | Telling::NotUsed(_, None) => None,
    };
    view! {
        <div class="outcome" class=("outcome--known", is_known)>
            <div role="status">{move || said(&telling.get())}</div>
            <div class="outcome__actions">
                {move || {
                    way_on()
                        .map(|(words, to)| {
                            view! {
                                <a class="link" href=to.path()>
                                    {words}
                                </a>
                            }
                        })
                }}
                <Show when=move || is_known.get()>
                    <Button label=say::outcome::CLOSE kind=ButtonKind::Plain on_click=move |_| close.run(()) />
                </Show>
            </div>
        </div>
    }
}

/// The words, with a drawing that goes with them.
fn said(telling: &Telling) -> AnyView {
    let (picture, words, more) = match telling {
        Telling::Checking(Some(code)) => {
            (Icon::Clock, say::outcome::checking_named(code.clone()), Some(say::outcome::CHECKING_TEXT))
        }
        Telling::Checking(None) => (Icon::Clock, say::outcome::CHECKING, Some(say::outcome::CHECKING_TEXT)),
        Telling::Used(code, _) => (Icon::Check, say::outcome::used(code.clone()), None),
        Telling::NotUsed(words, _) => (Icon::Info, words.clone(), None),
    };
    view! {
        <p class="outcome__text">
            {icon(picture)}
            <span>
                <strong>{words}</strong> " " {more}
            </span>
        </p>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(id: &str) -> Option<AccountId> {
        Some(AccountId::new(id))
    }

    fn one() -> Vec<RedemptionId> {
        vec![RedemptionId::new("red_1")]
    }

    #[test]
    fn what_was_found_out_stays_until_it_was_read() {
        let told = Told::default().next(account("a"), one(), Some(&Route::Home));
        assert_eq!(told.ids, one());
        let known = told.next(account("a"), Vec::new(), Some(&Route::History));
        assert_eq!(known.ids, one(), "nobody has read it");
        let read = known.next(account("a"), Vec::new(), Some(&Route::Receipt(RedemptionId::new("red_1"))));
        assert_eq!(read.ids, Vec::new());
    }

    #[test]
    fn the_redemptions_own_pages_tell_it_themselves() {
        let id = RedemptionId::new("red_1");
        let there = |route| Told::default().next(account("a"), one(), Some(&route)).ids;
        assert_eq!(there(Route::Confirm(id.clone())), Vec::new());
        assert_eq!(there(Route::Receipt(id)), one(), "there is no receipt yet");
        assert_eq!(there(Route::Confirm(RedemptionId::new("red_2"))), one());
    }

    #[test]
    fn nobody_else_is_told() {
        let told = Told::default().next(account("a"), one(), Some(&Route::Home));
        assert_eq!(told.clone().next(account("b"), Vec::new(), Some(&Route::Home)).ids, Vec::new());
        assert_eq!(told.next(None, Vec::new(), Some(&Route::Help)).ids, Vec::new());
    }
}
