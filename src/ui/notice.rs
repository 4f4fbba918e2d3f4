//! Something to know that is no problem.

use super::icon::{Icon, icon};
use leptos::prelude::*;

/// How it is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeKind {
    /// Something to know.
    Info,
    /// Something to look at again.
    Warning,
}

/// A boxed notice. Read out when it appears.
#[component]
pub fn Notice(
    /// How it is meant.
    kind: NoticeKind,
    /// What it says.
    children: Children,
) -> impl IntoView {
    let (class, picture) = match kind {
        NoticeKind::Info => ("notice notice--info", Icon::Info),
        NoticeKind::Warning => ("notice notice--warning", Icon::Alert),
    };
    view! {
        <div class=class role="status">
            {icon(picture)}
            <div class="notice__body">{children()}</div>
        </div>
    }
}
