//! The placeholders of a text: `{name}`.

/// A text taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Piece<'a> {
    /// Stands as it is.
    Text(&'a str),
    /// Is filled in.
    Placeholder(&'a str),
}

/// The pieces of a text.
///
/// # Errors
/// What is wrong with its braces.
pub(crate) fn pieces(text: &str) -> Result<Vec<Piece<'_>>, &'static str> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, behind) = after.split_once('}').ok_or("a { without its }")?;
        if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_') {
            return Err("a placeholder is a name of small letters, such as {name}");
        }
        pieces.extend((!before.is_empty()).then_some(Piece::Text(before)));
        pieces.push(Piece::Placeholder(name));
        rest = behind;
    }
    if rest.contains('}') || pieces.iter().any(|piece| matches!(piece, Piece::Text(text) if text.contains('}'))) {
        return Err("a } without its {");
    }
    pieces.extend((!rest.is_empty()).then_some(Piece::Text(rest)));
    Ok(pieces)
}

/// The names of a text's placeholders, in the order in which they first stand there, each once.
pub(crate) fn placeholders(text: &str) -> Result<Vec<String>, &'static str> {
    let mut names = Vec::new();
    for piece in pieces(text)? {
        if let Piece::Placeholder(name) = piece
            && !names.iter().any(|known| known == name)
        {
            names.push(name.to_owned());
        }
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_falls_into_words_and_placeholders() {
        let found = pieces("{n} of {m} chosen").expect("well-formed");
        assert_eq!(
            found,
            [Piece::Placeholder("n"), Piece::Text(" of "), Piece::Placeholder("m"), Piece::Text(" chosen")]
        );
        assert_eq!(placeholders("{b} {a} {b}").expect("well-formed"), ["b", "a"]);
        assert_eq!(placeholders("none").expect("well-formed"), Vec::<String>::new());
    }

    #[test]
    fn braces_come_in_pairs_around_a_name() {
        for text in ["{", "}", "{a", "a}", "{A}", "{}", "{a b}", "x} {a}"] {
            assert!(pieces(text).is_err(), "{text}");
        }
    }
}
