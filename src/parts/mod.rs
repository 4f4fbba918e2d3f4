//! Parts that pages share and that know the API: loading, problems in words, and what the page remembers.

mod account;
mod form;
mod load;
mod memory;
mod moment;
mod problem;
mod redirect;
mod step;

pub use account::{AccountDraft, News};
pub use form::{mistake_at, mistakes};
pub use load::{Load, waiting};
pub use memory::{CodeDraft, Handover};
pub use moment::moment;
pub use problem::{BROWSER_SPEECH, summary_of, summary_of_advice};
pub use redirect::Redirect;
pub use step::{AtStep, LoadStep, at_step};
