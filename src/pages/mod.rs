//! The views, a file for each. A page imports no other page.

pub(crate) mod account;
pub(crate) mod cameras;
pub(crate) mod confirm;
pub(crate) mod elsewhere;
pub(crate) mod forgot;
pub(crate) mod help;
pub(crate) mod history;
pub(crate) mod home;
pub(crate) mod login;
pub(crate) mod mfa;
pub(crate) mod not_found;
pub(crate) mod receipt;
pub(crate) mod redeem;
pub(crate) mod register;
pub(crate) mod reset;
pub(crate) mod several;
pub(crate) mod subscription;
pub(crate) mod two_step;
pub(crate) mod verify;
pub(crate) mod verify_receipt;
