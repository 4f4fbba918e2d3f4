//! Randomness: the one module that asks the operating system for it, and uniform text made of it.

use std::fmt;

/// Upper-case letters and digits: what a Redemption Code is made of.
pub(crate) const CODE_ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/// Lower-case letters and digits, for ids: they stand in addresses.
const ID_ALPHABET: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789";

/// Without characters that are taken for each other in print: people read references out to support.
const REFERENCE_ALPHABET: &[u8] = b"ABCDEFGHJKLMNPQRTUVWXY346789";

/// The operating system gave no randomness. Nothing secret can be made then.
#[derive(Debug)]
pub(crate) struct NoRandomness(getrandom::Error);

impl fmt::Display for NoRandomness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the operating system gives no random numbers: {}", self.0)
    }
}

/// Random bytes from the operating system.
pub(crate) fn bytes<const N: usize>() -> Result<[u8; N], NoRandomness> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(NoRandomness)?;
    Ok(bytes)
}

/// A new id: 20 characters, 103 bits, so that ids can't be guessed and never meet.
pub(crate) fn id() -> Result<String, NoRandomness> {
    text(ID_ALPHABET, 20, bytes::<64>)
}

/// A new Redemption Code's text, each of the 36^13 as likely as any other.
pub(crate) fn code() -> Result<String, NoRandomness> {
    text(CODE_ALPHABET, tapo_care_wire::CODE_LENGTH, bytes::<64>)
}

/// A new code to be mailed: digits, each of the 10^8 as likely as any other.
pub(crate) fn mailed_code() -> Result<String, NoRandomness> {
    text(b"0123456789", tapo_care_wire::MAILED_CODE_LENGTH, bytes::<64>)
}

/// A new reference of a receipt, such as `TC-7K3MQ-9WXHA`.
pub(crate) fn reference() -> Result<String, NoRandomness> {
    let text = text(REFERENCE_ALPHABET, 10, bytes::<64>)?;
    Ok(["TC-", &text[..5], "-", &text[5..]].concat())
}

/// A new recovery code as it is shown, such as `7K3MQ-9WXHA`: 48 bits, in characters that are not taken for each other.
pub(crate) fn recovery_code() -> Result<String, NoRandomness> {
    let text = text(REFERENCE_ALPHABET, tapo_care_wire::RECOVERY_CODE_LENGTH, bytes::<64>)?;
    Ok([&text[..5], "-", &text[5..]].concat())
}

/// Text of `length` characters of `alphabet`, each as likely as any other.
///
/// A byte that falls into the incomplete last run of the alphabet is thrown away: the remainder of a division would
/// make the first characters of the alphabet likelier.
fn text<const N: usize, E>(
    alphabet: &[u8],
    length: usize,
    mut fill: impl FnMut() -> Result<[u8; N], E>,
) -> Result<String, E> {
    let fair = 256 / alphabet.len() * alphabet.len();
    let mut text = String::with_capacity(length);
    loop {
        for byte in fill()? {
            if text.len() == length {
                return Ok(text);
            }
            if usize::from(byte) < fair {
                text.push(char::from(alphabet[usize::from(byte) % alphabet.len()]));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::convert::Infallible;

    #[test]
    fn every_character_stands_for_as_many_bytes_as_any_other() {
        let mut counts = [0usize; 256];
        for byte in 0..=255u8 {
            // The byte in question first, then zeros: a refused byte shows as the character of zero, "A", in its place.
            let mut first = Some(byte);
            let text = text(CODE_ALPHABET, 1, || Ok::<_, Infallible>([first.take().unwrap_or(0)])).expect("infallible");
            counts[usize::from(text.as_bytes()[0])] += 1;
        }
        let refused = 256 % 36;
        assert_eq!(counts[usize::from(b'A')], 7 + refused);
        for character in &CODE_ALPHABET[1..] {
            assert_eq!(counts[usize::from(*character)], 7, "{}", char::from(*character));
        }
    }

    #[test]
    fn codes_parse_and_differ() {
        let codes: std::collections::HashSet<String> = (0..1000).map(|_| code().expect("randomness")).collect();
        assert_eq!(codes.len(), 1000);
        for code in codes {
            assert_eq!(tapo_care_wire::RedemptionCode::parse(&code).expect("is a code").expose(), code);
        }
    }
}
