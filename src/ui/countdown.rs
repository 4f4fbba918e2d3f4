//! How long to wait, counted down.

use crate::browser;
use crate::say::Text;
use leptos::prelude::*;
use leptos::reactive::spawn_local_scoped_with_cancellation;

/// A time to wait, and how it is said.
#[derive(Clone, Copy, Debug)]
pub struct Wait {
    /// Seconds.
    pub seconds: u32,
    /// What to say when so many seconds are left, and when none are.
    pub say: fn(u32) -> Text,
}

/// The words are the page's, not the wait's.
impl PartialEq for Wait {
    fn eq(&self, other: &Self) -> bool {
        self.seconds == other.seconds
    }
}

impl Eq for Wait {}

/// Counts down to where it can be tried again. The seconds are for the eyes: screen readers read them with the rest and then
/// hear of the end only, since a timer is a live region that is off (WAI-ARIA 1.2) and a status one that is polite.
#[component]
pub fn Countdown(
    /// How long.
    wait: Wait,
) -> impl IntoView {
    let left = RwSignal::new(wait.seconds);
    // Ends with the view, and its timer with it.
    spawn_local_scoped_with_cancellation(async move {
        // By the clock, not by counting: the browser lets hidden pages wait for longer than they ask.
        let end = browser::clock() + f64::from(wait.seconds) * 1000.0;
        while left.get_untracked() > 0 {
            browser::pause(1).await;
            left.set(seconds_until(end));
        }
    });
    let is_over = Memo::new(move |_| left.get() == 0);
    let words = move || (wait.say)(left.get());
    view! {
        <div class="summary__text">
            <span role="timer">{move || (!is_over.get()).then(words)}</span>
            <span role="status">{move || is_over.get().then(words)}</span>
        </div>
    }
}

/// Whole seconds that are left, so that none are only when there really are none.
fn seconds_until(end: f64) -> u32 {
    let left = ((end - browser::clock()) / 1000.0).ceil().max(0.0);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it is whole, and no less than nothing"
    )]
    let seconds = left as u32;
    seconds
}
