//! Starts the page: a message for when it breaks, and the app in the place of the view that was prepared. Nothing else.

use leptos::{mount::mount_to, prelude::*};
use tapo_care_web::{
    app::{App, Growth, bring_first_view},
    browser, language, trouble,
};
use wasm_bindgen_futures::spawn_local;

fn main() {
    browser::show_trouble_when_it_stops(trouble::words);
    // Not by Leptos, which can do so only once something is mounted.
    spawn_local(async {
        language::begin().await;
        bring_first_view().await;
        browser::turn().await;
        let Some(place) = browser::out_of_sight() else { return };
        let growth = Growth::begin();
        mount_to(place.clone(), move || {
            provide_context(growth);
            App()
        })
        .forget();
        browser::turn().await;
        while growth.go_on() {
            browser::turn().await;
        }
        // From here on in one turn, so that nothing is painted in between.
        browser::leave_early_view();
        browser::remove_by_id("boot");
        browser::remove_by_id("load");
        browser::show(&place);
        browser::carry_over();
        browser::focus_what_wants_it();
    });
}
