//! The stage of a test: the whole app in a container of its own, at an address, with a network and a clock in the test's hand.

use super::answer::{Answer, ok};
use super::traces::Saved;
use super::{act, check, clock, data, encoder, find, network, settle, streams, traces, until, words};
use js_sys::{Function, Reflect};
use leptos::mount::mount_to;
use leptos::prelude::Owner;
use std::any::Any;
use std::cell::{Cell, RefCell};
use tapo_care_web::app::App;
use tapo_care_wire::{LoginWay, PAGE_BUILD, Session, TwoStepState};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::HtmlElement;

/// The app that is mounted now, and where. It is kept here and not in the stage, so that a test that failed, which cleans up
/// nothing, leaves no second app to the next one.
struct Mounted {
    owner: Owner,
    app: Box<dyn Any>,
    container: HtmlElement,
}

thread_local! {
    static INSTALLED: Cell<bool> = const { Cell::new(false) };
    static MOUNTED: RefCell<Option<Mounted>> = const { RefCell::new(None) };
}

/// A test's stage. At its end it looks at what holds for every test: no call that the test did not expect, nothing typed in
/// storage or history, and the basics of accessibility in the view that was shown last.
pub(crate) struct Stage(());

impl Stage {
    /// A browser in which nobody is logged in.
    pub(crate) async fn guest() -> Self {
        let stage = Self::empty().await;
        stage.answer(
            "GET",
            "/session",
            ok(&Session { viewer: None, challenge: None, login: LoginWay::Password, demo: false }),
        );
        stage
    }

    /// A browser in which nobody is logged in, at a server whose visitors log in with a provider of identities.
    pub(crate) async fn outside() -> Self {
        let stage = Self::empty().await;
        stage.answer(
            "GET",
            "/session",
            ok(&Session { viewer: None, challenge: None, login: LoginWay::Outside, demo: false }),
        );
        stage
    }

    /// A browser in which the owner of the example data is logged in.
    pub(crate) async fn logged_in() -> Self {
        let stage = Self::empty().await;
        stage.answer(
            "GET",
            "/session",
            ok(&Session { viewer: Some(data::viewer()), challenge: None, login: LoginWay::Password, demo: false }),
        );
        stage
    }

    /// The same, with everything there is to see.
    pub(crate) async fn with_everything() -> Self {
        let stage = Self::logged_in().await;
        stage.answer_everything();
        stage
    }

    /// A browser of which nothing is known.
    pub(crate) async fn empty() -> Self {
        if !INSTALLED.replace(true) {
            network::install();
            streams::install();
            clock::install();
            traces::install();
            encoder::install();
        }
        unmount();
        // What the last app put off to the next turn must not meet this one.
        settle().await;
        network::reset();
        streams::reset();
        act::tab_as_it_is();
        act::network_as_it_is();
        built_without_name();
        clock::reset();
        traces::reset();
        words::reset();
        encoder::reset();
        // The plan details ask for these beside the rest; most tests that come by there are about something else.
        network::fall_back("GET", "/subscriptions", ok(&data::list(Vec::<data::Nothing>::new())));
        network::fall_back("GET", "/cameras", ok(&data::list(Vec::<data::Nothing>::new())));
        Self(())
    }

    /// Adds an answer. Those for one call are given in order; the last is given again and again.
    pub(crate) fn answer(&self, method: &str, path: &str, answer: Answer) -> &Self {
        network::answer(method, path, answer);
        self
    }

    /// The server has all that the views of the account need: a code that was looked at (`red_1`), one that was redeemed
    /// (`red_2`), its subscription, cameras, sessions.
    pub(crate) fn answer_everything(&self) -> &Self {
        self.answer("GET", "/subscriptions", ok(&data::list(vec![data::subscription()])))
            .answer("GET", "/subscriptions/sub_1", ok(&data::subscription()))
            .answer("GET", "/redemptions?state=previewed", ok(&data::list(vec![data::preview()])))
            .answer("GET", "/redemptions?state=redeemed", ok(&data::list(vec![data::receipt()])))
            .answer("GET", "/redemptions/red_1", ok(&data::preview()))
            .answer("GET", "/redemptions/red_2", ok(&data::receipt()))
            .answer("GET", "/cameras", ok(&data::list(data::cameras())))
            .answer("GET", "/account/two-step", ok(&data::two_step(TwoStepState::Off)))
            .answer("GET", "/sessions", ok(&data::list(data::sessions())))
    }

    /// Gives this answer from now on.
    pub(crate) fn answer_now(&self, method: &str, path: &str, answer: Answer) -> &Self {
        network::forget(method, path);
        self.answer(method, path, answer)
    }

    /// Loads the page at an address, as if it had been typed into the address bar. Also a reload.
    pub(crate) async fn open(&self, address: &str) {
        if let Some((_, code)) = address.split_once("redeem#") {
            traces::typed(code);
        }
        unmount();
        settle().await;
        let document = find::document();
        document.set_title("Not loaded yet");
        enter_address(address);
        let body = document.body().expect("a body");
        let container: HtmlElement = document.create_element("div").expect("an element").unchecked_into();
        body.append_child(&container).expect("the body takes it");
        // The router keeps its own owner alive, and so its listeners; under an owner of ours it can be ended all the same.
        let owner = Owner::new();
        let app: Box<dyn Any> = Box::new(owner.with(|| mount_to(container.clone(), App)));
        MOUNTED.set(Some(Mounted { owner, app, container }));
    }

    /// The page is this build.
    pub(crate) fn built_as(&self, build: &str) {
        let document = find::document();
        let meta = document.create_element("meta").expect("an element");
        meta.set_attribute("name", PAGE_BUILD).expect("an attribute");
        meta.set_attribute("content", build).expect("an attribute");
        document
            .query_selector("head")
            .expect("a selector")
            .expect("a head")
            .append_child(&meta)
            .expect("the head takes it");
    }

    /// What the page put on the clipboard last.
    pub(crate) fn copied(&self) -> Option<String> {
        traces::copied()
    }

    /// The next file that the page gives to the visitor.
    pub(crate) async fn saved(&self) -> Saved {
        until("a file", || traces::has_saved().then_some(())).await;
        traces::saved().await.expect("it is there")
    }

    /// Whether the page gave a file to the visitor.
    pub(crate) fn has_saved(&self) -> bool {
        traces::has_saved()
    }

    /// How often the page opened the print window.
    pub(crate) fn printed(&self) -> u32 {
        traces::printed()
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        let unexpected = network::unexpected();
        assert!(unexpected.is_empty(), "The page asked what the test has no answer for: {unexpected:?}");
        traces::assert_none();
        check::accessible();
        unmount();
    }
}

fn unmount() {
    if let Some(mounted) = MOUNTED.take() {
        let Mounted { owner, app, container } = mounted;
        drop(app);
        owner.cleanup();
        container.remove();
    }
}

/// As a page that was built for development: it does not say which build it is.
fn built_without_name() {
    let named = find::document().query_selector(&["meta[name=", PAGE_BUILD, "]"].concat()).expect("a selector");
    if let Some(meta) = named {
        meta.remove();
    }
}

/// As a browser does it: not one of the page's own writes into the history, which `traces` listens to.
fn enter_address(address: &str) {
    let history = web_sys::window().and_then(|window| window.history().ok()).expect("a history");
    let prototype = Reflect::get_prototype_of(&history).expect("a prototype");
    let push: Function =
        Reflect::get(&prototype, &"pushState".into()).and_then(JsCast::dyn_into).expect("the browser's own");
    push.call3(&history, &JsValue::NULL, &"".into(), &address.into()).expect("an address of this origin");
    // Browsers ignore more than some 200 of these in ten seconds, silently. `webdriver.json` has Chromium's option against it.
    assert_eq!(find::address(), address, "the browser has to take the address");
}
