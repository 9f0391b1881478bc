//! A list that follows the address of its page: as the server rendered it, and as it is asked for from then on.

use super::{
    browser::{element, focus},
    in_page::in_page,
    journey::Journey,
    visitor::Visitor,
};
use crate::shared::{
    error::{AppError, ErrorCode},
    next::LocalPath,
};
use leptos::{prelude::*, task::spawn_local, web_sys::Element};
use std::{future::Future, pin::Pin, sync::Arc, time::Duration};

/// Where the list stands.
pub const RESULTS: &str = "results";
/// Where the ways to its other pages stand.
pub const PAGES: &str = "pages";
/// How long the old list stays before the skeleton of the new one.
const SPINNER_DELAY: Duration = Duration::from_millis(200);

/// What a list is asked for.
pub trait Question: Send + Sync {
    /// The address of the page that asks the same; another question has another.
    fn address(&self) -> String;
    /// Asks the server, and writes what it answers.
    fn ask(&self, visitor: Visitor) -> Pin<Box<dyn Future<Output = Result<Written, AppError>>>>;
    /// Writes why there is no answer.
    fn write_failure(&self, error: &AppError) -> Written;
    /// HTML of the shape of an answer.
    fn write_skeleton(&self) -> String;
}

/// An answer, written.
#[derive(Default)]
pub struct Written {
    /// As HTML.
    pub list: String,
    /// The ways to its other pages, as HTML.
    pub pages: String,
    /// How many there are, in words.
    pub total: String,
    /// What to tell those who do not see it.
    pub said: String,
}

/// What is shown, and the question that it answers.
#[derive(Clone, Copy)]
pub struct Listing {
    /// The list as HTML. Empty while that of the server stands.
    pub html: RwSignal<String>,
    /// The ways to its other pages, as HTML.
    pub pages: RwSignal<String>,
    /// The address of what is shown.
    pub here: RwSignal<String>,
    /// How many there are, in words.
    pub total: RwSignal<String>,
    /// What to tell those who do not see it.
    pub said: RwSignal<String>,
    /// An answer is overdue.
    pub busy: RwSignal<bool>,
    /// Goes up with each question and each answer, so that a late answer finds that it is late.
    turn: StoredValue<u32>,
    /// What was asked for last.
    asked: StoredValue<Option<Arc<dyn Question>>>,
    visitor: Visitor,
    journey: Journey,
}

impl Listing {
    /// `read`: the answer, when the server has read it for the page that it renders.
    pub fn new(question: Arc<dyn Question>, read: Option<Written>) -> Self {
        let shown = in_page(|| read.as_ref().map(|written| written.total.clone()));
        let written = read.unwrap_or_default();
        Self {
            html: RwSignal::new(written.list),
            pages: RwSignal::new(written.pages),
            here: RwSignal::new(question.address()),
            asked: StoredValue::new(shown.is_some().then_some(question)),
            total: RwSignal::new(shown.unwrap_or_default()),
            said: RwSignal::new(String::new()),
            busy: RwSignal::new(false),
            turn: StoredValue::new(0),
            visitor: Visitor::here(),
            journey: Journey::here(),
        }
    }

    /// Asks the server, unless that is what is shown or under way already.
    pub fn ask(self, question: Arc<dyn Question>) {
        let address = question.address();
        if self.asked.with_value(|before| before.as_ref().is_some_and(|before| before.address() == address)) {
            return;
        }
        self.asked.set_value(Some(Arc::clone(&question)));
        let turn = self.next_turn();
        let overdue = Arc::clone(&question);
        set_timeout(move || self.wait(turn, overdue.as_ref()), SPINNER_DELAY);
        spawn_local(async move {
            let answer = question.ask(self.visitor).await;
            if self.is_current(turn) {
                self.next_turn();
                self.show(question.as_ref(), answer);
            }
        });
    }

    /// Asks the same again: it has changed.
    pub fn reload(self) {
        if let Some(Some(asked)) = self.asked.try_get_value() {
            self.asked.set_value(None);
            self.ask(asked);
        }
    }

    fn next_turn(self) -> u32 {
        let turn = self.turn.get_value() + 1;
        self.turn.set_value(turn);
        turn
    }

    /// Whether nothing has been asked or answered since. Nothing is current once the page has been left.
    fn is_current(self, turn: u32) -> bool {
        self.turn.try_get_value() == Some(turn)
    }

    /// The answer takes its time: a skeleton stands in for it.
    fn wait(self, turn: u32, question: &dyn Question) {
        if self.is_current(turn) {
            self.busy.set(true);
            self.html.set(question.write_skeleton());
            self.pages.set(String::new());
        }
    }

    fn show(self, question: &dyn Question, answer: Result<Written, AppError>) {
        let written = match answer {
            Ok(written) => written,
            Err(AppError {
                code: ErrorCode::TokenMissing | ErrorCode::TokenRevoked | ErrorCode::TokenExpired, ..
            }) => {
                let here = LocalPath::parse(&question.address()).unwrap_or_else(LocalPath::account);
                return self.journey.sign_in_again(&here);
            }
            Err(error) => question.write_failure(&error),
        };
        let focused = focused_result();
        self.busy.set(false);
        self.total.set(written.total);
        self.said.set(written.said);
        self.html.set(written.list);
        self.pages.set(written.pages);
        self.here.set(question.address());
        if let Some(id) = focused {
            request_animation_frame(move || focus(if element::<Element>(&id).is_some() { &id } else { RESULTS }));
        }
    }
}

/// The id of the link of the list or its pages that has the focus: the one of the next list takes it over.
fn focused_result() -> Option<String> {
    let active = document().active_element()?;
    let inside = |id| element::<Element>(id).is_some_and(|part| part.contains(Some(&active)));
    (inside(RESULTS) || inside(PAGES)).then(|| active.id())
}
