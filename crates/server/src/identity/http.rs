//! How this server speaks with the provider: hyper's own client, which follows no redirect. A limit of time and of size for
//! each answer, https but for a provider on this machine, and the operating system's certificates.

use super::IdentityError;
use http_body_util::{BodyExt, Full, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse, url::Url};
use std::{fmt, future::Future, io, pin::Pin, time::Duration};

/// For one whole exchange. Three of them are made at the most while a visitor waits.
const TIME_LIMIT: Duration = Duration::from_secs(5);

/// Bytes of an answer at the most.
const SIZE_LIMIT: usize = 1024 * 1024;

/// Speaks with the provider.
pub(super) struct Http {
    client: Client<HttpsConnector<HttpConnector>, Full<hyper::body::Bytes>>,
    /// Whether the provider is on this machine and speaks plain http.
    plain: bool,
}

/// No answer that is of use. Holds nothing of what was sent or answered.
#[derive(Debug)]
pub(super) enum HttpError {
    /// The address is not one that this server speaks to.
    Address,
    /// No answer, or none that can be read.
    Exchange(Box<dyn std::error::Error + Send + Sync>),
    /// It took too long.
    Late,
    /// The provider says that it can't work now.
    Broken(u16),
}

impl fmt::Display for HttpError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address => f.write_str("the address is not https"),
            Self::Exchange(error) => {
                write!(f, "{error}")?;
                // hyper says "client error (Connect)", and the cause says why.
                let mut cause = error.source();
                while let Some(error) = cause {
                    write!(f, ": {error}")?;
                    cause = error.source();
                }
                Ok(())
            }
            Self::Late => write!(f, "no whole answer within {} seconds", TIME_LIMIT.as_secs()),
            Self::Broken(status) => write!(f, "it answered with status {status}"),
        }
    }
}

impl std::error::Error for HttpError {}

impl fmt::Debug for Http {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Http")
    }
}

/// Whether this server speaks to that address. Plain http only on this machine: tokens and secrets travel.
fn may_speak_to(url: &Url, plain: bool) -> bool {
    match url.scheme() {
        "https" => true,
        "http" if plain => url.host().is_some_and(|host| match host {
            openidconnect::url::Host::Ipv4(address) => address.is_loopback(),
            openidconnect::url::Host::Ipv6(address) => address.is_loopback(),
            openidconnect::url::Host::Domain(name) => name == "localhost",
        }),
        _ => false,
    }
}

impl Http {
    /// Ready to speak with the provider of that issuer.
    pub(super) fn new(issuer: &Url) -> Result<Self, IdentityError> {
        let plain = issuer.scheme() == "http";
        if !may_speak_to(issuer, plain) {
            return Err(IdentityError::new(format_args!(
                "the provider's issuer {issuer} must be an https address. Plain http is for a provider on this machine only"
            )));
        }
        let unreadable = |error: io::Error| {
            IdentityError::new(format_args!("the operating system's certificates can't be read: {error}"))
        };
        let connector = HttpsConnectorBuilder::new()
            .with_provider_and_native_roots(rustls::crypto::ring::default_provider())
            .map_err(unreadable)?
            .https_or_http()
            .enable_http1()
            .build();
        Ok(Self { client: Client::builder(TokioExecutor::new()).build(connector), plain })
    }

    /// Whether tokens may be sent to that address, or a visitor.
    pub(super) fn trusts(&self, url: &Url) -> bool {
        may_speak_to(url, self.plain)
    }

    async fn exchange(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let url = Url::parse(&request.uri().to_string()).map_err(|_| HttpError::Address)?;
        if !self.trusts(&url) {
            return Err(HttpError::Address);
        }
        let whole = async {
            let answer = self.client.request(request.map(|body| Full::new(body.into()))).await;
            let (parts, body) = answer.map_err(|error| HttpError::Exchange(error.into()))?.into_parts();
            if parts.status.is_server_error() {
                return Err(HttpError::Broken(parts.status.as_u16()));
            }
            let body = Limited::new(body, SIZE_LIMIT).collect().await.map_err(HttpError::Exchange)?;
            Ok(HttpResponse::from_parts(parts, body.to_bytes().into()))
        };
        tokio::time::timeout(TIME_LIMIT, whole).await.unwrap_or(Err(HttpError::Late))
    }
}

impl<'c> AsyncHttpClient<'c> for Http {
    type Error = HttpError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, HttpError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.exchange(request))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_go_over_https_or_stay_on_this_machine() {
        for (url, plain, expected) in [
            ("https://id.example.com/oidc", false, true),
            ("https://id.example.com/oidc", true, true),
            ("http://127.0.0.1:3000", true, true),
            ("http://[::1]:3000", true, true),
            ("http://localhost:3000", true, true),
            // A provider that speaks https leads nowhere else.
            ("http://127.0.0.1:3000", false, false),
            ("http://id.example.com", true, false),
            ("http://localhost.example.com", true, false),
            ("http://127.0.0.1.example.com", true, false),
            ("ftp://127.0.0.1", true, false),
            ("javascript:alert(1)", true, false),
        ] {
            assert_eq!(may_speak_to(&Url::parse(url).expect("a URL"), plain), expected, "{url}");
        }
    }
}
