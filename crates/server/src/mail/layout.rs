//! How the text of a mail is set: plain text, which reads well wherever it is opened.

/// As many characters as a line has at the most.
const WIDTH: usize = 72;

/// Before a code, which stands on a line of its own.
const INDENT: &str = "    ";

/// Sets a text whose paragraphs have an empty line between them, each in lines or as one.
pub(super) fn set(text: &str, in_lines: bool) -> String {
    let set = |paragraph: &str| match () {
        () if is_code(paragraph) => [INDENT, paragraph].concat(),
        () if in_lines => broken(&bound(paragraph)),
        () => bound(paragraph),
    };
    text.split("\n\n").map(set).collect::<Vec<_>>().join("\n\n") + "\n"
}

fn is_code(paragraph: &str) -> bool {
    paragraph.bytes().all(|byte| byte.is_ascii_digit())
}

/// Punctuation that French sets apart from its word by a space stays with it.
fn bound(paragraph: &str) -> String {
    let opened = paragraph.replace("« ", "«\u{a0}");
    [" ?", " !", " :", " ;", " »"].iter().fold(opened, |text, mark| text.replace(mark, &mark.replace(' ', "\u{a0}")))
}

fn broken(paragraph: &str) -> String {
    let mut lines = String::new();
    let mut width = 0;
    for word in paragraph.split(' ') {
        let length = word.chars().count();
        if width > 0 && width + 1 + length > WIDTH {
            lines.push('\n');
            width = 0;
        } else if width > 0 {
            lines.push(' ');
            width += 1;
        }
        lines.push_str(word);
        width += length;
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_are_set_in_lines_and_a_code_stands_alone() {
        let word = "abcdefg";
        let long = [word; 20].join(" ");
        let text = ["Hello:\n\n12345678\n\n", &long].concat();
        let set_text = set(&text, true);
        let lines: Vec<&str> = set_text.lines().collect();
        assert_eq!(lines[..4], ["Hello:", "", "    12345678", ""]);
        assert_eq!(lines[4..], [[word; 9].join(" "), [word; 9].join(" "), [word; 2].join(" ")]);
        assert_eq!(set(&text, false), ["Hello:\n\n    12345678\n\n", &long, "\n"].concat());
    }

    #[test]
    fn letters_are_counted_and_not_bytes() {
        let line = ["ж"; 36].join(" ");
        assert_eq!(set(&line, true), [&line, "\n"].concat());
    }

    #[test]
    fn no_line_begins_with_punctuation_that_is_set_apart() {
        let before = "x".repeat(WIDTH - 10);
        let text = set(&[&before, " « oublié ? » : oui"].concat(), true);
        assert_eq!(text, [&before, "\n«\u{a0}oublié\u{a0}?\u{a0}»\u{a0}: oui\n"].concat());
    }
}
