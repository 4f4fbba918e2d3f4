//! Questions and answers.

use crate::api::{Guest, Situation};
use crate::browser;
use crate::parts::summary_of;
use crate::ui::{Button, Page, Summary};
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use tapo_care_wire::Feedback;

/// A question.
struct Question {
    /// Where links lead to.
    id: &'static str,
    question: &'static str,
    /// A paragraph each.
    answer: &'static [&'static str],
}

const QUESTIONS: [Question; 6] = [
    Question {
        id: "get-a-code",
        question: "How do I get a Redemption Code?",
        answer: &[
            "Codes come on a card in the box of some cameras, from shops that sell Tapo Care, and by email in promotions. A code has 13 letters and numbers.",
            "Entering a code does not use it. It is used when you choose “Confirm and redeem”, after you have read what it gives you.",
        ],
    },
    Question {
        id: "renewal",
        question: "Does the plan renew by itself, and do I need a payment card?",
        answer: &[
            "No, not by default: a plan from a code ends on its last day, and no payment card is asked for. If a code has other terms, the plan details say so before you confirm.",
        ],
    },
    Question {
        id: "merge",
        question: "What happens if I already have a plan?",
        answer: &[
            "A code for the same plan, that is the same tier and the same number of cameras, makes your subscription run longer. The number of cameras does not add up.",
            "A code for another plan starts a subscription of its own, which stands beside the one you have. A plan that has ended is not extended: a new one starts.",
        ],
    },
    Question {
        id: "once",
        question: "Can I use a code twice, or get a refund?",
        answer: &[
            "A code works once, with one TP-Link ID. Once redeemed, it can’t be refunded or moved to another TP-Link ID, unless its own terms say otherwise.",
        ],
    },
    Question {
        id: "add-a-camera",
        question: "How do I add a camera?",
        answer: &[
            "Open the Tapo app, tap +, choose your camera and follow the steps. Then reload the page where you choose cameras: it stands there, without redeeming anything again.",
            "You can choose and exchange the cameras of a plan at any time while it runs.",
        ],
    },
    Question {
        id: "camera-missing",
        question: "Why is my camera not in the list?",
        answer: &[
            "Check in the Tapo app that the camera is connected to the internet, has the newest firmware, and is bound to the same TP-Link ID that you are logged in with here.",
            "Cameras that were sold for another region, and models without cloud video, stand in the list but can’t be chosen.",
        ],
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
                        {*question}
                    </h2>
                    <div class="faq__answer">
                        {answer.iter().map(|paragraph| view! { <p>{*paragraph}</p> }).collect_view()}
                    </div>
                </section>
            }
        })
        .collect_view();
    let problem = RwSignal::new(None::<Summary>);
    view! {
        <Page title="Help" lead="Answers to what people ask about redemption codes." problem>
            <div class="faq">{items}</div>
            <WasThisUseful problem />
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
                "Was this useful?"
            </h2>
            <Show when=move || asked.get() != Asked::Thanked>
                <div class="feedback__buttons">
                    <Button label="Yes" busy on_click=move |_| send(true) />
                    <Button label="No" busy on_click=move |_| send(false) />
                </div>
            </Show>
            <p class="status" role="status" tabindex="-1" node_ref=thanks>
                {move || (asked.get() == Asked::Thanked).then_some("Thank you for telling us.")}
            </p>
        </section>
    }
}
