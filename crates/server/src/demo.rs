//! Demo data: two accounts, cameras, and a code for everything that can happen to a code. Only with `--demo`; a server
//! without it knows none of this, since the passwords and codes are published.
//!
//! Laid out again at each start, it leaves alone whatever is there.

use crate::{
    app::App,
    cases::confirm,
    domain::{
        audit::AuditEvent,
        calendar,
        code::{Batch, Window},
        effect,
    },
    problem::Failure,
    random,
    store::{Account, CameraRecord, NewAccount, StoreError, Tx},
};
use jiff::{SignedDuration, Timestamp, civil::date};
use std::fmt;
use tapo_care_wire::{AccountId, CameraId, DeviceKind, PlanId, RedemptionCode, RedemptionId, Terms};

/// The log-in that everyone is told.
pub const EMAIL: &str = "demo@example.com";
/// The password of both demo accounts.
pub const PASSWORD: &str = "correct horse battery";
/// Someone else, to whom a code was given before.
pub const FRIEND: &str = "friend@example.com";
/// The code of the example: Premium, 2 cameras, 12 months.
pub const CODE: &str = "W2GBJZT48TRNM";
/// What can be redeemed besides, and what it is, for whoever prints a list.
pub const OTHER_CODES: [(&str, &str); 5] = [
    ("SAMEPLAN00001", "Premium, 2 cameras, 1 month: the same plan, so it extends"),
    ("BASICPLAN0005", "Basic, 5 cameras, 3 months"),
    ("BASICPLAN0001", "Basic, 1 camera, 6 months: the plan that has ended"),
    ("PREMIUM000003", "Premium, 3 cameras, 1 month, refundable"),
    ("PREMIUM000010", "Premium, 10 cameras, 1 month"),
];

/// How the names of all demo batches begin, and no others.
pub(crate) const BATCH_PREFIX: &str = "demo-";

/// Whether the code is one of the demo data's, which everybody knows.
pub(crate) fn is_published(code: &RedemptionCode) -> bool {
    codes().iter().any(|demo| demo.code == code.expose())
}

/// How long ago the subscription began that has ended. It ran for a month.
const ENDED_BEGAN: SignedDuration = SignedDuration::from_hours(24 * 200);

/// A demo device: name, model, whether online, region.
type Device = (&'static str, &'static str, bool, &'static str);

const CAMERAS: [Device; 5] = [
    ("Front door", "C420S2", true, "DE"),
    ("Garden", "C325WB", true, "DE"),
    ("Living room", "C210", false, "DE"),
    ("Garage", "C310", true, "DE"),
    // Sold elsewhere, so that no plan of the account can cover it.
    ("Cabin", "C100", false, "US"),
];

const CAMERAS_OF_FRIEND: [Device; 2] = [("Office", "C110", true, "DE"), ("Yard", "C420", true, "DE")];

/// A camera that appears in a demonstration: one of several models, with a name that the account does not have yet.
pub(crate) fn new_camera(id: CameraId, kind: DeviceKind, region: &str, there: &[CameraRecord]) -> CameraRecord {
    let (name, models): (&str, &[&str]) = match kind {
        DeviceKind::PlugIn => ("Hallway", &["C225", "C210", "C120"]),
        DeviceKind::Battery => ("Balcony", &["C425", "C410"]),
        DeviceKind::Doorbell => ("Doorbell", &["D230S1"]),
        DeviceKind::HubKit => ("Driveway", &["C420S2", "C400S2"]),
    };
    let called = |number: usize| if number == 1 { name.to_owned() } else { format!("{name} {number}") };
    let is_free = |number: &usize| there.iter().all(|camera| camera.name != called(*number));
    let number = (1..).find(is_free).unwrap_or(1);
    let model = models.get((number - 1) % models.len()).copied().unwrap_or("C210");
    CameraRecord {
        id,
        name: called(number),
        model: model.to_owned(),
        is_camera: true,
        online: true,
        region: region.to_owned(),
        subscription_id: None,
    }
}

/// The demo data can't be laid out.
#[derive(Debug)]
pub(crate) struct LayOutFailed(String);

impl fmt::Display for LayOutFailed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the demo data can't be laid out: {}", self.0)
    }
}

/// A demo code before it is written down.
struct DemoCode {
    /// The name of its batch, which must not repeat the code: no code stands in the database.
    batch: &'static str,
    code: &'static str,
    plan: &'static str,
    months: u32,
    terms: Terms,
    window: Window,
    fate: DemoFate,
}

/// What has become of a demo code.
enum DemoFate {
    Unused,
    Revoked,
    RedeemedBy(&'static str, SignedDuration),
}

impl DemoCode {
    fn new(batch: &'static str, code: &'static str, plan: &'static str, months: u32) -> Self {
        let terms = Terms { card_required: false, auto_renews: false, refundable: false, text: None };
        Self { batch, code, plan, months, terms, window: Window::default(), fate: DemoFate::Unused }
    }

    fn terms(mut self, change: impl FnOnce(&mut Terms)) -> Self {
        change(&mut self.terms);
        self
    }

    fn window(mut self, change: impl FnOnce(&mut Window)) -> Self {
        change(&mut self.window);
        self
    }

    fn fate(mut self, fate: DemoFate) -> Self {
        self.fate = fate;
        self
    }
}

fn codes() -> Vec<DemoCode> {
    let code = DemoCode::new;
    let month = SignedDuration::from_hours(24 * 30);
    vec![
        code("demo-example", CODE, "premium-2", 12)
            .terms(|terms| terms.text = Some("One code per promotion.".to_owned())),
        code("demo-same-plan", "SAMEPLAN00001", "premium-2", 1),
        code("demo-basic-5", "BASICPLAN0005", "basic-5", 3),
        code("demo-premium-10", "PREMIUM000010", "premium-10", 1),
        code("demo-basic-1", "BASICPLAN0001", "basic-1", 6),
        code("demo-premium-3", "PREMIUM000003", "premium-3", 1).terms(|terms| terms.refundable = true),
        code("demo-redeemed", "REDEEMED00000", "premium-1", 12).fate(DemoFate::RedeemedBy(FRIEND, month)),
        code("demo-expired", "EXPIRED000000", "premium-2", 12)
            .window(|window| window.redeem_until = calendar::end_of(date(2025, 1, 31)).ok()),
        code("demo-revoked", "REVOKED000000", "premium-2", 12).fate(DemoFate::Revoked),
        code("demo-not-yet", "NOTYET0000000", "premium-2", 12)
            .window(|window| window.redeem_from = calendar::start_of(date(2099, 3, 1)).ok()),
        code("demo-region", "REGION0000000", "premium-2", 12).window(|window| window.regions = vec!["US".to_owned()]),
        code("demo-ended", "BASICENDED001", "basic-1", 1).fate(DemoFate::RedeemedBy(EMAIL, ENDED_BEGAN)),
    ]
}

/// Lays the demo data out, as far as it is not there.
pub(crate) async fn lay_out(app: &App) -> Result<(), LayOutFailed> {
    let failed = |error: &dyn fmt::Display| LayOutFailed(error.to_string());
    let now = app.clock.now();
    let mut tx = app.store.write().await.map_err(|e| failed(&e))?;
    let accounts = [(EMAIL, CAMERAS.as_slice()), (FRIEND, CAMERAS_OF_FRIEND.as_slice())];
    for (email, cameras) in accounts {
        if tx.login(email).await.map_err(|e| failed(&e))?.is_none() {
            let hash = app.passwords.hash(PASSWORD.to_owned()).await.map_err(|e| failed(&e))?;
            insert_account(&mut tx, email, &hash, cameras, now).await.map_err(|_| unexplained())?;
        }
    }
    for code in codes() {
        insert_code(app, &mut tx, code, now).await.map_err(|_| unexplained())?;
    }
    tx.commit().await.map_err(|e| failed(&e))
}

/// A failure was logged where it was made.
fn unexplained() -> LayOutFailed {
    LayOutFailed("the log says why".to_owned())
}

async fn insert_account(
    tx: &mut Tx,
    email: &str,
    password_hash: &str,
    cameras: &[Device],
    now: Timestamp,
) -> Result<(), Failure> {
    let account = Account {
        id: AccountId::new(random::id()?),
        email: email.to_owned(),
        region: "DE".to_owned(),
        locale: "en".to_owned(),
        demo: true,
    };
    tx.insert_account(NewAccount { account: &account, password_hash }, now).await?;
    for &(name, model, online, region) in cameras {
        let camera = CameraRecord {
            id: CameraId::new(random::id()?),
            name: name.to_owned(),
            model: model.to_owned(),
            is_camera: true,
            online,
            region: region.to_owned(),
            subscription_id: None,
        };
        tx.insert_camera(&account.id, &camera).await?;
    }
    Ok(())
}

async fn insert_code(app: &App, tx: &mut Tx, demo: DemoCode, now: Timestamp) -> Result<(), Failure> {
    let code = RedemptionCode::parse(demo.code).map_err(|_| Failure::from(StoreError::Corrupt("demo code")))?;
    let batch = Batch {
        id: demo.batch.to_owned(),
        plan: PlanId::new(demo.plan),
        months: demo.months,
        terms: demo.terms,
        window: demo.window,
        demo: true,
    };
    if tx.batch(&batch.id).await?.is_some() {
        return Ok(());
    }
    tx.insert_batch(&batch, now).await?;
    let id = random::id()?;
    tx.insert_code(&id, &batch.id, &app.keys.hash(&code), &code.hint()).await?;
    let (batch_id, plan, months) = (&batch.id, &batch.plan, batch.months);
    let event = AuditEvent::BatchIssued { batch: batch_id, plan, months, codes: 1 };
    app.audit.record(tx, &event, now).await?;
    match demo.fate {
        DemoFate::Unused => {}
        DemoFate::Revoked => {
            tx.revoke_code(&id, "demo", now).await?;
            app.audit.record(tx, &AuditEvent::CodeRevoked { code: &id, batch: &batch.id }, now).await?;
        }
        DemoFate::RedeemedBy(email, ago) => {
            let at = now.checked_sub(ago).unwrap_or(now);
            redeem(app, tx, email, &id, &batch, at).await?;
        }
    }
    Ok(())
}

/// Redeems a code at a moment of the past, as a new subscription.
async fn redeem(app: &App, tx: &mut Tx, email: &str, code: &str, batch: &Batch, at: Timestamp) -> Result<(), Failure> {
    let missing = || Failure::from(StoreError::Corrupt("demo account"));
    let account = tx.login(email).await?.ok_or_else(missing)?.account;
    let id = RedemptionId::new(random::id()?);
    tx.insert_redemption(&id, &account.id, code, at).await?;
    let record = tx.redemption(&account.id, &id).await?.ok_or_else(missing)?;
    let effect = effect::of_code(&batch.plan, batch.months, &[], at)?;
    tx.spend_code(code, &id).await?;
    confirm::write_down(app, &account, &record, &effect, at, tx).await?;
    Ok(())
}
