//! How codes are kept: as HMAC-SHA-256 under a key that is not in the database, so that a stolen database holds no code.
//!
//! A plain hash would not do: nobody guesses one code among 36^13, but whoever has a list of candidates could check it.

mod code_keys;
mod key_file;
mod sealing;

pub(crate) use code_keys::{CodeKeys, KeyError, MOST_KEYS};
pub(crate) use key_file::KeyFile;
pub(crate) use sealing::SealError;

use crate::domain::{email, mailed_code::Purpose};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use std::fmt;
use tapo_care_wire::RedemptionCode;

/// One key of the codes. `Debug` shows its fingerprint only.
#[derive(Clone)]
pub(crate) struct CodeKey {
    key: [u8; 32],
    id: String,
}

/// How a code is known in the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CodeHash {
    /// The fingerprint of the key.
    pub(crate) key_id: String,
    /// HMAC-SHA-256 in hex.
    pub(crate) hash: String,
}

impl fmt::Debug for CodeKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CodeKey({})", self.id)
    }
}

impl CodeKey {
    fn new(key: [u8; 32]) -> Self {
        let id = hex(&mac(&key, b"tapo-care code key fingerprint")[..8]);
        Self { key, id }
    }

    /// Its fingerprint, by which the database names it.
    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    /// How a mailed code is known in the database. The key keeps whoever reads the database from trying all 10^8 codes.
    pub(crate) fn hash_mailed(&self, purpose: Purpose, address: &str, code: &str) -> String {
        // None of the parts but the address can hold a line's end, and the code's length is fixed.
        hex(&mac(&self.key, [MAILED, purpose.name(), &email::key(address), code].join("\n").as_bytes()))
    }

    /// How the code is known in the database.
    pub(crate) fn hash(&self, code: &RedemptionCode) -> CodeHash {
        CodeHash { key_id: self.id.clone(), hash: hex(&mac(&self.key, code.expose().as_bytes())) }
    }

    /// How something is known that a limit counts by: an account, an address of a person or a machine. There are few
    /// enough of them to try all, so that a plain hash would hide nothing.
    pub(crate) fn hash_subject(&self, subject: &str) -> String {
        // No code begins like this, so that no subject can have the hash of a code.
        hex(&mac(&self.key, ["tapo-care limit: ", subject].concat().as_bytes()))
    }

    /// What the audit log writes beside its entries and blocks, so that who has the database alone can write neither.
    pub(crate) fn audit_mac(&self, text: &str) -> String {
        // A key of its own, so that nothing that is hashed for another purpose is ever worth anything here.
        hex(&mac(&mac(&self.key, b"tapo-care audit key"), text.as_bytes()))
    }
}

/// Stands before everything that [`CodeKey::hash_mailed`] hashes. No Redemption Code holds a small letter, so that the hash of
/// the one is never the other's.
const MAILED: &str = "mailed code";

/// How a session token is known in the database. It is 256 random bits, so that a plain hash is enough.
pub(crate) fn hash_token(token: &str) -> String {
    hex(&Sha256::digest(token))
}

fn mac(key: &[u8; 32], message: &[u8]) -> [u8; 32] {
    // HMAC fills a short key up with zeros to the block of the hash (RFC 2104, 2), which is the form that can't fail.
    let mut block = hmac::digest::Key::<Hmac<Sha256>>::default();
    block[..key.len()].copy_from_slice(key);
    let mut mac = <Hmac<Sha256> as KeyInit>::new(&block);
    mac.update(message);
    mac.finalize().into_bytes().into()
}

/// Bytes as text.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// 32 bytes from text.
pub(crate) fn parse_hex(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    for (index, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[2 * index..2 * index + 2], 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mac_is_hmac_sha_256() {
        // RFC 4231, test case 1: a key of 20 bytes 0x0b, here with the zeros that HMAC fills it up with anyhow.
        let mut key = [0; 32];
        key[..20].fill(0x0b);
        assert_eq!(hex(&mac(&key, b"Hi There")), "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    }

    #[test]
    fn another_key_gives_another_hash() {
        let code = RedemptionCode::parse("W2GBJZT48TRNM").expect("a code");
        let (one, two) = (CodeKey::new([1; 32]), CodeKey::new([2; 32]));
        assert_eq!(one.hash(&code), one.hash(&code));
        assert_ne!(one.hash(&code).hash, two.hash(&code).hash);
        assert_ne!(one.id, two.id);
        assert!(!format!("{one:?}").contains("0101"));
    }

    #[test]
    fn a_mailed_code_is_good_for_one_purpose_and_address() {
        let key = CodeKey::new([1; 32]);
        let hash = key.hash_mailed(Purpose::Verify, "a@b.de", "12345678");
        assert_eq!(hash, key.hash_mailed(Purpose::Verify, " A@B.de", "12345678"));
        assert_ne!(hash, key.hash_mailed(Purpose::Reset, "a@b.de", "12345678"));
        assert_ne!(hash, key.hash_mailed(Purpose::Verify, "b@b.de", "12345678"));
        assert_ne!(hash, key.hash_mailed(Purpose::Verify, "a@b.de", "12345679"));
        assert_ne!(hash, CodeKey::new([2; 32]).hash_mailed(Purpose::Verify, "a@b.de", "12345678"));
    }

    #[test]
    fn only_whole_keys_are_read() {
        assert_eq!(parse_hex(&hex(&[0xa5; 32])), Some([0xa5; 32]));
        for bad in ["", "00", &"0".repeat(63), &"g".repeat(64), &"é".repeat(32)] {
            assert_eq!(parse_hex(bad), None, "{bad}");
        }
    }
}
