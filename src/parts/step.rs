//! Getting a redemption for one of its steps, or the way to the step that is due.

use super::{Handover, Load, Redirect};
use crate::api::{Failure, LoggedIn};
use crate::redemption::{Step, cameras_chosen};
use crate::say::Text;
use leptos::prelude::*;
use tapo_care_wire::{Redemption, RedemptionId, RedemptionState, Subscription};

/// A redemption for a step that was asked for.
#[derive(Clone, Debug)]
pub struct AtStep {
    /// The redemption.
    pub redemption: Redemption,
    /// What it gave, once it is redeemed.
    pub subscription: Option<Subscription>,
    /// The step that is to be shown.
    pub due: Step,
}

/// Gets a redemption: the one that the last view passed on, else from the server.
///
/// # Errors
/// When the server can't be reached, or the redemption is of no use any more.
pub async fn at_step(api: &LoggedIn, id: &RedemptionId, asked: Step, handover: Handover) -> Result<AtStep, Failure> {
    let redemption = match handover.take(id) {
        Some(redemption) => redemption,
        None => api.redemption(id).await?,
    };
    let subscription = match (&redemption.subscription, &redemption.effect.subscription_id) {
        (Some(subscription), _) => Some(subscription.clone()),
        (None, Some(of)) if redemption.state == RedemptionState::Redeemed => Some(api.subscription(of).await?),
        (None, _) => None,
    };
    let due = asked.due(redemption.state, cameras_chosen(subscription.as_ref()));
    Ok(AtStep { redemption, subscription, due })
}

/// Shows a step of a redemption once it is loaded, or leads to the step that is due instead.
#[component]
pub fn LoadStep<Show>(
    /// The heading, for when the redemption can't be had.
    #[prop(into)]
    title: Text,
    /// Whoever is logged in.
    api: LoggedIn,
    /// The redemption.
    id: RedemptionId,
    /// The step that was asked for.
    asked: Step,
    /// The view of it.
    show: Show,
) -> impl IntoView
where
    Show: Fn(AtStep) -> AnyView + Send + Sync + 'static,
{
    let handover = expect_context::<Handover>();
    let fetch = move || {
        let (api, id) = (api.clone(), id.clone());
        async move { at_step(&api, &id, asked, handover).await }
    };
    let show = move |found: AtStep| {
        if found.due == asked {
            return show(found);
        }
        let to = found.due.route(&found.redemption);
        handover.give(found.redemption);
        view! { <Redirect to /> }.into_any()
    };
    view! { <Load title fetch show /> }
}
