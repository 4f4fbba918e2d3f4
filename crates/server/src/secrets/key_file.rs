//! The file of the code keys: 64 hex digits a line, the newest key first. It is for its owner only.

use super::{CodeKey, CodeKeys, KeyError, MOST_KEYS, hex, parse_hex};
use crate::{files, random};
use std::{fs, io, path::Path};

/// The keys as the file has them, newest first. Never empty.
pub(crate) struct KeyFile {
    keys: Vec<[u8; 32]>,
}

impl KeyFile {
    /// Reads the file. `None` when there is none.
    pub(crate) fn read(path: &Path) -> Result<Option<Self>, KeyError> {
        let name = || path.display().to_string();
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(KeyError::File(name(), error)),
        };
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        let keys: Option<Vec<_>> = lines.map(parse_hex).collect();
        let keys = keys.filter(|keys| (1..=MOST_KEYS).contains(&keys.len()));
        keys.map(|keys| Some(Self { keys })).ok_or_else(|| KeyError::Malformed(name()))
    }

    /// One new key, in no file yet.
    pub(crate) fn generate() -> Result<Self, KeyError> {
        Ok(Self { keys: vec![random::bytes().map_err(|error| KeyError::Other(error.to_string()))?] })
    }

    /// Makes the file with a first key, where there is none.
    pub(crate) fn make(path: &Path) -> Result<Self, KeyError> {
        let file = Self::generate()?;
        match files::write_private_file(path, file.text().as_bytes()) {
            Ok(()) => Ok(file),
            // Another server of this machine, started in the same moment.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                Self::read(path)?.ok_or_else(|| KeyError::File(path.display().to_string(), error))
            }
            Err(error) => Err(KeyError::File(path.display().to_string(), error)),
        }
    }

    /// The same with one more key, the newest.
    pub(crate) fn with_new_key(&self) -> Result<Self, KeyError> {
        let new = random::bytes().map_err(|error| KeyError::Other(error.to_string()))?;
        Ok(Self { keys: [new].into_iter().chain(self.keys.iter().copied()).collect() })
    }

    /// The same without the key of that fingerprint.
    pub(crate) fn without(&self, id: &str) -> Self {
        Self { keys: self.keys.iter().copied().filter(|key| CodeKey::new(*key).id != id).collect() }
    }

    /// Puts this in the place of the file, at once: whoever reads it finds the one or the other, whatever happens.
    pub(crate) fn replace(&self, path: &Path) -> Result<(), KeyError> {
        let written = files::replace_private_file(path, self.text().as_bytes());
        written.map_err(|error| KeyError::File(path.display().to_string(), error))
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.keys.len()
    }

    /// The fingerprint of the newest.
    pub(crate) fn newest_id(&self) -> String {
        self.keys.first().map(|key| CodeKey::new(*key).id).unwrap_or_default()
    }

    /// The keys to work with.
    pub(crate) fn code_keys(&self) -> Result<CodeKeys, KeyError> {
        CodeKeys::new(self.keys()).ok_or_else(|| KeyError::Other("there is no key".to_owned()))
    }

    /// One by one.
    fn keys(&self) -> Vec<CodeKey> {
        self.keys.iter().map(|key| CodeKey::new(*key)).collect()
    }

    fn text(&self) -> String {
        self.keys.iter().map(|key| hex(key) + "\n").collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_what_was_written_and_nothing_else_is_a_file_of_keys() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("code.key");
        assert!(KeyFile::read(&path).expect("is asked").is_none());
        let first = KeyFile::make(&path).expect("is made");
        let two = first.with_new_key().expect("randomness");
        two.replace(&path).expect("is written");
        let read = KeyFile::read(&path).expect("is read").expect("is there");
        assert_eq!(read.keys, two.keys);
        assert_eq!(read.keys[1], first.keys[0], "the newest comes first");
        assert_eq!(two.without(first.keys()[0].id()).keys, [two.keys[0]]);
        let key = "0".repeat(64);
        let many = [key.as_str(), "\n"].concat().repeat(MOST_KEYS + 1);
        for bad in ["", "\n", "00", &key[1..], &format!("{key}\nx"), &many] {
            fs::write(&path, bad).expect("is written");
            assert!(matches!(KeyFile::read(&path), Err(KeyError::Malformed(_))), "{bad:?}");
        }
    }
}
