//! A failed call as an error summary.

use crate::api::{Advice, Failure, Situation, advice, try_again};
use crate::ui::{Entry, Summary, Wait};
use tapo_care_wire::Field;

/// What to show of a failed call. `fields` are those of the form on the screen, each with the id of its input.
pub fn summary_of(failure: &Failure, situation: Situation<'_>, fields: &[(Field, &'static str)]) -> Summary {
    summary_of_advice(advice(failure, situation), fields)
}

/// What to show of what is to be said.
pub fn summary_of_advice(advice: Advice, fields: &[(Field, &'static str)]) -> Summary {
    let field = fields.iter().find(|(field, _)| Some(*field) == advice.field).map(|(_, id)| *id);
    Summary {
        entries: vec![Entry { text: advice.text, field }],
        notes: advice.about_code.into_iter().collect(),
        wait: advice.wait.map(|seconds| Wait { seconds, say: try_again }),
    }
}
