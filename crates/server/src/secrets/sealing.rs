//! Secrets that have to be read again, such as those of authenticator apps: kept encrypted, with a key that is derived from
//! the one outside the database. So a stolen database gives nobody a second factor.

use super::{CodeHash, CodeKey, hex, mac};
use crate::{problem::Failure, random};
use base64ct::{Base64, Encoding};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use hkdf::Hkdf;
use sha2::Sha256;
use std::fmt;
use tapo_care_wire::AccountId;

/// What the derived key is for (RFC 5869, `info`), and the beginning of what each ciphertext is bound to.
const APP_SECRETS: &[u8] = b"tapo-care secrets of authenticator apps, 1";

/// Bytes of a nonce: so many that random ones never meet.
const NONCE_LENGTH: usize = 24;

/// A secret can't be encrypted or read.
#[derive(Debug)]
pub(crate) enum SealError {
    /// It was encrypted with the key of this fingerprint, which is another.
    OtherKey(String),
    /// It is damaged, or another account's.
    Damaged,
    /// Something else failed.
    Other(String),
}

impl fmt::Display for SealError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OtherKey(id) => write!(f, "a second factor was encrypted with another code key: {id}"),
            Self::Damaged => f.write_str("a second factor can't be decrypted: it is damaged"),
            Self::Other(why) => write!(f, "a second factor can't be encrypted: {why}"),
        }
    }
}

impl From<SealError> for Failure {
    fn from(error: SealError) -> Self {
        tracing::error!(%error);
        Self::unavailable()
    }
}

impl CodeKey {
    /// Encrypts the secret of an account's authenticator app. The text begins with the key's fingerprint, so that keys can be
    /// changed one day.
    pub(crate) fn seal(&self, account: &AccountId, secret: &[u8]) -> Result<String, SealError> {
        let nonce: [u8; NONCE_LENGTH] = random::bytes().map_err(|error| SealError::Other(error.to_string()))?;
        let bound = bound_to(account);
        let sealed = self.cipher()?.encrypt(&XNonce::from(nonce), Payload { msg: secret, aad: &bound });
        let sealed = sealed.map_err(|error| SealError::Other(error.to_string()))?;
        Ok([&self.id, ".", &Base64::encode_string(&[&nonce[..], &sealed].concat())].concat())
    }

    /// Reads the secret of an account's authenticator app.
    pub(crate) fn unseal(&self, account: &AccountId, sealed: &str) -> Result<Vec<u8>, SealError> {
        let (key, text) = sealed.split_once('.').ok_or(SealError::Damaged)?;
        if key != self.id {
            return Err(SealError::OtherKey(key.to_owned()));
        }
        let bytes = Base64::decode_vec(text).map_err(|_| SealError::Damaged)?;
        let (nonce, sealed) = bytes.split_first_chunk::<NONCE_LENGTH>().ok_or(SealError::Damaged)?;
        let bound = bound_to(account);
        let secret = self.cipher()?.decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: &bound });
        secret.map_err(|_| SealError::Damaged)
    }

    /// How a recovery code of an account is known in the database.
    pub(crate) fn hash_recovery(&self, account: &AccountId, code: &str) -> CodeHash {
        // No Redemption Code holds a small letter, and no id a line's end, so that no two things have the same hash.
        let hash = hex(&mac(&self.key, ["recovery code", account.as_str(), code].join("\n").as_bytes()));
        CodeHash { key_id: self.id.clone(), hash }
    }

    fn cipher(&self) -> Result<XChaCha20Poly1305, SealError> {
        let mut derived = [0; 32];
        let done = Hkdf::<Sha256>::new(None, &self.key).expand(APP_SECRETS, &mut derived);
        done.map_err(|error| SealError::Other(error.to_string()))?;
        Ok(XChaCha20Poly1305::new(&derived.into()))
    }
}

/// Whose secret it is goes into the ciphertext, so that one that is put into another account's row can't be read.
fn bound_to(account: &AccountId) -> Vec<u8> {
    [APP_SECRETS, b"\n", account.as_str().as_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_read_with_its_key_and_for_its_account_only() {
        let (key, account) = (CodeKey::new([1; 32]), AccountId::new("a"));
        let secret = b"12345678901234567890";
        let sealed = key.seal(&account, secret).expect("is encrypted");
        assert_eq!(key.unseal(&account, &sealed).expect("is read"), secret);
        assert_ne!(key.seal(&account, secret).expect("is encrypted"), sealed, "no nonce is used twice");
        assert!(matches!(key.unseal(&AccountId::new("b"), &sealed), Err(SealError::Damaged)));
        let other = CodeKey::new([2; 32]);
        assert!(matches!(other.unseal(&account, &sealed), Err(SealError::OtherKey(id)) if id == key.id));
        // Whoever claims that it is the other key's gets nothing, either.
        let relabelled = sealed.replacen(&key.id, &other.id, 1);
        assert!(matches!(other.unseal(&account, &relabelled), Err(SealError::Damaged)));
    }

    #[test]
    fn what_was_changed_is_not_read() {
        let (key, account) = (CodeKey::new([1; 32]), AccountId::new("a"));
        let sealed = key.seal(&account, b"12345678901234567890").expect("is encrypted");
        let start = key.id.len() + 1;
        for at in start..sealed.len() {
            let other = if sealed.as_bytes()[at] == b'A' { "B" } else { "A" };
            let changed = [&sealed[..at], other, &sealed[at + 1..]].concat();
            assert!(matches!(key.unseal(&account, &changed), Err(SealError::Damaged)), "{at}");
        }
        for bad in ["", ".", "x", &sealed[..start], &sealed[..start + 20]] {
            assert!(key.unseal(&account, bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_recovery_code_is_one_account_s() {
        let (one, two) = (CodeKey::new([1; 32]), CodeKey::new([2; 32]));
        let (a, b) = (AccountId::new("a"), AccountId::new("b"));
        assert_eq!(one.hash_recovery(&a, "7K3MQ9WXHA"), one.hash_recovery(&a, "7K3MQ9WXHA"));
        assert_ne!(one.hash_recovery(&a, "7K3MQ9WXHA").hash, one.hash_recovery(&b, "7K3MQ9WXHA").hash);
        assert_ne!(one.hash_recovery(&a, "7K3MQ9WXHA").hash, one.hash_recovery(&a, "7K3MQ9WXHB").hash);
        assert_ne!(one.hash_recovery(&a, "7K3MQ9WXHA").hash, two.hash_recovery(&a, "7K3MQ9WXHA").hash);
    }
}
