//! What every field of a form has around its input: label, hint and mistake, tied together for everyone.

use super::icon::{Icon, icon};
use crate::say::Text;
use leptos::prelude::*;

/// The texts that belong to an input.
#[derive(Clone)]
pub(super) struct Labelled {
    /// The id of the input, which error summaries link to.
    pub(super) id: &'static str,
    /// The label, and so the accessible name.
    pub(super) label: Text,
    /// What helps to fill it in.
    pub(super) hint: Option<Text>,
    /// What is wrong with it.
    pub(super) mistake: Signal<Option<Text>>,
}

impl Labelled {
    fn hint_id(&self) -> String {
        [self.id, "-hint"].concat()
    }

    fn mistake_id(&self) -> String {
        [self.id, "-error"].concat()
    }

    /// Whether something is wrong.
    pub(super) fn wrong(&self) -> Memo<bool> {
        let mistake = self.mistake;
        Memo::new(move |_| mistake.with(Option::is_some))
    }

    /// What `aria-describedby` of the input says.
    pub(super) fn described_by(&self, wrong: Memo<bool>) -> impl Fn() -> Option<String> + Clone + Send + 'static {
        let (hint_id, mistake_id, has_hint) = (self.hint_id(), self.mistake_id(), self.hint.is_some());
        move || match (has_hint, wrong.get()) {
            (true, true) => Some([&hint_id, " ", &mistake_id].concat()),
            (true, false) => Some(hint_id.clone()),
            (false, true) => Some(mistake_id.clone()),
            (false, false) => None,
        }
    }

    /// The field around its input.
    pub(super) fn around(self, wrong: Memo<bool>, is_code: bool, input: AnyView) -> AnyView {
        let (hint_id, mistake_id) = (self.hint_id(), self.mistake_id());
        let Self { id, label, hint, mistake } = self;
        view! {
            <div class="field" class=("field--error", wrong) class=("code-field", is_code)>
                <label class="field__label" for=id>
                    {label}
                </label>
                {hint.map(|hint| view! { <p class="field__hint" id=hint_id>{hint}</p> })}
                {mistake_text(mistake, mistake_id)}
                {input}
            </div>
        }
        .into_any()
    }
}

/// What is wrong, in an element with this id, while something is.
pub(super) fn mistake_text(mistake: Signal<Option<Text>>, id: String) -> AnyView {
    let text = move || {
        mistake.get().map(|mistake| {
            view! {
                <p class="field__error" id=id.clone()>
                    {icon(Icon::Alert)}
                    <span>{mistake}</span>
                </p>
            }
        })
    };
    text.into_any()
}
