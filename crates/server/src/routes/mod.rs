//! The addresses of the server: the API by resource, health, and the page.

mod accounts;
mod camera_events;
mod cameras;
mod demo_cameras;
mod docs;
mod extract;
mod feedback;
mod guard;
mod health;
mod languages;
mod mfa;
mod openapi;
mod outside;
mod page;
mod page_build;
mod password_resets;
mod plans;
mod receipts;
mod redemptions;
mod request_id;
mod session;
mod sessions;
mod subscriptions;
mod two_step;
mod watch;

pub(crate) use page_build::PageBuild;

use crate::{app::App, problem, problem::Failure};
use axum::{Router, middleware, response::IntoResponse};
use tapo_care_wire::ErrorCode;
use tower_http::catch_panic::CatchPanicLayer;

/// All addresses.
pub fn router(app: App) -> Router {
    let api = Router::new()
        .route("/accounts", accounts::routes(&app))
        .route("/accounts/verification", accounts::verification_routes(&app))
        .route("/password-resets", password_resets::routes(&app))
        .route("/session", session::routes(&app))
        .route("/session/mfa", mfa::routes(&app))
        .route("/session/mfa/mail", mfa::mail_routes(&app))
        .route("/sessions", sessions::list_routes(&app))
        .route("/sessions/{id}", sessions::one_routes(&app))
        .route("/account/two-step", two_step::routes(&app))
        .route("/account/two-step/removal", two_step::removal_routes(&app))
        .route("/account/two-step/recovery-codes", two_step::recovery_codes_routes(&app))
        .route("/receipts/keys", receipts::keys_routes(&app))
        .route("/receipts/verify", receipts::verify_routes(&app))
        .route("/session/outside", outside::start_routes(&app))
        .route("/session/outside/callback", outside::callback_routes(&app))
        .route("/session/outside/handover", outside::handover_routes(&app))
        .route("/redemptions", redemptions::list_routes(&app))
        .route("/redemptions/{id}", redemptions::one_routes(&app))
        .route("/redemptions/{id}/confirmation", redemptions::confirmation_routes(&app))
        .route("/subscriptions", subscriptions::list_routes(&app))
        .route("/subscriptions/{id}", subscriptions::one_routes(&app))
        .route("/subscriptions/{id}/cameras", subscriptions::cameras_routes(&app))
        .route("/cameras", cameras::routes(&app))
        .route("/cameras/events", camera_events::routes(&app))
        .route("/demo/cameras", demo_cameras::routes(&app))
        .route("/plans", plans::routes())
        .route("/feedback", feedback::routes(&app))
        .route("/health/live", health::live_routes())
        .route("/health/ready", health::ready_routes())
        .route("/openapi.json", openapi::routes())
        .fallback(unknown_address)
        .method_not_allowed_fallback(method_not_allowed)
        .layer(middleware::from_fn_with_state(app.clone(), page_build::name));
    Router::new()
        .nest("/api/v1", api)
        .merge(docs::routes())
        .merge(page::routes(&app))
        .fallback(unknown_address)
        .method_not_allowed_fallback(method_not_allowed)
        .with_state(app.clone())
        // The last layer is the outermost: failures of all others are written out by `render`, then logged by `watch`.
        .layer(CatchPanicLayer::custom(problem::after_panic))
        .layer(middleware::from_fn_with_state(app.clone(), problem::render))
        .layer(middleware::from_fn_with_state(app, watch::watch))
}

async fn unknown_address() -> impl IntoResponse {
    Failure::not_found("There is nothing at this address.")
}

async fn method_not_allowed() -> impl IntoResponse {
    Failure::new(ErrorCode::MethodNotAllowed).detail("The header Allow names the methods of this address.")
}
