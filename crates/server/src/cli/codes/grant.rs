//! What codes grant, as options and as columns.

use super::CliError;
use crate::{
    app::App,
    demo,
    domain::{
        calendar,
        code::{Batch, Window},
    },
};
use clap::Args;
use jiff::{Span, Timestamp, civil::Date, tz::TimeZone};
use tapo_care_wire::{PlanId, Terms, is_region};

/// Months of a code at the most. More is a slip of the keyboard.
const MONTHS_LIMIT: u32 = 120;

/// Terms of codes.
#[derive(Args, Clone, Debug)]
pub(super) struct TermsOptions {
    /// A payment card is needed to redeem.
    #[arg(long)]
    card_required: bool,
    /// The plan renews by itself.
    #[arg(long)]
    auto_renews: bool,
    /// The code can be refunded once it is redeemed.
    #[arg(long)]
    refundable: bool,
    /// What else the page is to say about the code.
    #[arg(long, value_name = "TEXT")]
    terms_text: Option<String>,
}

impl TermsOptions {
    /// The terms.
    pub(super) fn terms(&self) -> Terms {
        Terms {
            card_required: self.card_required,
            auto_renews: self.auto_renews,
            refundable: self.refundable,
            text: self.terms_text.clone(),
        }
    }
}

/// What codes grant, as text: the columns of a CSV file after the code, or the options of `issue`.
#[derive(Clone, Debug, Default)]
pub(super) struct GrantText<'a> {
    pub(super) plan: &'a str,
    pub(super) months: &'a str,
    pub(super) regions: &'a str,
    pub(super) redeem_from: &'a str,
    pub(super) redeem_until: &'a str,
    pub(super) batch: &'a str,
}

impl GrantText<'_> {
    /// The batch that the text describes. An error is a sentence about the first thing that is wrong.
    pub(super) fn read(&self, app: &App, terms: Terms) -> Result<Batch, String> {
        let plan = PlanId::new(self.plan.trim());
        if app.catalogue.plan(&plan).is_none() {
            let plans: Vec<_> = app.catalogue.plan_ids().collect();
            return Err(format!("there is no plan \"{plan}\". The plans are {}", plans.join(", ")));
        }
        let months = self.months.trim().parse().ok().filter(|months| (1..=MONTHS_LIMIT).contains(months));
        let months = months.ok_or_else(|| format!("the months must be a number from 1 to {MONTHS_LIMIT}"))?;
        let window = Window {
            regions: read_regions(self.regions)?,
            redeem_from: read_day(self.redeem_from, calendar::start_of)?,
            redeem_until: read_day(self.redeem_until, calendar::end_of)?,
        };
        if let (Some(from), Some(until)) = (window.redeem_from, window.redeem_until)
            && from >= until
        {
            return Err("the last day lies before the first day".to_owned());
        }
        let id = self.batch.trim().to_owned();
        let is_name = id.len() <= 64 && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b));
        if !is_name {
            return Err("a batch is named by up to 64 letters, digits, \"-\", \"_\" and \".\"".to_owned());
        }
        if id.starts_with(demo::BATCH_PREFIX) {
            return Err(format!(
                "batches whose names begin with \"{}\" are those of the demo data",
                demo::BATCH_PREFIX
            ));
        }
        Ok(Batch { id, plan, months, terms, window, demo: false })
    }
}

/// Country codes, parted by spaces, commas or semicolons. In order and each once, so that two ways to write the same are
/// the same.
fn read_regions(text: &str) -> Result<Vec<String>, String> {
    let mut regions = Vec::new();
    for region in text.split([' ', ',', ';']).filter(|region| !region.is_empty()) {
        let code = region.to_ascii_uppercase();
        if !is_region(&code) {
            return Err(format!(
                "\"{region}\" is not a country code: write the two letters of ISO 3166-1, such as DE, or GB for the \
                 United Kingdom"
            ));
        }
        regions.push(code);
    }
    regions.sort();
    regions.dedup();
    Ok(regions)
}

fn read_day(
    text: &str,
    moment: fn(Date) -> Result<Timestamp, calendar::BeyondCalendar>,
) -> Result<Option<Timestamp>, String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let wrong = || format!("\"{text}\" is not a day: write it like 2027-01-31");
    let day = text.parse::<Date>().ok().filter(|day| day.to_string() == text).ok_or_else(wrong)?;
    moment(day).map(Some).map_err(|_| wrong())
}

/// The columns of a batch as `issue` prints them: plan, months, regions, redeem_from, redeem_until, batch.
pub(super) fn columns(batch: &Batch) -> [String; 6] {
    let window = &batch.window;
    [
        batch.plan.to_string(),
        batch.months.to_string(),
        window.regions.join(" "),
        window.redeem_from.map(first_day).unwrap_or_default(),
        window.redeem_until.map(last_day).unwrap_or_default(),
        batch.id.clone(),
    ]
}

fn first_day(from: Timestamp) -> String {
    TimeZone::UTC.to_datetime(from).date().to_string()
}

/// The last day ends at the moment that is stored; the day before that moment's is meant.
fn last_day(until: Timestamp) -> String {
    let day = TimeZone::UTC.to_datetime(until).date();
    day.checked_sub(Span::new().days(1)).unwrap_or(day).to_string()
}

/// An error as input error.
pub(super) fn wrong_option(why: String) -> CliError {
    CliError::Input(why)
}
