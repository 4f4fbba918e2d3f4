//! All code keys of a server, newest first. Codes are kept as hashes only, so a code stays with the key that it was hashed
//! with: new ones take the newest, and the others stay loaded until no code needs them.

use super::{CodeHash, CodeKey, KeyFile, SealError};
use crate::{
    clock::Clock,
    domain::{audit::Signet, mailed_code::Purpose},
    store::Store,
};
use std::{fmt, io, iter, path::Path, sync::Arc};
use tapo_care_wire::{AccountId, RedemptionCode};

/// Keys at the most: each is one more look-up for a code that nobody has.
pub(crate) const MOST_KEYS: usize = 8;

/// The keys. There is always one.
#[derive(Clone, Debug)]
pub(crate) struct CodeKeys {
    newest: CodeKey,
    older: Arc<[CodeKey]>,
}

/// The keys can't be used. Says what to do.
#[derive(Debug)]
pub(crate) enum KeyError {
    /// The file can't be read or made.
    File(String, io::Error),
    /// The file is not lines of 64 hex digits.
    Malformed(String),
    /// The database has codes, and there is no key file.
    Missing(String),
    /// The database has codes that were hashed with another key.
    Wrong(String),
    /// The key file lacks a key that codes need.
    Lacks(String, String),
    /// Something else failed.
    Other(String),
}

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path, error) => write!(f, "the key file {path} can't be used: {error}"),
            Self::Malformed(path) => write!(
                f,
                "the key file {path} is damaged: it must hold 64 hex digits, or up to {MOST_KEYS} lines of them. Put the \
                 backup of it there"
            ),
            Self::Missing(path) => write!(
                f,
                "the database holds codes, but there is no key file {path}. Without the key that they were hashed with \
                 no code can be recognised: put the backup of the key file there, or name its place with --code-key-file. If the key is lost for good: \
                 keys rotate-code --lost"
            ),
            Self::Wrong(path) => write!(
                f,
                "the key in {path} is not the one that the codes in the database were hashed with. Put the right key \
                 file there, or name its place with --code-key-file; or use the database that belongs to this key"
            ),
            Self::Lacks(path, id) => write!(
                f,
                "the key {id} is not in {path}, and codes that can still be redeemed were hashed with it, or second factors encrypted. Put the newest \
                 key file there: keys that were retired stay in it until they are dropped with: keys drop"
            ),
            Self::Other(why) => f.write_str(why),
        }
    }
}

impl CodeKeys {
    /// Keys in this order, newest first; `None` if there are none.
    pub(super) fn new(keys: Vec<CodeKey>) -> Option<Self> {
        let mut keys = keys.into_iter();
        Some(Self { newest: keys.next()?, older: keys.collect() })
    }

    /// The keys of a database: read from the file, or made and written there when the database has no codes yet.
    pub(crate) async fn open(path: &Path, store: &Store, clock: &Clock) -> Result<Self, KeyError> {
        let other = |error: &dyn fmt::Display| KeyError::Other(error.to_string());
        let name = || path.display().to_string();
        let mut tx = store.write().await.map_err(|e| other(&e))?;
        let has_codes = tx.has_codes().await.map_err(|e| other(&e))?;
        let file = match KeyFile::read(path)? {
            Some(file) => file,
            None if has_codes => return Err(KeyError::Missing(name())),
            None => KeyFile::make(path)?,
        };
        let keys = file.code_keys()?;
        let now = clock.now();
        let known = tx.known_keys().await.map_err(|e| other(&e))?;
        if has_codes && !known.iter().any(|(id, _)| keys.get(id).is_some()) {
            return Err(KeyError::Wrong(name()));
        }
        for (id, _) in known.iter().filter(|(id, _)| keys.get(id).is_none()) {
            if tx.needs_key(id, now).await.map_err(|e| other(&e))? {
                return Err(KeyError::Lacks(name(), id.clone()));
            }
        }
        // Oldest first, so that one that a rotation left behind half-way comes after those before it.
        for key in keys.older.iter().rev().chain([&keys.newest]) {
            match known.iter().find(|(id, _)| *id == key.id) {
                None => tx.insert_key(&key.id, now).await.map_err(|e| other(&e))?,
                // A file from before a key was dropped: the key still recognises what was hashed with it, but makes nothing.
                Some((_, true)) if key.id == keys.newest.id => {
                    return Err(other(&format_args!(
                        "the newest key in {}, {}, was dropped. Put the newest key file there",
                        name(),
                        key.id
                    )));
                }
                Some(_) => {}
            }
        }
        tx.commit().await.map_err(|e| other(&e))?;
        Ok(keys)
    }

    /// The key of new codes.
    pub(crate) fn newest(&self) -> &CodeKey {
        &self.newest
    }

    /// All of them, newest first.
    pub(crate) fn all(&self) -> impl Iterator<Item = &CodeKey> {
        iter::once(&self.newest).chain(self.older.iter())
    }

    /// The key of that fingerprint.
    pub(crate) fn get(&self, id: &str) -> Option<&CodeKey> {
        self.all().find(|key| key.id == id)
    }

    /// How a new code is known in the database.
    pub(crate) fn hash(&self, code: &RedemptionCode) -> CodeHash {
        self.newest.hash(code)
    }

    /// How a code may be known in the database, whenever it was issued.
    pub(crate) fn hashes(&self, code: &RedemptionCode) -> Vec<CodeHash> {
        self.all().map(|key| key.hash(code)).collect()
    }

    /// How a mailed code is kept.
    pub(crate) fn hash_mailed(&self, purpose: Purpose, address: &str, code: &str) -> String {
        self.newest.hash_mailed(purpose, address, code)
    }

    /// How a mailed code may be kept: one that was mailed before a rotation is good until it runs out.
    pub(crate) fn mailed_hashes(&self, purpose: Purpose, address: &str, code: &str) -> Vec<String> {
        self.all().map(|key| key.hash_mailed(purpose, address, code)).collect()
    }

    /// Reads the secret of an account's authenticator app, with the key that it was encrypted with.
    pub(crate) fn unseal(&self, account: &AccountId, sealed: &str) -> Result<Vec<u8>, SealError> {
        let (id, _) = sealed.split_once('.').ok_or(SealError::Damaged)?;
        self.get(id).ok_or_else(|| SealError::OtherKey(id.to_owned()))?.unseal(account, sealed)
    }

    /// How a recovery code of an account may be kept, whenever it was made.
    pub(crate) fn recovery_hashes(&self, account: &AccountId, code: &str) -> Vec<CodeHash> {
        self.all().map(|key| key.hash_recovery(account, code)).collect()
    }

    /// How something is known that a limit counts by. Under the oldest key: what was counted before a rotation counts after it,
    /// and servers that have not been started again since count together with those that have.
    pub(crate) fn hash_subject(&self, subject: &str) -> String {
        self.older.last().unwrap_or(&self.newest).hash_subject(subject)
    }
}

impl Signet for CodeKeys {
    fn key_id(&self) -> &str {
        &self.newest.id
    }

    fn mac(&self, key_id: &str, text: &str) -> Option<String> {
        Some(self.get(key_id)?.audit_mac(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_codes_take_the_newest_key_and_limits_stay_with_the_oldest() {
        let code = RedemptionCode::parse("W2GBJZT48TRNM").expect("a code");
        let (old, new) = (CodeKey::new([1; 32]), CodeKey::new([2; 32]));
        let before = CodeKeys::new(vec![old.clone()]).expect("a key");
        let after = CodeKeys::new(vec![new.clone(), old.clone()]).expect("keys");
        assert_eq!(after.hash(&code), new.hash(&code));
        assert_eq!(after.hashes(&code), [new.hash(&code), old.hash(&code)]);
        assert_eq!(after.hash_subject("x"), before.hash_subject("x"));
        let mailed = |keys: &CodeKeys| keys.hash_mailed(Purpose::Verify, "a@b.de", "12345678");
        assert_ne!(mailed(&after), mailed(&before));
        assert!(after.mailed_hashes(Purpose::Verify, "a@b.de", "12345678").contains(&mailed(&before)));
        assert_eq!((after.key_id(), after.mac(old.id(), "x")), (new.id(), before.mac(old.id(), "x")));
        assert_eq!(before.mac(new.id(), "x"), None);
    }
}
