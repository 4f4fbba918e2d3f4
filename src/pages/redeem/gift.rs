//! A link for a gift: the code behind `#`, which no server sees. Made here, sent nowhere, kept nowhere.

use crate::browser;
use crate::route::Route;
use crate::say;
use crate::ui::{Button, CopyButton, Icon, Notice, QrCode, QrDrawing, icon};
use leptos::html;
use leptos::prelude::*;
use leptos::reactive::effect::ImmediateEffect;
use tapo_care_wire::RedemptionCode;

/// Offers the link while a whole code stands in the field, and shows it when it was asked for.
#[component]
pub(super) fn Gift(
    /// What stands in the field.
    text: RwSignal<String>,
) -> impl IntoView {
    // Which code the link was asked for: one that is typed afterwards is not shown by itself.
    let asked = RwSignal::new(None::<RedemptionCode>);
    // Looked at in the turn of each key, so that most keys need no other.
    let offered = RwSignal::new(None::<RedemptionCode>);
    ImmediateEffect::new_scoped(move || {
        let code = text.with(|text| RedemptionCode::parse(text).ok());
        if offered.with_untracked(|offered| *offered != code) {
            offered.set(code);
        }
    });
    let view = move || match offered.get() {
        Some(code) if asked.with(|asked| asked.as_ref() == Some(&code)) => view! { <Card code /> }.into_any(),
        Some(code) => {
            let make = move |_| asked.set(Some(code.clone()));
            view! {
                <div class="actions">
                    <Button label=say::gift::MAKE on_click=make />
                </div>
            }
            .into_any()
        }
        None => ().into_any(),
    };
    view! { <div class="gift-offer">{view}</div> }.into_any()
}

/// The link, as text and to scan.
#[component]
fn Card(code: RedemptionCode) -> impl IntoView {
    let link = Route::gift_link(&browser::origin(), &code);
    let drawing = QrDrawing::of(link.clone());
    // It takes the place of the button that had the focus.
    let heading = NodeRef::<html::H2>::new();
    Effect::new(move |_| {
        if let Some(heading) = heading.get() {
            browser::focus(&heading);
        }
    });
    view! {
        <section class="card gift">
            <h2 class="heading" tabindex="-1" node_ref=heading>
                {say::gift::TITLE}
            </h2>
            <p>{say::gift::TEXT}</p>
            <QrCode drawing label=say::gift::QR otherwise=say::gift::NO_QR />
            <p class="secret gift__link" dir="ltr">
                {link.clone()}
            </p>
            <div class="no-print">
                <Notice>
                    <p>{say::gift::WARNING}</p>
                </Notice>
            </div>
            <CopyButton label=say::gift::COPY text=link>
                <button class="button button--secondary" type="button" on:click=move |_| browser::print()>
                    {icon(Icon::Print)}
                    {say::gift::PRINT}
                </button>
            </CopyButton>
        </section>
    }
}
