//! The program comes in pieces: the first has the log-in, what it takes to redeem comes while the visitor types, everything
//! else when it is wanted, or when all the rest is there. Which view is in which piece stands in `views.rs`.
//!
//! Only `cargo xtask build` splits the program (feature `split`). In any other build all of it is there from the start, and
//! everything here works the same, only sooner.

use crate::api::{Failure, Guest};
use crate::browser;
use crate::parts::{Connection, Failed, waiting};
use crate::route::Route;
use crate::say;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::cell::Cell;
use std::future::Future;

#[cfg(feature = "split")]
pub(super) use leptos::wasm_split::SplitLoaderError as NotHere;
/// Why a view is not there: never, in a program of one piece.
#[cfg(not(feature = "split"))]
pub(super) type NotHere = std::convert::Infallible;

/// The function that makes the views of a later piece of the program, and one that brings the piece. One of each for a piece:
/// another would not know that the piece is here.
#[cfg(feature = "split")]
macro_rules! in_piece {
    ($piece:ident, $bring:ident, $(#[$attribute:meta])* fn $view:ident($($argument:ident: $type:ty),*) $body:block) => {
        #[leptos::wasm_split::wasm_split($piece, wasm_split_path = ::leptos::wasm_split, preload($bring), fallible)]
        $(#[$attribute])*
        fn $view($($argument: $type),*) -> Result<AnyView, NotHere> {
            Ok($body)
        }
    };
}
#[cfg(not(feature = "split"))]
macro_rules! in_piece {
    ($piece:ident, $bring:ident, $(#[$attribute:meta])* fn $view:ident($($argument:ident: $type:ty),*) $body:block) => {
        async fn $bring() -> Result<(), NotHere> {
            Ok(())
        }

        $(#[$attribute])*
        async fn $view($($argument: $type),*) -> Result<AnyView, NotHere> {
            Ok($body)
        }
    };
}
pub(super) use in_piece;

/// A piece that comes after the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// What a visitor with a code meets behind the log-in.
    Journey,
    /// All other views.
    Others,
}

thread_local! {
    /// The piece that was brought before the app began.
    static FIRST: Cell<Option<Piece>> = const { Cell::new(None) };
}

/// How far a piece is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Came {
    NotAsked,
    OnItsWay,
    Here,
    Failed,
}

/// Seconds before a piece is asked for once more: a server that starts again is away for less.
const PAUSES: [u32; 2] = [1, 3];

/// Seconds from when the journey can go on until the rest is asked for, and the page kept: what the visitor waits for comes first.
pub(super) const SECONDS_TO_SETTLE: u32 = 1;

/// Seconds more where a code is typed by then: to take a piece in costs the processor a part of each key's time.
const SECONDS_TO_TYPE: u32 = 10;

/// Which pieces are here, shared through Leptos' context.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pieces {
    journey: RwSignal<Came>,
    others: RwSignal<Came>,
}

impl Pieces {
    /// What [`bring_first_view`] brought is here, and everything in a program of one piece.
    pub(super) fn new() -> Self {
        let came = |piece| {
            let is_here = !cfg!(feature = "split") || FIRST.get() == Some(piece);
            RwSignal::new(if is_here { Came::Here } else { Came::NotAsked })
        };
        Self { journey: came(Piece::Journey), others: came(Piece::Others) }
    }

    fn came(self, piece: Piece) -> RwSignal<Came> {
        match piece {
            Piece::Journey => self.journey,
            Piece::Others => self.others,
        }
    }

    /// Whether a piece is here; tracked.
    pub(super) fn is_here(self, piece: Piece) -> bool {
        self.came(piece).get() == Came::Here
    }

    /// Brings a piece that nobody has asked for yet. One that did not come is left to the visitor and the network.
    fn begin(self, piece: Piece) {
        if self.is_wanting(piece) {
            self.bring(piece);
        }
    }

    /// Whether nobody has asked for a piece yet.
    fn is_wanting(self, piece: Piece) -> bool {
        self.came(piece).try_get_untracked() == Some(Came::NotAsked)
    }

    /// Brings a piece, whatever became of it until now.
    fn bring(self, piece: Piece) {
        let came = self.came(piece);
        came.set(Came::OnItsWay);
        spawn_local(async move {
            let mut is_here = super::views::bring(piece).await.is_ok();
            for seconds in PAUSES {
                if !is_here {
                    browser::pause(seconds).await;
                    is_here = super::views::bring(piece).await.is_ok();
                }
            }
            came.set(if is_here { Came::Here } else { Came::Failed });
            if is_here && piece == Piece::Journey {
                browser::get_ready(untrack(say::spoken).tag).await;
            }
        });
    }

    /// A view out of a piece: what is to be seen until the piece is here, the view, or why it does not come. Tracked.
    pub(super) fn shown(self, piece: Piece, view: impl Future<Output = Result<AnyView, NotHere>>) -> AnyView {
        match self.came(piece).get() {
            // At once, and not a turn later: nothing flickers when the piece has been here for long.
            Came::Here => match futures_util::FutureExt::now_or_never(view) {
                Some(Ok(view)) => view,
                _ => waiting().into_any(),
            },
            Came::NotAsked | Came::OnItsWay => {
                self.begin(piece);
                waiting().into_any()
            }
            Came::Failed => {
                let retry = Callback::new(move |()| self.again(piece));
                view! { <Failed title=say::ui::APP failure=Failure::Lost retry /> }.into_any()
            }
        }
    }

    /// The visitor wants a piece again that did not come.
    fn again(self, piece: Piece) {
        self.came(piece).set(Came::OnItsWay);
        spawn_local(async move {
            // The answer does not matter: each names the build of the page that the server has.
            drop(Guest.session().await);
            if browser::is_outdated() {
                // Another deployment took the piece away: only a new page knows the new names.
                browser::load_anew();
            } else {
                self.bring(piece);
            }
        });
    }

    /// Brings what is going to be needed: the journey's piece when somebody is logged in or typing, or a code is open whose fate
    /// has to be told; all others once that is here and somebody is logged in. Whoever only reads loads neither.
    pub(super) fn ahead(self, is_logged_in: impl Fn() -> bool + 'static, is_code_open: impl Fn() -> bool + 'static) {
        let online = expect_context::<Connection>().is_online();
        Effect::new(move |_| {
            let is_logged_in = is_logged_in();
            if is_logged_in || is_code_open() {
                self.begin(Piece::Journey);
            }
            if is_logged_in && self.is_here(Piece::Journey) && online.get() && self.is_wanting(Piece::Others) {
                spawn_local(async move {
                    // What the visitor waits for comes first: the network is theirs.
                    browser::pause(SECONDS_TO_SETTLE).await;
                    if Route::parse(&browser::path()) == Some(Route::Redeem) {
                        browser::pause(SECONDS_TO_TYPE).await;
                    }
                    if online.try_get_untracked() == Some(true) {
                        self.begin(Piece::Others);
                    }
                });
            }
        });
        // What did not come for want of a network comes when there is one.
        Effect::new(move |_| {
            if online.get() {
                for piece in [Piece::Journey, Piece::Others] {
                    if self.came(piece).get_untracked() == Came::Failed {
                        self.bring(piece);
                    }
                }
            }
        });
        // Once: nothing is done at every key.
        let typing = StoredValue::new(None::<WindowListenerHandle>);
        let listener = window_event_listener_untyped("input", move |_| {
            self.begin(Piece::Journey);
            stop(typing);
        });
        typing.set_value(Some(listener));
        on_cleanup(move || stop(typing));
    }
}

/// Listens no more.
fn stop(listener: StoredValue<Option<WindowListenerHandle>>) {
    if let Some(listener) = listener.try_update_value(Option::take).flatten() {
        listener.remove();
    }
}

/// Brings the piece with the view that was prepared for this address. Call before that view is taken away, so that it stays until
/// the app can show the same. Where it does not come, the view asks again and says so.
pub async fn bring_first_view() {
    let route = Route::parse(&browser::path()).filter(|route| !route.needs_login());
    if let Some(piece) = route.and_then(|route| super::views::piece_of(&route))
        && super::views::bring(piece).await.is_ok()
    {
        FIRST.set(Some(piece));
    }
}
