//! Fields of a form to type into.

use super::labelled::Labelled;
use crate::say::{self, Text};
use leptos::html;
use leptos::prelude::*;
use leptos::reactive::effect::ImmediateEffect;

/// What a field takes, which decides how keyboards, password managers and spelling checkers treat it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// The e-mail address to log in with.
    Email,
    /// The password to log in with; can be shown.
    Password,
    /// A password that is chosen now; can be shown. Password managers offer to make one.
    NewPassword,
    /// A Redemption Code. One input, never split, never cut off: what is pasted stays as it is.
    Code,
    /// The reference of a receipt.
    Reference,
    /// The signature of a receipt. Long, and copied from elsewhere.
    Signature,
    /// A code that was mailed to prove something, of digits. One input, too.
    OneTimeCode,
    /// A code that an authenticator app shows, of fewer digits.
    AppCode,
    /// A recovery code, of letters and digits: with a keyboard that has both.
    RecoveryCode,
}

impl FieldKind {
    const fn is_password(self) -> bool {
        matches!(self, Self::Password | Self::NewPassword)
    }

    const fn autocomplete(self) -> &'static str {
        match self {
            Self::Email => "username",
            Self::Password => "current-password",
            Self::NewPassword => "new-password",
            Self::Code | Self::Reference | Self::Signature => "off",
            Self::OneTimeCode | Self::AppCode | Self::RecoveryCode => "one-time-code",
        }
    }

    const fn class(self) -> &'static str {
        match self {
            Self::Email | Self::Reference | Self::Signature => "input",
            Self::Password | Self::NewPassword => "input password__input",
            Self::Code => "input code-input",
            Self::OneTimeCode => "input code-input code-input--mailed",
            Self::AppCode => "input code-input code-input--app",
            Self::RecoveryCode => "input code-input code-input--recovery",
        }
    }

    const fn is_code(self) -> bool {
        matches!(self, Self::Code | Self::OneTimeCode | Self::AppCode | Self::RecoveryCode)
    }

    const fn is_upper_case(self) -> bool {
        matches!(self, Self::Code | Self::RecoveryCode | Self::Reference)
    }

    const fn is_number(self) -> bool {
        matches!(self, Self::OneTimeCode | Self::AppCode)
    }
}

/// A field.
#[component]
pub fn Field(
    /// The id of the input, which error summaries link to.
    id: &'static str,
    /// The label, and so the accessible name.
    #[prop(into)]
    label: Text,
    /// What it takes.
    kind: FieldKind,
    /// What helps to fill it in.
    #[prop(optional, into)]
    hint: Option<Text>,
    /// What is wrong with it; stays until the next submit.
    #[prop(into)]
    mistake: Signal<Option<Text>>,
    /// What is in it.
    value: RwSignal<String>,
) -> impl IntoView {
    let labelled = Labelled { id, label, hint, mistake };
    let wrong = labelled.wrong();
    let shown = RwSignal::new(false);
    let input_type = move || match kind {
        FieldKind::Email => "email",
        FieldKind::Password | FieldKind::NewPassword if !shown.get() => "password",
        _ => "text",
    };
    let is_code = kind.is_code();
    // What the visitor types stands in the input already: nothing is written back to it at each key, and nothing is left to do in a
    // turn of its own.
    let (node, typed) = (NodeRef::<html::Input>::new(), StoredValue::new(None::<String>));
    ImmediateEffect::new_scoped(move || {
        let stands = typed.try_update_value(Option::take).flatten();
        value.with(|value| {
            if let (false, Some(input)) = (stands.as_ref() == Some(value), node.get()) {
                input.set_value(value);
            }
        });
    });
    let take = move |text: String| {
        typed.set_value(Some(text.clone()));
        value.set(text);
    };
    // None of these is a word of any language.
    let left_to_right = is_code || matches!(kind, FieldKind::Reference | FieldKind::Signature);
    let input = view! {
        <input
            class=kind.class()
            id=id
            name=id
            type=input_type
            autocomplete=kind.autocomplete()
            inputmode=kind.is_number().then_some("numeric")
            autocapitalize=if kind.is_upper_case() { "characters" } else { "none" }
            spellcheck="false"
            enterkeyhint="go"
            dir=left_to_right.then_some("ltr")
            aria-invalid=move || wrong.get().then_some("true")
            aria-describedby=labelled.described_by(wrong)
            prop:value=value.get_untracked()
            node_ref=node
            on:input:target=move |event| take(event.target().value())
        />
    }
    // Leptos has no name for it: Safari's, and lately everybody's.
    .attr("autocorrect", "off");
    let input = if kind.is_password() {
        view! { <div class="password">{input} <ShowPassword input=id shown /></div> }.into_any()
    } else {
        input.into_any()
    };
    labelled.around(wrong, is_code, input)
}

/// Whose password a form is about, where nobody has to type it: without it password managers don't know which one to keep or
/// to fill in. Nobody sees it.
#[component]
pub fn Username(
    /// The e-mail address to log in with.
    email: String,
) -> impl IntoView {
    view! { <input type="email" id="username" name="username" autocomplete="username" value=email readonly hidden /> }
}

/// Shows what was typed, for those who would rather see it.
#[component]
fn ShowPassword(input: &'static str, shown: RwSignal<bool>) -> impl IntoView {
    // A password that is sent as text would be kept by browsers as any other text, and offered for all to see.
    Effect::new(move |_| {
        let sent = window_event_listener_untyped("submit", move |_| shown.set(false));
        on_cleanup(move || sent.remove());
    });
    view! {
        <button
            class="password__toggle"
            type="button"
            aria-label=move || if shown.get() { say::ui::HIDE_PASSWORD.said() } else { say::ui::SHOW_PASSWORD.said() }
            aria-controls=input
            on:click=move |_| shown.update(|shown| *shown = !*shown)
        >
            {move || if shown.get() { say::ui::HIDE } else { say::ui::SHOW }}
        </button>
    }
}
