//! `codes stats`.

use super::{CliError, CodeStoreOptions};
use crate::store::BatchStats;
use clap::{Args, ValueEnum};
use std::io;

/// Options of `codes stats`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    tapo-care-server codes stats\n  \
    tapo-care-server codes stats --batch 3f9k2m8q1x7c5v0b4n6z --format csv\n\n\
    issued = redeemed + revoked + expired + left. Expired are codes that nobody redeemed until their last day.")]
pub(in crate::cli) struct StatsOptions {
    /// Only this batch.
    #[arg(long, value_name = "ID")]
    batch: Option<String>,
    /// How it is printed.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    #[command(flatten)]
    codes: CodeStoreOptions,
}

/// How it is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Table,
    /// For programs.
    Csv,
}

/// The columns, in order.
const COLUMNS: [&str; 11] = [
    "batch",
    "plan",
    "months",
    "demo",
    "issued",
    "redeemed",
    "revoked",
    "expired",
    "left",
    "first_redemption",
    "last_redemption",
];

/// Says what became of the codes of each batch; never who redeemed them.
pub(super) async fn run(options: StatsOptions) -> Result<(), CliError> {
    let app = options.codes.open().await?;
    let mut tx = app.store.read().await?;
    let stats = tx.batch_stats(options.batch.as_deref(), app.clock.now()).await?;
    drop(tx);
    app.close().await;
    if stats.is_empty() && options.batch.is_some() {
        return Err(CliError::input("there is no such batch. `codes stats` without --batch shows all of them"));
    }
    let rows: Vec<[String; 11]> = stats.iter().map(row).collect();
    match options.format {
        Format::Csv => print_csv(&rows).map_err(CliError::failed)?,
        Format::Table => print_table(&rows),
    }
    Ok(())
}

fn row(of: &BatchStats) -> [String; 11] {
    let moment = |moment: Option<jiff::Timestamp>| moment.map(|moment| moment.to_string()).unwrap_or_default();
    [
        of.batch.clone(),
        of.plan.to_string(),
        of.months.to_string(),
        if of.demo { "yes" } else { "no" }.to_owned(),
        of.issued.to_string(),
        of.redeemed.to_string(),
        of.revoked.to_string(),
        of.expired.to_string(),
        of.left().to_string(),
        moment(of.first_redemption),
        moment(of.last_redemption),
    ]
}

fn print_csv(rows: &[[String; 11]]) -> Result<(), csv::Error> {
    let mut csv = csv::Writer::from_writer(io::stdout().lock());
    csv.write_record(COLUMNS)?;
    for row in rows {
        csv.write_record(row)?;
    }
    Ok(csv.flush()?)
}

/// Columns as wide as what is in them.
fn print_table(rows: &[[String; 11]]) {
    let head = COLUMNS.map(|name| name.replace('_', " "));
    let width = |column: usize| rows.iter().chain([&head]).map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..COLUMNS.len()).map(width).collect();
    for row in [&head].into_iter().chain(rows) {
        let cells: Vec<String> = row.iter().zip(&widths).map(|(cell, &width)| format!("{cell:<width$}")).collect();
        println!("{}", cells.join("  ").trim_end());
    }
}
