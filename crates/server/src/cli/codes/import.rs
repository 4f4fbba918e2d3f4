//! `codes import`.

use super::{
    CliError, CodeStoreOptions, begin_making,
    grant::{GrantText, TermsOptions},
    issue::COLUMNS,
    parse_code,
};
use crate::{
    app::App,
    demo,
    domain::{audit::AuditEvent, code::Batch},
    random,
    store::Tx,
};
use clap::Args;
use csv::StringRecord;
use std::{collections::BTreeMap, fs::File, path::PathBuf};
use tapo_care_wire::RedemptionCode;

/// Options of `codes import`.
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  tapo-care-server codes import codes.csv\n\n\
    The first line names the columns: code,plan,months,regions,redeem_from,redeem_until,batch. All but code, plan and\n\
    months can be left out or empty. Days are UTC, such as 2027-12-31; regions are parted by spaces. Codes without a\n\
    batch get one that they share with all that grant the same.")]
pub(in crate::cli) struct ImportOptions {
    /// The CSV file.
    #[arg(value_name = "FILE.csv")]
    file: PathBuf,
    #[command(flatten)]
    terms: TermsOptions,
    #[command(flatten)]
    codes: CodeStoreOptions,
}

/// A line of the file.
struct Line {
    number: u64,
    code: RedemptionCode,
    batch: Batch,
}

/// Takes over all codes of a file, or none.
pub(super) async fn run(options: ImportOptions) -> Result<(), CliError> {
    let name = options.file.display().to_string();
    let file = File::open(&options.file)
        .map_err(|error| CliError::input(format_args!("{name} can't be read: {error}. Name a CSV file")))?;
    let app = options.codes.open().await?;
    let lines = read(&app, file, &options.terms).map_err(|why| CliError::input(format_args!("{name}, {why}")))?;
    let mut tx = app.store.write().await?;
    begin_making(&app, &mut tx).await?;
    let mut unnamed = BTreeMap::new();
    let mut batches: BTreeMap<String, (&Batch, i64)> = BTreeMap::new();
    for line in &lines {
        let batch = batch_for(&app, &mut tx, line, &mut unnamed, &name).await?;
        let id = random::id()?;
        if demo::is_published(&line.code) {
            return Err(at(&name, line, "this is a code of the demo data, which everybody knows"));
        }
        // Under every key: a code that was issued with an older one is there, too.
        let is_there = tx.code(&app.keys.hashes(&line.code)).await?.is_some();
        if is_there || !tx.insert_code(&id, &batch, &app.keys.hash(&line.code), &line.code.hint()).await? {
            return Err(at(&name, line, "the code is there already: in the database, or on a line above"));
        }
        batches.entry(batch).or_insert((&line.batch, 0)).1 += 1;
    }
    let now = app.clock.now();
    for (id, (batch, codes)) in &batches {
        let (plan, months) = (&batch.plan, batch.months);
        let event = AuditEvent::CodesImported { batch: id, plan, months, codes: *codes };
        app.audit.record(&mut tx, &event, now).await?;
    }
    tx.commit().await?;
    app.close().await;
    println!("{} codes imported.", lines.len());
    Ok(())
}

fn at(name: &str, line: &Line, why: &str) -> CliError {
    CliError::input(format_args!("{name}, line {}: {why}. Nothing was imported", line.number))
}

/// The batch of a line, made when it is not there.
async fn batch_for(
    app: &App,
    tx: &mut Tx,
    line: &Line,
    unnamed: &mut BTreeMap<String, String>,
    name: &str,
) -> Result<String, CliError> {
    let mut batch = line.batch.clone();
    if batch.id.is_empty() {
        // `Debug` says all of it, so that two batches that say the same are the same.
        let grant = format!("{batch:?}");
        if let Some(id) = unnamed.get(&grant) {
            return Ok(id.clone());
        }
        batch.id = random::id()?;
        unnamed.insert(grant, batch.id.clone());
    }
    match tx.batch(&batch.id).await? {
        None => tx.insert_batch(&batch, app.clock.now()).await?,
        Some(existing) if existing == batch => {}
        Some(_) => {
            let why = "this batch is there already and grants something else: choose another name for it";
            return Err(at(name, line, why));
        }
    }
    Ok(batch.id)
}

/// Reads the file. An error names its line.
fn read(app: &App, file: File, terms: &TermsOptions) -> Result<Vec<Line>, String> {
    let mut csv = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(file);
    let header = csv.headers().map_err(|_| "line 1: this is not CSV. The first line names the columns")?.clone();
    if let Some(unknown) = header.iter().find(|name| !COLUMNS.contains(name)) {
        return Err(format!("line 1: there is no column \"{unknown}\". The columns are {}", COLUMNS.join(",")));
    }
    if let Some(missing) = COLUMNS[..3].iter().find(|name| !header.iter().any(|column| column == **name)) {
        return Err(format!("line 1: the column \"{missing}\" is missing. The columns are {}", COLUMNS.join(",")));
    }
    let mut lines = Vec::new();
    for record in csv.records() {
        let record = record.map_err(|error| {
            let line = error.position().map_or(0, csv::Position::line);
            // The text of the error is left out: it may repeat the line, and so a code.
            format!("line {line}: it has not as many columns as the first line, or is not UTF-8. Nothing was imported")
        })?;
        let number = record.position().map_or(0, csv::Position::line);
        lines.push(
            read_line(app, &header, &record, number, terms)
                .map_err(|why| format!("line {number}: {why}. Nothing was imported"))?,
        );
    }
    if lines.is_empty() {
        return Err("line 2: there is no code in this file".to_owned());
    }
    Ok(lines)
}

fn read_line(
    app: &App,
    header: &StringRecord,
    record: &StringRecord,
    number: u64,
    terms: &TermsOptions,
) -> Result<Line, String> {
    let column = |name: &str| {
        let index = header.iter().position(|column| column == name);
        index.and_then(|index| record.get(index)).unwrap_or_default()
    };
    let code = parse_code(column("code")).map_err(|why| format!("the code {why}"))?;
    let grant = GrantText {
        plan: column("plan"),
        months: column("months"),
        regions: column("regions"),
        redeem_from: column("redeem_from"),
        redeem_until: column("redeem_until"),
        batch: column("batch"),
    };
    Ok(Line { number, code, batch: grant.read(app, terms.terms())? })
}
