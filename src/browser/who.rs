//! Which browser this is.

/// How the browser describes itself.
pub fn agent() -> String {
    super::window().and_then(|window| window.navigator().user_agent().ok()).unwrap_or_default()
}
