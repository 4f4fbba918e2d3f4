//! Starts the page: a message for when it breaks, and the app. Nothing else.

use leptos::mount::mount_to_body;
use tapo_care_web::{app::App, browser};

fn main() {
    browser::show_trouble_on_panic();
    browser::remove_by_id("boot");
    mount_to_body(App);
}
