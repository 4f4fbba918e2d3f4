//! How codes are kept: as HMAC-SHA-256 under a key that is not in the database, so that a stolen database holds no code.
//!
//! A plain hash would not do: nobody guesses one code among 36^13, but whoever has a list of candidates could check it.

mod sealing;

pub(crate) use sealing::SealError;

use crate::{
    clock::Clock,
    domain::{email, mailed_code::Purpose},
    files, random,
    store::Store,
};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use std::{fmt, fs, io, path::Path};
use tapo_care_wire::RedemptionCode;

/// The key. `Debug` shows its fingerprint only.
#[derive(Clone)]
pub(crate) struct CodeKey {
    key: [u8; 32],
    id: String,
}

/// How a code is known in the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CodeHash {
    /// The fingerprint of the key, so that keys can be changed one day.
    pub(crate) key_id: String,
    /// HMAC-SHA-256 in hex.
    pub(crate) hash: String,
}

/// The key can't be used. Says what to do.
#[derive(Debug)]
pub(crate) enum KeyError {
    /// The file can't be read or made.
    File(String, io::Error),
    /// The file is not 64 hex digits.
    Malformed(String),
    /// The database has codes, and there is no key file.
    Missing(String),
    /// The database has codes that were hashed with another key.
    Wrong(String),
    /// Something else failed.
    Other(String),
}

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path, error) => write!(f, "the key file {path} can't be used: {error}"),
            Self::Malformed(path) => {
                write!(f, "the key file {path} is damaged: it must hold 64 hex digits. Put the backup of it there")
            }
            Self::Missing(path) => write!(
                f,
                "the database holds codes, but there is no key file {path}. Without the key that they were hashed with \
                 no code can be recognised: put the backup of the key file there, or name its place with --code-key-file"
            ),
            Self::Wrong(path) => write!(
                f,
                "the key in {path} is not the one that the codes in the database were hashed with. Put the right key \
                 file there, or name its place with --code-key-file; or use the database that belongs to this key"
            ),
            Self::Other(why) => f.write_str(why),
        }
    }
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

    /// The key of a database: read from the file, or made and written there when the database has no codes yet.
    pub(crate) async fn open(path: &Path, store: &Store, clock: &Clock) -> Result<Self, KeyError> {
        let other = |error: &dyn fmt::Display| KeyError::Other(error.to_string());
        let name = path.display().to_string();
        let mut tx = store.write().await.map_err(|e| other(&e))?;
        let has_codes = tx.has_codes().await.map_err(|e| other(&e))?;
        let key = match fs::read_to_string(path) {
            Ok(text) => Self::new(parse_hex(text.trim()).ok_or(KeyError::Malformed(name.clone()))?),
            Err(error) if error.kind() == io::ErrorKind::NotFound && has_codes => return Err(KeyError::Missing(name)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let key = random::bytes().map_err(|e| other(&e))?;
                files::write_private_file(path, (hex(&key) + "\n").as_bytes())
                    .map_err(|error| KeyError::File(name.clone(), error))?;
                Self::new(key)
            }
            Err(error) => return Err(KeyError::File(name, error)),
        };
        if !tx.knows_key(&key.id).await.map_err(|e| other(&e))? {
            if has_codes {
                return Err(KeyError::Wrong(name));
            }
            tx.insert_key(&key.id, clock.now()).await.map_err(|e| other(&e))?;
        }
        tx.commit().await.map_err(|e| other(&e))?;
        Ok(key)
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

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn parse_hex(text: &str) -> Option<[u8; 32]> {
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
