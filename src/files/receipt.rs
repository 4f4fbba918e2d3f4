//! The receipt as a page of its own, to keep: it needs no server, no script and no other file.

/// The type of the file.
pub const RECEIPT_TYPE: &str = "text/html;charset=utf-8";

/// Looks like the receipt on the screen, in any browser, on paper, and in ten years.
const STYLE: &str = "\
    :root{color-scheme:light dark;font:1rem/1.5 system-ui,sans-serif}\
    body{max-width:36rem;margin:2rem auto;padding:0 1rem}\
    main{padding:1.5rem;border:1px solid #888;border-radius:.75rem;border-block-start:6px double}\
    h1{margin:0;font-size:1.5rem}\
    p{margin:.5rem 0}\
    dl{margin:1rem 0;border-block-start:2px dashed #888}\
    dl div{display:flex;flex-wrap:wrap;justify-content:space-between;gap:0 1.5rem;padding:.4rem 0;border-block-end:1px solid #8886}\
    dd{margin:0;margin-inline-start:auto;font-weight:600;text-align:end;overflow-wrap:anywhere}\
    h2{margin:1rem 0 0;font-size:1rem}\
    code{font-family:ui-monospace,monospace;overflow-wrap:anywhere}\
    svg{display:block;inline-size:9rem;block-size:9rem;margin:1rem 0;background:#fff}\
    @media print{:root{color-scheme:light;font-size:11pt}body{margin:0 auto}}";

/// What it says, in the language that the page speaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceiptFile<'a> {
    /// The language (BCP 47), and whether it is written from right to left.
    pub language: (&'a str, bool),
    /// Who issued it.
    pub issuer: String,
    /// What it is.
    pub kind: String,
    /// Terms and values.
    pub rows: Vec<(String, String)>,
    /// The heading above the signature, the signature, and which key made it.
    pub signature: Option<[String; 3]>,
    /// Where it can be checked: words and the address.
    pub check: Option<(String, String)>,
    /// The address as a QR code: how many squares a side has, and the dark ones as a path.
    pub picture: Option<(u32, String)>,
    /// What stands at the end.
    pub foot: String,
}

impl ReceiptFile<'_> {
    /// The file.
    pub fn page(&self) -> String {
        let Self { language: (language, is_rtl), issuer, kind, rows, signature, check, picture, foot } = self;
        let mut out = Page(String::with_capacity(4096));
        out.raw("<!doctype html>\n<html lang=\"").text(language).raw(if *is_rtl { "\" dir=\"rtl\">" } else { "\">" });
        // Whatever stands in it, nothing of it is ever run or fetched.
        out.raw("<meta charset=\"utf-8\"><meta http-equiv=\"Content-Security-Policy\" ");
        out.raw("content=\"default-src 'none'; style-src 'unsafe-inline'\">");
        out.raw("<meta name=\"viewport\" content=\"width=device-width\"><title>").text(kind).raw(" – ").text(issuer);
        out.raw("</title><style>").raw(STYLE).raw("</style>\n<main><p>").text(issuer).raw("</p><h1>").text(kind);
        out.raw("</h1>\n<dl>");
        for (term, value) in rows {
            out.raw("<div><dt>").text(term).raw("</dt><dd dir=\"auto\">").text(value).raw("</dd></div>\n");
        }
        out.raw("</dl>");
        if let Some([heading, value, key]) = signature {
            out.raw("<h2>").text(heading).raw("</h2><p><code dir=\"ltr\">").text(value).raw("</code> ").text(key);
            out.raw("</p>\n");
        }
        if let Some((size, path)) = picture {
            // With the four light squares around that readers need.
            let side = (size + 8).to_string();
            out.raw("<svg aria-hidden=\"true\" viewBox=\"-4 -4 ").raw(&side).raw(" ").raw(&side).raw("\"><path d=\"");
            out.text(path).raw("\"/></svg>\n");
        }
        if let Some((words, address)) = check {
            out.raw("<p>").text(words).raw(" <a dir=\"ltr\" href=\"").text(address).raw("\"><code>").text(address);
            out.raw("</code></a></p>\n");
        }
        out.raw("<p>").text(foot).raw("</p></main></html>\n");
        out.0
    }
}

/// HTML that is being written.
struct Page(String);

impl Page {
    /// As it stands.
    fn raw(&mut self, html: &str) -> &mut Self {
        self.0.push_str(html);
        self
    }

    /// A text, in which nothing means anything.
    fn text(&mut self, text: &str) -> &mut Self {
        for c in text.chars() {
            match c {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                c => self.0.push(c),
            }
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn file() -> ReceiptFile<'static> {
        ReceiptFile {
            language: ("ar", true),
            issuer: "Tapo Care".to_owned(),
            kind: "Receipt of redemption".to_owned(),
            rows: vec![("Reference".to_owned(), "TC-7K3MQ-9WXHA".to_owned())],
            signature: Some(["Signature".to_owned(), "abc_-".to_owned(), "(key 1)".to_owned()]),
            check: Some(("Check it:".to_owned(), "https://care.example/tapo_web/receipts/verify#TC-1.a".to_owned())),
            picture: Some((21, "M0 0h7v1h-7z".to_owned())),
            foot: "Quote the reference.".to_owned(),
        }
    }

    #[test]
    fn says_what_it_is_given_and_needs_nothing_else() {
        let page = file().page();
        for part in [
            "<html lang=\"ar\" dir=\"rtl\">",
            "<title>Receipt of redemption – Tapo Care</title>",
            "<dt>Reference</dt><dd dir=\"auto\">TC-7K3MQ-9WXHA</dd>",
            "<code dir=\"ltr\">abc_-</code> (key 1)",
            "href=\"https://care.example/tapo_web/receipts/verify#TC-1.a\"",
            "viewBox=\"-4 -4 29 29\"><path d=\"M0 0h7v1h-7z\"/>",
        ] {
            assert!(page.contains(part), "{part} in {page}");
        }
        for fetched in ["src=", "<link", "<script", "@import", "url("] {
            assert!(!page.contains(fetched), "{fetched} in {page}");
        }
        let bare =
            ReceiptFile { signature: None, check: None, picture: None, language: ("en", false), ..file() }.page();
        assert!(bare.contains("<html lang=\"en\">") && !bare.contains("<svg") && !bare.contains("href"), "{bare}");
    }

    proptest! {
        #[test]
        fn what_it_is_given_is_never_html(text in "[<>\"'&a-z/= ]{0,30}") {
            let plain = file().page();
            let given = || text.clone();
            let page = ReceiptFile {
                issuer: given(),
                kind: given(),
                rows: vec![(given(), given())],
                signature: Some([given(), given(), given()]),
                check: Some((given(), given())),
                picture: Some((21, given())),
                foot: given(),
                ..file()
            }
            .page();
            for sign in ["<", ">", "\""] {
                prop_assert_eq!(page.matches(sign).count(), plain.matches(sign).count(), "{}", page);
            }
        }
    }
}
