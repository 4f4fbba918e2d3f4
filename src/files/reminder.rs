//! A day for the visitor's calendar (iCalendar, RFC 5545): the one on which a plan ends, with an alarm two weeks before.

/// The type of the file.
pub const REMINDER_TYPE: &str = "text/calendar;charset=utf-8";

/// Octets in a line at the most, without its end (RFC 5545, 3.1).
const LINE: usize = 75;

/// What is to be remembered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reminder {
    /// What it is about. A later reminder with the same id takes the place of the earlier one in the calendar.
    pub id: String,
    /// When the file is made: `20261124T063456Z`.
    pub made_at: String,
    /// The day in the visitor's time zone: `20271124`.
    pub day: String,
    /// What the calendar shows.
    pub title: String,
    /// What stands below it.
    pub text: String,
    /// Where to read on.
    pub address: String,
}

impl Reminder {
    /// The file: one event that lasts the whole day and makes nobody busy.
    pub fn file(&self) -> String {
        let (title, text) = (escaped(&self.title), escaped(&self.text));
        let lines: [&[&str]; 21] = [
            &["BEGIN:VCALENDAR"],
            &["VERSION:2.0"],
            &["PRODID:-//Tapo Care//Redemption ", env!("CARGO_PKG_VERSION"), "//EN"],
            &["CALSCALE:GREGORIAN"],
            &["METHOD:PUBLISH"],
            &["BEGIN:VEVENT"],
            &["UID:", &self.id, "@tapo-care.invalid"],
            &["DTSTAMP:", &self.made_at],
            // One day, since nothing says how long: a date without an end lasts that day (3.6.1).
            &["DTSTART;VALUE=DATE:", &self.day],
            &["SUMMARY:", &title],
            &["DESCRIPTION:", &text],
            &["URL:", &self.address],
            &["TRANSP:TRANSPARENT"],
            &["CLASS:PRIVATE"],
            &["BEGIN:VALARM"],
            &["ACTION:DISPLAY"],
            &["DESCRIPTION:", &title],
            &["TRIGGER:-P14D"],
            &["END:VALARM"],
            &["END:VEVENT"],
            &["END:VCALENDAR"],
        ];
        let mut out = String::new();
        for line in lines {
            push_folded(&mut out, &line.concat());
        }
        out
    }
}

/// A text as a value (3.3.11). Other control characters than line breaks have no place in it.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// Adds a line, folded where it is too long: never inside a character.
fn push_folded(out: &mut String, line: &str) {
    let mut length = 0;
    // What breaks a line would begin another property.
    for c in line.chars().filter(|c| !c.is_control()) {
        if length + c.len_utf8() > LINE {
            // The space that says "goes on" counts as well.
            out.push_str("\r\n ");
            length = 1;
        }
        out.push(c);
        length += c.len_utf8();
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn reminder() -> Reminder {
        Reminder {
            id: "sub_1".to_owned(),
            made_at: "20261124T063456Z".to_owned(),
            day: "20271124".to_owned(),
            title: "Premium, 2 cameras ends".to_owned(),
            text: "A code\nmakes it run longer; or not.".to_owned(),
            address: "https://care.example/tapo_web/subscriptions/sub_1".to_owned(),
        }
    }

    /// The lines as they were before they were folded.
    fn unfolded(file: &str) -> Vec<String> {
        file.replace("\r\n ", "").split_terminator("\r\n").map(str::to_owned).collect()
    }

    #[test]
    fn is_one_whole_day_with_an_alarm_two_weeks_before() {
        let file = reminder().file();
        let lines = unfolded(&file);
        for line in [
            "UID:sub_1@tapo-care.invalid",
            "DTSTAMP:20261124T063456Z",
            "DTSTART;VALUE=DATE:20271124",
            "SUMMARY:Premium\\, 2 cameras ends",
            "DESCRIPTION:A code\\nmakes it run longer\\; or not.",
            "URL:https://care.example/tapo_web/subscriptions/sub_1",
            "TRIGGER:-P14D",
        ] {
            assert_eq!(lines.iter().filter(|found| *found == line).count(), 1, "{line} in {file}");
        }
        assert_eq!(
            (lines.first().map(String::as_str), lines.last().map(String::as_str)),
            (Some("BEGIN:VCALENDAR"), Some("END:VCALENDAR"))
        );
    }

    #[test]
    fn all_that_begins_ends_in_its_place() {
        let mut open = Vec::new();
        for line in unfolded(&reminder().file()) {
            if let Some(name) = line.strip_prefix("BEGIN:") {
                open.push(name.to_owned());
            } else if let Some(name) = line.strip_prefix("END:") {
                assert_eq!(open.pop().as_deref(), Some(name));
            }
        }
        assert!(open.is_empty(), "{open:?}");
    }

    proptest! {
        #[test]
        fn whatever_it_says_its_lines_are_lines_of_the_format(
            title in any::<String>(), text in "[a-zäöü世界🎥;,\\\\\r\n]{0,200}", id in "[a-z0-9_\r\n]{1,90}"
        ) {
            let file = Reminder { title, text, id, ..reminder() }.file();
            prop_assert!(file.ends_with("\r\n"));
            prop_assert!(!file.replace("\r\n", "").contains(['\r', '\n']), "a line break alone");
            for line in file.split_terminator("\r\n") {
                prop_assert!(line.len() <= LINE, "{} octets: {}", line.len(), line);
                prop_assert!(!line.is_empty());
            }
            let lines = unfolded(&file);
            // Nothing that is filled in makes a line of its own.
            prop_assert_eq!(lines.len(), 21);
            prop_assert!(lines.iter().all(|line| line.contains(':')));
        }

        #[test]
        fn what_is_said_is_read_again(text in "[a-zäöü世界🎥;,\\\\\n ]{0,200}") {
            let file = Reminder { text: text.clone(), ..reminder() }.file();
            let lines = unfolded(&file);
            let said = lines.iter().find_map(|line| line.strip_prefix("DESCRIPTION:")).expect("there is one");
            let mut read = String::new();
            let mut chars = said.chars();
            while let Some(c) = chars.next() {
                match c {
                    '\\' => match chars.next().expect("nothing ends in the middle") {
                        'n' => read.push('\n'),
                        c => read.push(c),
                    },
                    c => read.push(c),
                }
            }
            prop_assert_eq!(read, text);
        }
    }
}
