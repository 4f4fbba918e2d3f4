//! Reading many codes from one text: one a line, or a table with commas, semicolons or tabs (RFC 4180, with all that real files
//! do otherwise).

use tapo_care_wire::{CodeError, RedemptionCode};

/// So many codes can be redeemed in one go: as many as people can still look through.
pub const AT_MOST: usize = 100;

/// What separates the fields of a line, the most usual first.
const SEPARATORS: [char; 3] = [',', ';', '\t'];

/// What the column of the codes is called, in letters only.
const NAMES: [&str; 7] =
    ["code", "codes", "redemptioncode", "promocode", "giftcode", "vouchercode", "taporedemptioncode"];

/// A code, or what stands in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The line of the text where it begins, from 1.
    pub line: u32,
    /// What it is.
    pub found: Found,
}

/// What was found in a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// A code.
    Code(RedemptionCode),
    /// The code of an earlier line again.
    Again {
        /// That line.
        of: u32,
    },
    /// No code.
    Mistake(CodeError),
}

/// All codes of a text, and what should be one, in their order. Empty lines are nothing.
pub fn entries(text: &str) -> Vec<Entry> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let tables = SEPARATORS.map(|separator| records(text, separator));
    // The separator with which there are most codes; the first of those that are as good.
    let best = tables.iter().enumerate().max_by_key(|(place, table)| (codes_in(table), SEPARATORS.len() - place));
    let fields = best.map(|(_, table)| fields_of_codes(table)).unwrap_or_default();
    let mut entries: Vec<Entry> = Vec::with_capacity(fields.len());
    for (line, field) in fields {
        let found = match RedemptionCode::parse(field) {
            Ok(code) => match entries.iter().find(|entry| entry.found == Found::Code(code.clone())) {
                Some(first) => Found::Again { of: first.line },
                None => Found::Code(code),
            },
            Err(mistake) => Found::Mistake(mistake),
        };
        entries.push(Entry { line, found });
    }
    entries
}

/// A line of a table with its place in the text.
struct Record {
    line: u32,
    fields: Vec<String>,
}

fn is_code(field: &str) -> bool {
    RedemptionCode::parse(field).is_ok()
}

fn codes_in(records: &[Record]) -> usize {
    records.iter().flat_map(|record| &record.fields).filter(|field| is_code(field)).count()
}

/// Which fields should be codes, each with its line.
fn fields_of_codes(records: &[Record]) -> Vec<(u32, &str)> {
    let header = records.first().and_then(|first| {
        let named = |field: &String| {
            let letters: String = field.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
            NAMES.contains(&letters.as_str())
        };
        first.fields.iter().position(named)
    });
    let (column, records) = match header {
        Some(column) => (column, &records[1..]),
        None => (fullest_column(records), records),
    };
    let mut fields = Vec::new();
    for record in records {
        let filled = || record.fields.iter().map(String::as_str).filter(|field| !field.trim().is_empty());
        if header.is_none() && filled().all(is_code) {
            // Several codes in one line, and nothing else: each counts.
            fields.extend(filled().map(|field| (record.line, field)));
        } else {
            let field = record.fields.get(column).map(String::as_str).filter(|field| !field.trim().is_empty());
            // A line that is too short still says that it holds no code.
            fields.extend(field.or_else(|| filled().next()).map(|field| (record.line, field)));
        }
    }
    fields
}

/// The column that holds most codes, the first of those that hold as many.
fn fullest_column(records: &[Record]) -> usize {
    let width = records.iter().map(|record| record.fields.len()).max().unwrap_or(0);
    let codes =
        |column: usize| records.iter().filter(|record| record.fields.get(column).is_some_and(|f| is_code(f))).count();
    (0..width).max_by_key(|&column| (codes(column), width - column)).unwrap_or(0)
}

/// The records of a table, without those that are empty. Quotes may stand around a field, and doubled within; one that is never
/// closed ends with its line, so that one slip does not swallow all that follows.
fn records(text: &str, separator: char) -> Vec<Record> {
    let (mut records, mut rest, mut line) = (Vec::new(), text, 1_u32);
    while !rest.is_empty() {
        let began = line;
        let mut fields = Vec::new();
        loop {
            let (field, after) = field(rest, separator);
            line += u32::try_from(rest[..rest.len() - after.len()].matches('\n').count()).unwrap_or(0);
            fields.push(field);
            match after.strip_prefix(separator) {
                Some(next) => rest = next,
                None => {
                    rest = after;
                    break;
                }
            }
        }
        // A carriage return alone ends a line too, as old programs write it.
        let ended = rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix(['\n', '\r']));
        if ended.is_some() {
            line += 1;
        }
        rest = ended.unwrap_or("");
        if fields.iter().any(|field| !field.trim().is_empty()) {
            records.push(Record { line: began, fields });
        }
    }
    records
}

/// The first field of a text, and what follows it: a separator, the end of the line, or nothing.
fn field(text: &str, separator: char) -> (String, &str) {
    let is_end = |character: char| character == separator || matches!(character, '\n' | '\r');
    if let Some(quoted) = text.trim_start_matches(' ').strip_prefix('"') {
        let mut field = String::new();
        let mut rest = quoted;
        while let Some((before, after)) = rest.split_once('"') {
            field.push_str(before);
            match after.strip_prefix('"') {
                Some(more) => {
                    field.push('"');
                    rest = more;
                }
                None => {
                    let end = after.find(is_end).unwrap_or(after.len());
                    field.push_str(&after[..end]);
                    return (field, &after[end..]);
                }
            }
        }
    }
    let end = text.find(is_end).unwrap_or(text.len());
    (text[..end].trim_matches(['"', ' ']).to_owned(), &text[end..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Each line with its code, or what is wrong with it.
    fn read(text: &str) -> Vec<(u32, String)> {
        let words = |found: Found| match found {
            Found::Code(code) => code.expose().to_owned(),
            Found::Again { of } => format!("again {of}"),
            Found::Mistake(mistake) => format!("{mistake:?}"),
        };
        entries(text).into_iter().map(|entry| (entry.line, words(entry.found))).collect()
    }

    fn is(text: &str, expected: &[(u32, &str)]) {
        let expected: Vec<_> = expected.iter().map(|(line, words)| (*line, (*words).to_owned())).collect();
        assert_eq!(read(text), expected, "{text:?}");
    }

    const A: &str = "W2GBJZT48TRNM";
    const B: &str = "SAMEPLAN00001";

    #[test]
    fn one_a_line_as_people_write_them() {
        is("w2gb-jzt4-8trnm\r\n\r\n  SAMEPLAN 00001 \n", &[(1, A), (3, B)]);
        is("\u{feff}W2GBJZT48TRNM", &[(1, A)]);
        is("W2GBJZT48TRNM\rSAMEPLAN00001", &[(1, A), (2, B)]);
        is("", &[]);
        is(" \n\t\n", &[]);
    }

    #[test]
    fn the_column_of_the_codes_is_found_by_its_name() {
        is("plan,Code,months\npremium-2,W2GBJZT48TRNM,12\nbasic-5,SAMEPLAN00001,3\n", &[(2, A), (3, B)]);
        is("\"Redemption Code\";Order\n\"W2GB JZT4 8TRNM\";ORDER20261128\n", &[(2, A)]);
        is("code\nW2GBJZT48TRNM", &[(2, A)]);
        // Named, so what else looks like a code is none.
        is("order\tcode\nORDER20261128\tW2GB\n", &[(2, "TooShort { have: 4, may_be_mac: false }")]);
    }

    #[test]
    fn without_a_name_it_is_the_column_that_holds_codes() {
        is("1;W2GBJZT48TRNM;Anna\n2;SAMEPLAN00001;Ben", &[(1, A), (2, B)]);
        is("1,W2GBJZT48TRNM\n2,W2GBJZT48TRN", &[(1, A), (2, "TooShort { have: 12, may_be_mac: false }")]);
    }

    #[test]
    fn no_code_of_a_line_with_several_is_lost() {
        is("W2GBJZT48TRNM, SAMEPLAN00001\nBASICPLAN0005", &[(1, A), (1, B), (2, "BASICPLAN0005")]);
    }

    #[test]
    fn what_comes_again_is_said_to_and_counts_once() {
        is("W2GBJZT48TRNM\nSAMEPLAN00001\nw2gb jzt4 8trnm", &[(1, A), (2, B), (3, "again 1")]);
    }

    #[test]
    fn quotes_are_as_spreadsheets_write_them() {
        is("name,code\n\"Anna \"\"A\"\"\nof Bern\",W2GBJZT48TRNM\nBen,\"SAMEPLAN00001\"", &[(2, A), (4, B)]);
        // Never closed: it ends with its line.
        is("\"W2GBJZT48TRNM\nSAMEPLAN00001", &[(1, A), (2, B)]);
    }

    fn code() -> impl Strategy<Value = String> {
        // A letter in front, so that none looks like the MAC address of a device.
        "[G-Z][A-Z0-9]{12}"
    }

    proptest! {
        #[test]
        fn every_code_is_found_whatever_stands_around_it(
            codes in proptest::collection::hash_set(code(), 1..20),
            separator in proptest::sample::select(&SEPARATORS[..]),
            end in proptest::sample::select(&["\n", "\r\n", "\n\n"][..]),
            quoted in any::<bool>(),
        ) {
            let mut text = format!("number{separator}code{end}");
            for (number, code) in codes.iter().enumerate() {
                let code = if quoted { format!("\"{code}\"") } else { code.clone() };
                text.push_str(&format!("{number}{separator}{code}{end}"));
            }
            let found: Vec<String> = read(&text).into_iter().map(|(_, code)| code).collect();
            prop_assert_eq!(found, codes.into_iter().collect::<Vec<_>>());
        }

        #[test]
        fn no_text_breaks_it_and_lines_only_go_up(text in "[A-Z0-9,;\t\"\r\n ü\u{feff}]{0,80}") {
            let lines: Vec<u32> = entries(&text).into_iter().map(|entry| entry.line).collect();
            prop_assert!(lines.is_sorted());
            let all = u32::try_from(text.chars().filter(|c| matches!(c, '\n' | '\r')).count()).expect("short") + 1;
            prop_assert!(lines.iter().all(|line| (1..=all).contains(line)));
        }
    }
}
