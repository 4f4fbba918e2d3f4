//! A proxy cuts the answer of every call of the journey at every byte. The visitor repeats the call: then there is one
//! redemption, and everybody who asks sees the same receipt. `--broken` refuses to repeat a receipt to its owner.

use serde_json::{Value, json};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tapo_care_wire::{RedemptionState, Subscription};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::books;
use crate::http::{Answer, Request};
use crate::outcome::{Failure, Findings, Outcome};
use crate::stage::{Setting, Stage};
use crate::user::{Said, User};

/// The server that refuses a receipt to whoever asks again.
pub(crate) const BROKEN: &str = "no-second-receipt";

/// Enough that no account's list of codes gets long, which would make every answer long.
const ACCOUNTS: usize = 24;

const PLANS: [&str; 6] = ["basic-1", "basic-5", "premium-1", "premium-2", "premium-3", "premium-10"];

/// Runs the proof.
pub(crate) async fn run(setting: &Setting) -> Outcome<Findings> {
    let mut findings = Findings::default();
    // Every byte, or every so manieth of them.
    let stride = setting.amount(1, 97);
    let stage = Stage::new(setting)?;
    let server = stage.serve().await?;
    let proxy = Proxy::start(server.address).await?;
    let mut users = stage.accounts(&server, if setting.short { ACCOUNTS / 6 } else { ACCOUNTS }).await?;
    let database = stage.database().await?;
    for account in database.texts("SELECT id FROM accounts").await? {
        for number in 0..2 {
            let new = "INSERT INTO cameras (id, account_id, name, model, is_camera, online, region, position) VALUES";
            let sql =
                format!("{new} ('{account}-{number}', '{account}', 'Camera', 'C210', TRUE, TRUE, 'DE', {number})");
            database.run(&sql).await?;
        }
    }

    let (mut cuts, mut codes, mut at, mut longest) = (0, 0, 0, 1);
    let mut stock: Vec<Vec<String>> = Vec::new();
    for plan in PLANS {
        stock.push(stage.codes(plan, 1, 1_000 / stride.min(20) + 20).await?);
    }
    while at < longest {
        let code = stock[codes % PLANS.len()].pop().ok_or_else(|| Failure::said("the codes are used up"))?;
        let place = codes / PLANS.len() % users.len();
        let user = &mut users[place];
        let mut journey = Journey { user, proxy: &proxy, at, longest: 0, cuts: 0, findings: &mut findings };
        journey.go(&code).await?;
        (cuts, longest) = (cuts + journey.cuts, journey.longest.max(longest));
        codes += 1;
        at += stride;
    }
    let log_ins = log_in(&proxy, server.address, stride.max(4), &mut findings).await?;

    let redeemed = books::check(&database, &mut findings).await?;
    let opened = database.number("SELECT COUNT(*) FROM redemptions").await?;
    findings.expect(redeemed == codes, || format!("{redeemed} codes are redeemed, not {codes}"));
    findings.expect(usize::try_from(opened) == Ok(codes), || format!("{opened} redemptions are open, not {codes}"));
    findings.figure("cut at", format!("every byte divisible by {stride}, up to the {longest} of the longest answer"));
    findings.figure("journeys", codes);
    findings.figure("answers cut", cuts + log_ins);
    findings.figure("of these log-ins", log_ins);
    findings.figure("redeemed, by the books", redeemed);
    database.close().await;
    Ok(findings)
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

/// Log-ins whose answers are cut: whoever tries again is in. Each hashes a password, so fewer bytes are tried.
async fn log_in(proxy: &Proxy, server: SocketAddr, stride: usize, findings: &mut Findings) -> Outcome<usize> {
    let (mut at, mut cuts) = (0, 0);
    loop {
        proxy.cut_at(at);
        let whole = User::new(proxy.address).log_in("someone-0@example.com", crate::stage::PASSWORD).await.is_ok();
        let mut user = User::new(server);
        let again = user.log_in("someone-0@example.com", crate::stage::PASSWORD).await;
        findings.expect(again.is_ok(), || format!("a second log-in fails: {again:?}"));
        if whole {
            return Ok(cuts);
        }
        (at, cuts) = (at + stride, cuts + 1);
    }
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
