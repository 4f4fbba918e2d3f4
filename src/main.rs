//! Starts the page: a message for when it breaks, and the app in the place of the view that was prepared. Nothing else.

use leptos::mount::mount_to_body;
use tapo_care_web::{app::App, browser};

fn main() {
    browser::show_trouble_on_panic();
    browser::leave_early_view();
    browser::remove_by_id("boot");
    mount_to_body(App);
    browser::carry_over();
}
