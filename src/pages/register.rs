//! Create a TP-Link ID.

use crate::api::{Guest, Situation, email_mistake, new_password_mistake, region_mistake};
use crate::browser;
use crate::parts::{AccountDraft, Sending, mistakes};
use crate::route::Route;
use crate::say;
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
            locale: say::spoken().tag.to_owned(),
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
            title=say::login::CREATE
            lead=say::register::LEAD
            problem=sending.problem()
        >
            <form class="card form" method="post" novalidate on:submit=submit>
                <Field id=EMAIL label=say::account::EMAIL kind=FieldKind::Email mistake=sending.mistake(EMAIL) value=email />
                <Field
                    id=PASSWORD
                    label=say::login::PASSWORD
                    kind=FieldKind::NewPassword
                    hint=say::account::PASSWORD_HINT
                    mistake=sending.mistake(PASSWORD)
                    value=password
                />
                <Select
                    id=REGION
                    label=say::account::COUNTRY
                    hint=say::register::COUNTRY_HINT
                    autocomplete="country"
                    options=Signal::derive(|| browser::named_regions(regions(), say::spoken().tag))
                    mistake=sending.mistake(REGION)
                    value=region
                />
                <Submit label=say::register::CREATE busy=sending.busy() while_busy=say::register::CREATING />
                <p class="form__links">
                    <a class="link" href=move || Route::Login.keeping(&query.get())>
                        {say::register::HAVE_ONE}
                    </a>
                </p>
            </form>
            <p class="aside-note">
                {icon(Icon::Shield)}
                <span>
                    {say::register::INDEPENDENT}
                </span>
            </p>
        </Page>
    }
}
