//! The calls that need a session.

use super::{
    Failure,
    ahead::Wanted,
    http::{Call, read},
};
use crate::session::{SessionNumber, SessionState};
use gloo_net::http::Method;
use serde::de::DeserializeOwned;
use tapo_care_wire::{
    Camera, ChooseCameras, DemoCamera, DeviceKind, HandedOver, List, OpenRedemption, PasswordAgain, Preferences,
    RecoveryCodes, Redemption, RedemptionCode, RedemptionId, SecondStep, SessionEntry, SessionId, Subscription,
    SubscriptionId, TwoStep, TwoStepBegun, TwoStepSetUp, Viewer,
};

/// The API for whoever is logged in. When an answer says that the session is over, it ends the page's session too, and
/// the guard leads to the log-in.
#[derive(Clone, Debug)]
pub struct LoggedIn {
    viewer: Viewer,
    session: SessionState,
    number: SessionNumber,
}

impl LoggedIn {
    /// For the viewer of a session. Only the session makes one.
    pub(crate) fn new(viewer: Viewer, session: SessionState, number: SessionNumber) -> Self {
        Self { viewer, session, number }
    }

    /// Who is logged in.
    pub fn viewer(&self) -> &Viewer {
        &self.viewer
    }

    /// Notices that the session is over.
    fn heed<T>(&self, answer: Result<T, Failure>) -> Result<T, Failure> {
        if answer.as_ref().is_err_and(Failure::is_logged_out) {
            self.session.ended(self.number);
        }
        answer
    }

    /// Asks for what Tapo Care shows first, before its view is built.
    pub fn ask_ahead(&self) {
        for what in [Wanted::Subscriptions, Wanted::Unfinished] {
            self.session.ahead().ask(what, question(what).send_for_text());
        }
    }

    /// What may have been asked ahead.
    async fn get<T: DeserializeOwned>(&self, what: Wanted) -> Result<T, Failure> {
        let text = match self.session.ahead().take(what) {
            Some(answer) => answer.await,
            None => question(what).send_for_text().await,
        };
        self.heed(text.and_then(|text| read(&text)))
    }

    /// Says which language this account prefers (BCP 47).
    ///
    /// # Errors
    /// When the server can't be reached.
    pub async fn prefer(&self, locale: &str) -> Result<(), Failure> {
        let preferences = Preferences { locale: locale.to_owned() };
        self.heed(Call::new(Method::PATCH, &["/session"]).send_json_for_nothing(&preferences).await)
    }

    /// Logs out.
    ///
    /// # Errors
    /// When the server can't be reached: whether the session has ended is then not known.
    pub async fn log_out(&self) -> Result<(), Failure> {
        Call::new(Method::DELETE, &["/session"]).send_for_nothing().await
    }

    /// Logs out everywhere, here too.
    ///
    /// # Errors
    /// When the server can't be reached: whether the sessions have ended is then not known.
    pub async fn log_out_everywhere(&self) -> Result<(), Failure> {
        Call::new(Method::DELETE, &["/sessions"]).send_for_nothing().await
    }

    /// Where the account is logged in.
    ///
    /// # Errors
    /// When the server can't be reached.
    pub async fn sessions(&self) -> Result<List<SessionEntry>, Failure> {
        self.heed(Call::new(Method::GET, &["/sessions"]).send().await)
    }

    /// Ends one session of the account.
    ///
    /// # Errors
    /// `not_found` when it has ended already.
    pub async fn end_session(&self, id: &SessionId) -> Result<(), Failure> {
        self.heed(Call::new(Method::DELETE, &["/sessions/", id.as_str()]).send_for_nothing().await)
    }

    /// Whether two-step verification is on.
    ///
    /// # Errors
    /// When the server can't be reached.
    pub async fn two_step(&self) -> Result<TwoStep, Failure> {
        self.heed(Call::new(Method::GET, &["/account/two-step"]).send().await)
    }

    /// Begins to turn two-step verification on. Nothing is on before [`LoggedIn::turn_on_two_step`].
    ///
    /// # Errors
    /// `invalid_credentials` for a wrong password, `rate_limited`.
    pub async fn begin_two_step(&self, set_up: &TwoStepSetUp) -> Result<TwoStepBegun, Failure> {
        self.heed(Call::new(Method::POST, &["/account/two-step"]).send_json(set_up).await)
    }

    /// Turns two-step verification on, with the first code as the proof that there will be codes.
    ///
    /// # Errors
    /// `mfa_failed`.
    pub async fn turn_on_two_step(&self, step: &SecondStep) -> Result<RecoveryCodes, Failure> {
        self.heed(Call::new(Method::PUT, &["/account/two-step"]).send_json(step).await)
    }

    /// Turns two-step verification off.
    ///
    /// # Errors
    /// `invalid_credentials` for a wrong password.
    pub async fn turn_off_two_step(&self, password: &PasswordAgain) -> Result<(), Failure> {
        self.heed(Call::new(Method::POST, &["/account/two-step/removal"]).send_json_for_nothing(password).await)
    }

    /// Makes new recovery codes. The old ones are of no use afterwards.
    ///
    /// # Errors
    /// `invalid_credentials` for a wrong password.
    pub async fn new_recovery_codes(&self, password: &PasswordAgain) -> Result<RecoveryCodes, Failure> {
        self.heed(Call::new(Method::POST, &["/account/two-step/recovery-codes"]).send_json(password).await)
    }

    /// Takes the code that was left at the server for the way to the provider of identities and back. Only once.
    ///
    /// # Errors
    /// When the server can't be reached.
    pub async fn take_code(&self) -> Result<Option<String>, Failure> {
        let handed: HandedOver = self.heed(Call::new(Method::POST, &["/session/outside/handover"]).send().await)?;
        Ok(handed.code)
    }

    /// Opens this account's redemption of a code, or finds it again. Spends nothing.
    ///
    /// # Errors
    /// Each refusal of a code.
    pub async fn open(&self, code: &RedemptionCode) -> Result<Redemption, Failure> {
        let call = Call::new(Method::POST, &["/redemptions"]);
        self.heed(call.send_json(&OpenRedemption::from(code)).await)
    }

    /// One redemption.
    ///
    /// # Errors
    /// `not_found`, and the refusals of a code that has become useless meanwhile.
    pub async fn redemption(&self, id: &RedemptionId) -> Result<Redemption, Failure> {
        self.heed(Call::new(Method::GET, &["/redemptions/", id.as_str()]).send().await)
    }

    /// The redemptions that are previewed and not finished, newest first.
    ///
    /// # Errors
    /// When the server can't be reached.
    pub async fn unfinished(&self) -> Result<List<Redemption>, Failure> {
        self.get(Wanted::Unfinished).await
    }

    /// The history, newest first, from where the last page of it ended.
    ///
    /// # Errors
    /// When the server can't be reached.
    pub async fn history(&self, cursor: Option<&str>) -> Result<List<Redemption>, Failure> {
        let call = Call::new(Method::GET, &["/redemptions"]);
        let call = match cursor {
            Some(cursor) => call.query(&[("state", "redeemed"), ("cursor", cursor)]),
            None => call.query(&[("state", "redeemed")]),
        };
        self.heed(call.send().await)
    }

    /// Spends the code. Idempotent: a repeat finds the same receipt.
    ///
    /// # Errors
    /// `preview_changed` with the fresh redemption, and each refusal of a code. After [`Failure::Lost`] ask
    /// [`LoggedIn::redemption`] what became of it.
    pub async fn confirm(&self, preview: &Redemption) -> Result<Redemption, Failure> {
        let call = Call::new(Method::POST, &["/redemptions/", preview.id.as_str(), "/confirmation"]);
        self.heed(call.if_match(&preview.etag).send().await)
    }

    /// The account's subscriptions.
    ///
    /// # Errors
    /// When the server can't be reached.
    pub async fn subscriptions(&self) -> Result<List<Subscription>, Failure> {
        self.get(Wanted::Subscriptions).await
    }

    /// One subscription.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn subscription(&self, id: &SubscriptionId) -> Result<Subscription, Failure> {
        self.heed(Call::new(Method::GET, &["/subscriptions/", id.as_str()]).send().await)
    }

    /// The account's cameras.
    ///
    /// # Errors
    /// When the server can't be reached.
    pub async fn cameras(&self) -> Result<List<Camera>, Failure> {
        self.heed(Call::new(Method::GET, &["/cameras"]).send().await)
    }

    /// Makes a camera of that kind appear, in a demonstration.
    ///
    /// # Errors
    /// `rate_limited`, and `not_found` where this is none.
    pub async fn make_demo_camera(&self, kind: DeviceKind) -> Result<Camera, Failure> {
        self.heed(Call::new(Method::POST, &["/demo/cameras"]).send_json(&DemoCamera { kind }).await)
    }

    /// Saves which cameras a subscription covers.
    ///
    /// # Errors
    /// `changed_meanwhile` with the fresh subscription, and what is wrong with the choice.
    pub async fn choose_cameras(&self, of: &Subscription, choice: &ChooseCameras) -> Result<Subscription, Failure> {
        let call = Call::new(Method::PUT, &["/subscriptions/", of.id.as_str(), "/cameras"]);
        self.heed(call.if_match(&of.etag).send_json(choice).await)
    }
}

fn question(what: Wanted) -> Call {
    match what {
        Wanted::Subscriptions => Call::new(Method::GET, &["/subscriptions"]),
        Wanted::Unfinished => Call::new(Method::GET, &["/redemptions"]).query(&[("state", "previewed")]),
    }
}
