//! Several codes: pasted or read from a file, looked up, read, and redeemed one after another.

mod row;
mod run;
mod table;

use crate::api::{LoggedIn, code_mistake};
use crate::browser;
use crate::parts::{SeveralDraft, forget_run, kept_run};
use crate::route::Route;
use crate::say::{self, Text};
use crate::several::{AT_MOST, Entry, Found, entries};
use crate::ui::{self, Button, ButtonKind, CodesArea, FileField, Icon, Notice, Page, Submit, Summary, icon};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use row::{Row, State};
use run::{Phase, Run};
use table::Codes;

/// The id of the field for the codes.
const CODES: &str = "codes";
/// The id of the field for a file.
const FILE: &str = "file";

/// The view behind `/redeem/several`.
#[component]
pub(crate) fn Several(
    /// Whoever is logged in.
    api: LoggedIn,
) -> impl IntoView {
    let run = Run::new();
    let resumed = RwSignal::new(false);
    if let Some(kept) = kept_run(&api.viewer().id) {
        resumed.set(true);
        run.rows.set(kept.codes.into_iter().map(|(line, id)| Row { line, state: State::Unseen(id) }).collect());
        spawn_local(run.check(api.clone()));
    }
    // Whoever leaves a run that is over has seen what it came to. A reload is no leaving.
    on_cleanup(move || {
        let is_over = run.rows.try_with_untracked(|rows| {
            !rows.iter().any(|row| matches!(row.state, State::Ready(_) | State::Redeeming(_) | State::Unseen(_)))
        });
        if is_over == Some(true) {
            forget_run();
        }
    });
    let enter = {
        let api = api.clone();
        move |rows: Vec<Row>| {
            resumed.set(false);
            run.rows.set(rows);
            spawn_local(run.check(api.clone()));
        }
    };
    let enter = StoredValue::new_local(enter);
    let api = StoredValue::new_local(api);
    let is_entering = Memo::new(move |_| run.phase.get() == Phase::Entering);
    let body = move || {
        if is_entering.get() {
            view! { <Enter problem=run.problem enter=Callback::new(move |rows| enter.with_value(|enter| enter(rows))) /> }
                .into_any()
        } else {
            view! { <Going run resumed api /> }.into_any()
        }
    };
    view! {
        <Page title=say::several::TITLE lead=say::several::LEAD problem=run.problem>
            {body}
        </Page>
    }
}

/// The field, and the file that can be read into it.
#[component]
fn Enter(problem: RwSignal<Option<Summary>>, enter: Callback<Vec<Row>>) -> impl IntoView {
    let text = expect_context::<SeveralDraft>().text();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let found = text.with_untracked(|text| entries(text));
        match mistake(&found) {
            Some(mistake) => problem.set(Some(at(CODES, mistake))),
            None => {
                problem.set(None);
                enter.run(found.into_iter().map(row).collect());
            }
        }
    };
    let read = move |file: browser::File| {
        problem.set(None);
        spawn_local(async move {
            match browser::text_of(&file).await {
                Some(read) => drop(text.try_set(read)),
                None => drop(problem.try_set(Some(at(FILE, say::several::FILE_UNREAD)))),
            }
        });
    };
    let mistake_of = move |field| Signal::derive(move || problem.with(|problem| problem.as_ref()?.about(field)));
    view! {
        <form class="card form" method="post" novalidate on:submit=submit>
            <CodesArea
                id=CODES
                label=say::several::CODES
                hint=say::several::HINT
                mistake=mistake_of(CODES)
                value=text
            />
            <FileField
                id=FILE
                label=say::several::FILE
                accept=".csv,.tsv,.txt,text/csv,text/plain"
                mistake=mistake_of(FILE)
                on_file=read
            />
            <Submit label=say::several::CHECK busy=Signal::stored(false) while_busy=say::redeem::LOOKING_UP />
        </form>
        <p class="aside-note">
            {icon(Icon::Lock)}
            <span>{say::redeem::NOT_USED_YET}</span>
        </p>
    }
}

/// The table, what is going on, and what can be done next.
#[component]
fn Going(run: Run, resumed: RwSignal<bool>, api: StoredValue<LoggedIn, LocalStorage>) -> impl IntoView {
    let check = move |_| spawn_local(run.check(api.get_value()));
    let redeem = move |_| {
        if run.phase.get_untracked() == Phase::Reading {
            spawn_local(run.redeem(api.get_value()));
        }
    };
    let ready = Memo::new(move |_| run.count(|state| matches!(state, State::Ready(_))));
    let unread = Memo::new(move |_| run.unread());
    let is_reading = Memo::new(move |_| run.phase.get() == Phase::Reading);
    let progress = move || match run.phase.get() {
        Phase::Checking(number) => Some(say::several::checking_n(number, run.count(|_| true))),
        Phase::Redeeming(..) if run.is_asking() => Some(say::several::ASKING),
        Phase::Redeeming(number, all) => Some(say::several::redeeming_n(number, all)),
        Phase::Entering | Phase::Reading => None,
    };
    let next = move || {
        if !is_reading.get() {
            return ().into_any();
        }
        let anew = move |_| run.begin_anew();
        if unread.get() > 0 {
            return view! {
                <div class="actions">
                    <Button label=say::several::CHECK_REST kind=ButtonKind::Primary on_click=check />
                    <Button label=say::several::CHANGE on_click=anew />
                </div>
            }
            .into_any();
        }
        if ready.get() > 0 {
            return view! {
                <div class="actions">
                    <Button label=say::several::confirm(ready.get()) kind=ButtonKind::Primary on_click=redeem />
                    <Button label=say::several::CHANGE on_click=anew />
                </div>
            }
            .into_any();
        }
        view! {
            <Notice>{outcome(run)}</Notice>
            <div class="actions">
                <a class=ButtonKind::Primary.class() href=Route::Home.path()>
                    {say::ui::BACK_HOME}
                </a>
                <Button label=say::several::MORE on_click=anew />
            </div>
        }
        .into_any()
    };
    view! {
        <div class="stack several">
            <Show when=move || resumed.get()>
                <Notice>
                    <p>{say::several::RESUMED}</p>
                </Notice>
            </Show>
            <p class="status" role="status">
                {progress}
            </p>
            <Codes run />
            {next}
        </div>
    }
}

/// What it all came to.
fn outcome(run: Run) -> AnyView {
    // It is over: nothing changes any more.
    let done = run.count_now(|state| matches!(state, State::Done(_)));
    let nothing = run.count_now(|state| matches!(state, State::Nothing(_)));
    view! {
        <p>{say::several::all_done(done)}</p>
        {(nothing > 0).then(|| view! { <p>{say::several::not_redeemed(nothing)}</p> })}
    }
    .into_any()
}

/// What is wrong with the list as a whole.
fn mistake(found: &[Entry]) -> Option<Text> {
    let codes = found.iter().filter(|entry| matches!(entry.found, Found::Code(_))).count();
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    if found.is_empty() {
        return Some(say::several::NONE);
    }
    (codes > AT_MOST).then(|| say::several::too_many(number(codes), number(AT_MOST)))
}

/// A line as it begins. What is no code is never sent.
fn row(Entry { line, found }: Entry) -> Row {
    let state = match found {
        Found::Code(code) => State::Unread(code),
        Found::Again { of } => State::Nothing(vec![say::several::again(of)]),
        Found::Mistake(mistake) => State::Nothing(vec![code_mistake(mistake)]),
    };
    Row { line, state }
}

/// A problem of one field.
fn at(field: &'static str, text: Text) -> Summary {
    Summary { entries: vec![ui::Entry { text, field: Some(field) }], notes: Vec::new(), wait: None }
}
