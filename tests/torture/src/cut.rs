//! A proxy cuts the answer of every call of the journey at every byte. The visitor repeats the call: then there is one
//! redemption, and everybody who asks sees the same receipt. `--broken` refuses to repeat a receipt to its owner.

use serde_json::{Value, json};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use tapo_care_wire::{RedemptionState, Subscription};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use crate::books;
use crate::crowd;
use crate::http::{Answer, Request};
use crate::outcome::{Failure, Findings, Outcome};
use crate::stage::{Setting, Stage};
use crate::user::{Said, User};

/// The server that refuses a receipt to whoever asks again.
pub(crate) const BROKEN: &str = "no-second-receipt";

/// Codes that an account redeems, one after the other: no answer is longer than those to the one who has redeemed them all.
const CODES_OF_ACCOUNT: usize = 12;

const PLANS: [&str; 6] = ["basic-1", "basic-5", "premium-1", "premium-2", "premium-3", "premium-10"];

/// Journeys at a time, each of an account and through a proxy of its own.
const LANES: usize = 8;

/// A byte that no answer has.
const UNCUT: usize = 1 << 30;

/// No answer is so long.
const AT_MOST: usize = 6_000;

/// Runs the proof.
pub(crate) async fn run(setting: &Setting) -> Outcome<Findings> {
    let mut findings = Findings::default();
    // Every byte, or every so manieth of them.
    let stride = setting.amount(1, 97);
    let most = CODES_OF_ACCOUNT + AT_MOST / stride + LANES;
    let each = (most / LANES).div_ceil(CODES_OF_ACCOUNT);
    let stage = Stage::new(setting)?;
    let server = stage.serve().await?;
    let database = stage.database().await?;
    let mut users = crowd::log_in(&stage, &server, &database, LANES * each + 1).await?;
    for account in database.texts("SELECT id FROM accounts").await? {
        for number in 0..2 {
            let new = "INSERT INTO cameras (id, account_id, name, model, is_camera, online, region, position) VALUES";
            let sql =
                format!("{new} ('{account}-{number}', '{account}', 'Camera', 'C210', TRUE, TRUE, 'DE', {number})");
            database.run(&sql).await?;
        }
    }
    let mut lanes = Vec::new();
    for number in 0..=LANES {
        let own = users.split_off(users.len() - if number < LANES { each } else { 1 });
        lanes.push(Lane { proxy: Proxy::start(server.address).await?, users: own, codes: 0, cuts: 0 });
    }
    let mut stock = Vec::new();
    for plan in PLANS {
        stock.push(stage.codes(plan, 1, most / PLANS.len() + LANES).await?);
    }
    let course = Arc::new(Course { at: Mutex::new((0, 0)), stride, stock: Mutex::new(stock) });
    // Someone goes before all others, uncut, and finds how long answers get.
    if let Some(scout) = lanes.last_mut() {
        for _ in 0..CODES_OF_ACCOUNT {
            scout.go(&course, UNCUT, &mut findings).await?;
        }
    }
    let scout = lanes.pop();

    // Again, should the last journeys have found a longer answer when other lanes had come to the end already.
    while course.is_unfinished() {
        let mut running = JoinSet::new();
        for mut lane in lanes.drain(..) {
            let course = Arc::clone(&course);
            running.spawn(async move {
                let mut findings = Findings::default();
                let done = lane.run(&course, &mut findings).await;
                (lane, findings, done)
            });
        }
        while let Some(ended) = running.join_next().await {
            let (lane, found, done) = ended?;
            findings.merge(found);
            done?;
            lanes.push(lane);
        }
    }
    let log_ins = log_in(server.address, stride, &mut findings).await?;

    lanes.extend(scout);
    let codes: usize = lanes.iter().map(|lane| lane.codes).sum();
    let cuts: usize = lanes.iter().map(|lane| lane.cuts).sum();
    let redeemed = books::check(&database, &mut findings).await?;
    let opened = database.number("SELECT COUNT(*) FROM redemptions").await?;
    findings.expect(redeemed == codes, || format!("{redeemed} codes are redeemed, not {codes}"));
    findings.expect(usize::try_from(opened) == Ok(codes), || format!("{opened} redemptions are open, not {codes}"));
    findings.figure(
        "cut at",
        format!("every byte divisible by {stride}, up to the {} of the longest answer", course.longest()),
    );
    findings.figure("journeys", codes);
    findings.figure("answers cut", cuts + log_ins);
    findings.figure("of these log-ins", log_ins);
    findings.figure("redeemed, by the books", redeemed);
    database.close().await;
    Ok(findings)
}

/// What all lanes have in common.
struct Course {
    /// The byte that is next, and how long the longest answer was so far.
    at: Mutex<(usize, usize)>,
    stride: usize,
    /// Codes of each plan.
    stock: Mutex<Vec<Vec<String>>>,
}

impl Course {
    /// The next byte, unless no answer is so long.
    fn take(&self) -> Option<usize> {
        let mut place = self.at.lock().unwrap_or_else(PoisonError::into_inner);
        let (at, longest) = *place;
        place.0 += if at < longest { self.stride } else { 0 };
        (at < longest).then_some(at)
    }

    fn is_unfinished(&self) -> bool {
        let (at, longest) = *self.at.lock().unwrap_or_else(PoisonError::into_inner);
        at < longest
    }

    fn longest(&self) -> usize {
        self.at.lock().unwrap_or_else(PoisonError::into_inner).1
    }

    /// An answer was so long.
    fn saw(&self, length: usize) {
        let mut place = self.at.lock().unwrap_or_else(PoisonError::into_inner);
        place.1 = place.1.max(length);
    }

    fn code(&self, plan: usize) -> Outcome<String> {
        let mut stock = self.stock.lock().unwrap_or_else(PoisonError::into_inner);
        stock[plan].pop().ok_or_else(|| {
            Failure::said(format!(
                "the codes of a plan are used up, and the longest answer has {} bytes",
                self.longest()
            ))
        })
    }
}

/// Journeys, one after the other.
struct Lane {
    proxy: Proxy,
    users: Vec<User>,
    codes: usize,
    cuts: usize,
}

impl Lane {
    /// Takes one byte after the other, until no answer is so long.
    async fn run(&mut self, course: &Course, findings: &mut Findings) -> Outcome<()> {
        while let Some(at) = course.take() {
            self.go(course, at, findings).await?;
        }
        Ok(())
    }

    /// One journey, each of whose answers is cut at that byte.
    async fn go(&mut self, course: &Course, at: usize, findings: &mut Findings) -> Outcome<()> {
        let code = course.code(self.codes % PLANS.len())?;
        let place = self.codes / CODES_OF_ACCOUNT % self.users.len();
        let user = &mut self.users[place];
        let mut journey = Journey { user, proxy: &self.proxy, at, longest: 0, cuts: 0, findings };
        journey.go(&code).await?;
        self.cuts += journey.cuts;
        self.codes += 1;
        course.saw(journey.longest);
        Ok(())
    }
}

/// One journey, each of whose answers is cut at the same byte.
struct Journey<'a> {
    user: &'a mut User,
    proxy: &'a Proxy,
    at: usize,
    longest: usize,
    cuts: usize,
    findings: &'a mut Findings,
}

impl Journey<'_> {
    async fn go(&mut self, code: &str) -> Outcome<()> {
        let opening = self.user.opening(code);
        let (cut, whole) = self.twice(&opening).await?;
        let Said::Redemption(preview) = Said::of(Ok(whole)) else {
            self.findings.violation("a good code can't be opened again after the answer was cut");
            return Ok(());
        };
        self.findings.expect(preview.state == RedemptionState::Previewed, || "opening redeems".to_owned());
        if let Some(Said::Redemption(first)) = cut.map(|answer| Said::of(Ok(answer))) {
            self.findings.expect(first.id == preview.id, || "a code is opened twice".to_owned());
        }

        let id = preview.id.to_string();
        let confirming = self.user.confirming(&id, &preview.etag);
        let (cut, whole) = self.twice(&confirming).await?;
        let again = Said::of(Ok(whole));
        let Some(reference) = again.receipt().map(str::to_owned) else {
            self.findings.violation(format!("after a cut answer the owner is told {again:?}"));
            return Ok(());
        };
        if let Some(first) = cut.map(|answer| Said::of(Ok(answer))) {
            self.findings.expect(first.receipt() == Some(&reference), || format!("two receipts: {first:?}"));
        }
        let looking = self.user.request("GET", &format!("/api/v1/redemptions/{id}"), None, None);
        let (_, whole) = self.twice(&looking).await?;
        let seen = Said::of(Ok(whole));
        self.findings.expect(seen.receipt() == Some(&reference), || format!("another receipt is there: {seen:?}"));
        for path in ["/api/v1/session", "/api/v1/subscriptions", "/api/v1/cameras"] {
            let reading = self.user.request("GET", path, None, None);
            self.twice(&reading).await?;
        }

        let Said::Redemption(done) = seen else { return Ok(()) };
        self.choose(done.subscription.ok_or_else(|| Failure::said("a receipt without its subscription"))?).await
    }

    /// Chooses a camera. The repeat carries an etag that the first call has made an old one.
    async fn choose(&mut self, subscription: Subscription) -> Outcome<()> {
        let cameras = self.user.expect("GET", "/api/v1/cameras", &Value::Null, 200).await?;
        let cameras: Value = serde_json::from_slice(&cameras.body)?;
        let wanted = cameras["items"][self.at % 2]["id"].clone();
        let choice = json!({ "cameraIds": [wanted], "move": true });
        let path = format!("/api/v1/subscriptions/{}/cameras", subscription.id);
        let choosing = self.user.request("PUT", &path, Some(&subscription.etag), Some(&choice));
        let (_, again) = self.twice(&choosing).await?;
        self.findings.expect(matches!(again.status, 200 | 412), || format!("a choice again: {}", again.text()));
        let seen =
            self.user.expect("GET", &format!("/api/v1/subscriptions/{}", subscription.id), &Value::Null, 200).await?;
        let seen: Value = serde_json::from_slice(&seen.body)?;
        let chosen = seen["cameras"].as_array().is_some_and(|all| all.len() == 1 && all[0]["id"] == wanted);
        self.findings.expect(chosen, || format!("another choice is there: {}", seen["cameras"]));
        Ok(())
    }

    /// Makes a call through the proxy, which cuts the answer, and then again past it. The first answer, if it came whole.
    async fn twice(&mut self, request: &Request) -> Outcome<(Option<Answer>, Answer)> {
        self.proxy.cut_at(self.at);
        let first = self.user.at(self.proxy.address).call(request).await.ok();
        self.cuts += usize::from(first.is_none());
        let again = self.user.call(request).await?;
        self.longest = self.longest.max(again.length());
        Ok((first, again))
    }
}

/// Log-ins whose answers are cut: whoever tries again is in.
async fn log_in(server: SocketAddr, stride: usize, findings: &mut Findings) -> Outcome<usize> {
    let mut running = JoinSet::new();
    for lane in 0..LANES {
        running.spawn(async move {
            let proxy = Proxy::start(server).await?;
            let email = crowd::email(lane);
            let (mut found, mut at, mut cuts) = (Findings::default(), lane * stride, 0);
            loop {
                proxy.cut_at(at);
                let whole = User::new(proxy.address).log_in(&email, crate::stage::PASSWORD).await.is_ok();
                let again = User::new(server).log_in(&email, crate::stage::PASSWORD).await;
                found.expect(again.is_ok(), || format!("a second log-in fails: {again:?}"));
                if whole {
                    return Ok::<_, Failure>((found, cuts));
                }
                (at, cuts) = (at + LANES * stride, cuts + 1);
            }
        });
    }
    let mut cuts = 0;
    while let Some(ended) = running.join_next().await {
        let (found, some) = ended??;
        findings.merge(found);
        cuts += some;
    }
    Ok(cuts)
}

/// A proxy that lets only so many bytes of an answer through, and then closes both connections.
struct Proxy {
    address: SocketAddr,
    at: Arc<AtomicUsize>,
}

impl Proxy {
    async fn start(server: SocketAddr) -> Outcome<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let (address, at) = (listener.local_addr()?, Arc::new(AtomicUsize::new(0)));
        let limit = Arc::clone(&at);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let left = limit.load(Ordering::SeqCst);
                tokio::spawn(async move { drop(carry(client, server, left).await) });
            }
        });
        Ok(Self { address, at })
    }

    fn cut_at(&self, byte: usize) {
        self.at.store(byte, Ordering::SeqCst);
    }
}

async fn carry(client: TcpStream, server: SocketAddr, mut left: usize) -> std::io::Result<()> {
    let mut server = TcpStream::connect(server).await?;
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.split();
    let mut bytes = vec![0; 16 * 1024];
    let asking = tokio::io::copy(&mut from_client, &mut to_server);
    let answering = async {
        loop {
            let read = from_server.read(&mut bytes).await?;
            let passed = read.min(left);
            to_client.write_all(&bytes[..passed]).await?;
            left -= passed;
            // Cut when there is a byte too many; an answer of just so many bytes is whole.
            if read == 0 || passed < read {
                return std::io::Result::Ok(());
            }
        }
    };
    tokio::select! {
        asked = asking => drop(asked?),
        answered = answering => answered?,
    }
    Ok(())
}
