//! A server that listens, for what can be seen on real connections only.

use super::{Certificate, TestApp};
use std::{net::SocketAddr, time::Duration};
use tapo_care_server::{Server, Settings, Tls, serve};
use tokio::{net::TcpStream, sync::oneshot, task::JoinHandle, time::timeout};

/// Long enough for everything that is to happen at once, on the slowest machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(8);

/// A server that listens.
pub(crate) struct Listening {
    pub(crate) app: TestApp,
    pub(crate) address: SocketAddr,
    pub(crate) stop: oneshot::Sender<()>,
    pub(crate) serving: JoinHandle<()>,
}

impl Listening {
    /// With demo data and other settings.
    pub(crate) async fn with(change: impl FnOnce(&mut Settings)) -> Self {
        Self::start(None, change).await
    }

    /// With a certificate, which is looked at again and again, and other settings.
    pub(crate) async fn secure(certificate: &Certificate, change: impl FnOnce(&mut Settings)) -> Self {
        let tls = certificate.tls(Duration::from_millis(20));
        Self::start(Some(tls), |settings| {
            settings.sessions.secure = true;
            change(settings);
        })
        .await
    }

    async fn start(tls: Option<Tls>, change: impl FnOnce(&mut Settings)) -> Self {
        let app = TestApp::with(|settings| {
            settings.demo = true;
            change(settings);
        })
        .await;
        let server = Server::bind(app.app.clone(), "127.0.0.1:0".parse().expect("an address")).await.expect("listens");
        let server = match tls {
            Some(tls) => server.with_tls(tls),
            None => server,
        };
        let address = server.address();
        let (stop, stopped) = oneshot::channel::<()>();
        let stopped = async {
            let _ = stopped.await;
        };
        let serving = tokio::spawn(async { serve(server, stopped).await.expect("serves") });
        Self { app, address, stop, serving }
    }

    /// A connection to it.
    pub(crate) async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.expect("connects")
    }

    /// Asks it to end, and waits for that, but not as long as it waits itself for those who don't come to an end.
    pub(crate) async fn end(self) {
        self.stop.send(()).expect("it runs");
        timeout(PATIENCE, self.serving).await.expect("it ends in time").expect("without a panic");
    }
}
