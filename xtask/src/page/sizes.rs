//! How many bytes the page is, as a table.

/// The bytes of one file.
pub(crate) struct Sizes {
    /// Its path below the page's folder.
    pub(crate) name: String,
    /// As it is.
    pub(crate) raw: usize,
    /// As sent to a browser that takes gzip.
    pub(crate) gzip: usize,
    /// As sent to a browser that takes brotli, which is every current one.
    pub(crate) brotli: usize,
}

/// A table of all files with their total.
pub(crate) fn table(sizes: &[Sizes]) -> String {
    let total = Sizes {
        name: "total".to_owned(),
        raw: sizes.iter().map(|size| size.raw).sum(),
        gzip: sizes.iter().map(|size| size.gzip).sum(),
        brotli: sizes.iter().map(|size| size.brotli).sum(),
    };
    let width = sizes.iter().map(|size| size.name.chars().count()).max().unwrap_or(0).max(5);
    let mut text = format!("{:<width$} {:>11} {:>11} {:>11}\n", "bytes", "raw", "gzip", "brotli");
    for size in sizes.iter().chain([&total]) {
        text.push_str(&format!(
            "{:<width$} {:>11} {:>11} {:>11}\n",
            size.name,
            grouped(size.raw),
            grouped(size.gzip),
            grouped(size.brotli)
        ));
    }
    text
}

/// `1234567` as `1,234,567`.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_and_added_up() {
        assert_eq!([grouped(0), grouped(999), grouped(1000), grouped(1_234_567)], ["0", "999", "1,000", "1,234,567"]);
        let one = |name: &str| Sizes { name: name.to_owned(), raw: 600, gzip: 500, brotli: 400 };
        let table = table(&[one("a.js"), one("b.js")]);
        let last = table.lines().last().map(|line| line.split_whitespace().collect::<Vec<_>>());
        assert_eq!(last, Some(vec!["total", "1,200", "1,000", "800"]));
    }
}
