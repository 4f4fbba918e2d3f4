//! Dates on the page.

use crate::say::Text;
use leptos::prelude::*;
use tapo_care_wire::Timestamp;

/// A moment as a long date in the visitor's language and time zone, with the exact one for machines.
pub fn moment(moment: &Timestamp) -> impl IntoView + use<> {
    view! { <time datetime=moment.as_str().to_owned()>{Text::date(moment)}</time> }
}

/// The same with the time of day.
pub fn moment_and_time(moment: &Timestamp) -> impl IntoView + use<> {
    view! { <time datetime=moment.as_str().to_owned()>{Text::date_and_time(moment)}</time> }
}
