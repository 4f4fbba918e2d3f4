//! Several codes at once: what was pasted, what the codes do together, and what a run through them keeps. No Leptos, no browser.

mod calendar;
mod lines;
mod merging;
mod run;

pub use lines::{AT_MOST, Entry, Found, entries};
pub use merging::{Merged, Total, merge, totals};
pub use run::{Kept, is_expected};
