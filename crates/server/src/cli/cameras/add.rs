//! `cameras add`.

use super::{CliError, DatabaseOptions, account, parse_name};
use crate::{clock::Clock, random, store::CameraRecord};
use clap::Args;
use tapo_care_wire::{CameraId, is_region};

/// Options of `cameras add`.
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  \
    tapo-care-server cameras add --account demo@example.com --name \"Back door\" --model C420S2\n\n\
    Prints the id of the new camera.")]
pub(in crate::cli) struct AddOptions {
    /// The e-mail address of the account.
    #[arg(long, value_name = "EMAIL")]
    account: String,
    /// What the owner calls it.
    #[arg(long, value_name = "NAME", value_parser = parse_name)]
    name: String,
    /// The model, such as C420S2. Plans cover the models of the catalogue.
    #[arg(long, value_name = "MODEL", value_parser = parse_model)]
    model: String,
    /// The country that it was sold in (ISO 3166-1, such as DE). The account's own if left out: plans cover no others.
    #[arg(long, value_name = "COUNTRY", value_parser = parse_region)]
    region: Option<String>,
    /// It is not connected.
    #[arg(long)]
    offline: bool,
    #[command(flatten)]
    database: DatabaseOptions,
}

/// Adds a camera and prints its id.
pub(super) async fn run(options: AddOptions) -> Result<(), CliError> {
    let AddOptions { account: email, name, model, region, offline, database } = options;
    let store = database.open().await?;
    let mut tx = store.write().await?;
    let account = account(&mut tx, &email).await?;
    // Cameras of an account are counted by their positions: they come one after the other.
    tx.lock_account(&account.id, Clock::system().now()).await?;
    let camera = CameraRecord {
        id: CameraId::new(random::id()?),
        name,
        model,
        is_camera: true,
        online: !offline,
        region: region.unwrap_or_else(|| account.region.clone()),
        subscription_id: None,
    };
    tx.insert_camera(&account.id, &camera).await?;
    tx.announce(&account.id).await?;
    tx.commit().await?;
    println!("{}", camera.id);
    store.close().await;
    Ok(())
}

fn parse_model(text: &str) -> Result<String, String> {
    let is_model = (1..=32).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if is_model { Ok(text.to_owned()) } else { Err("a model is up to 32 letters, digits and \"-\"".to_owned()) }
}

fn parse_region(text: &str) -> Result<String, String> {
    let code = text.to_ascii_uppercase();
    if is_region(&code) { Ok(code) } else { Err("write the two letters of ISO 3166-1, such as DE".to_owned()) }
}
