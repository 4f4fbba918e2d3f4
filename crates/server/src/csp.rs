//! The Content-Security-Policy of the page: only files of this server, and the inline scripts and styles that its build wrote,
//! each by its hash. No `unsafe-inline`, no `unsafe-eval`.

use base64ct::{Base64, Encoding};
use sha2::{Digest, Sha256};

/// The policy for a page. What is inline is found and hashed each time, so that the policy can't be that of another build; a
/// script or style that is overlooked here is refused by the browser, not run.
pub(crate) fn policy(html: &str) -> String {
    let mut policy = String::from("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'");
    push_hashes(&mut policy, inline(html, "script"));
    policy.push_str("; style-src 'self'");
    push_hashes(&mut policy, inline(html, "style"));
    policy.push_str(
        "; img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; \
         form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    );
    policy
}

fn push_hashes(policy: &mut String, texts: Vec<&str>) {
    for text in texts {
        policy.push_str(" 'sha256-");
        policy.push_str(&Base64::encode_string(&Sha256::digest(text)));
        policy.push('\'');
    }
}

/// The text of each `<script>` or `<style>` without a `src`.
fn inline<'a>(html: &'a str, tag: &str) -> Vec<&'a str> {
    let (opening, closing) = (["<", tag].concat(), ["</", tag].concat());
    // ASCII only, so that places in the one text are places in the other.
    let lower = html.to_ascii_lowercase();
    let mut texts = Vec::new();
    let mut from = 0;
    while let Some(start) = lower[from..].find(&opening).map(|at| from + at) {
        let Some(open) = lower[start..].find('>').map(|at| start + at + 1) else { break };
        let Some(end) = lower[open..].find(&closing).map(|at| open + at) else { break };
        let has_source = lower[start..open].split_ascii_whitespace().any(|attribute| attribute.starts_with("src="));
        if !has_source {
            texts.push(&html[open..end]);
        }
        from = end + closing.len();
    }
    texts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_inline_script_and_style_is_hashed_as_it_stands_and_files_are_not() {
        let html = "<html><head>\n<SCRIPT type=\"module\">\nalert(1) // ü\n</SCRIPT>\n\
                    <script src=\"/tapo_web/a.js\"></script><script>b</script></head></html>";
        assert_eq!(inline(html, "script"), ["\nalert(1) // ü\n", "b"]);
        let styled =
            policy("<head><style>b</style><noscript><style>\nform{}</style></noscript><script src=x></script>");
        assert!(
            styled.contains("; style-src 'self' 'sha256-PiPoFgA5WUoziU9lZOGxNIu9egCI1CxKy3PurtWcAJ0=' 'sha256-"),
            "{styled}"
        );
        // printf b | openssl dgst -sha256 -binary | base64
        assert!(policy(html).contains(" 'sha256-PiPoFgA5WUoziU9lZOGxNIu9egCI1CxKy3PurtWcAJ0='"), "{}", policy(html));
    }

    #[test]
    fn a_page_without_inline_scripts_has_a_policy_without_hashes() {
        let policy = policy("<html><script src=x></script><script");
        assert!(policy.starts_with("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self';"));
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"));
    }
}
