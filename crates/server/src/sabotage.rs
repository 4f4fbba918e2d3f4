//! Breaks on purpose, which the proofs of `tests/torture` must catch: a proof that finds nothing has to be seen to find.
//!
//! Only with the feature `sabotage`, which nothing but a debug build of the torture turns on, and there only the break that
//! `TAPO_CARE_SABOTAGE` names. Each stands beside the line that it breaks; `docs/torture.md` lists them.

#[cfg(not(debug_assertions))]
compile_error!("the feature `sabotage` breaks the server on purpose: it has no place in a release");

use std::sync::OnceLock;

/// Whether the server is broken in that way.
pub(crate) fn is(name: &str) -> bool {
    static BREAK: OnceLock<Option<String>> = OnceLock::new();
    BREAK.get_or_init(|| std::env::var("TAPO_CARE_SABOTAGE").ok()).as_deref() == Some(name)
}
