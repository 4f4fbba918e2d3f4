//! The Redemption Code: the one parser that page and server share (rule 1 of redemption).

use serde::{Deserialize, Serialize};
use std::fmt;

/// Characters in a code.
pub const CODE_LENGTH: usize = 13;

/// Pairs of characters that people take for each other in print. Never swapped, only hinted at: the example code itself
/// holds 2, Z, 8 and B.
const LOOK_ALIKES: [(char, char); 5] = [('2', 'Z'), ('8', 'B'), ('0', 'O'), ('1', 'I'), ('5', 'S')];

/// A Tapo Care Redemption Code: 13 characters `A-Z0-9`. It is worth money, so `Debug` shows its last four only.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct RedemptionCode(String);

/// Why a text is not a code. In the order in which they are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeError {
    /// Nothing, or nothing but spaces and dashes.
    Empty,
    /// Something else that people have at hand.
    LooksLike(LooksLike),
    /// A character that no code has.
    WrongCharacter {
        /// The character as it was typed.
        character: char,
        /// Its place, from 1, in characters of the text as it was typed.
        position: usize,
    },
    /// Fewer than 13 characters.
    TooShort {
        /// How many there are.
        have: usize,
        /// Twelve hex digits: a device's MAC, it may be.
        may_be_mac: bool,
    },
    /// More than 13 characters.
    TooLong {
        /// How many there are.
        have: usize,
    },
}

/// What people paste instead of a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum LooksLike {
    /// An e-mail address.
    Email,
    /// A web address.
    WebAddress,
    /// A device's MAC address.
    Mac,
}

impl RedemptionCode {
    /// Reads a code as people type and paste it.
    ///
    /// White space, format characters and dashes are dropped, full-width forms become ASCII, and ASCII letters become
    /// upper case (ASCII only: Unicode would turn ı into I and ß into SS).
    ///
    /// # Errors
    /// The first of [`CodeError`]'s reasons, in its order.
    pub fn parse(typed: &str) -> Result<Self, CodeError> {
        let normal = |c: char| full_width_to_ascii(c).to_ascii_uppercase();
        let code: String = typed.chars().filter(|&c| !is_dropped(c)).map(normal).collect();
        if code.is_empty() {
            return Err(CodeError::Empty);
        }
        if let Some(other) = LooksLike::judge(typed) {
            return Err(CodeError::LooksLike(other));
        }
        let wrong = |c: char| !is_dropped(c) && !normal(c).is_ascii_alphanumeric();
        if let Some((index, character)) = typed.chars().enumerate().find(|&(_, c)| wrong(c)) {
            return Err(CodeError::WrongCharacter { character, position: index + 1 });
        }
        let have = code.len();
        if have < CODE_LENGTH {
            let may_be_mac = have == 12 && code.bytes().all(|b| b.is_ascii_hexdigit());
            return Err(CodeError::TooShort { have, may_be_mac });
        }
        if have > CODE_LENGTH {
            return Err(CodeError::TooLong { have });
        }
        Ok(Self(code))
    }

    /// The whole code. For the one request that sends it, its hash, and a batch's CSV: never for a log or an address.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The end of the code, such as "…TRNM": tells codes apart, and can't be used.
    pub fn hint(&self) -> String {
        ["…", &self.0[CODE_LENGTH - 4..]].concat()
    }

    /// The pairs of look-alikes of which this code holds one or both, for the hint after "not found".
    pub fn look_alikes(&self) -> impl Iterator<Item = (char, char)> + '_ {
        LOOK_ALIKES.into_iter().filter(|&(a, b)| self.0.contains([a, b]))
    }
}

impl fmt::Debug for RedemptionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RedemptionCode({})", self.hint())
    }
}

impl LooksLike {
    /// Judges the text as it was typed; surrounding spaces and invisible characters do not count.
    fn judge(typed: &str) -> Option<Self> {
        let text = typed.trim_matches(|c: char| c.is_whitespace() || is_format(c));
        if text.split_whitespace().any(is_email) {
            Some(Self::Email)
        } else if text.contains("://") || text.split_whitespace().any(is_web_address) {
            Some(Self::WebAddress)
        } else if is_mac(text) {
            Some(Self::Mac)
        } else {
            None
        }
    }
}

/// `someone@host.tld`, also as `<someone@host.tld>`, but no link that holds an "@".
fn is_email(word: &str) -> bool {
    let word = word.trim_matches(['<', '>', '"', '\'', ',', ';', '(', ')']);
    let Some((local, domain)) = word.rsplit_once('@') else { return false };
    let has_dot = domain.split_once('.').is_some_and(|(host, tld)| !host.is_empty() && !tld.is_empty());
    !local.is_empty() && has_dot && !word.contains("://")
}

/// `www.…` or `host.tld/…`.
fn is_web_address(word: &str) -> bool {
    if word.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("www.")) {
        return true;
    }
    let Some((host, _)) = word.split_once('/') else { return false };
    let Some((labels, tld)) = host.rsplit_once('.') else { return false };
    let is_label = |label: &str| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-');
    labels.split('.').all(is_label) && tld.len() >= 2 && tld.chars().all(char::is_alphabetic)
}

/// Six pairs of hex digits, or three groups of four parted by dots.
fn is_mac(text: &str) -> bool {
    let groups = |separator: char, count: usize, size: usize| {
        let is_group = |group: &str| group.len() == size && group.bytes().all(|b| b.is_ascii_hexdigit());
        text.split(separator).count() == count && text.split(separator).all(is_group)
    };
    [':', '-', '.', ' '].into_iter().any(|separator| groups(separator, 6, 2)) || groups('.', 3, 4)
}

/// What people and programs put between the characters of a code.
pub(crate) fn is_dropped(c: char) -> bool {
    c.is_whitespace() || is_format(c) || is_dash(c)
}

/// U+FF01 to U+FF5E, which East Asian keyboards type, as the ASCII characters they stand for.
pub(crate) fn full_width_to_ascii(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

/// Unicode's general category Cf, format characters: zero-width ones, direction marks, the soft hyphen and the like.
const fn is_format(c: char) -> bool {
    matches!(
        c,
        '\u{AD}'
            | '\u{600}'..='\u{605}'
            | '\u{61C}'
            | '\u{6DD}'
            | '\u{70F}'
            | '\u{890}'..='\u{891}'
            | '\u{8E2}'
            | '\u{180E}'
            | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{2064}'
            | '\u{2066}'..='\u{206F}'
            | '\u{FEFF}'
            | '\u{FFF9}'..='\u{FFFB}'
            | '\u{110BD}'
            | '\u{110CD}'
            | '\u{13430}'..='\u{1343F}'
            | '\u{1BCA0}'..='\u{1BCA3}'
            | '\u{1D173}'..='\u{1D17A}'
            | '\u{E0001}'
            | '\u{E0020}'..='\u{E007F}'
    )
}

/// Unicode's general category Pd, dashes, and the minus sign U+2212, which is none to Unicode.
const fn is_dash(c: char) -> bool {
    matches!(
        c,
        '-' | '\u{58A}'
            | '\u{5BE}'
            | '\u{1400}'
            | '\u{1806}'
            | '\u{2010}'..='\u{2015}'
            | '\u{2212}'
            | '\u{2E17}'
            | '\u{2E1A}'
            | '\u{2E3A}'..='\u{2E3B}'
            | '\u{2E40}'
            | '\u{2E5D}'
            | '\u{301C}'
            | '\u{3030}'
            | '\u{30A0}'
            | '\u{FE31}'..='\u{FE32}'
            | '\u{FE58}'
            | '\u{FE63}'
            | '\u{FF0D}'
            | '\u{10D6E}'
            | '\u{10EAD}'
    )
}

#[cfg(test)]
mod tests;
