//! A QR code.

use crate::browser;
use crate::say::Text;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Light squares around it, as many as readers of QR codes need (ISO/IEC 18004).
const QUIET: u32 = 4;

/// A QR code that is being drawn: `None` as long as it is on its way, `Some(None)` when it can't be had.
#[derive(Clone, Copy, Debug)]
pub struct QrDrawing(RwSignal<Option<Option<browser::QrPicture>>>);

impl QrDrawing {
    /// Begins to draw a text, which is never sent anywhere. What draws it is loaded with the first one that is wanted. Call in
    /// a component's body.
    pub fn of(text: String) -> Self {
        let drawn = RwSignal::new(None);
        spawn_local(async move {
            let picture = browser::qr_code(&text).await;
            drawn.try_set(Some(picture));
        });
        Self(drawn)
    }

    /// The picture, if it is there by now.
    pub fn picture(self) -> Option<browser::QrPicture> {
        self.0.get_untracked().flatten()
    }
}

/// A QR code, dark on light in every theme. While it is on its way its place is kept.
#[component]
pub fn QrCode(
    /// What is drawn.
    drawing: QrDrawing,
    /// What screen readers say it is.
    #[prop(into)]
    label: Text,
    /// What is said where it can't be drawn: what to use in its place, unless that stands there anyway.
    #[prop(optional)]
    otherwise: Option<Text>,
) -> impl IntoView {
    move || match drawing.0.get() {
        None => view! { <span class="qr" aria-hidden="true"></span> }.into_any(),
        Some(None) => otherwise.clone().map(|text| view! { <p class="field__hint">{text}</p> }).into_any(),
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
