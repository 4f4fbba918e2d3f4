//! Going through several codes: looking each up, and then redeeming one after another. What each came to is kept in its row.

use super::row::{Row, State, nothing};
use crate::api::{Advice, Failure, LoggedIn, Situation, advice, look_alike_hint};
use crate::browser;
use crate::parts::{SeveralDraft, forget_run, keep_run, spend, summary_of, summary_of_advice};
use crate::redemption::{Confirmation, Notice};
use crate::say;
use crate::several::{Kept, is_expected};
use crate::ui::Summary;
use leptos::prelude::*;
use tapo_care_wire::{ErrorCode, Redemption, Subscription};

/// What is going on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// The codes are being pasted.
    Entering,
    /// Line after line is looked up; the number is that of the code, from 1.
    Checking(u32),
    /// The visitor reads.
    Reading,
    /// Code after code is redeemed, of so many.
    Redeeming(u32, u32),
}

/// Why a run stops before its end.
enum Stop {
    /// For the visitor to read this.
    Problem(Summary),
    /// The view is gone, or nobody is logged in any more.
    Gone,
}

/// What is known of all lines, and what is going on.
#[derive(Clone, Copy)]
pub(super) struct Run {
    pub(super) rows: RwSignal<Vec<Row>>,
    pub(super) phase: RwSignal<Phase>,
    pub(super) problem: RwSignal<Option<Summary>>,
    /// The account's subscriptions before the run.
    pub(super) held: RwSignal<Vec<Subscription>>,
    /// The code that is being redeemed now.
    confirmation: RwSignal<Confirmation>,
    draft: SeveralDraft,
}

impl Run {
    /// Nothing pasted. Call in a component's body: the run ends with it.
    pub(super) fn new() -> Self {
        Self {
            rows: RwSignal::new(Vec::new()),
            phase: RwSignal::new(Phase::Entering),
            problem: RwSignal::new(None),
            held: RwSignal::new(Vec::new()),
            confirmation: RwSignal::new(Confirmation::Refused { failure: Failure::Lost }),
            draft: expect_context::<SeveralDraft>(),
        }
    }

    /// Whether the server is being asked what became of a code.
    pub(super) fn is_asking(self) -> bool {
        matches!(self.phase.get(), Phase::Redeeming(..))
            && matches!(*self.confirmation.read(), Confirmation::Checking { .. })
    }

    /// How many lines are in a state.
    pub(super) fn count(self, is: fn(&State) -> bool) -> u32 {
        self.rows.track();
        self.count_now(is)
    }

    /// The same, where nothing is to follow a change.
    pub(super) fn count_now(self, is: fn(&State) -> bool) -> u32 {
        self.rows
            .with_untracked(|rows| u32::try_from(rows.iter().filter(|row| is(&row.state)).count()).unwrap_or(u32::MAX))
    }

    /// How many lines are still to be looked up.
    pub(super) fn unread(self) -> u32 {
        self.count(State::is_unread)
    }

    fn find(self, is: impl Fn(&State) -> bool) -> Option<(usize, State)> {
        self.rows.try_with_untracked(|rows| {
            rows.iter().enumerate().find(|(_, row)| is(&row.state)).map(|(place, row)| (place, row.state.clone()))
        })?
    }

    fn set(self, place: usize, state: State) {
        self.rows.try_update(|rows| {
            if let Some(row) = rows.get_mut(place) {
                row.state = state;
            }
        });
    }

    /// Looks up what was not looked up yet. Spends nothing.
    pub(super) async fn check(self, api: LoggedIn) {
        self.problem.try_set(None);
        let end = self.check_all(&api).await;
        self.keep(&api);
        self.end(end);
    }

    async fn check_all(self, api: &LoggedIn) -> Result<(), Stop> {
        self.phase.try_set(Phase::Checking(1));
        match api.subscriptions().await {
            Ok(list) => drop(self.held.try_set(list.items)),
            Err(failure) => return Err(self.stop(&failure)),
        }
        while let Some((place, state)) = self.find(State::is_unread) {
            let number = u32::try_from(place + 1).unwrap_or(u32::MAX);
            self.phase.try_set(Phase::Checking(number));
            let answer = match &state {
                State::Unread(code) => api.open(code).await,
                State::Unseen(id) => api.redemption(id).await,
                _ => break,
            };
            match answer {
                Ok(redemption) => self.set(place, State::of(redemption)),
                Err(failure) => self.refused(place, &state, &failure).await?,
            }
        }
        if self.rows.is_disposed() { Err(Stop::Gone) } else { Ok(()) }
    }

    /// A code was refused: for good, which its row says; or for some time, which is waited for; or it could not be asked for.
    async fn refused(self, place: usize, state: &State, failure: &Failure) -> Result<(), Stop> {
        let situation = Situation { code_is_unspent: true, ..Situation::default() };
        let said = advice(failure, situation);
        if said.wait.is_some() {
            return self.wait(said).await;
        }
        if stops(failure) {
            return Err(self.stop(failure));
        }
        let mut texts = vec![said.text];
        if let (State::Unread(code), Some(ErrorCode::CodeNotFound)) = (state, failure.code()) {
            texts.extend(look_alike_hint(code));
        }
        texts.extend(said.about_code);
        self.set(place, State::Nothing(texts));
        Ok(())
    }

    /// Waits as long as the server asks for, and tells the visitor.
    async fn wait(self, said: Advice) -> Result<(), Stop> {
        let end = browser::clock() + f64::from(said.wait.unwrap_or(0)) * 1000.0;
        self.problem.try_set(Some(summary_of_advice(said, &[])));
        while browser::clock() < end {
            browser::pause(1).await;
            if self.problem.is_disposed() {
                return Err(Stop::Gone);
            }
        }
        self.problem.try_set(None);
        Ok(())
    }

    /// Redeems what is ready, in its order. The visitor has read it and confirmed.
    pub(super) async fn redeem(self, api: LoggedIn) {
        self.problem.try_set(None);
        let end = self.redeem_all(&api).await;
        self.end(end);
    }

    async fn redeem_all(self, api: &LoggedIn) -> Result<(), Stop> {
        let all = self.count_now(|state| matches!(state, State::Ready(_)));
        let mut number = 0;
        while let Some((place, State::Ready(agreed))) = self.find(|state| matches!(state, State::Ready(_))) {
            number += 1;
            self.phase.try_set(Phase::Redeeming(number, all));
            self.set(place, State::Redeeming(agreed.clone()));
            let outcome = self.redeem_one(api, place, agreed.clone()).await;
            match outcome {
                Ok(state) => self.set(place, state),
                Err(stopped) => {
                    let (unspent, stop) = *stopped;
                    self.set(place, State::Ready(unspent));
                    return Err(stop);
                }
            }
        }
        if self.rows.is_disposed() {
            return Err(Stop::Gone);
        }
        // Codes that are used are not kept for another try.
        self.draft.text().try_set(String::new());
        Ok(())
    }

    /// What a code came to; or what is known of it now, unspent, and why the run stops.
    async fn redeem_one(
        self,
        api: &LoggedIn,
        place: usize,
        agreed: Redemption,
    ) -> Result<State, Box<(Redemption, Stop)>> {
        let mut preview = agreed.clone();
        loop {
            self.confirmation.try_set(Confirmation::read(preview.clone()).confirm());
            spend(api, self.confirmation).await;
            match self.confirmation.try_get_untracked() {
                Some(Confirmation::Redeemed { receipt }) => return Ok(State::Done(receipt)),
                Some(Confirmation::Refused { failure }) => return Ok(nothing(&failure)),
                Some(Confirmation::Reading { preview: fresh, notice: Some(Notice::Changed { .. }) }) => {
                    if !is_expected(&agreed, &fresh, &self.receipts()) {
                        return Err(Box::new((fresh, self.changed(api, place).await)));
                    }
                    preview = fresh;
                }
                Some(Confirmation::Reading { preview: fresh, notice: Some(Notice::Failed(failure)) }) => {
                    let said = advice(&failure, Situation::default());
                    if said.wait.is_some() {
                        if let Err(stop) = self.wait(said).await {
                            return Err(Box::new((fresh, stop)));
                        }
                        preview = fresh;
                    } else if stops(&failure) {
                        return Err(Box::new((fresh, self.stop(&failure))));
                    } else {
                        return Ok(nothing(&failure));
                    }
                }
                Some(Confirmation::Reading { preview: fresh, notice: Some(Notice::NeverArrived) }) => {
                    let problem =
                        Summary { notes: vec![say::error::NOT_USED], ..Summary::of(say::confirm::NEVER_ARRIVED) };
                    return Err(Box::new((fresh, Stop::Problem(problem))));
                }
                _ => return Err(Box::new((preview, Stop::Gone))),
            }
        }
    }

    /// What a code does has changed otherwise than was agreed to: the visitor has to read it again.
    async fn changed(self, api: &LoggedIn, place: usize) -> Stop {
        match api.subscriptions().await {
            Ok(list) => drop(self.held.try_set(list.items)),
            Err(failure) => return self.stop(&failure),
        }
        let line = self.rows.try_with_untracked(|rows| rows.get(place).map(|row| row.line)).flatten();
        Stop::Problem(Summary::of(say::several::changed(line.unwrap_or_default())))
    }

    /// The receipts of the run so far.
    fn receipts(self) -> Vec<Redemption> {
        let done = |row: &Row| match &row.state {
            State::Done(receipt) => Some(receipt.clone()),
            _ => None,
        };
        self.rows.try_with_untracked(|rows| rows.iter().filter_map(done).collect()).unwrap_or_default()
    }

    /// What a failure does that is about no single code.
    fn stop(self, failure: &Failure) -> Stop {
        if failure.is_logged_out() {
            return Stop::Gone;
        }
        let situation = Situation { code_is_unspent: true, ..Situation::default() };
        Stop::Problem(summary_of(failure, situation, &[]))
    }

    fn end(self, end: Result<(), Stop>) {
        let problem = match end {
            Ok(()) => None,
            Err(Stop::Problem(problem)) => Some(problem),
            Err(Stop::Gone) => return,
        };
        self.problem.try_set(problem);
        self.phase.try_set(Phase::Reading);
    }

    /// Keeps the ids, for after a reload.
    fn keep(self, api: &LoggedIn) {
        let id = |row: &Row| match &row.state {
            State::Unseen(id) => Some((row.line, id.clone())),
            state => Some((row.line, state.redemption()?.id.clone())),
        };
        let codes = self.rows.try_with_untracked(|rows| rows.iter().filter_map(id).collect::<Vec<_>>());
        if let Some(codes) = codes.filter(|codes| !codes.is_empty()) {
            keep_run(&Kept { account: api.viewer().id.clone(), codes });
        }
    }

    /// Back to the field. What is ready stays unused, and can be taken up from Tapo Care.
    pub(super) fn begin_anew(self) {
        forget_run();
        self.problem.set(None);
        self.rows.set(Vec::new());
        self.phase.set(Phase::Entering);
    }
}

/// Whether a failure is about no single code: the next one would fail likewise.
fn stops(failure: &Failure) -> bool {
    match failure.code() {
        None => true,
        Some(code) => {
            failure.is_logged_out()
                || matches!(code, ErrorCode::Unavailable | ErrorCode::OriginRefused | ErrorCode::Unknown)
        }
    }
}
