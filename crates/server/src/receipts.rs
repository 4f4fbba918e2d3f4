//! Signing receipts, and checking signatures. `docs/adr/0008-signed-receipts.md` says what is signed and why it is stored.

use crate::{
    app::App,
    cases::view,
    clock::Clock,
    files,
    problem::Failure,
    random,
    secrets::{hex, parse_hex},
    store::{ReceiptKeyRecord, RedemptionRecord, Store, StoreError, Tx},
};
use base64ct::{Base64UrlUnpadded, Encoding};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use std::{fmt, fs, io, path::Path};
use tapo_care_wire::{ReceiptFacts, ReceiptSignature};

/// The way of signing, as it is called in `GET /receipts/keys`.
pub(crate) const ALGORITHM: &str = "Ed25519";

/// Receipts that are signed in one transaction.
const PAGE: i64 = 200;

/// Signs receipts. `Debug` shows the id of its key only.
#[derive(Clone)]
pub(crate) struct ReceiptSigner {
    key: SigningKey,
    id: String,
}

/// The key can't be used. Says what to do.
#[derive(Debug)]
pub(crate) enum ReceiptKeyError {
    /// The file can't be read or made.
    File(String, io::Error),
    /// The file is not 64 hex digits.
    Malformed(String),
    /// The database knows a key, and there is no key file.
    Missing(String),
    /// The database knows another key.
    Wrong(String),
    /// Something else failed.
    Other(String),
}

impl fmt::Display for ReceiptKeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const ELSE: &str = "put the backup of the key file there, or name its place with --receipt-key-file. If the key is lost, \
                            begin a new one with: keys rotate-receipt. What it signed stays good";
        match self {
            Self::File(path, error) => write!(f, "the receipt key file {path} can't be used: {error}"),
            Self::Malformed(path) => {
                write!(f, "the receipt key file {path} is damaged: it must hold 64 hex digits; {ELSE}")
            }
            Self::Missing(path) => {
                write!(f, "receipts of this database are signed, but there is no key file {path}: {ELSE}")
            }
            Self::Wrong(path) => {
                write!(f, "the key in {path} is not the one that receipts of this database are signed with now: {ELSE}")
            }
            Self::Other(why) => f.write_str(why),
        }
    }
}

impl fmt::Debug for ReceiptSigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ReceiptSigner({})", self.id)
    }
}

impl ReceiptSigner {
    fn new(key: &[u8; 32]) -> Self {
        let key = SigningKey::from_bytes(key);
        let id = hex(&Sha256::digest(key.verifying_key().as_bytes())[..8]);
        Self { key, id }
    }

    /// A key that was never there before, and the text of its file.
    pub(crate) fn generate() -> Result<(Self, String), random::NoRandomness> {
        let key = random::bytes()?;
        Ok((Self::new(&key), hex(&key) + "\n"))
    }

    /// The id of the key.
    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    /// The public key, as the database keeps it.
    pub(crate) fn record(&self, now: Timestamp) -> ReceiptKeyRecord {
        ReceiptKeyRecord {
            id: self.id.clone(),
            algorithm: ALGORITHM.to_owned(),
            public_key: Base64UrlUnpadded::encode_string(self.key.verifying_key().as_bytes()),
            created_at: now,
            retired_at: None,
        }
    }

    /// The key of a database: read from the file, or made and written there when no receipt of the database was ever signed.
    pub(crate) async fn open(path: &Path, store: &Store, clock: &Clock) -> Result<Self, ReceiptKeyError> {
        let other = |error: &dyn fmt::Display| ReceiptKeyError::Other(error.to_string());
        let name = || path.display().to_string();
        let mut tx = store.write().await.map_err(|e| other(&e))?;
        let known = tx.receipt_keys().await.map_err(|e| other(&e))?;
        let signer = match Self::read(path)? {
            Some(signer) => signer,
            None if known.is_empty() => Self::make(path)?,
            None => return Err(ReceiptKeyError::Missing(name())),
        };
        if known.is_empty() {
            // False when another server is quicker. Whether it has the same file is seen below.
            tx.insert_receipt_key(&signer.record(clock.now())).await.map_err(|e| other(&e))?;
        }
        let known = tx.receipt_keys().await.map_err(|e| other(&e))?;
        if !known.iter().any(|key| key.retired_at.is_none() && key.id == signer.id) {
            return Err(ReceiptKeyError::Wrong(name()));
        }
        tx.commit().await.map_err(|e| other(&e))?;
        Ok(signer)
    }

    /// The key of the file. `None` when there is none.
    fn read(path: &Path) -> Result<Option<Self>, ReceiptKeyError> {
        let name = || path.display().to_string();
        match fs::read_to_string(path) {
            Ok(text) => {
                let key = parse_hex(text.trim()).ok_or_else(|| ReceiptKeyError::Malformed(name()))?;
                Ok(Some(Self::new(&key)))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(ReceiptKeyError::File(name(), error)),
        }
    }

    /// Makes the file, where there is none.
    fn make(path: &Path) -> Result<Self, ReceiptKeyError> {
        let (signer, text) = Self::generate().map_err(|error| ReceiptKeyError::Other(error.to_string()))?;
        match files::write_private_file(path, text.as_bytes()) {
            Ok(()) => Ok(signer),
            Err(error) => match Self::read(path)? {
                // Another server of this machine, started in the same moment.
                Some(theirs) if error.kind() == io::ErrorKind::AlreadyExists => Ok(theirs),
                _ => Err(ReceiptKeyError::File(path.display().to_string(), error)),
            },
        }
    }

    /// The signature of what a redemption did.
    pub(crate) fn sign(&self, app: &App, record: &RedemptionRecord) -> Result<ReceiptSignature, Failure> {
        let text = signed_text(app, record)?;
        let value = Base64UrlUnpadded::encode_string(&self.key.sign(text.as_bytes()).to_bytes());
        Ok(ReceiptSignature { key_id: self.id.clone(), value })
    }
}

/// What is signed of a redemption that is done.
fn signed_text(app: &App, record: &RedemptionRecord) -> Result<String, Failure> {
    let receipt = view::receipt(&app.catalogue, record)?;
    let text = ReceiptFacts::of(&receipt).and_then(|facts| facts.canonical());
    Ok(text.ok_or(StoreError::Corrupt("receipt"))?)
}

/// Whether the stored signature of a receipt is right, with the key that it names.
pub(crate) async fn is_signed(app: &App, tx: &mut Tx, record: &RedemptionRecord) -> Result<bool, Failure> {
    let Some(signature) = record.outcome.as_ref().and_then(|outcome| outcome.signature.as_ref()) else {
        return Ok(false);
    };
    let keys = tx.receipt_keys().await?;
    let Some(key) = keys.iter().find(|key| key.id == signature.key_id) else { return Ok(false) };
    Ok(is_right(&key.public_key, &signed_text(app, record)?, &signature.value))
}

/// Whether a signature in base64url is one of the text, by the key.
fn is_right(public_key: &str, text: &str, signature: &str) -> bool {
    let (mut key, mut value) = ([0; 32], [0; 64]);
    let decoded = [
        Base64UrlUnpadded::decode(public_key, &mut key).map(<[u8]>::len) == Ok(32),
        Base64UrlUnpadded::decode(signature, &mut value).map(<[u8]>::len) == Ok(64),
    ];
    let Ok(key) = VerifyingKey::from_bytes(&key) else { return false };
    decoded == [true, true] && key.verify_strict(text.as_bytes(), &Signature::from_bytes(&value)).is_ok()
}

/// Signs the receipts that have no signature: those of before there were signatures, and of servers that made none.
pub(crate) async fn sign_all(app: &App, signer: &ReceiptSigner) -> Result<(), String> {
    let failed = |why: &dyn fmt::Display| format!("receipts can't be signed: {why}");
    let mut last = String::new();
    loop {
        let mut tx = app.store.read().await.map_err(|e| failed(&e))?;
        let unsigned = tx.unsigned_receipts(&last, PAGE).await.map_err(|e| failed(&e))?;
        drop(tx);
        let Some(newest) = unsigned.last() else { return Ok(()) };
        last = newest.id.as_str().to_owned();
        let mut tx = app.store.write().await.map_err(|e| failed(&e))?;
        for record in &unsigned {
            let signature = signer.sign(app, record).map_err(|_| failed(&"the log says why"))?;
            tx.sign_receipt(&record.id, &signature).await.map_err(|e| failed(&e))?;
        }
        tx.commit().await.map_err(|e| failed(&e))?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signatures_are_ed25519() {
        // RFC 8032, 7.1, test 2.
        let secret = "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb";
        let signer = ReceiptSigner::new(&parse_hex(secret).expect("a key"));
        let public = signer.record(Timestamp::UNIX_EPOCH).public_key;
        assert_eq!(
            hex(signer.key.verifying_key().as_bytes()),
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
        );
        let signature = signer.key.sign(b"\x72").to_bytes();
        assert_eq!(hex(&signature[..8]), "92a009a9f0d4cab8");
        let signature = Base64UrlUnpadded::encode_string(&signature);
        assert_eq!(signature.len(), 86);
        assert!(is_right(&public, "r", &signature));
        assert!(!is_right(&public, "s", &signature));
        for bad in ["", "AA", &signature[1..], &"A".repeat(86), &[&signature, "A"].concat()] {
            assert!(!is_right(&public, "r", bad) && !is_right(bad, "r", &signature), "{bad}");
        }
        let (other, _) = ReceiptSigner::generate().expect("randomness");
        assert!(!is_right(&other.record(Timestamp::UNIX_EPOCH).public_key, "r", &signature));
        assert!(!format!("{signer:?}").contains("4ccd"));
    }
}
