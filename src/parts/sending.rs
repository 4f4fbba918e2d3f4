//! A form on its way to the server.

use super::{mistake_at, summary_of};
use crate::api::{Failure, Situation};
use crate::say::Text;
use crate::ui::Summary;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::future::Future;
use std::pin::Pin;
use tapo_care_wire::Field;

/// What is wrong with a form, and whether it is being sent.
#[derive(Clone, Copy, Debug)]
pub struct Sending {
    problem: RwSignal<Option<Summary>>,
    busy: RwSignal<bool>,
    /// Its fields, each with the id of its input.
    fields: &'static [(Field, &'static str)],
}

impl Sending {
    /// Nothing sent yet.
    pub fn new(fields: &'static [(Field, &'static str)]) -> Self {
        Self { problem: RwSignal::new(None), busy: RwSignal::new(false), fields }
    }

    /// Another call of the same view: busy by itself, with its problems told in the same place.
    pub fn another(self) -> Self {
        Self { busy: RwSignal::new(false), ..self }
    }

    /// What is wrong, for the view's summary.
    pub fn problem(self) -> Signal<Option<Summary>> {
        self.problem.into()
    }

    /// Nothing is wrong any more: something else is asked for.
    pub fn begin_anew(self) {
        self.problem.set(None);
    }

    /// What is wrong with one field, by the id of its input.
    pub fn mistake(self, field: &'static str) -> Signal<Option<Text>> {
        mistake_at(self.problem, field)
    }

    /// Whether it is being sent.
    pub fn busy(self) -> Signal<bool> {
        self.busy.into()
    }

    /// Whether a form that was submitted may be sent: not while it is.
    pub fn may_begin(self, event: &SubmitEvent) -> bool {
        event.prevent_default();
        self.is_idle()
    }

    /// Whether nothing is being sent now.
    pub fn is_idle(self) -> bool {
        !self.busy.get_untracked()
    }

    /// Sends, unless mistakes were found before. What comes of it is told here when it failed, and passed on to `then`
    /// otherwise. A visitor who has gone elsewhere meanwhile is not called back.
    pub fn send<T: 'static>(
        self,
        mistakes: Option<Summary>,
        situation: Situation<'static>,
        call: impl Future<Output = Result<T, Failure>> + 'static,
        then: impl FnOnce(T) + 'static,
    ) {
        if mistakes.is_some() {
            return self.problem.set(mistakes);
        }
        self.busy.set(true);
        self.problem.set(None);
        // Of one type for all calls: the page carries one of what follows.
        let done: Pin<Box<dyn Future<Output = Result<(), Failure>>>> = Box::pin(async move {
            let answer = call.await;
            if self.busy.is_disposed() {
                return Ok(());
            }
            self.busy.set(false);
            answer.map(then)
        });
        self.tell(situation, done);
    }

    fn tell(self, situation: Situation<'static>, done: Pin<Box<dyn Future<Output = Result<(), Failure>>>>) {
        spawn_local(async move {
            if let Err(failure) = done.await {
                self.problem.set(Some(summary_of(&failure, situation, self.fields)));
            }
        });
    }
}
