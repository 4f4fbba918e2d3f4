//! Dates on the page.

use crate::browser;
use leptos::prelude::*;
use tapo_care_wire::Timestamp;

/// A moment as a long date in the visitor's language and time zone, with the exact one for machines.
pub fn moment(moment: &Timestamp) -> impl IntoView + use<> {
    view! { <time datetime=moment.as_str().to_owned()>{browser::long_date(moment)}</time> }
}

/// The same with the time of day.
pub fn moment_and_time(moment: &Timestamp) -> impl IntoView + use<> {
    view! { <time datetime=moment.as_str().to_owned()>{browser::long_date_and_time(moment)}</time> }
}
