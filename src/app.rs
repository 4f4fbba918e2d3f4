//! The app: what all views share, and the frame around them.

use crate::api::Guest;
use crate::browser;
use crate::language::LanguageChoice;
use crate::parts::{
    AccountDraft, CamerasDraft, CodeDraft, Connection, Handover, Pending, ReceiptDraft, SeveralDraft, nothing_typed,
};
use crate::route::Route;
use crate::say;
use crate::session::SessionState;
use crate::ui::{Arrival, OfflineBanner};
use leptos::prelude::*;
use leptos::reactive::effect::ImmediateEffect;
use leptos::task::spawn_local;
use leptos_router::components::{FlatRoutes, Route as RouterRoute, Router};
use leptos_router::hooks::{use_location, use_navigate};
use leptos_router::{NavigateOptions, WildcardSegment};
use std::time::Duration;

mod frame;
mod growth;
mod outcomes;
mod pieces;
mod views;

pub use growth::Growth;
pub use pieces::bring_first_view;

use frame::{Footer, Header};
use pieces::{Piece, Pieces, SECONDS_TO_SETTLE};
use views::{Outcomes, Views};

/// The whole page.
#[component]
pub fn App() -> impl IntoView {
    let session = SessionState::new();
    let draft = CodeDraft::new();
    provide_context(session);
    let receipt = ReceiptDraft::new();
    provide_context(draft);
    provide_context(SeveralDraft::new());
    provide_context(receipt);
    provide_context(AccountDraft::new());
    provide_context(Handover::new());
    provide_context(CamerasDraft::new());
    provide_context(Arrival::new());
    provide_context(Connection::new());
    provide_context(Pending::new());
    let pieces = Pieces::new();
    provide_context(pieces);
    let language = LanguageChoice::new();
    provide_context(language);
    // Whoever logs in reads on in the language of their account, unless another was chosen in this browser.
    Effect::new(move |_| {
        if let Some(tag) = session.language() {
            language.viewer_prefers(&tag);
        }
    });

    // Views about passwords are prepared as they are, and only servers with passwords send them.
    if !browser::is_here() || browser::early_view_asks_for_email() {
        session.begin_with_passwords();
    }
    if browser::is_here() {
        heed_browser(session, draft, receipt);
        let pending = expect_context::<Pending>();
        pieces.ahead(move || session.is_logged_in(), move || pending.is_any());
        keep_for_the_next_visit(session, pieces);
    }

    // One route for everything: `Route` reads the path, so that addresses are made and parsed in one place.
    let growth = use_context::<Growth>().unwrap_or_default();
    view! {
        <Show when=move || growth.has(1)>
            <Router>
                <FlatRoutes fallback=|| ()>
                    <RouterRoute path=WildcardSegment("path") view=Shell />
                </FlatRoutes>
            </Router>
        </Show>
    }
}

/// Has the browser keep the page once somebody has logged in on it, with a password: where a provider of identities asks for that, no
/// form may stand here that was kept.
fn keep_for_the_next_visit(session: SessionState, pieces: Pieces) {
    if !browser::is_deployed() {
        return;
    }
    let wants = Memo::new(move |_| session.is_logged_in() && !session.is_outside() && pieces.is_here(Piece::Journey));
    Effect::new(move |is_kept: Option<bool>| {
        let is_kept = is_kept == Some(true);
        if wants.get() && !is_kept {
            spawn_local(async {
                browser::pause(SECONDS_TO_SETTLE).await;
                browser::keep_page().await;
            });
            return true;
        }
        is_kept
    });
    Effect::new(move |_| {
        if session.is_outside() {
            browser::forget_page();
        }
    });
}

/// What the app takes from the browser, and what it listens to there.
fn heed_browser(session: SessionState, draft: CodeDraft, receipt: ReceiptDraft) {
    // Before the router reads the address. A code behind the # leaves it at once.
    browser::canonical_address();
    let prefill = move || {
        if let Some(code) = browser::take_fragment(&Route::Redeem.path()) {
            draft.text().set(code);
        }
        if let Some(text) = browser::take_fragment(&Route::VerifyReceipt.path()) {
            receipt.fill(&text);
        }
    };
    prefill();
    let changes = window_event_listener_untyped("hashchange", move |_| prefill());
    on_cleanup(move || changes.remove());

    spawn_local(async move {
        session.answered(Guest.first_session().await);
        if let Some(route) = Route::parse(&browser::path()) {
            session.ask_ahead(&route);
        }
        while untrack(|| session.is_unreachable()) {
            browser::pause_unless_woken(SECONDS_UNTIL_ASKED_AGAIN).await;
            if untrack(|| session.is_unreachable()) {
                session.answered(Guest.session().await);
            }
        }
    });
    heed_network_and_tabs();
    // Another tab may have logged in as somebody else meanwhile: nothing is done in the wrong account's name. And whoever went
    // to look for the code of the second step may find its time over, or the step taken.
    let returns = window_event_listener_untyped("visibilitychange", move |_| {
        if browser::is_visible() && untrack(|| session.is_logged_in() || session.second_step().is_some()) {
            spawn_local(async move { session.seen_again(Guest.session().await) });
        }
    });
    on_cleanup(move || returns.remove());

    // After a new deployment the next link loads the page anew, unless something typed would be lost by that. Registered
    // before the router's own listener, so that the router finds the link marked.
    let nothing_typed = nothing_typed();
    let links = window_event_listener_untyped("click", move |click| {
        if browser::is_outdated() && nothing_typed() {
            browser::let_browser_follow(&click);
        }
    });
    on_cleanup(move || links.remove());
}

/// Seconds until the server is asked again who is logged in, when it could not be reached.
const SECONDS_UNTIL_ASKED_AGAIN: u32 = 8;

/// The network comes and goes, and other tabs confirm codes and learn what became of them.
fn heed_network_and_tabs() {
    let (connection, pending) = (expect_context::<Connection>(), expect_context::<Pending>());
    for name in ["online", "offline"] {
        let changes = window_event_listener_untyped(name, move |_| connection.look_again());
        on_cleanup(move || changes.remove());
    }
    let changes = window_event_listener_untyped("storage", move |_| pending.look_again());
    on_cleanup(move || changes.remove());
}

/// The frame around every view.
#[component]
fn Shell() -> impl IntoView {
    let location = use_location();
    let (path, query) = (location.pathname, location.search);
    let route = Memo::new(move |_| Route::parse(&path.get()));
    guard(route, query);
    // Before the view goes: a view that is taken away piece by piece with the focus in it is laid out once more on the way. The next
    // one's heading gets it.
    let is_another = StoredValue::new(false);
    ImmediateEffect::new_scoped(move || {
        route.track();
        if is_another.get_value() {
            browser::let_go_of_focus();
        }
        is_another.set_value(true);
    });

    Effect::new(move |_| {
        let shown = (path.get(), query.get());
        set_timeout(
            move || {
                // Somebody may have been led on meanwhile: then another turn sees to the address that they came to.
                if path.try_get_untracked().zip(query.try_get_untracked()).as_ref() == Some(&shown) {
                    let (path, query) = &shown;
                    let address = if query.is_empty() { path.clone() } else { [path, "?", query].concat() };
                    browser::keep_address(&address);
                }
            },
            Duration::ZERO,
        );
    });

    let growth = use_context::<Growth>().unwrap_or_default();
    let online = expect_context::<Connection>().is_online();
    let to_main = |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        browser::focus_by_id("main");
    };
    let column = move || match route.get() {
        None => "main main--narrow",
        Some(route) if route.leads_to_login() => "main main--narrow",
        Some(Route::History | Route::Several) => "main main--wide",
        Some(_) => "main",
    };
    view! {
        <div class="app">
            <a class="skip-link" href="#main" on:click=to_main>
                {say::ui::SKIP}
            </a>
            <Show when=move || growth.has(2)>
                <Header route />
            </Show>
            <Show when=move || growth.has(3)>
                <OfflineBanner online />
                <Outcomes route />
            </Show>
            <main class=column id="main" tabindex="-1">
                <Show when=move || growth.has(4)>
                    <Views route />
                </Show>
            </main>
            <Show when=move || growth.has(3)>
                <Footer />
            </Show>
        </div>
        <div class="visually-hidden" aria-live="polite" id="announcer">
            {
                let announcement = expect_context::<Arrival>().announcement();
                move || announcement.get()
            }
        </div>
    }
}

/// Sends visitors to where they can be, by [`Who::redirect`].
fn guard(route: Memo<Option<Route>>, query: Memo<String>) {
    let session = expect_context::<SessionState>();
    let navigate = use_navigate();
    Effect::new(move |_| {
        let who = session.who();
        let elsewhere = match route.get() {
            Some(route) if session.is_outside() && route.is_about_passwords() => {
                Some(Route::Login.keeping(&query.get()))
            }
            route => who.redirect(route.as_ref(), &query.get()),
        };
        if let Some(elsewhere) = elsewhere {
            navigate(&elsewhere, NavigateOptions { replace: true, ..Default::default() });
        }
    });
}
