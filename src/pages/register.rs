//! Create a TP-Link ID.

use crate::api::{Guest, Situation, email_mistake, new_password_mistake, region_mistake};
use crate::browser;
use crate::parts::{AccountDraft, Sending, mistakes};
use crate::route::Route;
use crate::ui::{Field, FieldKind, Icon, Page, Select, Submit, icon};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_navigate};
use tapo_care_wire::{Field as WireField, Registration, regions};

/// The fields, by the ids of their inputs.
const EMAIL: &str = "email";
const PASSWORD: &str = "new-password";
const REGION: &str = "region";

/// The form.
#[component]
pub(crate) fn Register() -> impl IntoView {
    let account = expect_context::<AccountDraft>();
    let email = account.email();
    let password = RwSignal::new(String::new());
    // Not guessed from the browser's language, which for many is another country's: codes are bound to the region.
    let region = RwSignal::new(String::new());
    let sending = Sending::new(&[(WireField::Email, EMAIL), (WireField::Password, PASSWORD)]);
    let (navigate, query) = (use_navigate(), use_location().search);

    let submit = move |event: SubmitEvent| {
        if !sending.may_begin(&event) {
            return;
        }
        let registration = Registration {
            email: email.get_untracked().trim().to_owned(),
            password: password.get_untracked(),
            region: region.get_untracked(),
            locale: browser::language(),
        };
        let found = mistakes([
            (email_mistake(&registration.email), EMAIL),
            (new_password_mistake(&registration.password), PASSWORD),
            (region_mistake(&registration.region), REGION),
        ]);
        let navigate = navigate.clone();
        let call = async move { Guest.register(&registration).await.map(|()| registration.email) };
        sending.send(found, Situation::default(), call, move |email| {
            account.mailed(email);
            navigate(&Route::Verify.keeping(&query.get_untracked()), Default::default());
        });
    };

    view! {
        <Page
            title="Create a TP-Link ID"
            lead="One account for your plans and cameras. We send a code to your email address to make sure it is yours."
            problem=sending.problem()
        >
            <form class="card form" method="post" novalidate on:submit=submit>
                <Field id=EMAIL label="Email" kind=FieldKind::Email mistake=sending.mistake(EMAIL) value=email />
                <Field
                    id=PASSWORD
                    label="Password"
                    kind=FieldKind::NewPassword
                    hint="At least 15 characters. A few words that only you would put together are easy to remember."
                    mistake=sending.mistake(PASSWORD)
                    value=password
                />
                <Select
                    id=REGION
                    label="Country or region"
                    hint="Where you bought your cameras and codes. It can’t be changed later."
                    autocomplete="country"
                    options=browser::named_regions(regions())
                    mistake=sending.mistake(REGION)
                    value=region
                />
                <Submit label="Create TP-Link ID" busy=sending.busy() while_busy="Creating your TP-Link ID…" />
                <p class="form__links">
                    <a class="link" href=move || Route::Login.keeping(&query.get())>
                        "I already have a TP-Link ID"
                    </a>
                </p>
            </form>
            <p class="aside-note">
                {icon(Icon::Shield)}
                <span>
                    "This is an independent implementation: the TP-Link ID that you create is good here only. Choose a password that you use nowhere else."
                </span>
            </p>
        </Page>
    }
}
