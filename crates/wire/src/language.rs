//! Which of several languages serves a reader best: the same for the page, and for the server that sends its first view.

/// The cookie that keeps the language that was chosen in a browser (BCP 47). No secret: the page writes it, the server sends the
/// first view in that language.
pub const LANGUAGE_COOKIE: &str = "language";

/// The first of the `wanted` languages (BCP 47, the best first) that one of the `offered` serves, as the place of that one.
///
/// `de-AT` is served by `de`, `pt-PT` by `pt-BR`, `zh-CN` by `zh-Hans`; whoever reads traditional Chinese only is served by neither.
pub fn best_language<'a>(offered: &[&str], wanted: impl IntoIterator<Item = &'a str>) -> Option<usize> {
    wanted.into_iter().find_map(|tag| serving(offered, tag))
}

fn serving(offered: &[&str], tag: &str) -> Option<usize> {
    let primary = |tag: &str| tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
    let is_traditional = ["zh-hant", "zh-tw", "zh-hk", "zh-mo"]
        .iter()
        .any(|start| tag.get(..start.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(start)));
    let exact = offered.iter().position(|language| language.eq_ignore_ascii_case(tag));
    let related = || offered.iter().position(|language| primary(language) == primary(tag));
    exact.or_else(|| if is_traditional { None } else { related() })
}

#[cfg(test)]
mod tests {
    use super::*;

    const OFFERED: [&str; 4] = ["en", "de", "pt-BR", "zh-Hans"];

    fn served(wanted: &[&str]) -> Option<&'static str> {
        best_language(&OFFERED, wanted.iter().copied()).map(|place| OFFERED[place])
    }

    #[test]
    fn a_language_serves_its_regions() {
        for (wanted, language) in [
            ("de-AT", Some("de")),
            ("pt-PT", Some("pt-BR")),
            ("EN-gb", Some("en")),
            ("zh-CN", Some("zh-Hans")),
            ("zh", Some("zh-Hans")),
            ("zh-TW", None),
            ("ZH-hant-hk", None),
            ("nl", None),
            ("", None),
        ] {
            assert_eq!(served(&[wanted]), language, "{wanted}");
        }
    }

    #[test]
    fn the_first_that_is_served_counts() {
        assert_eq!(served(&["nl", "de-CH", "en"]), Some("de"));
        assert_eq!(served(&["zh-TW", "en"]), Some("en"));
        assert_eq!(served(&[]), None);
    }
}
