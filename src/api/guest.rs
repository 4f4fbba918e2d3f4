//! The calls that anybody may make.

use super::{Failure, http::Call};
use gloo_net::http::Method;
use tapo_care_wire::{Credentials, Feedback, Session, Viewer};

/// The API for somebody who is not logged in.
#[derive(Clone, Copy, Debug)]
pub struct Guest;

impl Guest {
    /// Who is logged in in this browser.
    ///
    /// # Errors
    /// When the server can't be reached.
    pub async fn session(self) -> Result<Option<Viewer>, Failure> {
        let session: Session = Call::new(Method::GET, &["/session"]).send().await?;
        Ok(session.viewer)
    }

    /// Logs in. The session is a cookie that no script can read.
    ///
    /// # Errors
    /// `invalid_credentials`, and whatever else the server has to say.
    pub async fn log_in(self, credentials: &Credentials) -> Result<Viewer, Failure> {
        Call::new(Method::POST, &["/session"]).send_json(credentials).await
    }

    /// Says whether a page was useful.
    ///
    /// # Errors
    /// When the server can't be reached.
    pub async fn feedback(self, feedback: &Feedback) -> Result<(), Failure> {
        Call::new(Method::POST, &["/feedback"]).send_json_for_nothing(feedback).await
    }
}
