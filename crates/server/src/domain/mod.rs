//! The rules of redemption, as pure functions: no I/O, no clock, no randomness. Whoever calls says what time it is.

pub(crate) mod agent;
pub(crate) mod audit;
pub(crate) mod calendar;
pub(crate) mod code;
pub(crate) mod effect;
pub(crate) mod eligibility;
pub(crate) mod email;
pub(crate) mod etag;
pub(crate) mod limits;
pub(crate) mod mailed_code;
pub(crate) mod qr;
pub(crate) mod registration;
pub(crate) mod return_to;
pub(crate) mod slots;
pub(crate) mod totp;
pub(crate) mod two_step;
