//! `cameras set`.

use super::{CliError, DatabaseOptions, parse_name};
use crate::clock::Clock;
use clap::Args;
use tapo_care_wire::CameraId;

/// Options of `cameras set`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    tapo-care-server cameras set 3f9k2m8q1x7c5v0b4n6z --offline\n  \
    tapo-care-server cameras set 3f9k2m8q1x7c5v0b4n6z --online --name \"Front garden\"")]
pub(in crate::cli) struct SetOptions {
    /// The id of the camera, as `list` prints it.
    #[arg(value_name = "ID")]
    id: String,
    /// It is connected now.
    #[arg(long, required_unless_present_any = ["offline", "name"], conflicts_with = "offline")]
    online: bool,
    /// It is not connected any more.
    #[arg(long)]
    offline: bool,
    /// What the owner calls it now.
    #[arg(long, value_name = "NAME", value_parser = parse_name)]
    name: Option<String>,
    #[command(flatten)]
    database: DatabaseOptions,
}

/// Changes a camera.
pub(super) async fn run(options: SetOptions) -> Result<(), CliError> {
    let SetOptions { id, online, offline, name, database } = options;
    let id = CameraId::new(id);
    let store = database.open().await?;
    let mut tx = store.write().await?;
    let unknown = || CliError::input("there is no such camera. `cameras list` prints the ids of an account's");
    let owner = tx.owner_of_camera(&id).await?.ok_or_else(unknown)?;
    tx.lock_account(&owner, Clock::system().now()).await?;
    tx.change_camera(&id, name.as_deref(), (online || offline).then_some(online)).await?;
    tx.announce(&owner).await?;
    tx.commit().await?;
    println!("The camera is changed.");
    store.close().await;
    Ok(())
}
