//! Reading a code with the camera or from a picture.

use super::button::{Button, ButtonKind};
use super::file::FileField;
use crate::browser::{self, Camera, CameraTrouble, Reader};
use crate::say;
use leptos::html;
use leptos::prelude::*;
use leptos::reactive::spawn_local_scoped_with_cancellation;
use leptos::task::spawn_local;
use std::rc::Rc;

/// The id of the field for a picture.
const PICTURE: &str = "scan-picture";

/// A button that opens a dialog with the camera, where the browser can read codes from pictures; elsewhere there is nothing.
#[component]
pub fn Scan(
    /// Takes a text that was read. Whether it was of use: then the dialog closes.
    take: Callback<String, bool>,
) -> impl IntoView {
    let reader = RwSignal::new_local(None::<Rc<Reader>>);
    spawn_local(async move {
        let found = Reader::new().await.map(Rc::new);
        reader.try_set(found);
    });
    let open = RwSignal::new(false);
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let open = open.get();
        if let Some(dialog) = dialog.get() {
            browser::show_dialog(&dialog, open);
        }
    });
    let closed = move |_| open.set(dialog.get_untracked().is_some_and(|dialog| browser::is_open(&dialog)));
    let can_read = Memo::new(move |_| reader.with(Option::is_some));
    // Built when it opens, so that the camera is on only then, and goes with it.
    let inside = move || open.get().then(|| view! { <Inside reader open take /> });
    let view = move || {
        can_read.get().then(|| {
            view! {
                <div class="actions">
                    <Button label=say::scan::SCAN on_click=move |_| open.set(true) />
                </div>
                <dialog class="dialog" aria-labelledby="scan-title" node_ref=dialog on:close=closed>
                    <div class="dialog__body">
                        <h2 class="dialog__title" id="scan-title">
                            {say::scan::TITLE}
                        </h2>
                        {inside}
                    </div>
                </dialog>
            }
        })
    };
    view.into_any()
}

/// The camera's picture, and what can be done without it.
#[component]
fn Inside(
    reader: RwSignal<Option<Rc<Reader>>, LocalStorage>,
    open: RwSignal<bool>,
    take: Callback<String, bool>,
) -> impl IntoView {
    let video = NodeRef::<html::Video>::new();
    let status = RwSignal::new(say::scan::STARTING);
    let mistake = RwSignal::new(None);
    let offer = move |texts: Vec<String>| {
        let is_some = !texts.is_empty();
        if texts.into_iter().any(|text| take.run(text)) {
            open.try_set(false);
            return None;
        }
        Some(is_some)
    };
    // Ends with this view, and the camera with it.
    spawn_local_scoped_with_cancellation(async move {
        let camera = match Camera::on().await {
            Ok(camera) => camera,
            Err(trouble) => {
                status.try_set(match trouble {
                    CameraTrouble::Refused => say::scan::REFUSED,
                    CameraTrouble::None => say::scan::NO_CAMERA,
                    CameraTrouble::Busy => say::scan::BUSY,
                });
                return;
            }
        };
        status.try_set(say::scan::HOLD);
        let (Some(video), Some(by_camera)) = (video.get_untracked(), reader.get_untracked()) else { return };
        camera.show_in(&video);
        loop {
            match offer(by_camera.texts_in(&video).await) {
                None => return,
                Some(true) => drop(status.try_set(say::scan::NO_CODE)),
                Some(false) => {}
            }
            browser::pause_briefly().await;
        }
    });
    let from_file = move |file: browser::File| {
        let Some(reader) = reader.get_untracked() else { return };
        mistake.set(None);
        spawn_local(async move {
            match offer(reader.texts_in(&file).await) {
                None => {}
                Some(true) => drop(mistake.try_set(Some(say::scan::NO_CODE))),
                Some(false) => drop(mistake.try_set(Some(say::scan::NOTHING_READ))),
            }
        });
    };
    view! {
        <video class="scan__video" node_ref=video autoplay muted playsinline aria-hidden="true"></video>
        <p role="status">{move || status.get()}</p>
        <FileField id=PICTURE label=say::scan::PICTURE accept="image/*" mistake on_file=from_file />
        <div class="actions">
            <Button label=say::ui::CANCEL kind=ButtonKind::Secondary on_click=move |_| open.set(false) />
        </div>
    }
}
