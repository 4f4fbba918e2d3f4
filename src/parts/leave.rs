//! Leaving: what the page forgets when somebody logs out.

use super::{AccountDraft, CamerasDraft, CodeDraft, Handover, ReceiptDraft};
use crate::api::forget_trouble;
use crate::route::Route;
use crate::session::SessionState;
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

/// What is done once the visitor is logged out: all that was typed is forgotten, and the log-in is shown. Call in a component's body.
pub fn leaving() -> impl Fn() + Clone + 'static {
    let session = expect_context::<SessionState>();
    let draft = expect_context::<CodeDraft>();
    let receipt = expect_context::<ReceiptDraft>();
    let account = expect_context::<AccountDraft>();
    let handover = expect_context::<Handover>();
    let cameras = expect_context::<CamerasDraft>();
    let navigate = use_navigate();
    move || {
        draft.forget();
        receipt.forget();
        account.forget();
        handover.forget();
        cameras.forget();
        forget_trouble();
        session.left();
        navigate(&Route::Login.path(), Default::default());
    }
}
