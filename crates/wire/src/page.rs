//! Which build of the page a server sends, so that an open tab learns that it is of another one.

/// The header of the API's answers that names the build, and the name of the `meta` element by which a page knows its own.
pub const PAGE_BUILD: &str = "tapo-care-page";
