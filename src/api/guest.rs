//! The calls that anybody may make.

use super::{
    Failure,
    http::{Call, read},
};
use crate::browser::{self, session_asked_early};
use gloo_net::http::Method;
use tapo_care_wire::{
    Credentials, Feedback, OutsideStarted, PasswordReset, PasswordResetRequest, ReceiptCheck, Registration, SecondStep,
    Session, StartOutside, Verification, Viewer,
};

/// The API for somebody who is not logged in.
#[derive(Clone, Copy, Debug)]
pub struct Guest;

impl Guest {
    /// Who is logged in in this browser, or which second step is due, and how visitors log in.
    ///
    /// # Errors
    /// When the server can't be reached.
    pub async fn session(self) -> Result<Session, Failure> {
        Call::new(Method::GET, &["/session"]).send().await
    }

    /// The same, when the app starts: it may have been asked already.
    ///
    /// # Errors
    /// When the server can't be reached.
    pub async fn first_session(self) -> Result<Session, Failure> {
        match session_asked_early().await {
            Some(answer) => read(&answer.ok_or(Failure::Lost)?),
            None => self.session().await,
        }
    }

    /// Begins a log-in with the provider of identities. Gives the provider's address.
    ///
    /// # Errors
    /// `unavailable` when the provider is away, `rate_limited`, and whatever else the server has to say.
    pub async fn start_outside(self, start: &StartOutside) -> Result<String, Failure> {
        let started: OutsideStarted = Call::new(Method::POST, &["/session/outside"]).send_json(start).await?;
        Ok(started.location)
    }

    /// Logs in. The session is a cookie that no script can read.
    ///
    /// # Errors
    /// `invalid_credentials`, `mfa_required`, and whatever else the server has to say.
    pub async fn log_in(self, credentials: &Credentials) -> Result<Viewer, Failure> {
        Call::new(Method::POST, &["/session"]).send_json(credentials).await
    }

    /// Takes the second step of the log-in.
    ///
    /// # Errors
    /// `mfa_failed`; `not_logged_in` when its time is over; and whatever else the server has to say.
    pub async fn second_step(self, step: &SecondStep) -> Result<Viewer, Failure> {
        Call::new(Method::POST, &["/session/mfa"]).send_json(step).await
    }

    /// Has another code mailed for the second step.
    ///
    /// # Errors
    /// As [`Guest::second_step`], and `rate_limited`.
    pub async fn mail_second_step(self) -> Result<(), Failure> {
        Call::new(Method::POST, &["/session/mfa/mail"]).send_for_nothing().await
    }

    /// Registers. A code is mailed, or word that there is an account already: the answer is the same.
    ///
    /// # Errors
    /// `password_too_weak`, `rate_limited`, and whatever else the server has to say.
    pub async fn register(self, registration: &Registration) -> Result<(), Failure> {
        Call::new(Method::POST, &["/accounts"]).send_json_for_nothing(registration).await
    }

    /// Proves the address of a registration.
    ///
    /// # Errors
    /// `mfa_failed`, and whatever else the server has to say.
    pub async fn verify(self, verification: &Verification) -> Result<(), Failure> {
        Call::new(Method::POST, &["/accounts/verification"]).send_json_for_nothing(verification).await
    }

    /// Asks for a code to set a new password with. The answer does not say whether there is an account.
    ///
    /// # Errors
    /// `rate_limited`, and whatever else the server has to say.
    pub async fn ask_for_reset(self, request: &PasswordResetRequest) -> Result<(), Failure> {
        Call::new(Method::POST, &["/password-resets"]).send_json_for_nothing(request).await
    }

    /// Sets a new password.
    ///
    /// # Errors
    /// `mfa_failed`, `password_too_weak`, and whatever else the server has to say.
    pub async fn reset_password(self, reset: &PasswordReset) -> Result<(), Failure> {
        Call::new(Method::PUT, &["/password-resets"]).send_json_for_nothing(reset).await
    }

    /// Whether a receipt is genuine, and what it must say.
    ///
    /// # Errors
    /// `rate_limited`, and whatever else the server has to say.
    pub async fn check_receipt(self, reference: &str, signature: &str) -> Result<ReceiptCheck, Failure> {
        let query = [("reference", reference), ("signature", signature)];
        Call::new(Method::GET, &["/receipts/verify"]).query(&query).send().await
    }

    /// The words of a language: a file of the page's own, whose name changes with its content.
    ///
    /// # Errors
    /// When it can't be had.
    pub async fn words(self, file: &str) -> Result<String, Failure> {
        match browser::words_asked_early(file).await {
            Some(text) => Ok(text),
            None => Call::page(&["/locales/", file]).send_for_text().await,
        }
    }

    /// Says whether a page was useful.
    ///
    /// # Errors
    /// When the server can't be reached.
    pub async fn feedback(self, feedback: &Feedback) -> Result<(), Failure> {
        Call::new(Method::POST, &["/feedback"]).send_json_for_nothing(feedback).await
    }
}
