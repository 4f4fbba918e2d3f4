//! `codes issue`.

use super::{
    CliError, CodeStoreOptions, begin_making,
    grant::{GrantText, TermsOptions, columns, wrong_option},
};
use crate::{domain::audit::AuditEvent, random};
use clap::Args;
use std::io;
use tapo_care_wire::RedemptionCode;

/// The columns of the CSV, in order.
pub(super) const COLUMNS: [&str; 7] = ["code", "plan", "months", "regions", "redeem_from", "redeem_until", "batch"];

/// Options of `codes issue`.
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  \
    tapo-care-server codes issue --plan premium-2 --months 12 --count 100 --region DE,FR \\\n    \
    --redeem-until 2027-12-31 > codes.csv\n\n\
    The codes are printed once and stored as keyed hashes only: keep the file safe.")]
pub(in crate::cli) struct IssueOptions {
    /// The plan that each code gives, such as premium-2.
    #[arg(long, value_name = "PLAN")]
    plan: String,
    /// Calendar months that each code gives.
    #[arg(long, value_name = "N")]
    months: u32,
    /// How many codes.
    #[arg(long, value_name = "N", default_value_t = 1)]
    #[arg(value_parser = clap::value_parser!(u32).range(1..=100_000))]
    count: u32,
    /// Countries whose accounts can redeem them, parted by commas. All countries if left out.
    #[arg(long, value_name = "COUNTRIES", default_value = "", hide_default_value = true)]
    region: String,
    /// The first day to redeem them (UTC), such as 2027-01-01.
    #[arg(long, value_name = "DAY", default_value = "", hide_default_value = true)]
    redeem_from: String,
    /// The last day to redeem them (UTC), such as 2027-12-31. Not the day on which the plan ends.
    #[arg(long, value_name = "DAY", default_value = "", hide_default_value = true)]
    redeem_until: String,
    #[command(flatten)]
    terms: TermsOptions,
    #[command(flatten)]
    codes: CodeStoreOptions,
}

/// Makes codes and prints them.
pub(super) async fn run(options: IssueOptions) -> Result<(), CliError> {
    let app = options.codes.open().await?;
    let text = GrantText {
        plan: &options.plan,
        months: &options.months.to_string(),
        regions: &options.region,
        redeem_from: &options.redeem_from,
        redeem_until: &options.redeem_until,
        batch: &random::id()?,
    };
    let batch = text.read(&app, options.terms.terms()).map_err(wrong_option)?;
    let mut issued = Vec::new();
    let mut tx = app.store.write().await?;
    begin_making(&app, &mut tx).await?;
    let now = app.clock.now();
    tx.insert_batch(&batch, now).await?;
    while issued.len() < options.count as usize {
        let code = RedemptionCode::parse(&random::code()?).map_err(|_| CliError::failed("a code was made badly"))?;
        // Another code of the same text is as good as impossible; then there is simply one more try.
        if tx.insert_code(&random::id()?, &batch.id, &app.keys.hash(&code), &code.hint()).await? {
            issued.push(code);
        }
    }
    let event = AuditEvent::BatchIssued {
        batch: &batch.id,
        plan: &batch.plan,
        months: batch.months,
        codes: options.count.into(),
    };
    app.audit.record(&mut tx, &event, now).await?;
    tx.commit().await?;
    // After the commit: a code that was printed is one that works. If printing fails, the batch can be revoked.
    let printed = print(&issued, &columns(&batch));
    app.close().await;
    printed.map_err(|error| {
        CliError::failed(format_args!(
            "the codes could not be printed: {error}. Take them back with: codes revoke --batch {} --reason unprinted",
            batch.id
        ))
    })
}

fn print(codes: &[RedemptionCode], grant: &[String; 6]) -> Result<(), csv::Error> {
    let mut csv = csv::Writer::from_writer(io::stdout().lock());
    csv.write_record(COLUMNS)?;
    for code in codes {
        csv.write_record([code.expose()].into_iter().chain(grant.iter().map(String::as_str)))?;
    }
    Ok(csv.flush()?)
}
