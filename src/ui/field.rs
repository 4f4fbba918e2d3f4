//! Fields of a form: label, hint, mistake and input, tied together for everyone.

use super::icon::{Icon, icon};
use leptos::prelude::*;

/// What a field takes, which decides how keyboards, password managers and spelling checkers treat it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// The e-mail address to log in with.
    Email,
    /// The password to log in with; can be shown.
    Password,
    /// A Redemption Code. One input, never split, never cut off: what is pasted stays as it is.
    Code,
}

/// A field.
#[component]
pub fn Field(
    /// The id of the input, which error summaries link to.
    id: &'static str,
    /// The label, and so the accessible name.
    label: &'static str,
    /// What it takes.
    kind: FieldKind,
    /// What helps to fill it in.
    #[prop(optional)]
    hint: Option<&'static str>,
    /// What is wrong with it; stays until the next submit.
    #[prop(into)]
    mistake: Signal<Option<String>>,
    /// What is in it.
    value: RwSignal<String>,
) -> impl IntoView {
    let hint_id = [id, "-hint"].concat();
    let mistake_id = [id, "-error"].concat();
    let wrong = Memo::new(move |_| mistake.with(Option::is_some));
    let described_by = {
        let (hint_id, mistake_id) = (hint_id.clone(), mistake_id.clone());
        move || match (hint.is_some(), wrong.get()) {
            (true, true) => Some([&hint_id, " ", &mistake_id].concat()),
            (true, false) => Some(hint_id.clone()),
            (false, true) => Some(mistake_id.clone()),
            (false, false) => None,
        }
    };
    let shown = RwSignal::new(false);
    let input_type = move || match kind {
        FieldKind::Email => "email",
        FieldKind::Password if !shown.get() => "password",
        FieldKind::Password | FieldKind::Code => "text",
    };
    let is_code = kind == FieldKind::Code;
    let input = view! {
        <input
            class="input"
            class=("code-input", is_code)
            class=("password__input", kind == FieldKind::Password)
            id=id
            name=id
            type=input_type
            autocomplete=match kind {
                FieldKind::Email => "username",
                FieldKind::Password => "current-password",
                FieldKind::Code => "off",
            }
            autocapitalize=if is_code { "characters" } else { "none" }
            spellcheck="false"
            enterkeyhint="go"
            dir=is_code.then_some("ltr")
            aria-invalid=move || wrong.get().then_some("true")
            aria-describedby=described_by
            prop:value=value
            on:input:target=move |event| value.set(event.target().value())
        />
    }
    // Leptos has no name for it: Safari's, and lately everybody's.
    .attr("autocorrect", "off");
    let input = if kind == FieldKind::Password {
        view! { <div class="password">{input} <ShowPassword input=id shown /></div> }.into_any()
    } else {
        input.into_any()
    };
    view! {
        <div class="field" class=("field--error", wrong) class=("code-field", is_code)>
            <label class="field__label" for=id>
                {label}
            </label>
            {hint.map(|hint| view! { <p class="field__hint" id=hint_id>{hint}</p> })}
            {move || {
                mistake
                    .get()
                    .map(|mistake| {
                        view! {
                            <p class="field__error" id=mistake_id.clone()>
                                {icon(Icon::Alert)}
                                <span>{mistake}</span>
                            </p>
                        }
                    })
            }}
            {input}
        </div>
    }
}

/// Shows what was typed, for those who would rather see it.
#[component]
fn ShowPassword(input: &'static str, shown: RwSignal<bool>) -> impl IntoView {
    view! {
        <button
            class="password__toggle"
            type="button"
            aria-label=move || if shown.get() { "Hide password" } else { "Show password" }
            aria-controls=input
            on:click=move |_| shown.update(|shown| *shown = !*shown)
        >
            {move || if shown.get() { "Hide" } else { "Show" }}
        </button>
    }
}
