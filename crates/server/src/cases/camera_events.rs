//! What is new about an account's cameras, for as long as a session lasts.
//!
//! Nothing is kept for those who are slow or away: a stream knows what it sent last, and sends what differs from it when its
//! client has taken what came before. So it can't miss a change, nor pile changes up; and it needs no log, since whoever
//! comes back reads the list.

use super::view::{Holdings, View};
use crate::{
    app::App,
    events::{End, Listening, Signal},
    problem::Failure,
    sessions,
    store::{Account, StoreError},
};
use std::{collections::VecDeque, time::Duration};
use tapo_care_wire::{Camera, ErrorCode};
use tokio::time::Instant;

/// When to try again after the database was away.
const SOON: Duration = Duration::from_secs(1);

/// A stream.
pub(crate) struct CameraEvents {
    app: App,
    listening: Listening,
    /// The hash of the session's token.
    session: String,
    /// What the client knows, once it has taken what waits.
    known: Vec<Camera>,
    waits: VecDeque<Camera>,
    look_at: Instant,
}

/// What is sent.
#[derive(Debug)]
pub(crate) enum CameraEvent {
    /// A camera was added, or is not as it was.
    Camera(Box<Camera>),
    /// Nothing comes any more, and the client need not come back by itself.
    End(End),
}

/// What a look found.
enum Found {
    /// All cameras, as they are now.
    Cameras(Vec<Camera>),
    /// That the session is over.
    NoSession,
}

impl Drop for CameraEvents {
    fn drop(&mut self) {
        self.app.metrics.camera_event_listeners.dec();
    }
}

impl CameraEvents {
    /// Begins with what the account has now, which is not sent.
    pub(crate) async fn begin(app: App, account: &Account, session: String) -> Result<Self, Failure> {
        // The place first: what changes after the look below is heard of.
        let listening = app.events.listen(&app.store, &account.id, &session).ok_or_else(|| {
            tracing::warn!("there are too many streams of camera events: see --max-streams");
            Failure::unavailable()
        })?;
        let look_at = Instant::now() + app.events.policy().look_again;
        app.metrics.camera_event_listeners.inc();
        let mut events = Self { app, listening, session, known: Vec::new(), waits: VecDeque::new(), look_at };
        match events.look().await? {
            Found::Cameras(cameras) => events.known = cameras,
            Found::NoSession => return Err(Failure::new(ErrorCode::SessionExpired).detail("The session is over.")),
        }
        Ok(events)
    }

    /// Waits for the next event. None when the server is ending.
    pub(crate) async fn next(&mut self) -> Option<CameraEvent> {
        loop {
            if let Some(camera) = self.waits.pop_front() {
                return Some(CameraEvent::Camera(Box::new(camera)));
            }
            tokio::select! {
                signal = self.listening.signal() => match signal? {
                    Signal::Look => {}
                    Signal::End(why) => return Some(CameraEvent::End(why)),
                },
                () = tokio::time::sleep_until(self.look_at) => {}
            }
            match self.look().await {
                Ok(Found::Cameras(cameras)) => {
                    self.waits.extend(cameras.iter().filter(|camera| !self.known.contains(camera)).cloned());
                    self.known = cameras;
                    self.look_at = Instant::now() + self.app.events.policy().look_again;
                }
                Ok(Found::NoSession) => return Some(CameraEvent::End(End::Session)),
                Err(error) => {
                    tracing::warn!(%error, "a stream of camera events could not look");
                    self.look_at = Instant::now() + SOON;
                }
            }
        }
    }

    /// Looks at the session, and at the cameras of its account.
    async fn look(&self) -> Result<Found, StoreError> {
        let app = &self.app;
        let mut tx = app.store.read().await?;
        let session = sessions::running(&app.sessions, &mut tx, &app.clock, &self.session, app.demo).await?;
        let Some(session) = session else { return Ok(Found::NoSession) };
        let account = &session.account;
        let holdings = Holdings::load(&mut tx, account).await?;
        let view = View { catalogue: &app.catalogue, account, holdings: &holdings, now: app.clock.now() };
        Ok(Found::Cameras(holdings.cameras.iter().map(|camera| view.camera(camera)).collect()))
    }
}
