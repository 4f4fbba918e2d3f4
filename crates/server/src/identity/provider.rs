//! The provider: what it says of itself, where visitors are sent, and who came back.

use super::{
    IdentityError, OutsideSettings,
    attempt::LoginToken,
    http::{Http, HttpError},
};
use crate::{clock::Clock, domain::registration::is_language_tag};
use chrono::{DateTime, Utc};
use jiff::{SignedDuration, Timestamp};
use openidconnect::{
    AccessTokenHash, AdditionalClaims, AuthType, AuthorizationCode, ClaimsVerificationError, ClientId, ClientSecret,
    CsrfToken, EmptyExtraTokenFields, EndpointMaybeSet, EndpointNotSet, EndpointSet, IdTokenClaims, IdTokenFields,
    IssuerUrl, Nonce, OAuth2TokenResponse, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, RequestTokenError, Scope,
    SignatureVerificationError, StandardErrorResponse, StandardTokenResponse, TokenResponse, UserInfoClaims,
    UserInfoError,
    core::{
        CoreAuthDisplay, CoreAuthPrompt, CoreAuthenticationFlow, CoreClientAuthMethod, CoreErrorResponseType,
        CoreGenderClaim, CoreJsonWebKey, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm,
        CoreProviderMetadata, CoreRevocableToken, CoreRevocationErrorResponse, CoreTokenIntrospectionResponse,
        CoreTokenType,
    },
};
use serde::{Deserialize, Serialize};
use std::{
    fmt, fs,
    sync::{Arc, PoisonError, RwLock},
};
use tapo_care_wire::{is_email_form, is_region};

/// For how long it is believed that the provider is there, and that its keys are the same.
const FRESH: SignedDuration = SignedDuration::from_mins(1);

/// How the provider may sign: with a key of its own. Neither not at all nor with the secret that this server knows, too.
const SIGNATURES: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// A provider of identities.
pub(crate) struct Provider {
    settings: OutsideSettings,
    issuer: IssuerUrl,
    secret: Option<ClientSecret>,
    http: Http,
    clock: Clock,
    known: RwLock<Arc<Known>>,
}

/// What the provider last said of itself.
struct Known {
    metadata: CoreProviderMetadata,
    at: Timestamp,
}

/// Never shows the secret.
impl fmt::Debug for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Provider({})", self.settings.issuer)
    }
}

/// Somebody whom the provider vouches for.
#[derive(Debug)]
pub(crate) struct Person {
    /// The provider's id of them.
    pub(crate) subject: String,
    /// An address that the provider has verified.
    pub(crate) email: String,
    /// ISO 3166-1 country code.
    pub(crate) region: String,
    /// BCP 47, if the provider knows it.
    pub(crate) locale: Option<String>,
}

/// Why nobody is vouched for. Texts are for the log: no address, no token, none of the provider's own sentences.
#[derive(Debug)]
pub(crate) enum ProviderError {
    /// The provider gives no answer.
    Away(String),
    /// The provider's answer is no proof of anybody.
    Refused(String),
    /// The provider has verified no e-mail address of this person.
    Unverified,
}

impl fmt::Display for ProviderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Away(why) => write!(f, "the provider of identities gives no answer: {why}"),
            Self::Refused(why) => write!(f, "the provider's answer is no proof of anybody: {why}"),
            Self::Unverified => f.write_str("the provider has verified no e-mail address"),
        }
    }
}

/// All further claims: the country is among them, by a name that the operator knows.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Others(serde_json::Map<String, serde_json::Value>);

impl AdditionalClaims for Others {}

type Fields = IdTokenFields<
    Others,
    EmptyExtraTokenFields,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJwsSigningAlgorithm,
>;
type Tokens = StandardTokenResponse<Fields, CoreTokenType>;
type TokenError = StandardErrorResponse<CoreErrorResponseType>;
type Claims = IdTokenClaims<Others, CoreGenderClaim>;
type MoreClaims = UserInfoClaims<Others, CoreGenderClaim>;
type Client = openidconnect::Client<
    Others,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    TokenError,
    Tokens,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

impl Provider {
    /// Reads the secret and asks the provider what it is.
    pub(super) async fn open(settings: OutsideSettings, clock: Clock) -> Result<Self, IdentityError> {
        let issuer = IssuerUrl::new(settings.issuer.clone()).map_err(|error| {
            IdentityError::new(format_args!("the provider's issuer \"{}\" is no URL: {error}", settings.issuer))
        })?;
        if !is_region(&settings.default_region) {
            return Err(IdentityError::new(format_args!(
                "\"{}\" is not a country's code (ISO 3166-1, alpha-2), such as DE",
                settings.default_region
            )));
        }
        let secret = settings.client_secret_file.as_ref().map(|path| {
            let unusable = |why: &dyn fmt::Display| {
                IdentityError::new(format_args!("the file {} of the client secret {why}", path.display()))
            };
            let text = fs::read_to_string(path).map_err(|error| unusable(&format_args!("can't be read: {error}")))?;
            let text = text.trim();
            if text.is_empty() { Err(unusable(&"is empty")) } else { Ok(ClientSecret::new(text.to_owned())) }
        });
        let secret = secret.transpose()?;
        let http = Http::new(issuer.url())?;
        let known = discover(&issuer, &http, &clock).await.map_err(|why| {
            IdentityError::new(format_args!(
                "the provider of identities {} can't be used: {why}. It must answer at {}/.well-known/openid-configuration; \
                 check --oidc-issuer, and that this machine can reach it",
                settings.issuer,
                settings.issuer.trim_end_matches('/')
            ))
        })?;
        Ok(Self { settings, issuer, secret, http, clock, known: RwLock::new(Arc::new(known)) })
    }

    /// The provider's name, which is part of everybody's identity.
    pub(crate) fn issuer(&self) -> &str {
        self.issuer.as_str()
    }

    /// Where the visitor is sent to log in. The provider must be there: a visitor who is sent to nothing learns nothing.
    pub(crate) async fn log_in_at(&self, token: &LoginToken, redirect: RedirectUrl) -> Result<String, ProviderError> {
        let mut known = self.known();
        if self.clock.now().duration_since(known.at) >= FRESH {
            known = self.discover_again().await?;
        }
        let client = self.client(&known, redirect);
        let challenge = PkceCodeChallenge::from_code_verifier_sha256(&PkceCodeVerifier::new(token.verifier()));
        let (state, nonce) = (token.state(), token.nonce());
        let flow = CoreAuthenticationFlow::AuthorizationCode;
        let request = client.authorize_url(flow, || CsrfToken::new(state), || Nonce::new(nonce));
        let scopes = self.settings.scopes.iter().cloned().map(Scope::new);
        let (url, ..) = request.add_scopes(scopes).set_pkce_challenge(challenge).url();
        Ok(url.into())
    }

    /// Who it is, for the code that the provider gave for them.
    pub(crate) async fn identify(
        &self,
        token: &LoginToken,
        code: String,
        redirect: RedirectUrl,
    ) -> Result<Person, ProviderError> {
        let mut known = self.known();
        let client = self.client(&known, redirect.clone());
        let exchange = client.exchange_code(AuthorizationCode::new(code)).map_err(|error| refused(&error))?;
        let verifier = PkceCodeVerifier::new(token.verifier());
        let tokens = exchange.set_pkce_verifier(verifier).request_async(&self.http).await.map_err(no_tokens)?;
        let nonce = Nonce::new(token.nonce());
        let checked = match self.check(&client, &tokens, &nonce) {
            // The provider may have taken a new key since.
            Err(ClaimsVerificationError::SignatureVerification(SignatureVerificationError::NoMatchingKey)) => {
                known = self.discover_again().await?;
                self.check(&self.client(&known, redirect.clone()), &tokens, &nonce)
            }
            checked => checked,
        };
        let claims = checked.map_err(|error| refused(&error))?;
        let has_address = claims.email().is_some() && claims.email_verified().is_some();
        let more = if has_address { None } else { self.ask_for_more(&client, &tokens, &claims).await? };
        self.person(&claims, more.as_ref())
    }

    /// The claims of the ID token, if all of it is right: issuer, audience, nonce, expiry, signature, and the hash of the access
    /// token that came along.
    fn check(&self, client: &Client, tokens: &Tokens, nonce: &Nonce) -> Result<Claims, ClaimsVerificationError> {
        let other = |why: &str| ClaimsVerificationError::Other(why.to_owned());
        let token = tokens.id_token().ok_or_else(|| other("there is no ID token"))?;
        let clock = self.clock.clone();
        let now =
            move || DateTime::<Utc>::from_timestamp(clock.now().as_second(), 0).unwrap_or(DateTime::<Utc>::MAX_UTC);
        let verifier = client.id_token_verifier().set_allowed_algs(SIGNATURES).set_time_fn(now);
        let claims = token.claims(&verifier, nonce)?;
        if let Some(expected) = claims.access_token_hash() {
            let algorithm = token.signing_alg().map_err(ClaimsVerificationError::SignatureVerification)?;
            let key = token.signing_key(&verifier).map_err(ClaimsVerificationError::SignatureVerification)?;
            let hash = AccessTokenHash::from_token(tokens.access_token(), algorithm, key);
            if hash.ok().as_ref() != Some(expected) {
                return Err(other("the access token is another one"));
            }
        }
        Ok(claims.clone())
    }

    /// What the provider tells beside the ID token, about the same person. Many providers tell the e-mail address only there.
    async fn ask_for_more(
        &self,
        client: &Client,
        tokens: &Tokens,
        claims: &Claims,
    ) -> Result<Option<MoreClaims>, ProviderError> {
        let subject = claims.subject().clone();
        let Ok(request) = client.user_info(tokens.access_token().clone(), Some(subject)) else { return Ok(None) };
        match request.request_async(&self.http).await {
            Ok(more) => Ok(Some(more)),
            Err(UserInfoError::Request(error)) => Err(ProviderError::Away(error.to_string())),
            // Why in detail would repeat parts of the answer.
            Err(_) => Err(ProviderError::Refused("what it tells beside the ID token can't be used".to_owned())),
        }
    }

    fn person(&self, claims: &Claims, more: Option<&MoreClaims>) -> Result<Person, ProviderError> {
        let own = claims.email().zip(claims.email_verified());
        let told = || more.and_then(|more| more.email().zip(more.email_verified()));
        let email = own.or_else(told).filter(|(_, verified)| *verified).map(|(email, _)| email.trim().to_owned());
        let email = email.filter(|email| is_email_form(email)).ok_or(ProviderError::Unverified)?;
        let others = [Some(claims.additional_claims()), more.map(MoreClaims::additional_claims)];
        let country = others.into_iter().flatten().find_map(|Others(others)| {
            let country = others.get(&self.settings.country_claim)?.as_str()?.to_ascii_uppercase();
            is_region(&country).then_some(country)
        });
        let locale = claims.locale().or_else(|| more.and_then(MoreClaims::locale));
        Ok(Person {
            subject: claims.subject().to_string(),
            email,
            region: country.unwrap_or_else(|| self.settings.default_region.clone()),
            locale: locale.map(|tag| tag.to_string()).filter(|tag| is_language_tag(tag)),
        })
    }

    fn client(&self, known: &Known, redirect: RedirectUrl) -> Client {
        let metadata = known.metadata.clone();
        let methods = metadata.token_endpoint_auth_methods_supported();
        // Where nothing is said, the header is meant (OpenID Connect Discovery 1.0, 3).
        let by_header = methods.is_none_or(|methods| methods.contains(&CoreClientAuthMethod::ClientSecretBasic));
        let method = if by_header { AuthType::BasicAuth } else { AuthType::RequestBody };
        let id = ClientId::new(self.settings.client_id.clone());
        Client::from_provider_metadata(metadata, id, self.secret.clone())
            .set_auth_type(method)
            .set_redirect_uri(redirect)
    }

    fn known(&self) -> Arc<Known> {
        // Whoever panicked held a whole value.
        Arc::clone(&self.known.read().unwrap_or_else(PoisonError::into_inner))
    }

    async fn discover_again(&self) -> Result<Arc<Known>, ProviderError> {
        let known = Arc::new(discover(&self.issuer, &self.http, &self.clock).await.map_err(ProviderError::Away)?);
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&known);
        Ok(known)
    }
}

/// Asks the provider what it is and for its keys, and checks that it can be used.
async fn discover(issuer: &IssuerUrl, http: &Http, clock: &Clock) -> Result<Known, String> {
    let metadata = CoreProviderMetadata::discover_async(issuer.clone(), http).await;
    let metadata = metadata.map_err(|error| with_causes(&error))?;
    let token = metadata.token_endpoint().ok_or("it names no token_endpoint")?;
    let user_info = metadata.userinfo_endpoint().map(|endpoint| endpoint.url());
    let endpoints = [metadata.authorization_endpoint().url(), token.url()].into_iter().chain(user_info);
    if let Some(endpoint) = endpoints.into_iter().find(|endpoint| !http.trusts(endpoint)) {
        return Err(format!("its address {endpoint} is not https"));
    }
    Ok(Known { metadata, at: clock.now() })
}

/// An error with what caused it. The library's own errors hold addresses and names of fields, no values of tokens.
fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}

fn refused(error: &dyn std::error::Error) -> ProviderError {
    ProviderError::Refused(with_causes(error))
}

/// Why there are no tokens.
fn no_tokens(error: RequestTokenError<HttpError, TokenError>) -> ProviderError {
    match error {
        RequestTokenError::Request(error) => ProviderError::Away(error.to_string()),
        // By its code only: the sentence is the provider's, and may repeat what was sent.
        RequestTokenError::ServerResponse(answer) => {
            ProviderError::Refused(format!("error {}", answer.error().as_ref()))
        }
        RequestTokenError::Parse(..) => ProviderError::Refused("the answer is not of the form".to_owned()),
        RequestTokenError::Other(_) => ProviderError::Refused("the answer is not of the kind".to_owned()),
    }
}
