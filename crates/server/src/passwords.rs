//! Passwords: argon2id, a few at a time.

use crate::{metrics::PasswordMetrics, random};
use argon2::{
    Argon2, Params,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use base64ct::{Base64Unpadded, Encoding};
use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};
use tokio::{sync::Semaphore, task};

/// Checks passwords. Hashing takes 19 MiB and tens of milliseconds of a core, so that no more than a few run at once:
/// a flood of log-ins must wait, not use up the machine.
#[derive(Clone, Debug)]
pub(crate) struct Passwords {
    at_once: Arc<Semaphore>,
    /// The hash of a password that nobody has, checked when there is no such account: so that the time of the answer
    /// does not tell which e-mail addresses have one.
    nobody: Arc<str>,
    /// How often a password was hashed, for one purpose or another.
    hashed: Arc<AtomicU64>,
    /// How many wait, and for how long.
    pub(crate) metrics: PasswordMetrics,
}

/// A password can't be hashed.
#[derive(Debug)]
pub(crate) struct HashFailed(String);

impl fmt::Display for HashFailed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the password can't be hashed: {}", self.0)
    }
}

/// How many passwords are hashed at once.
const AT_ONCE: usize = 2;

impl Passwords {
    /// Ready to check.
    pub(crate) fn new() -> Result<Self, HashFailed> {
        Ok(Self {
            at_once: Arc::new(Semaphore::new(AT_ONCE)),
            nobody: nobodys()?.into(),
            hashed: Arc::default(),
            metrics: PasswordMetrics::default(),
        })
    }

    /// How often a password was hashed since the start.
    pub(crate) fn hashed(&self) -> u64 {
        self.hashed.load(Ordering::Relaxed)
    }

    /// Hashes a new password.
    pub(crate) async fn hash(&self, password: String) -> Result<String, HashFailed> {
        let failed = |error: &dyn fmt::Display| HashFailed(error.to_string());
        // The permit goes along to the other thread: work for a client that has gone must count, too.
        let turn = self.metrics.wait(Arc::clone(&self.at_once).acquire_owned()).await.map_err(|e| failed(&e))?;
        self.hashed.fetch_add(1, Ordering::Relaxed);
        task::spawn_blocking(move || {
            let _turn = turn;
            hash(&password)
        })
        .await
        .map_err(|e| failed(&e))?
    }

    /// Whether it is the password of that hash. Without a hash: no, after just as much work.
    pub(crate) async fn verify(&self, password: String, stored: Option<String>) -> Result<bool, HashFailed> {
        let failed = |error: &dyn fmt::Display| HashFailed(error.to_string());
        let turn = self.metrics.wait(Arc::clone(&self.at_once).acquire_owned()).await.map_err(|e| failed(&e))?;
        self.hashed.fetch_add(1, Ordering::Relaxed);
        let nobody = Arc::clone(&self.nobody);
        task::spawn_blocking(move || {
            let _turn = turn;
            let matches = verify(&password, stored.as_deref().unwrap_or(&nobody))?;
            Ok(matches && stored.is_some())
        })
        .await
        .map_err(|e| failed(&e))?
    }
}

/// What looks like the hash of a password, and is that of none: to make a real one would be the longest part of a start.
fn nobodys() -> Result<String, HashFailed> {
    let failed = |error: random::NoRandomness| HashFailed(error.to_string());
    let salt = Base64Unpadded::encode_string(&random::bytes::<16>().map_err(failed)?);
    let hash = Base64Unpadded::encode_string(&random::bytes::<{ Params::DEFAULT_OUTPUT_LEN }>().map_err(failed)?);
    let (memory, times, lanes) = (Params::DEFAULT_M_COST, Params::DEFAULT_T_COST, Params::DEFAULT_P_COST);
    Ok(format!("$argon2id$v=19$m={memory},t={times},p={lanes}${salt}${hash}"))
}

fn hash(password: &str) -> Result<String, HashFailed> {
    let hash = Argon2::default().hash_password(password.as_bytes()).map_err(|error| HashFailed(error.to_string()))?;
    Ok(hash.to_string())
}

fn verify(password: &str, stored: &str) -> Result<bool, HashFailed> {
    let stored = PasswordHash::new(stored).map_err(|error| HashFailed(error.to_string()))?;
    Ok(Argon2::default().verify_password(password.as_bytes(), &stored).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_right_password_and_only_with_an_account() {
        let passwords = Passwords::new().expect("randomness");
        let stored = passwords.hash("correct horse battery".to_owned()).await.expect("a hash");
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        let check = |password: &str, stored: Option<&String>| passwords.verify(password.to_owned(), stored.cloned());
        assert!(check("correct horse battery", Some(&stored)).await.expect("checked"));
        assert!(!check("Correct horse battery", Some(&stored)).await.expect("checked"));
        assert!(!check("", Some(&stored)).await.expect("checked"));
        assert!(!check("correct horse battery", None).await.expect("checked"));
        // Where there is no account, the same work is done: by the same parameters, over as many bytes.
        let shape = |hash: &str| {
            let parts: Vec<String> = hash.split('$').map(str::to_owned).collect();
            (parts[..4].to_vec(), parts[4..].iter().map(String::len).collect::<Vec<_>>())
        };
        assert_eq!(shape(&passwords.nobody), shape(&stored));
        assert!(!verify("correct horse battery", &passwords.nobody).expect("it can be checked"));
    }
}
