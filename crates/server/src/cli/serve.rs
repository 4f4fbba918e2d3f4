//! `serve`.

use super::{
    CliError,
    identity::IdentityOptions,
    limits::{LimitOptions, TimeLimitOptions},
    log,
    mail::MailOptions,
    options::CodeStoreOptions,
    tls::TlsOptions,
};
use crate::{
    app::{App, DEFAULT_DOCS_DIR, DEFAULT_PAGE_DIR, DEFAULT_RECEIPT_KEY_FILE, Settings},
    clock::Clock,
    events::StreamPolicy,
    metrics::{MetricsListener, serve_metrics},
    server::{self, Server},
    sessions::SessionPolicy,
};
use clap::Args;
use jiff::SignedDuration;
use std::{io::Write as _, net::SocketAddr, path::PathBuf, time::Duration};
use tokio::{signal, sync::oneshot};

/// Options of `serve`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    tapo-care-server serve --demo\n  \
    tapo-care-server serve --listen 0.0.0.0:443 --tls-certificate fullchain.pem --tls-key privkey.pem\n  \
    tapo-care-server serve --listen 0.0.0.0:8080 --behind-tls --trusted-proxy 10.0.0.2 \\\n    \
    --public-origin https://care.example.com")]
pub(super) struct ServeOptions {
    /// Where to listen. Port 0 takes any that is free; the first line of output says which.
    #[arg(long, env = "TAPO_CARE_LISTEN", value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    #[command(flatten)]
    codes: CodeStoreOptions,
    /// The file of the key that receipts are signed with. It is made when no receipt was ever signed. All servers on one
    /// database need the same.
    #[arg(long, env = "TAPO_CARE_RECEIPT_KEY_FILE", value_name = "FILE", default_value = DEFAULT_RECEIPT_KEY_FILE)]
    receipt_key_file: PathBuf,
    /// The folder of the built page.
    #[arg(long, env = "TAPO_CARE_PAGE_DIR", value_name = "DIR", default_value = DEFAULT_PAGE_DIR)]
    page_dir: PathBuf,
    /// The folder of the script that shows the API at /api/docs. Without it there is a plain list.
    #[arg(long, env = "TAPO_CARE_DOCS_DIR", value_name = "DIR", default_value = DEFAULT_DOCS_DIR)]
    docs_dir: PathBuf,
    /// Lay out demo accounts, cameras and codes. Their passwords are published: never use it with real data.
    #[arg(long, env = "TAPO_CARE_DEMO")]
    demo: bool,
    #[command(flatten)]
    mail: MailOptions,
    #[command(flatten)]
    identity: IdentityOptions,
    /// A proxy in front of this server speaks https to browsers. Cookies are then for https only. This or a certificate is
    /// needed to listen on any address but this machine's own.
    #[arg(long, env = "TAPO_CARE_BEHIND_TLS", alias = "secure-cookies")]
    behind_tls: bool,
    #[command(flatten)]
    tls: TlsOptions,
    /// Addresses under which browsers know this server, if its proxy changes the Host header. Several are parted by
    /// commas.
    #[arg(long, env = "TAPO_CARE_PUBLIC_ORIGIN", value_name = "ORIGIN", value_delimiter = ',')]
    public_origin: Vec<String>,
    /// Proxies in front of this server whose X-Forwarded-For is believed: addresses and networks, parted by commas. Needed
    /// behind a proxy, since all visitors seem to have the proxy's address otherwise, and share its limits.
    #[arg(long, env = "TAPO_CARE_TRUSTED_PROXY", value_name = "CIDR", value_delimiter = ',')]
    trusted_proxy: Vec<String>,
    /// Days after which a session that is not used is over.
    #[arg(long, env = "TAPO_CARE_SESSION_IDLE_DAYS", value_name = "DAYS", default_value_t = 30)]
    #[arg(value_parser = clap::value_parser!(u16).range(1..=3650))]
    session_idle_days: u16,
    /// Days after which every session is over.
    #[arg(long, env = "TAPO_CARE_SESSION_DAYS", value_name = "DAYS", default_value_t = 90)]
    #[arg(value_parser = clap::value_parser!(u16).range(1..=3650))]
    session_days: u16,
    #[command(flatten)]
    limits: LimitOptions,
    #[command(flatten)]
    time_limits: TimeLimitOptions,
    /// Visitors who can look at their cameras at the same time, and see new ones by themselves. Others see them when they
    /// reload the page.
    #[arg(long, env = "TAPO_CARE_MAX_STREAMS", value_name = "N", default_value_t = StreamPolicy::default().overall)]
    max_streams: usize,
    /// How much to log. Codes, passwords, tokens and e-mail addresses are never logged.
    #[arg(long, env = "TAPO_CARE_LOG", value_name = "LEVEL", value_enum, default_value_t = log::LogLevel::Info)]
    log: log::LogLevel,
    /// How lines of the log are written.
    #[arg(long, env = "TAPO_CARE_LOG_FORMAT", value_name = "FORMAT", value_enum, default_value_t = log::LogFormat::Text)]
    log_format: log::LogFormat,
    /// Where metrics are served, at /metrics, for Prometheus; nowhere unless you say so. They hold no secrets, but should not be
    /// open to everyone. With --demo it must be an address of this machine's own.
    #[arg(long, env = "TAPO_CARE_METRICS_LISTEN", value_name = "ADDRESS:PORT")]
    metrics_listen: Option<SocketAddr>,
}

/// Answers requests until it is told to end.
pub(super) async fn run(options: ServeOptions) -> Result<(), CliError> {
    let tls = options.tls.open(options.behind_tls)?;
    // Browsers speak https, whoever they speak it with.
    let secure = options.behind_tls || tls.is_some();
    if !secure && !options.listen.ip().is_loopback() {
        return Err(CliError::input(format_args!(
            "{} can be reached from other machines, and over plain http anyone on the way can read sessions and codes. \
             Name a certificate with --tls-certificate and --tls-key, put a proxy that speaks https in front and start with \
             --behind-tls, or listen on 127.0.0.1",
            options.listen
        )));
    }
    if let Some(address) = options.metrics_listen.filter(|address| options.demo && !address.ip().is_loopback()) {
        return Err(CliError::input(format_args!(
            "{address} can be reached from other machines. With --demo, serve metrics on 127.0.0.1"
        )));
    }
    log::start(options.log, options.log_format);
    let days = |days: u16| SignedDuration::from_hours(24 * i64::from(days));
    options.mail.announce();
    let settings = Settings {
        database_url: options.codes.database.database_url,
        database_connections: options.codes.database.database_connections,
        code_key_file: options.codes.code_key_file,
        receipt_key_file: Some(options.receipt_key_file),
        page_dir: options.page_dir,
        docs_dir: options.docs_dir,
        demo: options.demo,
        sessions: SessionPolicy {
            secure,
            idle_limit: days(options.session_idle_days),
            absolute_limit: days(options.session_days),
        },
        limits: options.limits.policy(),
        public_origins: options.public_origin,
        outside: options.identity.settings(),
        mail: options.mail.settings(),
        trusted_proxies: options.trusted_proxy,
        time_limits: options.time_limits.limits(),
        streams: StreamPolicy { overall: options.max_streams, ..StreamPolicy::default() },
        clock: Clock::system(),
        patience: Duration::from_secs(5),
    };
    if !secure {
        tracing::info!("plain http on this machine only: the session cookie is sent without Secure");
    }
    if options.behind_tls && settings.trusted_proxies.is_empty() {
        tracing::warn!(
            "no --trusted-proxy is named: all visitors count as one address, and whoever guesses a password can lock its \
             owner out"
        );
    }
    let app = App::open(settings).await?;
    let server = Server::bind(app.clone(), options.listen).await?;
    let (scheme, server) = match tls {
        Some(tls) => ("https", server.with_tls(tls)),
        None => ("http", server),
    };
    let metrics = match options.metrics_listen {
        Some(address) => Some(MetricsListener::bind(address).await?),
        None => None,
    };
    announce(&format!("listening on {scheme}://{}/tapo_web", server.address()));
    let Some(metrics) = metrics else {
        return server::serve(server, told_to_end()).await.map_err(CliError::failed);
    };
    announce(&format!("metrics on http://{}/metrics", metrics.address()));
    // They are served until the very end: what happens then is worth seeing, too.
    let (ended, end) = oneshot::channel::<()>();
    let reading = tokio::spawn(serve_metrics(metrics, app, async { drop(end.await) }));
    let served = server::serve(server, told_to_end()).await.map_err(CliError::failed);
    drop(ended);
    // Whoever still reads need not be waited for.
    reading.abort();
    served
}

/// A line that other programs wait for. When nobody reads it, that is no reason not to serve.
fn announce(line: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

/// Comes when Ctrl-C is pressed or the process is asked to terminate.
async fn told_to_end() {
    let interrupt = async {
        if signal::ctrl_c().await.is_err() {
            // Without a way to be told, only killing ends it.
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match signal::unix::signal(signal::unix::SignalKind::terminate()) {
            Ok(mut terminate) => {
                terminate.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
    tracing::info!("ending: finishing what is under way");
}
