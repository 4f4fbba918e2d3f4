//! What stands above and below every view.

use crate::language::LanguageChoice;
use crate::parts::LogOut;
use crate::route::Route;
use crate::say::{self, Text};
use crate::session::SessionState;
use leptos::prelude::*;

/// The brand, the ways to everywhere, the language, the way out.
#[component]
pub(super) fn Header(route: Memo<Option<Route>>) -> impl IntoView {
    let session = expect_context::<SessionState>();
    let logged_in = Memo::new(move |_| session.is_logged_in());
    let link = move |to: Route, label: Text| {
        let path = to.path();
        let current = move || (route.get().as_ref() == Some(&to)).then_some("page");
        view! {
            <a class="nav__link" href=path aria-current=current>
                {label}
            </a>
        }
    };
    view! {
        <header class="header">
            <div class="header__inner">
                <a class="brand" href=Route::Home.path()>
                    <svg class="brand__mark" aria-hidden="true">
                        <use href="#icon-mark"></use>
                    </svg>
                    <span class="brand__name">{say::ui::APP}</span>
                </a>
                <nav class="nav" aria-label=say::frame::MAIN>
                    <Show when=move || logged_in.get()>{link(Route::History, say::frame::HISTORY)}</Show>
                    {link(Route::Help, say::frame::HELP)}
                </nav>
                <div class="header__tools">
                    <LanguageMenu />
                    <Show when=move || logged_in.get()>
                        // Beside the link and not in it, whose name stays short.
                        <span class="header__viewer" dir="ltr">{move || session.email()}</span>
                        {link(Route::Account, say::frame::ACCOUNT)}
                        <LogOutButton />
                    </Show>
                </div>
            </div>
        </header>
    }
}

/// The languages, each by its own name.
#[component]
fn LanguageMenu() -> impl IntoView {
    let session = expect_context::<SessionState>();
    let choice = expect_context::<LanguageChoice>();
    let options = say::LANGUAGES
        .iter()
        .filter(|language| language.is_offered)
        .map(|language| {
            let is_chosen = move || choice.tag() == language.tag;
            view! {
                <option value=language.tag lang=language.tag selected=is_chosen prop:selected=is_chosen>
                    {language.name}
                </option>
            }
        })
        .collect_view();
    view! {
        <div class="language">
            <label class="language__label" for="language">
                {say::frame::LANGUAGE}
            </label>
            <select
                class="language__select"
                id="language"
                autocomplete="off"
                on:change:target=move |event| choice.choose(&event.target().value(), untrack(|| session.api()))
            >
                {options}
            </select>
        </div>
        <p class="status" role="status">
            {move || choice.has_failed().then_some(say::frame::LANGUAGE_FAILED)}
        </p>
    }
}

/// The way out, in the header.
#[component]
fn LogOutButton() -> impl IntoView {
    let session = expect_context::<SessionState>();
    let log_out = LogOut::new();
    let (busy, status) = (log_out.busy(), log_out.status());
    let log_out = move |_| {
        if let Some(api) = untrack(|| session.api()) {
            log_out.send(api);
        }
    };
    view! {
        <button
            class="header__button"
            type="button"
            aria-disabled=move || busy.get().then_some("true")
            on:click=log_out
        >
            {say::frame::LOG_OUT}
        </button>
        {status}
    }
}

/// Whose page this is, and whose not.
#[component]
pub(super) fn Footer() -> impl IntoView {
    let session = expect_context::<SessionState>();
    // Whose services a provider of identities is part of, only the operator knows.
    let contacts = move || (!session.is_outside()).then_some(say::frame::NEVER_CONTACTS);
    view! {
        <footer class="footer">
            <div class="footer__inner">
                <p class="footer__note">
                    {say::frame::INDEPENDENT} " " {contacts}
                </p>
            </div>
        </footer>
    }
}
