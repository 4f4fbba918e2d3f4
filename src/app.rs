//! The app: what all views share, and which view an address shows. The only file that names every page.

use crate::api::{Guest, LoggedIn};
use crate::browser;
use crate::language::LanguageChoice;
use crate::pages::{
    account::Account,
    cameras::{AddCamera, Cameras},
    confirm::Confirm,
    elsewhere,
    forgot::Forgot,
    help::Help,
    history::History,
    home::Home,
    login::{LogIn, LogInOutside},
    mfa::Mfa,
    not_found::NotFound,
    receipt::Receipt,
    redeem::Redeem,
    register::Register,
    reset::Reset,
    several::Several,
    subscription::SubscriptionPage,
    two_step::TwoStepPage,
    verify::Verify,
    verify_receipt::VerifyReceipt,
};
use crate::parts::{
    AccountDraft, CamerasDraft, CodeDraft, Connection, Handover, Pending, ReceiptDraft, SeveralDraft, nothing_typed,
    waiting,
};
use crate::route::Route;
use crate::say;
use crate::session::{SessionState, Who};
use crate::ui::{Arrival, OfflineBanner};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::{FlatRoutes, Route as RouterRoute, Router};
use leptos_router::hooks::{use_location, use_navigate};
use leptos_router::{NavigateOptions, WildcardSegment};
use std::time::Duration;
use tapo_care_wire::LoginWay;

mod frame;
mod outcomes;

use frame::{Footer, Header};
use outcomes::Outcomes;

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
    }

    // One route for everything: `Route` reads the path, so that addresses are made and parsed in one place.
    view! {
        <Router>
            <FlatRoutes fallback=|| ()>
                <RouterRoute path=WildcardSegment("path") view=Shell />
            </FlatRoutes>
        </Router>
    }
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
            <Header route />
            <OfflineBanner online />
            <Outcomes route />
            <main class=column id="main" tabindex="-1">
                <Views route />
            </main>
            <Footer />
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

/// Which view is shown.
#[component]
fn Views(route: Memo<Option<Route>>) -> impl IntoView {
    let session = expect_context::<SessionState>();
    // Only what decides about the view, so that it is not built anew when anything else about the session changes.
    let account = Memo::new(move |_| session.account());
    let second_step = Memo::new(move |_| session.second_step());
    let way = Memo::new(move |_| match session.who() {
        Who::Unknown => session.way(),
        // Whoever can't be asked is taken for one with passwords, which is the usual way.
        _ => Some(session.way().unwrap_or_default()),
    });
    let unreachable = Memo::new(move |_| match session.who() {
        Who::Unreachable(failure) => Some(failure),
        _ => None,
    });
    move || {
        let route = route.get();
        match &route {
            Some(route) if route.leads_to_login() && *route != Route::Mfa => match way.get() {
                None => waiting().into_any(),
                Some(LoginWay::Outside) => view! { <LogInOutside /> }.into_any(),
                Some(LoginWay::Password) => open_view(route),
            },
            Some(route) if !route.needs_login() && *route != Route::Mfa => open_view(route),
            Some(route) => {
                if let Some(failure) = unreachable.get() {
                    return elsewhere::unreachable(&failure, session).into_any();
                }
                if *route == Route::Mfa {
                    let step = second_step.get().map(|method| view! { <Mfa method /> }.into_any());
                    return step.unwrap_or_else(|| waiting().into_any());
                }
                match account.get().and_then(|_| untrack(|| session.api())) {
                    Some(api) => protected_view(route.clone(), api),
                    // The guard is about to lead elsewhere, or the server is still being asked who this is.
                    None => waiting().into_any(),
                }
            }
            None => view! { <NotFound /> }.into_any(),
        }
    }
}

/// The views that need no log-in.
fn open_view(route: &Route) -> AnyView {
    match route {
        Route::VerifyReceipt => view! { <VerifyReceipt /> }.into_any(),
        Route::Help => view! { <Help /> }.into_any(),
        Route::Register => view! { <Register /> }.into_any(),
        Route::Verify => view! { <Verify /> }.into_any(),
        Route::Forgot => view! { <Forgot /> }.into_any(),
        Route::Reset => view! { <Reset /> }.into_any(),
        _ => view! { <LogIn /> }.into_any(),
    }
}

/// The views that do.
fn protected_view(route: Route, api: LoggedIn) -> AnyView {
    match route {
        Route::Redeem => view! { <Redeem api /> }.into_any(),
        Route::Several => view! { <Several api /> }.into_any(),
        Route::Confirm(id) => view! { <Confirm api id /> }.into_any(),
        Route::Cameras(id) => view! { <Cameras api id /> }.into_any(),
        Route::AddCamera(id, kind) => view! { <AddCamera api id kind /> }.into_any(),
        Route::Receipt(id) => view! { <Receipt api id /> }.into_any(),
        Route::Subscription(id) => view! { <SubscriptionPage api id /> }.into_any(),
        Route::History => view! { <History api /> }.into_any(),
        Route::Account => view! { <Account api /> }.into_any(),
        Route::TwoStep => view! { <TwoStepPage api /> }.into_any(),
        _ => view! { <Home api /> }.into_any(),
    }
}
