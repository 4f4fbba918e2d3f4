//! Random histories of accounts and codes against the rules written down a second time (`model/rules.rs`): after each operation
//! the server's answer is what the rules say, dates, cameras and refusals included. `--broken` counts months from the last
//! end instead of the anchor.

mod room;
mod rules;

use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::task::JoinSet;

use crate::outcome::{Failure, Findings, Outcome};
use crate::stage::Setting;
use room::{Answer, Room, Template};
use rules::{Account, Agreement, Camera, Choice, Code, Redemption, World};
use tapo_care_wire::ErrorCode;

/// The server that lets months drift.
pub(crate) const BROKEN: &str = "drifting-months";

/// Operations of a history.
const OPERATIONS: usize = 50;
/// Histories of a room.
const HISTORIES: usize = 40;
/// Accounts of a history, and where each is at home.
const ACCOUNTS: usize = 3;
const REGIONS: [&str; ACCOUNTS] = ["DE", "DE", "FR"];
/// 2027-01-31T12:00:00Z, when histories begin: a day that most months lack.
const BASE: i64 = 1_801_396_800;

/// Cameras of each account: model, and whether a plan can cover it; those that it can't were sold elsewhere.
const CAMERAS: [(&str, bool); 4] = [("C210", true), ("C310", true), ("C420S2", true), ("C100", false)];

/// Codes of each history: plan, months, region, first and last day.
type Spec = (&'static str, i64, &'static str, &'static str, &'static str);
const SPECS: [Spec; 12] = [
    ("premium-2", 1, "", "", ""),
    ("premium-2", 1, "", "", ""),
    ("premium-2", 12, "", "", ""),
    ("premium-2", 3, "", "", ""),
    ("basic-1", 1, "", "", ""),
    ("basic-1", 2, "", "", ""),
    ("basic-1", 6, "", "2027-03-01", ""),
    ("basic-5", 1, "FR", "", ""),
    ("premium-2", 1, "", "", "2027-02-28"),
    ("premium-2", 2, "DE", "", ""),
    ("basic-1", 1, "", "2027-02-10", "2027-05-31"),
    ("premium-10", 1, "", "", ""),
];

/// Runs the proof.
pub(crate) async fn run(setting: &Setting) -> Outcome<Findings> {
    let mut findings = Findings::default();
    let histories = setting.amount(10_000, 10);
    let template = Arc::new(Template::new(setting, histories.min(HISTORIES)).await?);
    let rooms = histories.div_ceil(HISTORIES);
    let (next, begun) = (Arc::new(AtomicUsize::new(0)), std::time::Instant::now());
    let mut working = JoinSet::new();
    for _ in 0..4 {
        let (template, next, seed) = (Arc::clone(&template), Arc::clone(&next), setting.seed);
        working.spawn(async move {
            let (mut found, mut operations, mut redeemed) = (Vec::new(), 0, 0);
            loop {
                let number = next.fetch_add(1, Ordering::SeqCst);
                if number >= rooms {
                    return Ok::<_, Failure>((found, operations, redeemed));
                }
                let room = template.room(number).await?;
                for history in 0..HISTORIES.min(histories - number * HISTORIES) {
                    let own_seed = seed.wrapping_add((number * HISTORIES + history) as u64);
                    let mut play = Play::new(&room, history, own_seed);
                    match play.run().await? {
                        None => operations += OPERATIONS,
                        Some(divergence) => found.push(format!(
                            "seed {own_seed}, operation {}: {divergence}; history: {}",
                            play.log.len(),
                            play.log.join(" · ")
                        )),
                    }
                    redeemed += play.world.codes.iter().filter(|code| code.redeemed_by.is_some()).count();
                }
                room.close().await?;
                template.forget(number).await?;
            }
        });
    }
    let (mut operations, mut redeemed) = (0, 0);
    while let Some(done) = working.join_next().await {
        let (found, some, more) = done??;
        found.into_iter().for_each(|text| findings.violation(text));
        operations += some;
        redeemed += more;
    }
    findings.expect(redeemed > histories, || "hardly any code was redeemed: the histories try nothing".to_owned());
    findings.figure("histories", format!("{histories} of {OPERATIONS} operations"));
    findings.figure("operations as the rules say", operations);
    findings.figure("codes redeemed in them", redeemed);
    findings.figure("operations a second", format!("{:.0}", operations as f64 / begun.elapsed().as_secs_f64()));
    findings.figure("seed", setting.seed);
    Ok(findings)
}

/// One history on its way.
struct Play<'a> {
    room: &'a Room,
    history: usize,
    chance: fastrand::Rng,
    world: World,
    /// Ids that the server gave, by account and redemption or subscription.
    redemptions: BTreeMap<(usize, usize), String>,
    subscriptions: BTreeMap<(usize, usize), String>,
    references: BTreeMap<(usize, usize), String>,
    /// Etags that were seen, the last one last, with what was agreed to.
    agreed: BTreeMap<(usize, usize), Vec<(String, Agreement)>>,
    choices: BTreeMap<(usize, usize), Vec<(String, Choice)>>,
    /// What was done, for whoever reads of a divergence.
    log: Vec<String>,
}

/// Where the server does not do what the rules say.
type Divergence = Result<(), String>;

/// A difference in words, or nothing.
fn same<T: PartialEq + std::fmt::Debug>(what: &str, is: T, should: T) -> Divergence {
    if is == should { Ok(()) } else { Err(format!("{what} is {is:?}, not {should:?}")) }
}

impl<'a> Play<'a> {
    fn new(room: &'a Room, history: usize, seed: u64) -> Self {
        let day = |text: &str, days: i64| {
            let start = format!("{text}T00:00:00Z").parse::<jiff::Timestamp>().ok()?;
            Some(start.as_second() + days * 86_400)
        };
        let codes = SPECS.iter().map(|&(plan, months, region, from, until)| Code {
            plan,
            months,
            region: (!region.is_empty()).then_some(region),
            from: day(from, 0),
            until: day(until, 1),
            redeemed_by: None,
            revoked: false,
        });
        let cameras = || CAMERAS.iter().map(|&(_, eligible)| Camera { eligible, subscription: None }).collect();
        let accounts = REGIONS.iter().map(|region| Account { region, cameras: cameras(), ..Account::default() });
        let world = World { now: BASE, codes: codes.collect(), accounts: accounts.collect() };
        Self {
            room,
            history,
            chance: fastrand::Rng::with_seed(seed),
            world,
            redemptions: BTreeMap::new(),
            subscriptions: BTreeMap::new(),
            references: BTreeMap::new(),
            agreed: BTreeMap::new(),
            choices: BTreeMap::new(),
            log: Vec::new(),
        }
    }

    /// Plays the history to its end, or to the first divergence.
    async fn run(&mut self) -> Outcome<Option<String>> {
        self.room.set(self.world.now);
        for _ in 0..OPERATIONS {
            if let Err(divergence) = self.step().await? {
                return Ok(Some(divergence));
            }
        }
        Ok(None)
    }

    async fn step(&mut self) -> Outcome<Divergence> {
        let account = self.chance.usize(0..ACCOUNTS);
        let own = &self.world.accounts[account];
        let (redemptions, subscriptions) = (own.redemptions.len(), own.subscriptions.len());
        match self.chance.u32(0..100) {
            0..25 => self.open(account).await,
            25..55 if redemptions > 0 => self.confirm(account, redemptions).await,
            55..63 if redemptions > 0 => self.look(account, redemptions).await,
            63..72 if subscriptions > 0 => self.see(account).await,
            72..86 if subscriptions > 0 => self.choose(account, subscriptions).await,
            86..89 => self.revoke().await,
            89..100 => Ok(self.pass()),
            _ => self.open(account).await,
        }
    }

    fn pass(&mut self) -> Divergence {
        let ends: Vec<i64> = self
            .world
            .accounts
            .iter()
            .flat_map(|own| own.subscriptions.iter().map(rules::Subscription::ends))
            .chain(self.world.codes.iter().flat_map(|code| [code.from, code.until]).flatten())
            .filter(|&moment| moment > self.world.now)
            .collect();
        // Often just before, at, or just after a moment that changes something.
        let now = self.world.now;
        let to = match self.chance.choice(&ends) {
            Some(&moment) if self.chance.bool() && moment < now + 200 * 86_400 => moment + self.chance.i64(-1..2),
            _ => now + self.chance.i64(1..20 * 86_400),
        };
        self.world.now = to.max(now);
        self.room.set(self.world.now);
        self.log.push(format!("it is {}", text(self.world.now)));
        Ok(())
    }

    async fn revoke(&mut self) -> Outcome<Divergence> {
        let code = self.chance.usize(0..SPECS.len());
        let sql = format!(
            "UPDATE codes SET revoked_at = {}, revoke_reason = 'torture' WHERE batch_id = 'h{}-c{code}'
             AND redeemed_by IS NULL AND revoked_at IS NULL",
            self.world.now, self.history
        );
        self.log.push(format!("code {code} is revoked"));
        let changed = self.room.database.run(&sql).await? == 1;
        let known = &mut self.world.codes[code];
        let should = known.redeemed_by.is_none() && !known.revoked;
        known.revoked |= should;
        Ok(same("whether it could be revoked", changed, should))
    }

    async fn open(&mut self, account: usize) -> Outcome<Divergence> {
        let code = self.chance.usize(0..SPECS.len());
        self.log.push(format!("account {account} sends code {code}"));
        let body = json!({ "code": room::code(self.history, code) });
        let answer = self.call(account, "POST", "/api/v1/redemptions", None, Some(body)).await?;
        let known = self.world.accounts[account].redemptions.iter().position(|own| own.code == code);
        let done = known.is_some_and(|number| self.world.accounts[account].redemptions[number].done.is_some());
        let refusals = self.world.refusals(account, code);
        if !done && !refusals.is_empty() {
            return Ok(refused(&answer, &refusals));
        }
        let number = known.unwrap_or(self.world.accounts[account].redemptions.len());
        if known.is_none() {
            self.world.accounts[account].redemptions.push(Redemption { code, done: None });
        }
        let status = if known.is_some() { 200 } else { 201 };
        Ok(same("the status", answer.status, status).and_then(|()| self.redemption(account, number, &answer.body)))
    }

    async fn look(&mut self, account: usize, redemptions: usize) -> Outcome<Divergence> {
        let number = self.chance.usize(0..redemptions);
        self.log.push(format!("account {account} looks at redemption {number}"));
        let path = format!("/api/v1/redemptions/{}", self.redemptions[&(account, number)]);
        let answer = self.call(account, "GET", &path, None, None).await?;
        let Redemption { code, done } = self.world.accounts[account].redemptions[number].clone();
        let refusals = self.world.refusals(account, code);
        if done.is_none() && !refusals.is_empty() {
            return Ok(refused(&answer, &refusals));
        }
        Ok(same("the status", answer.status, 200).and_then(|()| self.redemption(account, number, &answer.body)))
    }

    async fn confirm(&mut self, account: usize, redemptions: usize) -> Outcome<Divergence> {
        let number = self.chance.usize(0..redemptions);
        let seen = self.agreed.get(&(account, number)).cloned().unwrap_or_default();
        let picked = match self.chance.u32(0..10) {
            0 => None,
            1..3 => seen.first().cloned(),
            _ => seen.last().cloned(),
        };
        self.log.push(format!("account {account} confirms redemption {number}, having seen {picked:?}"));
        let path = format!("/api/v1/redemptions/{}/confirmation", self.redemptions[&(account, number)]);
        let etag = picked.as_ref().map(|(etag, _)| etag.as_str());
        let answer = self.call(account, "POST", &path, etag, None).await?;
        let Redemption { code, done } = self.world.accounts[account].redemptions[number].clone();
        if done.is_none() {
            let mut refusals = self.world.refusals(account, code);
            let agreement = self.world.agreement(code, &self.world.effect(account, code));
            match &picked {
                None => refusals.push(ErrorCode::IfMatchRequired),
                Some((_, agreed)) if *agreed != agreement => refusals.push(ErrorCode::PreviewChanged),
                Some(_) => {}
            }
            if !refusals.is_empty() {
                let fresh = answer.body.get("redemption").cloned();
                return Ok(refused(&answer, &refusals).and_then(|()| match fresh {
                    Some(fresh) => self.redemption(account, number, &fresh),
                    None => Ok(()),
                }));
            }
            self.world.redeem(account, number);
        }
        Ok(same("the status", answer.status, 200).and_then(|()| self.redemption(account, number, &answer.body)))
    }

    async fn see(&mut self, account: usize) -> Outcome<Divergence> {
        self.log.push(format!("account {account} looks at its subscriptions"));
        let answer = self.call(account, "GET", "/api/v1/subscriptions", None, None).await?;
        let items = answer.body["items"].as_array().cloned().unwrap_or_default();
        let held = self.world.accounts[account].subscriptions.len();
        let mut all = same("how many subscriptions there are", items.len(), held);
        for item in &items {
            let number = self.subscriptions.iter().find(|((whose, _), id)| *whose == account && item["id"] == **id);
            let Some((&(_, number), _)) = number else { return Ok(Err(format!("a strange subscription: {item}"))) };
            all = all.and_then(|()| self.subscription(account, number, item));
        }
        Ok(all)
    }

    async fn choose(&mut self, account: usize, subscriptions: usize) -> Outcome<Divergence> {
        let number = self.chance.usize(0..subscriptions);
        let wanted: BTreeSet<usize> = (0..CAMERAS.len()).filter(|_| self.chance.u32(0..3) == 0).collect();
        let may_move = self.chance.bool();
        let seen = self.choices.get(&(account, number)).cloned().unwrap_or_default();
        let picked = match self.chance.u32(0..12) {
            0 => None,
            1..3 => seen.first().cloned(),
            _ => seen.last().cloned(),
        };
        self.log
            .push(format!("account {account} chooses {wanted:?} for {number}, moving: {may_move}, seen {picked:?}"));
        let path = format!("/api/v1/subscriptions/{}/cameras", self.subscriptions[&(account, number)]);
        let mut body =
            json!({ "cameraIds": wanted.iter().map(|&camera| self.camera(account, camera)).collect::<Vec<_>>() });
        if may_move {
            body["move"] = json!(true);
        }
        let answer =
            self.call(account, "PUT", &path, picked.as_ref().map(|(etag, _)| etag.as_str()), Some(body)).await?;
        let mut refusals = self.world.camera_refusals(account, number, &wanted, may_move);
        match &picked {
            None => refusals.push(ErrorCode::IfMatchRequired),
            Some((_, agreed)) if *agreed != self.world.choice(account, number) => {
                refusals.push(ErrorCode::ChangedMeanwhile);
            }
            Some(_) => {}
        }
        if !refusals.is_empty() {
            let fresh = answer.body.get("subscription").cloned();
            return Ok(refused(&answer, &refusals).and_then(|()| match fresh {
                Some(fresh) => self.subscription(account, number, &fresh),
                None => Ok(()),
            }));
        }
        self.world.choose(account, number, &wanted);
        Ok(same("the status", answer.status, 200).and_then(|()| self.subscription(account, number, &answer.body)))
    }

    /// Compares a redemption with what the rules say of it, and remembers what the visitor has seen by it.
    fn redemption(&mut self, account: usize, number: usize, body: &Value) -> Divergence {
        let place = (account, number);
        let Redemption { code, done } = self.world.accounts[account].redemptions[number].clone();
        let id = body["id"].as_str().unwrap_or_default().to_owned();
        same("its id", &id, self.redemptions.entry(place).or_insert(id.clone()))?;
        let Code { plan, months, .. } = self.world.codes[code];
        same("its plan", body["grant"]["plan"]["id"].as_str(), Some(plan))?;
        same("its months", body["grant"]["months"].as_i64(), Some(months))?;
        let effect = done.as_ref().map_or_else(|| self.world.effect(account, code), |(_, effect, _)| effect.clone());
        let is = &body["effect"];
        same("its kind", is["kind"].as_str(), Some(if effect.extends.is_some() { "extends" } else { "new" }))?;
        same("its start", is["startsAt"].as_str(), Some(text(effect.starts).as_str()))?;
        same("its end", is["endsAt"].as_str(), Some(text(effect.ends).as_str()))?;
        let previous = effect.extends.map(|_| text(effect.starts));
        same("the end before it", is["previousEndsAt"].as_str(), previous.as_deref())?;
        let Some((at, _, subscription)) = done else {
            same("its state", body["state"].as_str(), Some("previewed"))?;
            let etag = body["etag"].as_str().unwrap_or_default().to_owned();
            let agreement = self.world.agreement(code, &effect);
            return remember(self.agreed.entry(place).or_default(), etag, agreement);
        };
        same("its state", body["state"].as_str(), Some("redeemed"))?;
        same("its moment", body["redeemedAt"].as_str(), Some(text(at).as_str()))?;
        let reference = body["reference"].as_str().unwrap_or_default().to_owned();
        same("its reference", &reference, self.references.entry(place).or_insert(reference.clone()))?;
        let held = is["subscriptionId"].as_str().unwrap_or_default().to_owned();
        let known = self.subscriptions.entry((account, subscription)).or_insert(held.clone());
        same("its subscription", &held, known)?;
        self.subscription(account, subscription, &body["subscription"])
    }

    /// The same of a subscription.
    fn subscription(&mut self, account: usize, number: usize, body: &Value) -> Divergence {
        let held = &self.world.accounts[account].subscriptions[number];
        same("the subscription's plan", body["plan"]["id"].as_str(), Some(held.plan))?;
        let state = if self.world.now < held.ends() { "active" } else { "ended" };
        same("the subscription's state", body["state"].as_str(), Some(state))?;
        same("the subscription's start", body["startsAt"].as_str(), Some(text(held.anchor).as_str()))?;
        same("the subscription's end", body["endsAt"].as_str(), Some(text(held.ends()).as_str()))?;
        same("whether cameras were chosen", body["camerasChosen"].as_bool(), Some(held.chosen))?;
        let of = |list: &Value, field: &str| -> Vec<Value> {
            list.as_array().map(|items| items.iter().map(|item| item[field].clone()).collect()).unwrap_or_default()
        };
        same(
            "the months of its codes",
            of(&body["redemptions"], "months"),
            held.entries.iter().map(|&m| json!(m)).collect(),
        )?;
        let covered = self.world.covered(account, number);
        let cameras: Vec<Value> = covered.iter().map(|&camera| json!(self.camera(account, camera))).collect();
        same("its cameras", of(&body["cameras"], "id"), cameras)?;
        let choice = self.world.choice(account, number);
        let etag = body["etag"].as_str().unwrap_or_default().to_owned();
        remember(self.choices.entry((account, number)).or_default(), etag, choice)
    }

    fn camera(&self, account: usize, camera: usize) -> String {
        format!("{}-{camera}", self.history * ACCOUNTS + account)
    }

    async fn call(
        &self,
        account: usize,
        method: &str,
        path: &str,
        etag: Option<&str>,
        body: Option<Value>,
    ) -> Outcome<Answer> {
        self.room.call(self.history * ACCOUNTS + account, method, path, etag, body).await
    }
}

/// Remembers an etag. The same etag always stands for the same, and another for something else.
fn remember<T: PartialEq + Clone + std::fmt::Debug>(seen: &mut Vec<(String, T)>, etag: String, what: T) -> Divergence {
    for (old, meant) in seen.iter() {
        if (*old == etag) != (*meant == what) {
            return Err(format!("etag {etag} for {what:?}, and {old} for {meant:?}"));
        }
    }
    seen.retain(|(old, _)| *old != etag);
    seen.push((etag, what));
    Ok(())
}

/// Checks a refusal, which must be for one of these reasons and spend nothing.
fn refused(answer: &Answer, reasons: &[ErrorCode]) -> Divergence {
    match answer.problem() {
        Some(problem) if reasons.contains(&problem.code) && problem.status == answer.status => Ok(()),
        _ => Err(format!("a call is answered {} {}, not {reasons:?}", answer.status, answer.body)),
    }
}

/// A moment as it travels.
fn text(second: i64) -> String {
    jiff::Timestamp::from_second(second).map_or_else(|_| String::new(), |moment| moment.to_string())
}
