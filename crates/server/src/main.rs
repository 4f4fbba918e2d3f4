//! The program `tapo-care-server`: all it does is in [`tapo_care_server::cli`].

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    tapo_care_server::cli::run(std::env::args_os()).await
}
