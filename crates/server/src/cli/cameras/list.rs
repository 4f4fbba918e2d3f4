//! `cameras list`.

use super::{CliError, DatabaseOptions, account};
use crate::store::CameraRecord;
use clap::Args;
use std::io;
use tapo_care_wire::SubscriptionId;

/// Options of `cameras list`.
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  tapo-care-server cameras list --account demo@example.com")]
pub(in crate::cli) struct ListOptions {
    /// The e-mail address of the account.
    #[arg(long, value_name = "EMAIL")]
    account: String,
    #[command(flatten)]
    database: DatabaseOptions,
}

/// Lists the cameras of an account.
pub(super) async fn run(options: ListOptions) -> Result<(), CliError> {
    let store = options.database.open().await?;
    let mut tx = store.read().await?;
    let account = account(&mut tx, &options.account).await?;
    let cameras = tx.cameras(&account.id).await?;
    drop(tx);
    store.close().await;
    print(&cameras).map_err(|error| CliError::failed(format_args!("the cameras could not be printed: {error}")))
}

fn print(cameras: &[CameraRecord]) -> Result<(), csv::Error> {
    let mut csv = csv::Writer::from_writer(io::stdout().lock());
    csv.write_record(["id", "name", "model", "state", "region", "subscription"])?;
    for camera in cameras {
        let state = if camera.online { "online" } else { "offline" };
        let subscription = camera.subscription_id.as_ref().map_or("", SubscriptionId::as_str);
        csv.write_record([camera.id.as_str(), &camera.name, &camera.model, state, &camera.region, subscription])?;
    }
    Ok(csv.flush()?)
}
