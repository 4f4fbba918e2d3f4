//! Saves which cameras a subscription covers (rule 7 of redemption).

use super::{
    conclude,
    if_match::{self, IfMatch},
    retrying,
    view::{Holdings, View, plan},
};
use crate::{
    app::App,
    domain::{
        audit::AuditEvent,
        slots::{self, Candidate, Cover},
    },
    problem::Failure,
    store::{Account, Tx},
};
use tapo_care_wire::{ChooseCameras, ErrorCode, Subscription, SubscriptionId};

/// Saves a choice. The subscription as it is afterwards.
pub(crate) async fn choose_cameras(
    app: &App,
    account: &Account,
    id: &SubscriptionId,
    if_match: Option<&IfMatch>,
    choice: &ChooseCameras,
) -> Result<Subscription, Failure> {
    let subscription = retrying(|| async {
        let mut tx = app.store.write().await?;
        let subscription = choose(app, account, id, if_match, choice, &mut tx).await;
        conclude(tx, subscription).await
    });
    let subscription = subscription.await;
    // Also when it is not known whether it was written.
    app.events.look(&account.id);
    subscription
}

/// All that is done inside the transaction.
async fn choose(
    app: &App,
    account: &Account,
    id: &SubscriptionId,
    if_match: Option<&IfMatch>,
    choice: &ChooseCameras,
    tx: &mut Tx,
) -> Result<Subscription, Failure> {
    tx.lock_account(&account.id, app.clock.now()).await?;
    let now = app.clock.now();
    let holdings = Holdings::load(tx, account).await?;
    let view = View { catalogue: &app.catalogue, account, holdings: &holdings, now };
    let record =
        holdings.subscription(id).ok_or_else(|| Failure::not_found("The account has no such subscription."))?;
    let if_match = if_match.ok_or_else(if_match::required)?;
    if !view.is_active(record) {
        return Err(Failure::not_found("This subscription has ended: it covers no cameras any more."));
    }
    let current = view.subscription(record)?;
    if !if_match.matches(&current.etag) {
        return Err(Failure::new(ErrorCode::ChangedMeanwhile)
            .detail("The subscription has changed since it was shown. Look at it again.")
            .with(|problem| problem.subscription = Some(Box::new(current))));
    }

    let candidates: Vec<Candidate> = holdings
        .cameras
        .iter()
        .map(|camera| Candidate {
            id: camera.id.clone(),
            eligible: view.camera(camera).eligible,
            covered_by: match view.covering(camera) {
                None => Cover::Nothing,
                Some(covering) if covering == id => Cover::This,
                Some(_) => Cover::Another,
            },
        })
        .collect();
    let slots = plan(&app.catalogue, &record.plan)?.cameras;
    let chosen = slots::choose(slots, &candidates, &choice.camera_ids, choice.move_from_other_plan)?;

    let mut changes = false;
    for camera in &holdings.cameras {
        let wanted = chosen.contains(&camera.id);
        if wanted != (camera.subscription_id.as_ref() == Some(id)) {
            tx.cover_camera(&camera.id, wanted.then_some(id)).await?;
            changes = true;
        }
    }
    if changes {
        tx.announce(&account.id).await?;
    }
    tx.set_cameras_chosen(id).await?;
    let event = AuditEvent::CamerasChosen { subscription: id, account: &account.id, cameras: chosen.iter().collect() };
    app.audit.record(tx, &event, now).await?;
    let holdings = Holdings::load(tx, account).await?;
    let view = View { catalogue: &app.catalogue, account, holdings: &holdings, now };
    let record = holdings.subscription(id).ok_or_else(Failure::unavailable)?;
    view.subscription(record)
}
