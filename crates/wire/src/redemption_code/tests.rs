//! What people really paste, and what must hold for anything they might.

use super::*;
use proptest::prelude::*;
use unicode_general_category::{GeneralCategory, get_general_category};

const EXAMPLE: &str = "W2GBJZT48TRNM";

/// The code that a text is read as, or the reason why it is none.
fn read(typed: &str) -> Result<String, CodeError> {
    RedemptionCode::parse(typed).map(|code| code.expose().to_owned())
}

#[test]
fn what_people_really_type_for_the_example() {
    for (what, typed) in [
        ("as printed", "W2GBJZT48TRNM"),
        ("lower case", "w2gbjzt48trnm"),
        ("dashes", "W2GB-JZT4-8TRNM"),
        ("en dash, as word processors make it", "W2GB–JZT4–8TRNM"),
        ("minus sign", "W2GB\u{2212}JZT48TRNM"),
        ("non-breaking hyphen", "W2GB\u{2011}JZT48TRNM"),
        ("spaces inside", "W2G BJZ T48 TRNM"),
        ("leading and trailing line ends", "\r\n W2GBJZT48TRNM\r\n"),
        ("tab from a spreadsheet", "\tW2GBJZT48TRNM\t"),
        ("zero-width space from a web page", "W2GB\u{200B}JZT48TRNM"),
        ("byte order mark from a file", "\u{FEFF}W2GBJZT48TRNM"),
        ("direction marks from a right-to-left mail", "\u{200F}W2GBJZT48TRNM\u{200E}"),
        ("soft hyphen from a PDF", "W2GBJZT\u{AD}48TRNM"),
        ("no-break space", "W2GB\u{A0}JZT48TRNM\u{202F}"),
        ("full width", "Ｗ２ＧＢＪＺＴ４８ＴＲＮＭ"),
        ("full width, lower case, ideographic space", "ｗ２ｇｂ　ｊｚｔ４８ｔｒｎｍ"),
        ("full-width dash", "W2GB－JZT48TRNM"),
        ("one character a line", "W\n2\nG\nB\nJ\nZ\nT\n4\n8\nT\nR\nN\nM"),
    ] {
        assert_eq!(read(typed).as_deref(), Ok(EXAMPLE), "{what}");
    }
}

#[test]
fn what_is_no_code_is_told_by_its_reason() {
    use CodeError::*;
    let email = LooksLike(super::LooksLike::Email);
    let web = LooksLike(super::LooksLike::WebAddress);
    let mac = LooksLike(super::LooksLike::Mac);
    for (typed, reason) in [
        ("", Empty),
        ("   ", Empty),
        (" \u{200B}\u{A0}\r\n", Empty),
        ("- – -", Empty),
        ("demo@example.com", email),
        (" <demo@example.com>, ", email),
        ("https://www.tapo.com/en/redeem", web),
        ("http://localhost", web),
        ("www.tapo.com", web),
        ("WWW.TAPO.COM", web),
        ("tapo.com/redeem#W2GBJZT48TRNM", web),
        ("https://user@tapo.com/redeem", web),
        ("3C:52:A1:0B:9F:E4", mac),
        ("3c-52-a1-0b-9f-e4", mac),
        ("3C.52.A1.0B.9F.E4", mac),
        ("3C 52 A1 0B 9F E4", mac),
        ("3c52.a10b.9fe4", mac),
        (" 3C:52:A1:0B:9F:E4\n", mac),
        ("3C52A10B9FE4", TooShort { have: 12, may_be_mac: true }),
        ("W2GBJZT48TRN", TooShort { have: 12, may_be_mac: false }),
        ("W", TooShort { have: 1, may_be_mac: false }),
        ("W2GBJZT48TRNMX", TooLong { have: 14 }),
        ("W2GBJZT48TRNM W2GBJZT48TRNM", TooLong { have: 26 }),
        ("W2GBJZT48TRN😀", WrongCharacter { character: '😀', position: 13 }),
        (" W2GB_JZT48TRNM", WrongCharacter { character: '_', position: 6 }),
        ("W2GB·JZT48TRNM", WrongCharacter { character: '·', position: 5 }),
        // The order: a wrong character is told before a wrong length.
        ("W2.", WrongCharacter { character: '.', position: 3 }),
        // Unicode upper-casing would make these I and SS.
        ("ı2GBJZT48TRNM", WrongCharacter { character: 'ı', position: 1 }),
        ("W2GBJZT48TRß", WrongCharacter { character: 'ß', position: 12 }),
        // Greek and Cyrillic letters that look like Latin ones.
        ("W2GΒJZT48TRNM", WrongCharacter { character: 'Β', position: 4 }),
        ("W2GBJZТ48TRNM", WrongCharacter { character: 'Т', position: 7 }),
        // The character is named as it was typed, not as it was mapped.
        ("W2GBJZT48TRN～", WrongCharacter { character: '～', position: 13 }),
    ] {
        assert_eq!(read(typed), Err(reason), "{typed:?}");
    }
}

#[test]
fn the_whole_code_never_shows() {
    let code = RedemptionCode::parse(EXAMPLE).expect("the example");
    assert_eq!(format!("{code:?}"), "RedemptionCode(…TRNM)");
    assert_eq!(code.hint(), "…TRNM");
    let request = crate::OpenRedemption::from(&code);
    assert!(!format!("{request:?}").contains("W2GB"));
}

#[test]
fn look_alikes_are_hinted_at_and_never_swapped() {
    let code = RedemptionCode::parse(EXAMPLE).expect("the example");
    assert_eq!(code.look_alikes().collect::<Vec<_>>(), [('2', 'Z'), ('8', 'B')]);
    assert_ne!(read("WZGBJZT48TRNM"), read(EXAMPLE));
    assert_ne!(read("W2G8JZT48TRNM"), read(EXAMPLE));
}

#[test]
fn the_tables_are_those_of_unicode() {
    for c in '\0'..=char::MAX {
        let category = get_general_category(c);
        assert_eq!(is_format(c), category == GeneralCategory::Format, "Cf, U+{:04X}", c as u32);
        let dash = category == GeneralCategory::DashPunctuation || c == '\u{2212}';
        assert_eq!(is_dash(c), dash, "Pd, U+{:04X}", c as u32);
    }
}

/// What may stand before, between and after the characters of a code without changing it.
fn decoration() -> impl Strategy<Value = String> {
    let dropped: Vec<char> = ('\0'..=char::MAX).filter(|&c| is_dropped(c)).collect();
    prop::collection::vec(prop::sample::select(dropped), 0..3).prop_map(String::from_iter)
}

/// A code, and the same code as somebody might type it.
fn decorated_code() -> impl Strategy<Value = (String, String)> {
    let character = ("[A-Z0-9]", 0..4u8, decoration());
    (decoration(), prop::collection::vec(character, CODE_LENGTH)).prop_map(|(start, characters)| {
        let mut code = String::new();
        let mut typed = start;
        for (character, form, after) in characters {
            code.push_str(&character);
            for c in character.chars() {
                let c = if form & 1 == 0 { c } else { c.to_ascii_lowercase() };
                let wide = char::from_u32(c as u32 + 0xFEE0).unwrap_or(c);
                typed.push(if form & 2 == 0 { c } else { wide });
            }
            typed.push_str(&after);
        }
        (code, typed)
    })
}

proptest! {
    #[test]
    fn any_decoration_of_a_valid_code_parses_to_it((code, typed) in decorated_code()) {
        prop_assert_eq!(read(&typed), Ok(code));
    }

    #[test]
    fn parsing_is_idempotent((_, typed) in decorated_code()) {
        let once = read(&typed);
        prop_assert_eq!(once.clone().and_then(|code| read(&code)), once);
    }

    #[test]
    fn nothing_panics_and_what_is_read_is_a_code(typed in any::<String>()) {
        match read(&typed) {
            Ok(code) => prop_assert!(code.len() == 13 && code.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())),
            Err(CodeError::WrongCharacter { character, position }) => {
                prop_assert_eq!(typed.chars().nth(position - 1), Some(character));
            }
            Err(_) => {}
        }
    }

    #[test]
    fn nothing_that_resembles_links_mail_or_macs_panics(typed in "[a-zA-Z0-9@:/. \\-\u{200B}ß]{0,40}") {
        let _ = read(&typed);
    }
}
