//! What stands above and below every view.

use crate::parts::leaving;
use crate::route::Route;
use crate::session::SessionState;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The brand, the ways to everywhere, the language, the way out.
#[component]
pub(super) fn Header(route: Memo<Option<Route>>) -> impl IntoView {
    let session = expect_context::<SessionState>();
    let logged_in = Memo::new(move |_| session.is_logged_in());
    let link = move |to: Route, label: &'static str| {
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
                    <span class="brand__name">"Tapo Care"</span>
                </a>
                <nav class="nav" aria-label="Main">
                    <Show when=move || logged_in.get()>{link(Route::History, "History")}</Show>
                    {link(Route::Help, "Help")}
                </nav>
                <div class="header__tools">
                    <div class="language">
                        <label class="language__label" for="language">
                            "Language"
                        </label>
                        <select class="language__select" id="language">
                            <option value="en" selected>
                                "English"
                            </option>
                        </select>
                    </div>
                    <Show when=move || logged_in.get()>
                        // Beside the link and not in it, whose name stays short.
                        <span class="header__viewer">{move || session.email()}</span>
                        {link(Route::Account, "Account")}
                        <LogOut />
                    </Show>
                </div>
            </div>
        </header>
    }
}

/// Ends the session, and forgets what was typed.
#[component]
fn LogOut() -> impl IntoView {
    let session = expect_context::<SessionState>();
    let failed = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let leave = leaving();
    let log_out = move |_| {
        let leave = leave.clone();
        let Some(api) = untrack(|| session.api()).filter(|_| !busy.get_untracked()) else { return };
        failed.set(false);
        busy.set(true);
        spawn_local(async move {
            let answer = api.log_out().await;
            busy.try_set(false);
            match answer {
                Err(failure) if !failure.is_logged_out() => drop(failed.try_set(true)),
                // Gone already is gone as well.
                Ok(()) | Err(_) => leave(),
            }
        });
    };
    view! {
        <button
            class="header__button"
            type="button"
            aria-disabled=move || busy.get().then_some("true")
            on:click=log_out
        >
            "Log out"
        </button>
        <p class="status" role="status">
            {move || failed.get().then_some("We do not know whether you were logged out: the server did not answer as it should. Try again.")}
        </p>
    }
}

/// Whose page this is, and whose not.
#[component]
pub(super) fn Footer() -> impl IntoView {
    let session = expect_context::<SessionState>();
    // Whose services a provider of identities is part of, only the operator knows.
    let contacts = move || (!session.is_outside()).then_some(" It never contacts TP-Link’s services.");
    view! {
        <footer class="footer">
            <div class="footer__inner">
                <p class="footer__note">
                    "An independent implementation, not affiliated with TP-Link." {contacts}
                </p>
            </div>
        </footer>
    }
}
