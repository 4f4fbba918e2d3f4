//! The one HTTP client. [`Guest`] has the calls that anybody may make, [`LoggedIn`] those that need a session, so that
//! a page can't ask for what it has no right to.

mod ahead;
mod error;
mod events;
mod failure;
mod guest;
mod http;
mod logged_in;
mod trouble;

pub(crate) use ahead::Ahead;
pub use error::{
    Advice, Proof, Situation, advice, code_mistake, email_mistake, look_alike_hint, mailed_code_mistake,
    method_mistake, new_password_mistake, outside_problem, password_mistake, region_mistake, second_step_mistake,
    try_again,
};
pub use events::News;
pub use failure::Failure;
pub use guest::Guest;
pub use http::SECONDS_TO_ANSWER;
pub use logged_in::LoggedIn;
pub use trouble::{forget_trouble, last_trouble};
