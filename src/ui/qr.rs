//! A QR code.

use crate::browser;
use crate::say::Text;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Light squares around it, as many as readers of QR codes need (ISO/IEC 18004).
const QUIET: u32 = 4;

/// The QR code of a text, dark on light in every theme. What draws it is loaded with the first one that is shown; while it
/// is on its way its place is kept, and where it can't be had there are words in its place.
#[component]
pub fn QrCode(
    /// What it holds. Never sent anywhere: it is drawn here.
    text: String,
    /// What screen readers say it is.
    #[prop(into)]
    label: Text,
    /// What is said where it can't be drawn: what to use in its place.
    #[prop(into)]
    otherwise: Text,
) -> impl IntoView {
    let drawn = RwSignal::new(None::<Option<browser::QrPicture>>);
    spawn_local(async move {
        let picture = browser::qr_code(&text).await;
        drawn.try_set(Some(picture));
    });
    move || match drawn.get() {
        None => view! { <span class="qr" aria-hidden="true"></span> }.into_any(),
        Some(None) => view! { <p class="field__hint">{otherwise.clone()}</p> }.into_any(),
        Some(Some(picture)) => {
            let side = (picture.size + 2 * QUIET).to_string();
            let start = ["-", &QUIET.to_string()].concat();
            let view_box = [&start, " ", &start, " ", &side, " ", &side].concat();
            view! {
                <svg class="qr" role="img" aria-label=label.clone() viewBox=view_box>
                    <path d=picture.path />
                </svg>
            }
            .into_any()
        }
    }
}
