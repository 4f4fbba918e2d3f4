//! A log-in with the provider that is under way, as the browser knows it: a random token in a cookie. Everything that the
//! way back must prove is derived from it, and so is the key that the visitor's code is encrypted with. The database knows the
//! token's hash only.

use crate::{
    random::{self, NoRandomness},
    secrets::hash_token,
    sessions::SessionPolicy,
};
use axum_extra::extract::CookieJar;
use base64ct::{Base64UrlUnpadded, Encoding};
use chacha20poly1305::{ChaCha20Poly1305, Key, KeyInit, Nonce, aead::Aead};
use cookie::{Cookie, SameSite};
use hkdf::Hkdf;
use jiff::SignedDuration;
use sha2::Sha256;

/// The token of one attempt to log in.
pub(crate) struct LoginToken(String);

impl LoginToken {
    /// How long a log-in may take, and how long a code is kept for it.
    pub(crate) const LIFE: SignedDuration = SignedDuration::from_mins(15);

    /// A new one.
    pub(crate) fn new() -> Result<Self, NoRandomness> {
        Ok(Self(Base64UrlUnpadded::encode_string(&random::bytes::<32>()?)))
    }

    /// The one that a request carries.
    pub(crate) fn presented(policy: &SessionPolicy, jar: &CookieJar) -> Option<Self> {
        jar.get(cookie_name(policy)).map(|cookie| Self(cookie.value().to_owned()))
    }

    /// Its cookie. Lax, since the way back from the provider is a navigation from another site.
    pub(crate) fn cookie(&self, policy: &SessionPolicy) -> Cookie<'static> {
        Cookie::build((cookie_name(policy), self.0.clone()))
            .path("/")
            .http_only(true)
            .secure(policy.secure)
            .same_site(SameSite::Lax)
            .max_age(cookie::time::Duration::seconds(Self::LIFE.as_secs()))
            .build()
    }

    /// The cookie that takes it away.
    pub(crate) fn removal(policy: &SessionPolicy) -> Cookie<'static> {
        let mut cookie = Self(String::new()).cookie(policy);
        cookie.make_removal();
        cookie
    }

    /// How the database knows it.
    pub(crate) fn hash(&self) -> String {
        hash_token(&self.0)
    }

    /// What comes back from the provider with its answer.
    pub(crate) fn state(&self) -> String {
        self.text("state")
    }

    /// Whether this came back. The hashes are compared: the time tells nothing of the state itself.
    pub(crate) fn has_state(&self, state: &str) -> bool {
        hash_token(&self.state()) == hash_token(state)
    }

    /// What stands in the token that the provider signs.
    pub(crate) fn nonce(&self) -> String {
        self.text("nonce")
    }

    /// What proves that the code of the provider was asked for here (PKCE).
    pub(crate) fn verifier(&self) -> String {
        self.text("PKCE verifier")
    }

    /// Encrypts the text that is to outlast the way to the provider. Only once for each token.
    pub(crate) fn seal(&self, text: &str) -> Option<String> {
        let sealed = self.cipher().encrypt(&Nonce::default(), text.as_bytes()).ok()?;
        Some(Base64UrlUnpadded::encode_string(&sealed))
    }

    /// What was [sealed](Self::seal) with this token.
    pub(crate) fn open(&self, sealed: &str) -> Option<String> {
        let sealed = Base64UrlUnpadded::decode_vec(sealed).ok()?;
        String::from_utf8(self.cipher().decrypt(&Nonce::default(), sealed.as_slice()).ok()?).ok()
    }

    /// The key is this token's own and used for a single text, so that the cipher's nonce need not differ.
    fn cipher(&self) -> ChaCha20Poly1305 {
        ChaCha20Poly1305::new(&Key::from(self.derive("key of the code")))
    }

    fn text(&self, purpose: &str) -> String {
        Base64UrlUnpadded::encode_string(&self.derive(purpose))
    }

    /// 256 bits for one purpose, which tell nothing of the token or of those for another.
    fn derive(&self, purpose: &str) -> [u8; 32] {
        let mut bytes = [0; 32];
        let info = ["tapo-care outside log-in: ", purpose].concat();
        // It fails for more than 8160 bytes only.
        let expanded = Hkdf::<Sha256>::new(None, self.0.as_bytes()).expand(info.as_bytes(), &mut bytes);
        debug_assert!(expanded.is_ok(), "32 bytes can be had");
        bytes
    }
}

/// The name has `__Host-` where the session's has it.
fn cookie_name(policy: &SessionPolicy) -> &'static str {
    if policy.secure { "__Host-login" } else { "login" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn what_is_derived_is_this_tokens_and_this_purposes_alone() {
        let tokens = [LoginToken::new().expect("randomness"), LoginToken::new().expect("randomness")];
        let derived = tokens.iter().flat_map(|token| [token.state(), token.nonce(), token.verifier(), token.hash()]);
        assert_eq!(derived.collect::<HashSet<_>>().len(), 8);
        let [one, other] = &tokens;
        assert_eq!(LoginToken(one.0.clone()).state(), one.state());
        assert!(one.has_state(&one.state()) && !one.has_state(&other.state()) && !one.has_state(""));
        // PKCE wants 43 to 128 characters.
        assert_eq!(one.verifier().len(), 43);
    }

    #[test]
    fn what_is_sealed_can_be_read_with_the_same_token_only() {
        let (one, other) = (LoginToken::new().expect("randomness"), LoginToken::new().expect("randomness"));
        let sealed = one.seal("W2GBJZT48TRNM").expect("is sealed");
        assert!(!sealed.contains("W2GB"));
        assert_eq!(one.open(&sealed).as_deref(), Some("W2GBJZT48TRNM"));
        assert_eq!(other.open(&sealed), None);
        let changed = sealed.replacen(&sealed[..1], if sealed.starts_with('A') { "B" } else { "A" }, 1);
        assert_eq!(one.open(&changed), None);
        assert_eq!(one.open("not sealed"), None);
    }

    #[test]
    fn the_cookie_comes_back_from_the_provider_and_no_script_reads_it() {
        let policy = SessionPolicy { secure: true, ..SessionPolicy::default() };
        let token = LoginToken("t".to_owned());
        assert_eq!(
            token.cookie(&policy).to_string(),
            "__Host-login=t; HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=900"
        );
        assert_eq!(
            token.cookie(&SessionPolicy::default()).to_string(),
            "login=t; HttpOnly; SameSite=Lax; Path=/; Max-Age=900"
        );
    }
}
