//! Reads what strace recorded: writes to the database's files, the moments when they were durable, and the answers that
//! left the server, in the order in which they happened.

use std::collections::HashMap;

/// One of the two files of SQLite's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum File {
    /// The database itself.
    Main,
    /// Its write-ahead log.
    Log,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Event {
    /// Bytes were handed to the kernel.
    Write(File, usize, Vec<u8>),
    /// The file was cut.
    Truncate(File, usize),
    /// All that happened before the event of this number is on the disk, as far as it is about this file.
    Sync(File, usize),
    /// A receipt with this reference left the server.
    Answer(String),
}

/// Reads a record. A write counts from its begin on, a sync from its end on and for what was there at its begin: nothing is
/// taken for more durable than it was.
pub(super) fn read(record: &str) -> Vec<Event> {
    let mut events = Vec::new();
    let mut syncing: HashMap<&str, (File, usize)> = HashMap::new();
    for line in record.lines() {
        let Some((process, rest)) = line.trim_start().split_once(' ') else { continue };
        let rest = rest.trim_start();
        if rest.starts_with("<... f") {
            if rest.ends_with("= 0")
                && let Some((file, number)) = syncing.remove(process)
            {
                events.push(Event::Sync(file, number));
            }
            continue;
        }
        let Some((call, arguments)) = rest.split_once('(') else { continue };
        let file = file(arguments);
        match (call, file) {
            ("pwrite64", Some(file)) => {
                if let Some((data, after)) = data(arguments)
                    && let Some(offset) = last_number(after)
                {
                    events.push(Event::Write(file, offset, data));
                }
            }
            ("ftruncate", Some(file)) => events.extend(last_number(arguments).map(|size| Event::Truncate(file, size))),
            ("fsync" | "fdatasync", Some(file)) if rest.ends_with("<unfinished ...>") => {
                syncing.insert(process, (file, events.len()));
            }
            ("fsync" | "fdatasync", Some(file)) if rest.ends_with("= 0") => {
                events.push(Event::Sync(file, events.len()));
            }
            ("write" | "writev" | "sendto", None) => {
                let (mut sent, mut rest) = (Vec::new(), arguments);
                while let Some((some, after)) = data(rest) {
                    sent.extend(some);
                    rest = after;
                }
                events.extend(reference(&sent).map(Event::Answer));
            }
            _ => {}
        }
    }
    events
}

/// The file of a call, by the path that strace puts behind its number.
fn file(arguments: &str) -> Option<File> {
    let (_, path) = arguments.split_once('<')?;
    let (path, _) = path.split_once('>')?;
    // With -xx strace writes paths so, too.
    let path = if path.starts_with("\\x") { String::from_utf8(unescaped(path)?).ok()? } else { path.to_owned() };
    if path.ends_with(".db-wal") {
        Some(File::Log)
    } else if path.ends_with(".db") {
        Some(File::Main)
    } else {
        None
    }
}

/// The bytes of the first text, which strace writes as `"\x41…"`, and what comes after it.
fn data(arguments: &str) -> Option<(Vec<u8>, &str)> {
    let (_, text) = arguments.split_once('"')?;
    let (text, after) = text.split_once('"')?;
    Some((unescaped(text)?, after))
}

/// The bytes of `\x41…`.
fn unescaped(text: &str) -> Option<Vec<u8>> {
    text.split("\\x").skip(1).map(|digits| u8::from_str_radix(digits, 16).ok()).collect()
}

/// The last argument of a call, whether or not its end is on this line.
fn last_number(arguments: &str) -> Option<usize> {
    let arguments = arguments.split(['=', '<']).find(|part| part.contains(", ")).unwrap_or(arguments);
    let arguments = arguments.trim_end().trim_end_matches(')');
    arguments.rsplit(", ").next()?.trim().parse().ok()
}

/// The reference of the receipt that these bytes carry.
fn reference(bytes: &[u8]) -> Option<String> {
    const NAME: &[u8] = b"\"reference\":\"";
    let at = bytes.windows(NAME.len()).position(|window| window == NAME)? + NAME.len();
    let text = bytes[at..].split(|&byte| byte == b'"').next()?;
    String::from_utf8(text.to_vec()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_syncs_and_answers_are_read_in_order() {
        let record = r#"10 pwrite64(7</a/t.db-wal>, "\x01\x02", 2, 32) = 2
11 fdatasync(7</a/t.db-wal> <unfinished ...>
10 pwrite64(8</a/t.db>, "\x03", 1, 0 <unfinished ...>
10 <... pwrite64 resumed>) = 1
11 <... fdatasync resumed>) = 0
12 writev(9<socket:[5]>, [{iov_base="\x22\x72\x65\x66\x65\x72\x65\x6e\x63\x65\x22\x3a\x22", iov_len=13}, {iov_base="\x41\x22", iov_len=2}], 2) = 15
10 ftruncate(7</a/t.db-wal>, 0) = 0
10 fsync(8<\x2e\x64\x62>) = 0
"#;
        let expected = [
            Event::Write(File::Log, 32, vec![1, 2]),
            Event::Write(File::Main, 0, vec![3]),
            Event::Sync(File::Log, 1),
            Event::Answer("A".to_owned()),
            Event::Truncate(File::Log, 0),
            Event::Sync(File::Main, 5),
        ];
        assert_eq!(read(record), expected);
    }
}
