//! When two e-mail addresses are the same.

/// What addresses are compared by: without surrounding spaces and without case.
///
/// Other scripts hold characters whose small letter is an ASCII one, such as the Kelvin sign, which becomes a k. They stay as
/// they are: else somebody's mailbox with such a sign would pass for somebody else's without.
pub(crate) fn key(email: &str) -> String {
    let mut key = String::with_capacity(email.len());
    for c in email.trim().chars() {
        if c.is_ascii() || !c.to_lowercase().any(|small| small.is_ascii()) {
            key.extend(c.to_lowercase());
        } else {
            key.push(c);
        }
    }
    key
}

#[cfg(test)]
mod tests {
    use super::key;

    #[test]
    fn case_and_spaces_do_not_count() {
        assert_eq!(key(" Some.One@Example.COM\t"), "some.one@example.com");
        assert_eq!(key("JÜRGEN@example.com"), "jürgen@example.com");
    }

    #[test]
    fn no_other_sign_passes_for_a_letter() {
        for (sign, letter) in [('\u{212A}', 'k'), ('\u{130}', 'i'), ('\u{17F}', 's'), ('\u{131}', 'i')] {
            let (with_sign, without) = (format!("{sign}elvin@example.com"), format!("{letter}elvin@example.com"));
            assert_ne!(key(&with_sign), key(&without), "{sign}");
        }
    }
}
