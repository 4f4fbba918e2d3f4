//! Tables as files (RFC 4180) that spreadsheets open without harm.

/// Tells spreadsheets that the file is UTF-8.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// What makes a spreadsheet take a cell for a formula when it stands first (OWASP, "CSV Injection"), full-width forms included.
const FORMULA_STARTS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// A table with its heading as the first row. Each cell is quoted, and none can be a formula.
pub fn csv<Row: IntoIterator<Item = String>>(rows: impl IntoIterator<Item = Row>) -> String {
    let mut out = String::from(BYTE_ORDER_MARK);
    for row in rows {
        for (place, cell) in row.into_iter().enumerate() {
            if place > 0 {
                out.push(',');
            }
            push_cell(&mut out, &cell);
        }
        out.push_str("\r\n");
    }
    out
}

fn push_cell(out: &mut String, cell: &str) {
    out.push('"');
    // Spaces before it don't keep every spreadsheet from seeing a formula.
    if cell.trim_start_matches(' ').starts_with(FORMULA_STARTS) {
        out.push('\'');
    }
    for c in cell.chars() {
        if c == '"' {
            out.push('"');
        }
        out.push(c);
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Reads a table as RFC 4180 says, knowing nothing of how it was written.
    fn read(file: &str) -> Vec<Vec<String>> {
        let mut rows = vec![vec![String::new()]];
        let (mut quoted, mut chars) = (false, file.chars().peekable());
        while let Some(c) = chars.next() {
            let row = rows.last_mut().expect("there is a row");
            match c {
                '"' if quoted && chars.peek() == Some(&'"') => {
                    chars.next();
                    row.last_mut().expect("there is a cell").push('"');
                }
                '"' => quoted = !quoted,
                ',' if !quoted => row.push(String::new()),
                '\r' if !quoted && chars.peek() == Some(&'\n') => {
                    chars.next();
                    rows.push(vec![String::new()]);
                }
                c => row.last_mut().expect("there is a cell").push(c),
            }
        }
        // Behind the last line break nothing stands.
        assert_eq!(rows.pop(), Some(vec![String::new()]));
        rows
    }

    fn row(cells: &[&str]) -> Vec<String> {
        cells.iter().map(|cell| (*cell).to_owned()).collect()
    }

    #[test]
    fn is_what_spreadsheets_expect() {
        let file = csv([row(&["Code", "Plan"]), row(&["…TRNM", "Premium, 2 \"cameras\""])]);
        assert_eq!(file, "\u{feff}\"Code\",\"Plan\"\r\n\"…TRNM\",\"Premium, 2 \"\"cameras\"\"\"\r\n");
    }

    #[test]
    fn nothing_is_a_formula() {
        for evil in
            ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "＝1", "=HYPERLINK(\"https://evil.example\")"]
        {
            let file = csv([row(&[evil])]);
            assert_eq!(read(file.trim_start_matches(BYTE_ORDER_MARK)), [[["'", evil].concat()]], "{evil}");
        }
        assert_eq!(csv([row(&["TC-1"])]), "\u{feff}\"TC-1\"\r\n", "what is none stays as it is");
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(
            table in prop::collection::vec(prop::collection::vec("[a-zé…\",;=\r\n' ]{0,8}", 1..5), 0..5)
        ) {
            let file = csv(table.clone());
            let text = file.strip_prefix(BYTE_ORDER_MARK).expect("begins with the mark");
            let found = read(text);
            prop_assert_eq!(found.len(), table.len());
            for (found, row) in found.iter().zip(&table) {
                prop_assert_eq!(found.len(), row.len());
                for (found, cell) in found.iter().zip(row) {
                    prop_assert!(found == cell || *found == ["'", cell].concat());
                    prop_assert!(!found.trim_start_matches(' ').starts_with(FORMULA_STARTS), "{:?}", found);
                }
            }
        }
    }
}
