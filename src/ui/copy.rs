//! Copying a text.

use super::button::Button;
use crate::browser;
use crate::say::{self, Text};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// A button that puts a text on the clipboard and says whether it is there, perhaps beside others.
#[component]
pub fn CopyButton(
    /// What the button says.
    #[prop(into)]
    label: Text,
    /// What is copied.
    text: String,
    /// What stands beside it.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let copied = RwSignal::new(None::<bool>);
    let copy = move |_| {
        let text = text.clone();
        copied.set(None);
        spawn_local(async move {
            let is_there = browser::copy(&text).await;
            copied.try_set(Some(is_there));
        });
    };
    view! {
        <div class="actions">
            <Button label on_click=copy />
            {children.map(|children| children())}
        </div>
        <p class="status" role="status">
            {move || {
                copied
                    .get()
                    .map(|is_there| {
                        if is_there { say::ui::COPIED } else { say::ui::NOT_COPIED }
                    })
            }}
        </p>
    }
}
