//! The reference redemption backend: HTTP API, embedded database, and the built page, in one process.
//!
//! From the outside in: `cli` starts things, `routes` speak HTTP, `cases` do one thing each in one transaction, `domain`
//! holds the rules without I/O, `store` alone knows the database. An error becomes an answer in `problem` only.

mod app;
mod audit;
mod cases;
mod catalogue;
pub mod cli;
mod client;
mod clock;
mod csp;
pub mod demo;
mod domain;
mod events;
mod files;
mod identity;
mod limits;
mod mail;
mod metrics;
mod openapi;
mod origin;
mod passwords;
mod problem;
mod random;
mod receipts;
mod routes;
#[cfg(feature = "sabotage")]
mod sabotage;
mod secrets;
mod server;
mod sessions;
mod store;

pub use app::{App, Settings, StartError};
pub use clock::Clock;
pub use events::StreamPolicy;
pub use identity::OutsideSettings;
pub use limits::LimitPolicy;
pub use mail::MailSettings;
pub use metrics::{MetricsListener, serve_metrics};
pub use routes::router;
pub use server::{Server, TimeLimits, Tls, serve};
pub use sessions::SessionPolicy;

/// The OpenAPI document of the API, as a server behind TLS gives it.
pub fn openapi_document() -> serde_json::Value {
    openapi::document("__Host-session")
}
