//! The end of a plan as a day in the visitor's calendar.

use crate::browser;
use crate::files::{REMINDER_TYPE, Reminder};
use crate::route::Route;
use crate::say::{self, Text};
use crate::ui::Button;
use crate::words;
use leptos::prelude::*;
use tapo_care_wire::{Subscription, SubscriptionState};

/// A button that makes the file, for a subscription that runs. Its end is what it is now, whatever a receipt granted.
pub fn reminder_button(subscription: &Subscription) -> Option<impl IntoView + use<>> {
    let kept = subscription.clone();
    (subscription.state == SubscriptionState::Active)
        .then(|| view! { <Button label=say::reminder::ADD on_click=move |_| save(&kept) /> })
}

fn save(subscription: &Subscription) {
    let plan = words::plan(&subscription.plan);
    let made_at =
        browser::now().as_str().chars().take(19).filter(|c| !matches!(c, '-' | ':')).collect::<String>() + "Z";
    let reminder = Reminder {
        id: subscription.id.as_str().to_owned(),
        made_at,
        day: browser::day(&subscription.ends_at),
        title: say::reminder::title(plan.clone()).said(),
        text: say::reminder::text(plan, Text::date(&subscription.ends_at)).said(),
        address: [browser::origin(), Route::Subscription(subscription.id.clone()).path()].concat(),
    };
    let name = ["tapo-care-", &reminder.day, ".ics"].concat();
    browser::save(&name, REMINDER_TYPE, &reminder.file());
}
