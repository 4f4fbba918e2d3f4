//! Components that know nothing of routes, session or API. Their looks are in `style/`, a file for each.

mod button;
mod copy;
mod countdown;
mod details;
mod dialog;
mod field;
mod icon;
mod labelled;
mod notice;
mod page;
mod radios;
mod select;
mod summary;

pub use button::{Button, ButtonKind, Submit};
pub use copy::CopyButton;
pub use countdown::Wait;
pub use details::Detail;
pub use dialog::Dialog;
pub use field::{Field, FieldKind, Username};
pub use icon::{Icon, icon};
pub use notice::Notice;
pub use page::{Arrival, Page, Stage};
pub use radios::{Radio, Radios};
pub use select::Select;
pub use summary::{Entry, Summary};
