//! Buttons.

use crate::say::Text;
use leptos::ev::MouseEvent;
use leptos::prelude::*;

/// How much weight a button has on its page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonKind {
    /// The one thing to do next.
    Primary,
    /// Something else to do.
    #[default]
    Secondary,
    /// Barely there.
    Plain,
}

impl ButtonKind {
    /// The class, also for a link that looks like a button.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Primary => "button button--primary",
            Self::Secondary => "button button--secondary",
            Self::Plain => "button button--plain",
        }
    }
}

/// A button that does something on the page. Its name stays the same while it is busy.
#[component]
pub fn Button(
    /// What it says.
    #[prop(into)]
    label: Text,
    /// Its weight.
    #[prop(optional)]
    kind: ButtonKind,
    /// Whether what it does is under way: it stays focusable, and further clicks are ignored.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// What it does.
    on_click: impl Fn(MouseEvent) + 'static,
) -> impl IntoView {
    button(label, kind, busy, Box::new(on_click))
}

/// [`Button`] for all that it may do, so that the page carries one of it.
fn button(label: Text, kind: ButtonKind, busy: Signal<bool>, on_click: Box<dyn Fn(MouseEvent)>) -> AnyView {
    let click = move |event: MouseEvent| {
        if !busy.get_untracked() {
            on_click(event);
        }
    };
    view! {
        <button
            class=kind.class()
            class=("button--busy", busy)
            type="button"
            aria-disabled=move || busy.get().then_some("true")
            on:click=click
        >
            {label}
        </button>
    }
    .into_any()
}

/// The button that sends a form, and the live text that says so. The form's own handler ignores what comes while it is busy.
#[component]
pub fn Submit(
    /// What the button says.
    #[prop(into)]
    label: Text,
    /// Whether the form is being sent.
    #[prop(into)]
    busy: Signal<bool>,
    /// What is said meanwhile.
    #[prop(into)]
    while_busy: Text,
) -> impl IntoView {
    view! {
        <div class="actions">
            <button
                class=ButtonKind::Primary.class()
                class=("button--busy", busy)
                type="submit"
                aria-disabled=move || busy.get().then_some("true")
            >
                {label}
            </button>
        </div>
        <p class="status" role="status">
            {move || busy.get().then(|| while_busy.said())}
        </p>
    }
}
