//! A failed call as an error summary.

use crate::api::{Advice, Failure, Situation, Speech, advice, try_again};
use crate::browser;
use crate::ui::{Entry, Summary, Wait};
use tapo_care_wire::Field;

/// Moments and places as this browser says them.
pub const BROWSER_SPEECH: Speech = Speech {
    last_day_before: browser::last_day_before,
    date_and_time: browser::long_date_and_time,
    region: browser::region_name,
};

/// What to show of a failed call. `fields` are those of the form on the screen, each with the id of its input.
pub fn summary_of(failure: &Failure, situation: Situation<'_>, fields: &[(Field, &'static str)]) -> Summary {
    summary_of_advice(advice(failure, situation, &BROWSER_SPEECH), fields)
}

/// What to show of what is to be said.
pub fn summary_of_advice(advice: Advice, fields: &[(Field, &'static str)]) -> Summary {
    let field = fields.iter().find(|(field, _)| Some(*field) == advice.field).map(|(_, id)| *id);
    Summary {
        entries: vec![Entry { text: advice.text, field }],
        notes: advice.about_code.into_iter().map(str::to_owned).collect(),
        wait: advice.wait.map(|seconds| Wait { seconds, say: try_again }),
    }
}
