//! What all forms have in common: they work as plain forms, and once the browser has taken the page over they
//! check as one types, send without leaving the page and say at the field what came back.

pub mod field;
pub mod spec;

use super::{browser::when_mounted, journey::Journey, visitor::Visitor};
use crate::shared::{
    error::{AppError, ErrorCode},
    next::LocalPath,
    views::Answer,
    visit::Form,
};
use field::FieldState;
use leptos::{ev::SubmitEvent, prelude::*, task::spawn_local};
use spec::Spec;
use std::{future::Future, pin::Pin, time::Duration};

/// The answer of a form's server function, on its way.
pub type Reply<T> = Pin<Box<dyn Future<Output = Result<Answer<T>, AppError>>>>;

/// One form: its fields, what was said of it, whether it is on its way.
#[derive(Clone, Copy)]
pub struct FormState {
    form: Form,
    visitor: Visitor,
    journey: Journey,
    fields: StoredValue<Vec<FieldState>>,
    /// Why the form as a whole was not accepted.
    pub refusal: RwSignal<Option<AppError>>,
    /// Sent, and not answered yet.
    pub pending: RwSignal<bool>,
    /// Seconds until it may be sent again.
    pub wait: RwSignal<u32>,
}

impl FormState {
    /// The form as it stands when the page is made; sent before without JavaScript, it has something to say.
    pub fn new(form: Form) -> Self {
        let visitor = Visitor::here();
        let refusal = visitor.rejection(form, |rejection| rejection.error.clone());
        let wait = refusal.as_ref().map_or(0, throttled);
        let state = Self {
            form,
            visitor,
            journey: Journey::here(),
            fields: StoredValue::new(Vec::new()),
            refusal: RwSignal::new(refusal),
            pending: RwSignal::new(false),
            wait: RwSignal::new(0),
        };
        when_mounted(move || state.hold(wait));
        state
    }

    /// Adds a field; sent before, it knows what was wrong with it.
    pub fn field(self, spec: &'static Spec) -> FieldState {
        let problem = self.refusal.with_untracked(|error| error.as_ref()?.of_field(spec.name).cloned());
        let rules = self.visitor.password_rules();
        let field = FieldState { spec, problem: RwSignal::new(problem), rules };
        self.fields.update_value(|fields| fields.push(field));
        field
    }

    /// What was typed into the field of that name, when the form was sent before.
    pub fn typed(self, name: &str) -> Option<String> {
        self.visitor.rejection(self.form, |rejection| rejection.typed(name).to_owned())
    }

    /// The questions of the form that `error` is about, in the order in which they are asked.
    pub fn asked(self, error: &AppError) -> Vec<&'static Spec> {
        self.fields.with_value(|fields| {
            let specs = fields.iter().map(|field| field.spec);
            specs.filter(|spec| error.of_field(spec.name).is_some()).collect()
        })
    }

    /// Whether a press on its button would do nothing.
    pub fn is_blocked(self) -> bool {
        self.pending.get() || self.wait.get() > 0
    }

    /// Sends the form with `send`, a call of its server function, when every answer passes.
    pub fn submit<T: 'static>(
        self,
        event: &SubmitEvent,
        send: impl FnOnce() -> Reply<T>,
        accepted: impl FnOnce(T) + 'static,
    ) {
        event.prevent_default();
        if self.is_ready() {
            self.send(send(), accepted);
        }
    }

    /// Waits for the answer to a form that [was ready](Self::is_ready).
    pub fn send<T: 'static>(self, reply: Reply<T>, accepted: impl FnOnce(T) + 'static) {
        self.wait_for(reply, Box::new(accepted));
    }

    fn wait_for<T: 'static>(self, reply: Reply<T>, accepted: Box<dyn FnOnce(T)>) {
        self.pending.set(true);
        spawn_local(async move {
            match reply.await {
                Ok(Answer::Accepted(value)) => accepted(value),
                // Answered to a browser that is on its way back to the page, never to this call.
                Ok(Answer::Rejected) => {}
                Err(error) => self.refuse(error),
            }
            // From here on the page may have been left: hence the `try_` of this file.
            self.pending.try_set(false);
        });
    }

    /// Makes it as if nothing had been typed.
    pub fn clear(self) {
        self.refusal.set(None);
        self.each(FieldState::clear);
    }

    /// Whether it may be sent: not on its way, nor to wait, and no answer breaks a rule.
    pub fn is_ready(self) -> bool {
        if self.pending.get_untracked() || self.wait.get_untracked() > 0 {
            return false;
        }
        self.refusal.set(None);
        self.each(FieldState::check);
        !self.focus_first_problem()
    }

    /// Says what came back.
    pub fn refuse(self, error: AppError) {
        if session_is_over(error.code) && self.visitor.is_signed_in() {
            return self.journey.sign_in_again(&LocalPath::account());
        }
        self.each(|field| {
            field.problem.set(error.of_field(field.spec.name).cloned());
        });
        if self.focus_first_problem() {
            return;
        }
        if error.code == ErrorCode::InvalidCredentials {
            self.fields.try_with_value(|fields| fields.last().map(|password| password.focus()));
        }
        self.hold(throttled(&error));
        self.refusal.try_set(Some(error));
    }

    fn each(self, act: impl Fn(FieldState)) {
        self.fields.try_with_value(|fields| fields.iter().for_each(|field| act(*field)));
    }

    /// Puts the focus in the first field with a problem; says whether there is one.
    fn focus_first_problem(self) -> bool {
        let first = self.fields.try_with_value(|fields| fields.iter().copied().find(|field| field.has_problem()));
        first.flatten().map(FieldState::focus).is_some()
    }

    /// Has the form wait, counting down, and lifts the refusal when that is over.
    fn hold(self, seconds: u32) {
        self.wait.try_set(seconds);
        if seconds > 0 {
            let a_second_later = move || match self.wait.try_get_untracked() {
                Some(1) => {
                    self.wait.set(0);
                    self.refusal.set(None);
                }
                Some(left) => self.hold(left.saturating_sub(1)),
                None => {}
            };
            set_timeout(a_second_later, Duration::from_secs(1));
        }
    }
}

/// The seconds to wait, if that is what the error is about.
fn throttled(error: &AppError) -> u32 {
    if error.code.is_wait() { error.retry_after.unwrap_or(0) } else { 0 }
}

fn session_is_over(code: ErrorCode) -> bool {
    matches!(
        code,
        ErrorCode::TokenMissing
            | ErrorCode::TokenMalformed
            | ErrorCode::TokenExpired
            | ErrorCode::TokenRevoked
            | ErrorCode::TokenInvalid
    )
}
