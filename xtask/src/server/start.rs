//! start
use crate::{
    arguments::Arguments,
    failure::{Failure, Outcome},
};
use std::process::ExitCode;
pub(crate) const HELP: &str = "";
pub(crate) fn run(arguments: Arguments) -> Outcome<ExitCode> {
    arguments.finish()?;
    Err(Failure::said("not yet"))
}
