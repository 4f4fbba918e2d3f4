//! Components that know nothing of routes, session or API. Their looks are in `style/`, a file for each.

mod button;
mod copy;
mod countdown;
mod details;
mod dialog;
mod field;
mod file;
mod icon;
mod labelled;
mod notice;
mod offline;
mod page;
mod qr;
mod radios;
mod scan;
mod select;
mod summary;
mod text_area;

pub use button::{Button, ButtonKind, Submit};
pub use copy::CopyButton;
pub use countdown::Wait;
pub use details::Detail;
pub use dialog::Dialog;
pub use field::{Field, FieldKind, Username};
pub use file::FileField;
pub use icon::{Icon, icon};
pub use notice::Notice;
pub use offline::OfflineBanner;
pub use page::{Arrival, Page, Stage};
pub use qr::{QrCode, QrDrawing};
pub use radios::{Radio, Radios};
pub use scan::Scan;
pub use select::Select;
pub use summary::{Entry, Summary};
pub use text_area::CodesArea;
