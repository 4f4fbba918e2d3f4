//! What a server's answer is made of.

use js_sys::{Function, Promise};
use serde::Serialize;
use tapo_care_wire::{ErrorCode, Problem};
use wasm_bindgen::JsValue;

/// What comes back.
#[derive(Clone)]
pub(crate) struct Answer {
    pub(super) content: Content,
    pub(super) gate: Option<Gate>,
    pub(super) page_build: Option<&'static str>,
}

/// The content of an answer, or that there is none.
#[derive(Clone)]
pub(super) enum Content {
    /// A body.
    Text { status: u16, content_type: &'static str, text: String },
    /// No body.
    Nothing { status: u16 },
    /// No answer at all.
    Lost,
}

/// Holds an answer back until it is opened.
#[derive(Clone)]
pub(crate) struct Gate {
    pub(super) opened: Promise,
    open: Function,
}

impl Gate {
    fn new() -> Self {
        let mut open = None;
        let opened = Promise::new(&mut |resolve, _| open = Some(resolve));
        Self { opened, open: open.expect("a promise hands out its function at once") }
    }

    /// Lets the answer through.
    pub(crate) fn open(&self) {
        self.open.call0(&JsValue::UNDEFINED).expect("a promise can be resolved");
    }
}

impl Answer {
    fn new(content: Content) -> Self {
        Self { content, gate: None, page_build: None }
    }

    fn json(status: u16, content_type: &'static str, body: &impl Serialize) -> Self {
        let text = serde_json::to_string(body).expect("wire types become JSON");
        Self::new(Content::Text { status, content_type, text })
    }

    /// The same, held back until the gate is opened.
    pub(crate) fn held(self) -> (Self, Gate) {
        let gate = Gate::new();
        (Self { gate: Some(gate.clone()), ..self }, gate)
    }

    /// The same, by a server that has this build of the page.
    pub(crate) fn beside_page(self, build: &'static str) -> Self {
        Self { page_build: Some(build), ..self }
    }

    /// The same, cut off in the middle.
    pub(crate) fn cut_off(mut self) -> Self {
        if let Content::Text { text, .. } = &mut self.content {
            text.truncate(text.len() / 2);
        }
        self
    }
}

/// 200 with a body.
pub(crate) fn ok(body: &impl Serialize) -> Answer {
    Answer::json(200, "application/json", body)
}

/// 201 with a body.
pub(crate) fn created(body: &impl Serialize) -> Answer {
    Answer::json(201, "application/json", body)
}

/// 204.
pub(crate) fn no_content() -> Answer {
    Answer::new(Content::Nothing { status: 204 })
}

/// 202.
pub(crate) fn accepted() -> Answer {
    Answer::new(Content::Nothing { status: 202 })
}

/// A problem, with the status that its code has.
pub(crate) fn refusal(problem: &Problem) -> Answer {
    Answer::json(problem.status, "application/problem+json", problem)
}

/// A problem that says nothing but its code.
pub(crate) fn problem(code: ErrorCode) -> Answer {
    refusal(&Problem::new(code))
}

/// The network is gone.
pub(crate) fn lost() -> Answer {
    Answer::new(Content::Lost)
}

/// Not the server but something before it answers.
pub(crate) fn proxy_answer() -> Answer {
    let text = "<html><body>Bad gateway</body></html>".to_owned();
    Answer::new(Content::Text { status: 502, content_type: "text/html", text })
}
