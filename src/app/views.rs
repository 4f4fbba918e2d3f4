//! Which view an address shows, and in which piece of the program it lies.

use super::outcomes;
use super::pieces::{NotHere, Piece, Pieces, in_piece};
use crate::api::LoggedIn;
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
use crate::parts::waiting;
use crate::route::Route;
use crate::session::{SessionState, Who};
use leptos::prelude::*;
use tapo_care_wire::{LoginWay, TwoStepMethod};

/// Which view is shown.
#[component]
pub(super) fn Views(route: Memo<Option<Route>>) -> impl IntoView {
    let (session, pieces) = (expect_context::<SessionState>(), expect_context::<Pieces>());
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
    let open = move |route: Route| match piece_of(&route) {
        None => view! { <LogIn /> }.into_any(),
        Some(piece) => pieces.shown(piece, other_view(route, None)),
    };
    move || {
        let route = route.get();
        match route {
            Some(route) if route.leads_to_login() && route != Route::Mfa => match way.get() {
                None => waiting().into_any(),
                Some(LoginWay::Outside) => view! { <LogInOutside /> }.into_any(),
                Some(LoginWay::Password) => open(route),
            },
            Some(route) if !route.needs_login() && route != Route::Mfa => open(route),
            Some(route) => {
                if let Some(failure) = unreachable.get() {
                    return elsewhere::unreachable(&failure, session).into_any();
                }
                if route == Route::Mfa {
                    let step = second_step
                        .get()
                        .map(|method| pieces.shown(Piece::Journey, journey_view(Behind::SecondStep(method))));
                    return step.unwrap_or_else(|| waiting().into_any());
                }
                match (account.get().and_then(|_| untrack(|| session.api())), piece_of(&route)) {
                    (Some(api), Some(Piece::Journey)) => {
                        pieces.shown(Piece::Journey, journey_view(Behind::LogIn(route, api)))
                    }
                    (Some(api), _) => pieces.shown(Piece::Others, other_view(route, Some(api))),
                    // The guard is about to lead elsewhere, or the server is still being asked who this is.
                    (None, _) => waiting().into_any(),
                }
            }
            None => view! { <NotFound /> }.into_any(),
        }
    }
}

/// The piece that a route's view is in; none for what is there from the start.
pub(super) const fn piece_of(route: &Route) -> Option<Piece> {
    match route {
        Route::Login => None,
        Route::Mfa | Route::Home | Route::Redeem | Route::Confirm(_) | Route::Cameras(_) | Route::Receipt(_) => {
            Some(Piece::Journey)
        }
        _ => Some(Piece::Others),
    }
}

/// Brings a piece.
///
/// # Errors
/// It did not come.
pub(super) async fn bring(piece: Piece) -> Result<(), NotHere> {
    match piece {
        Piece::Journey => bring_journey().await,
        Piece::Others => bring_others().await,
    }
}

/// What became of codes that were confirmed, once the piece is here that can tell. Nothing before: it is brought when there may be
/// something to tell.
#[component]
pub(super) fn Outcomes(route: Memo<Option<Route>>) -> impl IntoView {
    let pieces = expect_context::<Pieces>();
    let is_here = Memo::new(move |_| pieces.is_here(Piece::Journey));
    move || is_here.get().then(|| pieces.shown(Piece::Journey, journey_view(Behind::Outcomes(route))))
}

/// What the piece of the journey can show.
enum Behind {
    /// What became of codes that were confirmed, above any view.
    Outcomes(Memo<Option<Route>>),
    /// The second step of the log-in.
    SecondStep(TwoStepMethod),
    /// A view for whoever is logged in.
    LogIn(Route, LoggedIn),
}

in_piece! { journey, bring_journey,
    /// What a visitor with a code meets behind the log-in's first step.
    fn journey_view(wanted: Behind) {
        match wanted {
            Behind::Outcomes(route) => view! { <outcomes::Outcomes route /> }.into_any(),
            Behind::SecondStep(method) => view! { <Mfa method /> }.into_any(),
            Behind::LogIn(Route::Redeem, api) => view! { <Redeem api /> }.into_any(),
            Behind::LogIn(Route::Confirm(id), api) => view! { <Confirm api id /> }.into_any(),
            Behind::LogIn(Route::Cameras(id), api) => view! { <Cameras api id /> }.into_any(),
            Behind::LogIn(Route::Receipt(id), api) => view! { <Receipt api id /> }.into_any(),
            Behind::LogIn(_, api) => view! { <Home api /> }.into_any(),
        }
    }
}

in_piece! { others, bring_others,
    /// All other views. `api` is there for those that need a log-in.
    fn other_view(route: Route, api: Option<LoggedIn>) {
        match (route, api) {
            (Route::VerifyReceipt, _) => view! { <VerifyReceipt /> }.into_any(),
            (Route::Help, _) => view! { <Help /> }.into_any(),
            (Route::Register, _) => view! { <Register /> }.into_any(),
            (Route::Verify, _) => view! { <Verify /> }.into_any(),
            (Route::Forgot, _) => view! { <Forgot /> }.into_any(),
            (Route::Several, Some(api)) => view! { <Several api /> }.into_any(),
            (Route::AddCamera(id, kind), Some(api)) => view! { <AddCamera api id kind /> }.into_any(),
            (Route::Subscription(id), Some(api)) => view! { <SubscriptionPage api id /> }.into_any(),
            (Route::History, Some(api)) => view! { <History api /> }.into_any(),
            (Route::TwoStep, Some(api)) => view! { <TwoStepPage api /> }.into_any(),
            (Route::Account, Some(api)) => view! { <Account api /> }.into_any(),
            _ => view! { <Reset /> }.into_any(),
        }
    }
}
