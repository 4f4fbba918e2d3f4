//! Entries, the blocks that they are sealed into, and the chain of the blocks.
//!
//! Each entry carries a keyed hash of its own, so that nobody without the key can write one. A block holds a digest of its
//! entries and the hash of the block before it: whoever changes, removes, swaps or inserts anything changes all hashes after
//! it. The hash of a block is plain SHA-256, so that a chain can be followed for ever, whatever keys come and go; its seal is
//! keyed, so that nobody without the key can continue or rewrite it.

use serde::Serialize;
use sha2::{Digest, Sha256};
use std::{fmt, str::FromStr};

/// Makes the keyed hashes of the log.
pub(crate) trait Signet {
    /// The fingerprint of the key that new ones are made with.
    fn key_id(&self) -> &str;

    /// The keyed hash of a text under the key of that fingerprint. `None` when that key is not here.
    fn mac(&self, key_id: &str, text: &str) -> Option<String>;
}

/// Something that was done, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// An id of its own.
    pub(crate) id: String,
    /// When, in Unix seconds.
    pub(crate) recorded_at: i64,
    /// What happened.
    pub(crate) kind: String,
    /// The id of what it happened to.
    pub(crate) subject: String,
    /// The rest, as JSON.
    pub(crate) body: String,
    /// The key of its keyed hash.
    pub(crate) key_id: String,
    /// The keyed hash.
    pub(crate) mac: String,
}

/// An entry at its place in a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Placed {
    /// From 1 on.
    pub(crate) place: i64,
    /// The entry.
    pub(crate) entry: Entry,
}

/// Some entries, sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Block {
    /// From 1 on.
    pub(crate) ordinal: i64,
    /// When it was sealed, in Unix seconds.
    pub(crate) sealed_at: i64,
    /// The hash of the block before it.
    pub(crate) previous_hash: String,
    /// How many entries it has.
    pub(crate) entries: i64,
    /// SHA-256 of its entries.
    pub(crate) digest: String,
    /// SHA-256 of all of the above.
    pub(crate) hash: String,
    /// The key of the seal.
    pub(crate) key_id: String,
    /// The keyed hash of the hash.
    pub(crate) seal: String,
}

/// A block as it can be named: what an operator keeps elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Head {
    /// Which block.
    pub(crate) ordinal: i64,
    /// Its hash.
    pub(crate) hash: String,
}

/// Something about the log that nobody could have written but by going around this program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Finding {
    /// A block is not where it belongs.
    Gap { expected: i64, found: i64 },
    /// The block does not follow the one before it.
    NotAfter(i64),
    /// The entries of a block are not those that were sealed.
    Entries(i64),
    /// The block itself was changed.
    Hash(i64),
    /// The seal of a block is not by the key that it names.
    Seal(i64),
    /// The key of the newest block's seal is not here, so that nothing vouches for the chain.
    UnknownKey(i64, String),
    /// An entry was not written by this program.
    Entry(String),
    /// The block that somebody kept elsewhere is not in the chain.
    NotInChain(Head),
    /// The log and the rest of the database tell different things.
    Tables(String),
}

/// The version of what is hashed. Another form would have another name.
const ENTRY: &str = "tapo-care audit entry 1";
const BLOCK: &str = "tapo-care audit block 1";
const SEAL: &str = "tapo-care audit seal 1";

impl Entry {
    /// What its keyed hash covers. JSON keeps the parts apart.
    pub(crate) fn text(&self) -> String {
        json(&(ENTRY, &self.id, self.recorded_at, &self.kind, &self.subject, &self.body, &self.key_id))
    }

    /// The same entry with its keyed hash.
    pub(crate) fn signed(mut self, signet: &impl Signet) -> Self {
        self.key_id = signet.key_id().to_owned();
        // The newest key is always here.
        self.mac = signet.mac(&self.key_id, &self.text()).unwrap_or_default();
        self
    }

    /// Whether it was written with the key that it names. `None` when that key is not here.
    pub(crate) fn is_genuine(&self, signet: &impl Signet) -> Option<bool> {
        Some(signet.mac(&self.key_id, &self.text())? == self.mac)
    }
}

impl Block {
    /// Seals entries, in this order, after the newest block.
    pub(crate) fn of(newest: Option<&Self>, entries: &[Entry], sealed_at: i64, signet: &impl Signet) -> Self {
        let mut block = Self {
            ordinal: newest.map_or(0, |block| block.ordinal) + 1,
            sealed_at,
            previous_hash: newest.map_or_else(String::new, |block| block.hash.clone()),
            entries: i64::try_from(entries.len()).unwrap_or(i64::MAX),
            digest: digest(entries.iter()),
            hash: String::new(),
            key_id: signet.key_id().to_owned(),
            seal: String::new(),
        };
        block.hash = block.own_hash();
        block.seal = signet.mac(&block.key_id, &block.seal_text()).unwrap_or_default();
        block
    }

    /// Its name.
    pub(crate) fn head(&self) -> Head {
        Head { ordinal: self.ordinal, hash: self.hash.clone() }
    }

    /// What its hash must be.
    fn own_hash(&self) -> String {
        let Self { ordinal, sealed_at, previous_hash, entries, digest, key_id, .. } = self;
        hex(&Sha256::digest(json(&(BLOCK, ordinal, sealed_at, previous_hash, entries, digest, key_id))))
    }

    fn seal_text(&self) -> String {
        json(&(SEAL, &self.hash))
    }

    /// What is wrong with the block by itself; nothing is said of its entries and of the block before it.
    pub(crate) fn check(&self, signet: &impl Signet) -> Option<Finding> {
        if self.hash != self.own_hash() {
            return Some(Finding::Hash(self.ordinal));
        }
        match signet.mac(&self.key_id, &self.seal_text()) {
            Some(seal) if seal == self.seal => None,
            Some(_) => Some(Finding::Seal(self.ordinal)),
            None => Some(Finding::UnknownKey(self.ordinal, self.key_id.clone())),
        }
    }
}

/// Follows the blocks from the first on, and collects what is wrong.
#[derive(Debug, Default)]
pub(crate) struct Chain {
    newest: Option<Head>,
    /// The newest block has a key that is not here. That is no matter once a later block's seal vouches for it.
    unknown: Option<Finding>,
    expected: Vec<Head>,
    findings: Vec<Finding>,
}

impl Chain {
    /// A chain that must hold these blocks.
    pub(crate) fn expecting(expected: Vec<Head>) -> Self {
        Self { expected, ..Self::default() }
    }

    /// Takes the next block, with its entries in the order of their places.
    pub(crate) fn follow(&mut self, block: &Block, entries: &[Placed], signet: &impl Signet) {
        let expected = self.newest.as_ref().map_or(0, |newest| newest.ordinal) + 1;
        if block.ordinal != expected {
            self.findings.push(Finding::Gap { expected, found: block.ordinal });
        }
        if block.previous_hash != self.newest.as_ref().map_or("", |newest| &newest.hash) {
            self.findings.push(Finding::NotAfter(block.ordinal));
        }
        let in_place = entries.iter().zip(1..).all(|(placed, place)| placed.place == place);
        let count = i64::try_from(entries.len());
        if !in_place || count != Ok(block.entries) || digest(entries.iter().map(|p| &p.entry)) != block.digest {
            self.findings.push(Finding::Entries(block.ordinal));
        }
        let forged = entries.iter().filter(|placed| placed.entry.is_genuine(signet) == Some(false));
        self.findings.extend(forged.map(|placed| Finding::Entry(placed.entry.id.clone())));
        self.unknown = None;
        match block.check(signet) {
            Some(unknown @ Finding::UnknownKey(..)) => self.unknown = Some(unknown),
            wrong => self.findings.extend(wrong),
        }
        let head = block.head();
        self.expected.retain(|expected| *expected != head);
        self.newest = Some(head);
    }

    /// The newest block and all that was found, once there is no further block.
    pub(crate) fn end(self) -> (Option<Head>, Vec<Finding>) {
        let mut findings = self.findings;
        findings.extend(self.unknown);
        findings.extend(self.expected.into_iter().map(Finding::NotInChain));
        (self.newest, findings)
    }
}

/// SHA-256 of entries, a line each. JSON text holds no line's end, so that no two lists have the same lines.
fn digest<'a>(entries: impl Iterator<Item = &'a Entry>) -> String {
    let mut hash = Sha256::new();
    for entry in entries {
        hash.update(json(&(entry.text(), &entry.mac)));
        hash.update(b"\n");
    }
    hex(&hash.finalize())
}

fn json(parts: &impl Serialize) -> String {
    // Texts and numbers, which JSON can always say.
    serde_json::to_string(parts).unwrap_or_default()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.ordinal, self.hash)
    }
}

impl FromStr for Head {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let explain = "write it as an earlier `audit verify` printed it: the number of a block, a colon, 64 hex digits";
        let (ordinal, hash) = text.trim().split_once(':').ok_or(explain)?;
        let ordinal = ordinal.parse().map_err(|_| explain)?;
        if hash.len() != 64 || !hash.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(explain);
        }
        Ok(Self { ordinal, hash: hash.to_ascii_lowercase() })
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Gap { expected, found } => write!(f, "where block {expected} belongs, block {found} stands"),
            Self::NotAfter(block) => write!(f, "block {block} does not follow the block before it"),
            Self::Entries(block) => write!(f, "the entries of block {block} are not those that were sealed"),
            Self::Hash(block) => write!(f, "block {block} was changed"),
            Self::Seal(block) => write!(f, "the seal of block {block} is not by its key"),
            Self::UnknownKey(block, key) => {
                write!(f, "the newest block, {block}, is sealed with the key {key}, which is not in the key file")
            }
            Self::Entry(id) => write!(f, "the entry {id} is not as it was written, or by another hand"),
            Self::NotInChain(head) => write!(f, "the block {head} is not in the chain: it was rewritten or cut"),
            Self::Tables(why) => f.write_str(why),
        }
    }
}
