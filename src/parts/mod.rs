//! Parts that pages share and that know the API: loading, problems in words, and what the page remembers.

mod account;
mod cameras_draft;
mod connection;
mod count;
mod form;
mod get_help;
mod inquiry;
mod leave;
mod load;
mod memory;
mod moment;
mod pending;
mod problem;
mod redirect;
mod reminder;
mod sending;
mod spend;
mod step;

pub use account::{AccountDraft, News};
pub use cameras_draft::{CamerasDraft, KeptChoice};
pub use connection::Connection;
pub use count::count;
pub use form::{mistake_at, mistakes};
pub use get_help::GetHelp;
pub use inquiry::Inquiry;
pub use leave::{leaving, nothing_typed};
pub use load::{Failed, Load, asking, waiting};
pub use memory::{CodeDraft, Handover, ReceiptDraft, SeveralDraft, forget_run, keep_run, kept_run};
pub use moment::{moment, moment_and_time};
pub use pending::Pending;
pub use problem::{summary_of, summary_of_advice};
pub use redirect::Redirect;
pub use reminder::reminder_button;
pub use sending::Sending;
pub use spend::spend;
pub use step::{AtStep, LoadStep, at_step};
