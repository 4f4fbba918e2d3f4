//! The frame of one view: its title, its heading, its problem.

use super::icon::{Icon, icon};
use super::summary::{ErrorSummary, Summary};
use crate::browser;
use leptos::html;
use leptos::prelude::*;

/// How many steps the redemption has for the visitor.
const STEPS: u8 = 4;

/// Where a view stands in the redemption, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stage(pub u8);

/// Whether the visitor has seen a heading yet, and what is read out after a change of view.
///
/// After a change of view the heading takes the focus, so that keyboard and screen reader are where the eyes are. Not on the
/// first load: there the browser starts at the top, as on any other page.
#[derive(Clone, Copy, Debug)]
pub struct Arrival {
    seen: StoredValue<bool>,
    announcement: RwSignal<String>,
}

impl Arrival {
    /// Before the first view.
    pub fn new() -> Self {
        Self { seen: StoredValue::new(false), announcement: RwSignal::new(String::new()) }
    }

    /// What is read out: the title of the view that was come to.
    pub fn announcement(self) -> Signal<String> {
        self.announcement.into()
    }

    /// A view with this title is shown. Whether it was come to from another one.
    fn come_to(self, title: &str) -> bool {
        let seen = self.seen.get_value();
        self.seen.set_value(true);
        if seen {
            self.announcement.set(title.to_owned());
        }
        seen
    }
}

impl Default for Arrival {
    fn default() -> Self {
        Self::new()
    }
}

/// A view. One question, one `h1`; the error summary above it.
#[component]
pub fn Page(
    /// The heading, and the beginning of the window's title.
    #[prop(into)]
    title: String,
    /// The step of the redemption.
    #[prop(optional)]
    stage: Option<Stage>,
    /// Whether the heading carries a mark that says "done".
    #[prop(optional)]
    done: bool,
    /// A sentence or two below the heading.
    #[prop(optional, into)]
    lead: Option<String>,
    /// What is wrong.
    #[prop(optional, into)]
    problem: Signal<Option<Summary>>,
    /// What stands at the side of the heading.
    #[prop(optional, into)]
    aside: ViewFn,
    /// The view itself.
    children: Children,
) -> impl IntoView {
    let came_from_another = expect_context::<Arrival>().come_to(&title);
    let heading = NodeRef::<html::H1>::new();
    Effect::new(move |_| {
        let Some(heading) = heading.get() else { return };
        // A link to a place on the page leads there, on the first load too.
        if !browser::focus_fragment() && came_from_another {
            browser::focus(&heading);
        }
    });
    let has_problem = Memo::new(move |_| problem.with(Option::is_some));
    let window_title = [title.as_str(), if title == APP { "" } else { " – Tapo Care" }].concat();
    Effect::new(move |_| {
        let prefix = if has_problem.get() { "Error: " } else { "" };
        browser::set_title(&[prefix, &window_title].concat());
    });
    view! {
        <ErrorSummary summary=problem />
        <div class="page-head page-head--split">
            <div>
                {stage.map(steps)}
                {done.then(|| view! { <span class="done-mark" aria-hidden="true">{icon(Icon::Check)}</span> })}
                <h1 class="title" tabindex="-1" node_ref=heading>
                    {title}
                </h1>
                {lead.map(|lead| view! { <p class="lead">{lead}</p> })}
            </div>
            {aside.run()}
        </div>
        {children()}
    }
}

/// The product's name, which needs no other name behind it in a title.
const APP: &str = "Tapo Care";

fn steps(stage: Stage) -> impl IntoView {
    let Stage(step) = stage;
    let text = ["Step ", &step.to_string(), " of ", &STEPS.to_string()].concat();
    view! {
        <p class="step">
            {text} <span class="step__bar" data-step=step.to_string() aria-hidden="true"></span>
        </p>
    }
}
