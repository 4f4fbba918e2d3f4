//! Whatever is changed of a sealed log, it shows.

use super::*;
use proptest::prelude::*;

/// Stands for the keys: a digest of key and text is as good as a keyed hash where nobody forges one.
struct Ring(&'static [&'static str]);

impl Signet for Ring {
    fn key_id(&self) -> &str {
        self.0[0]
    }

    fn mac(&self, key_id: &str, text: &str) -> Option<String> {
        use sha2::{Digest, Sha256};
        self.0.contains(&key_id).then(|| format!("{:x?}", Sha256::digest([key_id, text].concat())))
    }
}

const RING: Ring = Ring(&["new", "old"]);

/// The two tables, as they stand in the database.
#[derive(Clone, Debug)]
struct Log {
    blocks: Vec<Block>,
    /// With the block that they are in.
    entries: Vec<(i64, Placed)>,
}

impl Log {
    /// Blocks of so many entries each, all different.
    fn of(sizes: &[usize], texts: &[String]) -> Self {
        let mut log = Self { blocks: Vec::new(), entries: Vec::new() };
        let mut texts = texts.iter().cycle();
        for size in sizes {
            let entries: Vec<Entry> = (0..*size)
                .map(|n| {
                    let text = || texts.clone().nth(n).cloned().unwrap_or_default();
                    let id = format!("{}-{n}", log.blocks.len());
                    let entry = Entry {
                        id,
                        recorded_at: n as i64,
                        kind: text(),
                        subject: text(),
                        body: text(),
                        key_id: String::new(),
                        mac: String::new(),
                    };
                    entry.signed(&RING)
                })
                .collect();
            texts.next();
            let block = Block::of(log.blocks.last(), &entries, 7, &RING);
            let placed = entries.into_iter().zip(1..).map(|(entry, place)| (block.ordinal, Placed { place, entry }));
            log.entries.extend(placed);
            log.blocks.push(block);
        }
        log
    }

    /// As the store reads it: blocks by ordinal, entries of a block by place.
    fn findings(&self, expected: Vec<Head>, ring: &Ring) -> Vec<Finding> {
        let mut blocks = self.blocks.clone();
        blocks.sort_by_key(|block| block.ordinal);
        let mut chain = Chain::expecting(expected);
        for block in blocks {
            let mut entries: Vec<_> =
                self.entries.iter().filter(|(of, _)| *of == block.ordinal).map(|(_, placed)| placed.clone()).collect();
            entries.sort_by_key(|placed| placed.place);
            chain.follow(&block, &entries, ring);
        }
        chain.end().1
    }
}

/// Changes a text to another one.
fn other(text: &mut String) {
    text.push('x');
}

fn change_entry(log: &mut Log, index: usize, column: usize) {
    let index = index % log.entries.len();
    let (block, Placed { place, entry }) = &mut log.entries[index];
    match column {
        0 => other(&mut entry.id),
        1 => entry.recorded_at += 1,
        2 => other(&mut entry.kind),
        3 => other(&mut entry.subject),
        4 => other(&mut entry.body),
        5 => other(&mut entry.key_id),
        6 => other(&mut entry.mac),
        7 => *place += 1_000,
        // To another block, or to none: both is the same to its own.
        _ => *block += 1_000,
    }
}

fn change_block(log: &mut Log, index: usize, column: usize) {
    let index = index % log.blocks.len();
    let block = &mut log.blocks[index];
    match column {
        0 => block.ordinal += 1_000,
        1 => block.sealed_at += 1,
        2 => other(&mut block.previous_hash),
        3 => block.entries += 1,
        4 => other(&mut block.digest),
        5 => other(&mut block.hash),
        6 => other(&mut block.key_id),
        _ => other(&mut block.seal),
    }
}

proptest! {
    #[test]
    fn any_change_of_any_sealed_column_shows(
        sizes in prop::collection::vec(1..5usize, 1..5),
        texts in prop::collection::vec(".{0,6}", 1..6),
        index in 0..100usize,
        column in 0..17usize,
    ) {
        let mut changed = Log::of(&sizes, &texts);
        prop_assert_eq!(changed.findings(Vec::new(), &RING), []);
        match column.checked_sub(9) {
            None => change_entry(&mut changed, index, column),
            Some(column) => change_block(&mut changed, index, column),
        }
        prop_assert!(!changed.findings(Vec::new(), &RING).is_empty(), "{changed:?}");
    }

    #[test]
    fn what_is_removed_shows_but_a_cut_end_only_to_who_kept_it(sizes in prop::collection::vec(1..4usize, 2..5), at in 0..100usize) {
        let log = Log::of(&sizes, &["a".to_owned(), "b".to_owned()]);
        let mut without_entry = log.clone();
        without_entry.entries.remove(at % log.entries.len());
        prop_assert!(!without_entry.findings(Vec::new(), &RING).is_empty());
        let mut without_block = log.clone();
        let gone = without_block.blocks.remove(at % log.blocks.len());
        let is_last = gone.ordinal == log.blocks.len() as i64;
        prop_assert_eq!(without_block.findings(Vec::new(), &RING).is_empty(), is_last);
        prop_assert!(!without_block.findings(vec![gone.head()], &RING).is_empty());
        prop_assert_eq!(log.findings(log.blocks.iter().map(Block::head).collect(), &RING), []);
    }
}

#[test]
fn who_has_no_key_can_neither_rewrite_the_chain_nor_go_on_with_it() {
    let forger = Ring(&["new"]);
    let forged = Entry { body: "forged".to_owned(), ..Log::of(&[1], &["a".to_owned()]).entries[0].1.entry.clone() };
    // All hashes are right, but the seal can't be.
    let block = Block { seal: "guessed".to_owned(), ..Block::of(None, std::slice::from_ref(&forged), 7, &forger) };
    let log = Log { blocks: vec![block], entries: vec![(1, Placed { place: 1, entry: forged.clone() })] };
    assert_eq!(log.findings(Vec::new(), &RING), [Finding::Entry(forged.id), Finding::Seal(1)]);
}

#[test]
fn a_key_that_was_dropped_is_vouched_for_by_later_blocks_only() {
    let old = Ring(&["old"]);
    let entry = |id: &str, ring: &Ring| {
        let text = || "t".to_owned();
        let (mac, key_id) = (String::new(), String::new());
        Entry { id: id.to_owned(), recorded_at: 1, kind: text(), subject: text(), body: text(), key_id, mac }
            .signed(ring)
    };
    let (first, second) = (entry("1", &old), entry("2", &RING));
    let one = Block::of(None, std::slice::from_ref(&first), 7, &old);
    let two = Block::of(Some(&one), std::slice::from_ref(&second), 7, &RING);
    let mut log = Log {
        blocks: vec![one, two],
        entries: vec![(1, Placed { place: 1, entry: first }), (2, Placed { place: 1, entry: second })],
    };
    let new_only = Ring(&["new"]);
    assert_eq!(log.findings(Vec::new(), &new_only), []);
    log.blocks.pop();
    assert_eq!(log.findings(Vec::new(), &new_only), [Finding::UnknownKey(1, "old".to_owned())]);
}

#[test]
fn a_head_is_read_as_it_is_printed() {
    let head = Head { ordinal: 12, hash: "0a".repeat(32) };
    assert_eq!(head.to_string().parse(), Ok(head));
    for bad in ["", "1", "1:", "x:00", &format!("1:{}", "g".repeat(64)), &format!("-:{}", "0".repeat(64))] {
        assert!(bad.parse::<Head>().is_err(), "{bad}");
    }
}

#[test]
fn events_are_told_by_ids_in_a_fixed_order() {
    let (redemption, account, subscription) = (RedemptionId::new("r"), AccountId::new("a"), SubscriptionId::new("s"));
    let event = AuditEvent::Redeemed {
        redemption: &redemption,
        account: &account,
        code: "c",
        batch: "b",
        subscription: &subscription,
        reference: "TC-1",
        redeemed_at: 1,
        starts_at: 2,
        ends_at: 3,
    };
    assert_eq!((event.kind(), event.subject()), ("redeemed", "r"));
    assert_eq!(
        event.body(),
        r#"{"account":"a","code":"c","batch":"b","subscription":"s","reference":"TC-1","redeemedAt":1,"startsAt":2,"endsAt":3}"#
    );
    assert_eq!(AuditEvent::Begun {}.body(), "{}");
    let plan = PlanId::new("basic-1");
    let issued = AuditEvent::BatchIssued { batch: "b", plan: &plan, months: 3, codes: 7 };
    assert_eq!(codes_of_body(&issued.body()), Some(7));
}
