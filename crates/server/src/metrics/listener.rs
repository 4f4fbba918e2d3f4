//! The address where metrics are read: a listener of its own, so that no proxy in front of the server shows them to
//! visitors by mistake.

use super::exposition;
use crate::app::{App, StartError};
use axum::{
    Router,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use std::{future::Future, io, net::SocketAddr};
use tokio::net::TcpListener;

/// The text form of OpenMetrics, which Prometheus asks for.
const KIND: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Listens for who reads metrics.
#[derive(Debug)]
pub struct MetricsListener {
    listener: TcpListener,
    address: SocketAddr,
}

impl MetricsListener {
    /// Listens on the address. Port 0 takes any that is free; [`MetricsListener::address`] says which.
    ///
    /// # Errors
    /// When the address can't be had: what to do about it.
    pub async fn bind(address: SocketAddr) -> Result<Self, StartError> {
        let explain = |error: io::Error| {
            StartError::new(format_args!(
                "can't listen on {address} for metrics: {error}. Choose another with --metrics-listen"
            ))
        };
        let listener = TcpListener::bind(address).await.map_err(explain)?;
        let address = listener.local_addr().map_err(explain)?;
        Ok(Self { listener, address })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

/// Answers who reads metrics, until `stop` comes.
pub async fn serve_metrics(listener: MetricsListener, app: App, stop: impl Future<Output = ()> + Send + 'static) {
    let router = Router::new().route("/metrics", get(show)).with_state(app);
    let served = axum::serve(listener.listener, router).with_graceful_shutdown(stop).await;
    if let Err(error) = served {
        tracing::error!(%error, "metrics are served no more");
    }
}

async fn show(State(app): State<App>) -> Response {
    match exposition(&app) {
        Ok(text) => ([(header::CONTENT_TYPE, KIND)], text).into_response(),
        Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}
