//! The frame of one view: its title, its heading, its problem.

use super::icon::{Icon, icon};
use super::summary::{ErrorSummary, Summary};
use crate::browser;
use crate::say::{self, Text};
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
    announcement: RwSignal<Option<Text>>,
}

impl Arrival {
    /// Before the first view.
    pub fn new() -> Self {
        Self { seen: StoredValue::new(false), announcement: RwSignal::new(None) }
    }

    /// What is read out: the title of the view that was come to.
    pub fn announcement(self) -> Signal<Option<Text>> {
        self.announcement.into()
    }

    /// A view with this title is shown. Whether it was come to from another one.
    fn come_to(self, title: &Text) -> bool {
        let seen = self.seen.get_value();
        self.seen.set_value(true);
        if seen {
            self.announcement.set(Some(title.clone()));
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
    title: Text,
    /// The step of the redemption.
    #[prop(optional)]
    stage: Option<Stage>,
    /// Whether the heading carries a mark that says "done".
    #[prop(optional)]
    done: bool,
    /// A sentence or two below the heading.
    #[prop(optional, into)]
    lead: Option<Text>,
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
    let window_title = title.clone();
    Effect::new(move |_| {
        let (said, is_named) = (window_title.clone(), window_title != say::ui::APP);
        let title = if is_named { say::ui::window_title(said) } else { said };
        let title = if has_problem.get() { say::ui::window_title_error(title) } else { title };
        browser::set_title(&title.said());
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

fn steps(stage: Stage) -> impl IntoView {
    let Stage(step) = stage;
    let text = say::ui::step(u32::from(step), u32::from(STEPS));
    view! {
        <p class="step">
            {text} <span class="step__bar" data-step=step.to_string() aria-hidden="true"></span>
        </p>
    }
}
