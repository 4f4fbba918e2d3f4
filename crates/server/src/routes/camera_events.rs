//! `/cameras/events`: server-sent events when a camera is added or changes.
//!
//! There is no log behind it: a client that comes back reads `/cameras` again, so `Last-Event-ID` is of no use here.

use super::guard::protected;
use crate::{
    app::App,
    cases::camera_events::{CameraEvent, CameraEvents},
    events::End,
    problem::Failure,
    store::Account,
};
use axum::{
    Extension,
    extract::State,
    http::{HeaderName, header},
    response::{
        IntoResponse,
        sse::{Event, KeepAlive, Sse},
    },
    routing::{MethodRouter, get},
};
use axum_extra::extract::CookieJar;
use futures_util::stream;
use std::time::Duration;
use tapo_care_wire::camera_events;

/// How long browsers wait before they come back after a connection broke.
const RETRY: Duration = Duration::from_secs(3);

/// Nobody keeps the answer, and no proxy waits until it has more of it.
const HEADERS: [(HeaderName, &str); 2] =
    [(header::CACHE_CONTROL, "no-store"), (HeaderName::from_static("x-accel-buffering"), "no")];

pub(super) fn routes(app: &App) -> MethodRouter<App> {
    protected(app, get(listen))
}

async fn listen(
    State(app): State<App>,
    Extension(account): Extension<Account>,
    jar: CookieJar,
) -> Result<impl IntoResponse, Failure> {
    // The guard has seen it.
    let session = app.sessions.presented(&jar).ok_or_else(Failure::unavailable)?;
    let keep_alive = KeepAlive::new().interval(app.events.policy().keep_alive);
    let events = CameraEvents::begin(app, &account, session).await?;
    // Asked for one event at a time, when the client has taken the one before.
    let events = stream::unfold(Stage::Begins(events), |stage| async {
        let (event, next) = stage.next().await?;
        Some((event, next))
    });
    Ok((HEADERS, Sse::new(events).keep_alive(keep_alive)))
}

/// How far a stream is.
enum Stage {
    /// Nothing was sent.
    Begins(CameraEvents),
    /// So many events were sent.
    Runs(CameraEvents, u64),
    /// The last word was said.
    Over,
}

impl Stage {
    /// The next event, and the stage after it.
    async fn next(self) -> Option<(Result<Event, axum::Error>, Self)> {
        match self {
            // At once, so that the client and all on the way know that it has begun.
            Self::Begins(events) => {
                Some((Ok(Event::default().retry(RETRY).comment("listening")), Self::Runs(events, 0)))
            }
            Self::Runs(mut events, sent) => {
                let id = (sent + 1).to_string();
                match events.next().await? {
                    CameraEvent::Camera(camera) => {
                        let event = Event::default().event(camera_events::CAMERA).id(id).json_data(camera);
                        Some((event, Self::Runs(events, sent + 1)))
                    }
                    CameraEvent::End(why) => Some((Ok(farewell(why).id(id)), Self::Over)),
                }
            }
            Self::Over => None,
        }
    }
}

/// The last event of a stream that is not to be opened again by itself.
fn farewell(why: End) -> Event {
    Event::default().event(camera_events::END).data(match why {
        End::Session => "session",
        End::Replaced => "replaced",
    })
}
