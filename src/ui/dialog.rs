//! A question that has to be answered before anything goes on.

use super::button::{Button, ButtonKind};
use crate::browser;
use crate::say::{self, Text};
use leptos::html;
use leptos::prelude::*;

/// A modal dialog with two answers. The browser keeps the focus in it, closes it on Escape and gives the focus back.
#[component]
pub fn Dialog(
    /// The question.
    #[prop(into)]
    title: Text,
    /// What hangs on it.
    #[prop(into)]
    text: Signal<Text>,
    /// What the button that goes on says.
    #[prop(into)]
    accept: Text,
    /// Whether it is open. Set to false when it closes, however it does.
    open: RwSignal<bool>,
    /// Goes on.
    on_accept: impl Fn() + 'static,
) -> impl IntoView {
    dialog(title, text, accept, open, Box::new(on_accept))
}

/// [`Dialog`] for all that it may go on with, so that the page carries one of it.
fn dialog(title: Text, text: Signal<Text>, accept: Text, open: RwSignal<bool>, on_accept: Box<dyn Fn()>) -> AnyView {
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let open = open.get();
        if let Some(dialog) = dialog.get() {
            browser::show_dialog(&dialog, open);
        }
    });
    let accepted = move |_| {
        open.set(false);
        on_accept();
    };
    // The browser says "close" a little later. By then the question may have been asked again.
    let closed = move |_| open.set(dialog.get_untracked().is_some_and(|dialog| browser::is_open(&dialog)));
    view! {
        <dialog
            class="dialog"
            aria-labelledby="dialog-title"
            aria-describedby="dialog-text"
            node_ref=dialog
            on:close=closed
        >
            <div class="dialog__body">
                <h2 class="dialog__title" id="dialog-title">
                    {title}
                </h2>
                <p class="dialog__text" id="dialog-text">
                    {move || text.get()}
                </p>
                <div class="actions">
                    <Button label=accept kind=ButtonKind::Primary on_click=accepted />
                    <Button label=say::ui::CANCEL on_click=move |_| open.set(false) />
                </div>
            </div>
        </dialog>
    }
    .into_any()
}
