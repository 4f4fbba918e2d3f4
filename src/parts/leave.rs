//! Leaving: what the page forgets when somebody logs out, and what it would lose by being loaded anew.

use super::{AccountDraft, CamerasDraft, CodeDraft, Handover, Pending, ReceiptDraft, SeveralDraft, forget_run};
use crate::api::forget_trouble;
use crate::browser;
use crate::route::Route;
use crate::session::SessionState;
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

/// What is done once the visitor is logged out: all that was typed is forgotten, and the log-in is shown. Call in a component's body.
pub fn leaving() -> impl Fn() + Clone + 'static {
    let session = expect_context::<SessionState>();
    let draft = expect_context::<CodeDraft>();
    let several = expect_context::<SeveralDraft>();
    let receipt = expect_context::<ReceiptDraft>();
    let account = expect_context::<AccountDraft>();
    let handover = expect_context::<Handover>();
    let cameras = expect_context::<CamerasDraft>();
    let pending = expect_context::<Pending>();
    let navigate = use_navigate();
    move || {
        draft.forget();
        several.forget();
        forget_run();
        receipt.forget();
        account.forget();
        handover.forget();
        cameras.forget();
        pending.forget();
        forget_trouble();
        session.left();
        navigate(&Route::Login.path(), Default::default());
    }
}

/// Whether nothing is kept from view to view that a reload would lose. What stands in a view's own fields is not asked for: every
/// way out of the view loses it, but for a choice of cameras, which is kept while its views are left. Call in a component's body.
pub fn nothing_typed() -> impl Fn() -> bool + 'static {
    let session = expect_context::<SessionState>();
    let draft = expect_context::<CodeDraft>();
    let receipt = expect_context::<ReceiptDraft>();
    let account = expect_context::<AccountDraft>();
    move || {
        // Whoever is logged in needs the address no more.
        let account_is_needed = !untrack(|| session.is_logged_in()) && !account.is_empty();
        let is_choosing = matches!(Route::parse(&browser::path()), Some(Route::Cameras(_) | Route::AddCamera(..)));
        draft.text().with_untracked(String::is_empty) && receipt.is_empty() && !account_is_needed && !is_choosing
    }
}
