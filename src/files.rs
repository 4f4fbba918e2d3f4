//! Files that the page makes for the visitor to keep: what stands in them. All of it is text and known beforehand, so nothing here
//! asks the browser; `browser::save` hands the files over.

mod csv;
mod receipt;
mod reminder;

pub use csv::csv;
pub use receipt::{RECEIPT_TYPE, ReceiptFile};
pub use reminder::{REMINDER_TYPE, Reminder};

/// The type of a file that [`csv`] makes.
pub const CSV_TYPE: &str = "text/csv;charset=utf-8";
