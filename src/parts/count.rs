//! How many there are, to be said.

/// The length of a list as messages take it.
pub fn count<T>(list: &[T]) -> u32 {
    // No list on a page is longer.
    u32::try_from(list.len()).unwrap_or(u32::MAX)
}
