//! Many ask for the same code at the same moment, from several accounts, through two servers over one database.
//!
//! Exactly one account gets it; all calls of that account find the same receipt; all others hear that someone else was
//! quicker. `--broken` reads whether a code is unspent, then writes, without a lock and without the conditional write.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use tokio::sync::Barrier;
use tokio::task::JoinSet;

use crate::books;
use crate::outcome::{Findings, Outcome};
use crate::server::Server;
use crate::stage::{Setting, Stage};
use crate::user::{Said, User};

/// Whoever breaks the lock has to break this, too: a proof that leans on it would say nothing of the program.
pub(crate) const LAST_GUARD: &str = "a_code_is_redeemed_once";

/// The server that reads first and writes later.
pub(crate) const BROKEN: &str = "read-then-write";

/// How many ask for each code, and with how many accounts.
const REDEEMERS: usize = 100;
const ACCOUNTS: usize = 10;

/// How many ask for the one code that everybody wants.
const CROWD: usize = 1_000;

/// Runs the proof.
pub(crate) async fn run(setting: &Setting) -> Outcome<Findings> {
    let mut findings = Findings::default();
    let codes = setting.amount(200, 6);
    let stage = Stage::new(setting)?;
    let servers = [stage.serve().await?, stage.serve().await?];
    let database = stage.database().await?;
    if setting.broken.is_some() {
        database.run(&format!("DROP INDEX {LAST_GUARD}")).await?;
    }
    let accounts = stage.accounts(&servers[0], ACCOUNTS).await?;

    let begun = Instant::now();
    let wins = contest(&stage, &servers, &accounts, codes, REDEEMERS, &mut findings).await?;
    let calls = codes * REDEEMERS;
    findings.figure("codes", codes);
    findings.figure(
        "redeemers for each",
        format!("{REDEEMERS} calls of {ACCOUNTS} accounts, half of them at either server"),
    );
    findings.figure("wins", wins);
    findings.figure("calls a second", format!("{:.0}", calls as f64 / begun.elapsed().as_secs_f64()));

    let crowd = if setting.short { CROWD / 5 } else { CROWD };
    let more = contest(&stage, &servers, &accounts, 1, crowd, &mut findings).await?;
    findings.figure(format!("wins among {crowd} for one code"), more);

    let redeemed = books::check(&database, &mut findings).await?;
    findings.expect(redeemed == codes + 1, || format!("{redeemed} codes are redeemed, not {}", codes + 1));
    findings.figure("redeemed, by the books", redeemed);
    database.close().await;
    Ok(findings)
}

/// Lets `redeemers` race for each of `count` codes. How many accounts got one.
async fn contest(
    stage: &Stage,
    servers: &[Server; 2],
    accounts: &[User],
    count: usize,
    redeemers: usize,
    findings: &mut Findings,
) -> Outcome<usize> {
    let place = |number: usize| (number % accounts.len(), servers[number / accounts.len() % 2].address);
    let mut users: Vec<Option<User>> = (0..redeemers)
        .map(|number| {
            let (account, address) = place(number);
            Some(accounts[account].at(address))
        })
        .collect();
    let mut wins = 0;
    for code in stage.codes("premium-2", 1, count).await? {
        let mut previews = Vec::new();
        for user in users.iter_mut().take(accounts.len()).flatten() {
            // Every second account looked at it before. The others come with nothing but the code.
            let looked = previews.len().is_multiple_of(2);
            previews.push(if looked { Some(user.preview(&code).await?) } else { None });
        }
        let start = Arc::new(Barrier::new(redeemers));
        let mut racing = JoinSet::new();
        for (number, user) in users.iter_mut().enumerate() {
            let Some(mut user) = user.take() else { continue };
            let preview =
                previews[number % accounts.len()].as_ref().map(|seen| (seen.id.to_string(), seen.etag.clone()));
            let (start, code) = (Arc::clone(&start), code.clone());
            racing.spawn(async move {
                start.wait().await;
                let said = redeem(&mut user, &code, preview).await;
                (number, user, said)
            });
        }
        let mut by_account: BTreeMap<usize, Vec<Said>> = BTreeMap::new();
        while let Some(ended) = racing.join_next().await {
            let (number, user, said) = ended?;
            users[number] = Some(user);
            by_account.entry(number % accounts.len()).or_default().push(said);
        }
        wins += judge(&by_account, findings);
    }
    Ok(wins)
}

/// Redeems a code that others want, too.
async fn redeem(user: &mut User, code: &str, preview: Option<(String, String)>) -> Said {
    let (id, etag) = match preview {
        Some(seen) => seen,
        None => match user.open(code).await {
            Said::Redemption(redemption) => (redemption.id.to_string(), redemption.etag.clone()),
            refused => return refused,
        },
    };
    user.confirm(&id, &etag).await
}

/// Checks what all who raced for a code were told. How many accounts were told that it is theirs.
fn judge(by_account: &BTreeMap<usize, Vec<Said>>, findings: &mut Findings) -> usize {
    let winners = by_account.values().filter(|said| said.iter().any(|said| said.receipt().is_some())).count();
    findings.expect(winners == 1, || format!("{winners} accounts were told that a code is theirs"));
    for said in by_account.values() {
        let receipt = said.iter().find_map(Said::receipt);
        for said in said {
            let right = if receipt.is_some() { said.receipt() == receipt } else { said.is_lost_race() };
            findings.expect(right, || format!("a call of an account with receipt {receipt:?} was told {said:?}"));
        }
    }
    winners
}
