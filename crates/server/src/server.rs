//! Listening, and ending cleanly.

use crate::{
    app::{App, StartError},
    routes,
};
use std::{future::Future, io, net::SocketAddr, time::Duration};
use tokio::{net::TcpListener, sync::watch};

/// How long requests under way may take to finish once the server is to end.
const GRACE: Duration = Duration::from_secs(10);

/// A server that listens.
#[derive(Debug)]
pub struct Server {
    app: App,
    listener: TcpListener,
    address: SocketAddr,
}

impl Server {
    /// Listens on the address. Port 0 takes any that is free; [`Server::address`] says which.
    ///
    /// # Errors
    /// When the address can't be had: what to do about it.
    pub async fn bind(app: App, address: SocketAddr) -> Result<Self, StartError> {
        let explain = |error: io::Error| match error.kind() {
            io::ErrorKind::AddrInUse => StartError::new(format_args!(
                "{address} is taken: another program listens there. End it, or choose another port with --listen"
            )),
            _ => StartError::new(format_args!("can't listen on {address}: {error}. Choose another with --listen")),
        };
        let listener = TcpListener::bind(address).await.map_err(explain)?;
        let address = listener.local_addr().map_err(explain)?;
        Ok(Self { app, listener, address })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

/// Answers until `stop` comes, then finishes what is under way and closes the database.
///
/// # Errors
/// When the listener fails.
pub async fn serve(server: Server, stop: impl Future<Output = ()> + Send + 'static) -> io::Result<()> {
    let Server { app, listener, .. } = server;
    let (stopping, mut stopped) = watch::channel(false);
    let stop = async move {
        stop.await;
        // The receiver lives until this function returns.
        let _ = stopping.send(true);
    };
    let answering = axum::serve(listener, routes::router(app.clone())).with_graceful_shutdown(stop);
    // A connection that never ends must not keep the process alive.
    let out_of_patience = async {
        let _ = stopped.wait_for(|stopped| *stopped).await;
        tokio::time::sleep(GRACE).await;
    };
    let result = tokio::select! {
        result = answering => result,
        () = out_of_patience => {
            tracing::warn!("some connections did not end in time");
            Ok(())
        }
    };
    // Redemptions run in tasks of their own: they hold a connection of the database until they are through.
    app.close().await;
    result
}
