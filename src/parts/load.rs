//! Loading what a view needs before it can be shown.

use super::Connection;
use super::get_help::GetHelp;
use super::problem::summary_of;
use crate::api::{Failure, LoggedIn, Situation};
use crate::say::{self, Text};
use crate::ui::{Button, ButtonKind, Page, Summary};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::any::Any;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;

/// Data of any type: all loads are one to the compiler, which saves the page a copy of the machinery for each.
type Data = Rc<dyn Any>;
type Fetching = Pin<Box<dyn Future<Output = Result<Data, Failure>>>>;
type Show = Arc<dyn Fn(Data) -> AnyView + Send + Sync>;

/// What stands around a view from the start on, with a place for what is loaded.
pub type Frame = Box<dyn Fn(AnyView) -> AnyView + Send + Sync>;

/// Shows a view once its data is there. Until then a skeleton (from 300 ms on, by its style); when it can't be had, what
/// is wrong, with a way to try again.
#[component]
pub fn Load<T, Fetch, Fut, View>(
    /// The heading, for when the data can't be had.
    #[prop(into)]
    title: Text,
    /// Gets the data.
    fetch: Fetch,
    /// The view of it.
    show: View,
    /// What is of use without the data: it is there at once, and stays as it is when the data comes.
    #[prop(optional)]
    frame: Option<Frame>,
) -> impl IntoView
where
    T: Clone + 'static,
    Fetch: Fn() -> Fut + 'static,
    Fut: Future<Output = Result<T, Failure>> + 'static,
    View: Fn(T) -> AnyView + Send + Sync + 'static,
{
    let fetch = move || -> Fetching {
        let fetching = fetch();
        Box::pin(async move { fetching.await.map(|data| Rc::new(data) as Data) })
    };
    // The data is of the type that was put in, just above.
    let show =
        move |data: Data| data.downcast::<T>().map(|data| show(T::clone(&data))).unwrap_or_else(|_| ().into_any());
    load(title, Box::new(fetch), Arc::new(show), frame)
}

/// What [`Load`] gets its data with: a question to the API of whoever is logged in.
pub fn asking<Fut: 'static>(api: LoggedIn, ask: impl Fn(LoggedIn) -> Fut + 'static) -> impl Fn() -> Fut + 'static {
    move || ask(api.clone())
}

/// [`Load`] for data of any type.
///
/// Signals and no `LocalResource`, which keeps the old answer while it asks again: a visitor who tries again sees that it is
/// being tried, and hears of it when it fails again.
fn load(title: Text, fetch: Box<dyn Fn() -> Fetching>, show: Show, frame: Option<Frame>) -> AnyView {
    let data = RwSignal::new_local(None::<Result<Data, Failure>>);
    let fetch = StoredValue::new_local(fetch);
    let ask = move || {
        data.set(None);
        let fetching = fetch.with_value(|fetch| fetch());
        spawn_local(async move {
            data.try_set(Some(fetching.await));
        });
    };
    ask();
    // What could not be had for want of a network is asked for again when there is one.
    let online = expect_context::<Connection>().is_online();
    Effect::new(move |was_online: Option<bool>| {
        let is_online = online.get();
        let is_back = was_online == Some(false) && is_online;
        if is_back && data.with_untracked(|data| matches!(data, Some(Err(Failure::Lost)))) {
            ask();
        }
        is_online
    });
    let failed = move |failure: Failure| {
        view! { <Failed title=title.clone() failure retry=Callback::new(move |()| ask()) /> }.into_any()
    };
    let is_framed = frame.is_some();
    let frame = frame.unwrap_or_else(|| Box::new(|loaded| loaded));
    let problem = Memo::new(move |_| match data.get() {
        Some(Err(failure)) if !failure.is_logged_out() => Some(failure),
        _ => None,
    });
    let view = move || match problem.get() {
        Some(failure) => failed(failure),
        None => {
            let show = Arc::clone(&show);
            let inside = move || match data.get() {
                Some(Ok(data)) => show(data),
                _ if is_framed => waiting_inside().into_any(),
                _ => waiting().into_any(),
            };
            frame(inside.into_any())
        }
    };
    view.into_any()
}

/// The skeleton of a view that is on its way.
pub fn waiting() -> impl IntoView {
    view! {
        {skeleton()}
        // Whoever goes by headings finds this one until that of the view is there.
        <div class="visually-hidden" role="status">
            <h1>{say::ui::LOADING}</h1>
        </div>
    }
}

/// The same, of a part of a view whose heading is there.
fn waiting_inside() -> impl IntoView {
    view! {
        {skeleton()}
        <p class="visually-hidden" role="status">
            {say::ui::LOADING}
        </p>
    }
}

fn skeleton() -> impl IntoView {
    view! {
        <div class="skeleton" aria-hidden="true">
            <span class="skeleton__line skeleton__line--title"></span>
            <span class="skeleton__line"></span>
            <span class="skeleton__line skeleton__line--short"></span>
        </div>
    }
}

/// What is wrong, and a way to try again where that can help.
#[component]
pub fn Failed(title: Text, failure: Failure, retry: Callback<()>) -> impl IntoView {
    let problem: Option<Summary> = Some(summary_of(&failure, Situation::default(), &[]));
    let can_retry = !failure.is_final_for_code();
    view! {
        <Page title problem=Signal::stored(problem)>
            <div class="actions">
                {can_retry
                    .then(|| {
                        view! { <Button label=say::ui::TRY_AGAIN kind=ButtonKind::Primary on_click=move |_| retry.run(()) /> }
                    })}
                <a class=ButtonKind::Secondary.class() href=crate::route::Route::Home.path()>
                    {say::ui::BACK_HOME}
                </a>
            </div>
            <GetHelp />
        </Page>
    }
}
