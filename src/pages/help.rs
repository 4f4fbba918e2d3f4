//! Questions and answers.

use crate::api::{Guest, Situation};
use crate::browser;
use crate::parts::{GetHelp, summary_of};
use crate::say::{self, Text};
use crate::ui::{Button, Page, Summary};
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use tapo_care_wire::Feedback;

/// A question.
struct Question {
    /// Where links lead to.
    id: &'static str,
    question: Text,
    /// A paragraph each.
    answer: &'static [Text],
}

static QUESTIONS: [Question; 6] = [
    Question {
        id: "get-a-code",
        question: say::help::GET_CODE,
        answer: &[say::help::GET_CODE_1, say::help::GET_CODE_2],
    },
    Question { id: "renewal", question: say::help::RENEWAL, answer: &[say::help::RENEWAL_1] },
    Question { id: "merge", question: say::help::MERGE, answer: &[say::help::MERGE_1, say::help::MERGE_2] },
    Question { id: "once", question: say::help::ONCE, answer: &[say::help::ONCE_1] },
    Question {
        id: "add-a-camera",
        question: say::help::ADD_CAMERA,
        answer: &[say::help::ADD_CAMERA_1, say::help::ADD_CAMERA_2],
    },
    Question {
        id: "camera-missing",
        question: say::help::MISSING,
        answer: &[say::help::MISSING_1, say::help::MISSING_2],
    },
];

/// The view behind `/help`.
#[component]
pub(crate) fn Help() -> impl IntoView {
    let items = QUESTIONS
        .iter()
        .map(|Question { id, question, answer }| {
            view! {
                <section class="faq__item">
                    <h2 class="faq__heading" id=*id tabindex="-1">
                        {question.clone()}
                    </h2>
                    <div class="faq__answer">
                        {answer.iter().map(|paragraph| view! { <p>{paragraph.clone()}</p> }).collect_view()}
                    </div>
                </section>
            }
        })
        .collect_view();
    let problem = RwSignal::new(None::<Summary>);
    view! {
        <Page title=say::help::TITLE lead=say::help::LEAD problem>
            <div class="faq">{items}</div>
            <WasThisUseful problem />
            <GetHelp />
        </Page>
    }
}

/// What has become of the question.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Asked {
    Waiting,
    Sending,
    Thanked,
}

/// "Was this useful?"
#[component]
fn WasThisUseful(problem: RwSignal<Option<Summary>>) -> impl IntoView {
    let asked = RwSignal::new(Asked::Waiting);
    let send = move |useful: bool| {
        if asked.get_untracked() != Asked::Waiting {
            return;
        }
        asked.set(Asked::Sending);
        problem.set(None);
        spawn_local(async move {
            let feedback = Feedback { page: "help".to_owned(), useful, comment: None };
            match Guest.feedback(&feedback).await {
                Ok(()) => drop(asked.try_set(Asked::Thanked)),
                Err(failure) => {
                    asked.try_set(Asked::Waiting);
                    problem.try_set(Some(summary_of(&failure, Situation::default(), &[])));
                }
            }
        });
    };
    let busy = Memo::new(move |_| asked.get() == Asked::Sending);
    // The buttons go with the answer, and the focus must not go with them.
    let thanks = NodeRef::<html::P>::new();
    Effect::new(move |_| {
        if let Some(thanks) = thanks.get().filter(|_| asked.get() == Asked::Thanked) {
            browser::focus(&thanks);
        }
    });
    view! {
        <section class="feedback" aria-labelledby="feedback-title">
            <h2 class="feedback__title" id="feedback-title">
                {say::help::USEFUL}
            </h2>
            <Show when=move || asked.get() != Asked::Thanked>
                <div class="feedback__buttons">
                    <Button label=say::help::YES busy on_click=move |_| send(true) />
                    <Button label=say::help::NO busy on_click=move |_| send(false) />
                </div>
            </Show>
            <p class="status" role="status" tabindex="-1" node_ref=thanks>
                {move || (asked.get() == Asked::Thanked).then_some(say::help::THANKS)}
            </p>
        </section>
    }
}
