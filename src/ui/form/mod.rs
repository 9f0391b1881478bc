//! What all forms have in common: they work as plain forms, and once the browser has taken the page over they
//! check as one types, send without leaving the page and say at the field what came back.

pub mod field;
pub mod spec;
pub mod strength;

use super::{journey::Journey, visitor::Visitor};
use crate::shared::{
    error::{AppError, ErrorCode},
    next::LocalPath,
    views::Answer,
    visit::{Form, Rejection},
};
use field::FieldState;
use leptos::{ev::SubmitEvent, prelude::*, task::spawn_local};
use spec::Spec;
use std::{future::Future, time::Duration};

/// One form: its fields, what was said of it, whether it is on its way.
///
/// What is typed stays in the inputs, where it also was before the page came to life.
#[derive(Clone, Copy)]
pub struct FormState {
    form: Form,
    visitor: Visitor,
    journey: Journey,
    rejection: StoredValue<Option<Rejection>>,
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
        let rejection = visitor.rejection(form);
        let state = Self {
            form,
            visitor,
            journey: Journey::here(),
            refusal: RwSignal::new(rejection.as_ref().map(|rejection| rejection.error.clone())),
            rejection: StoredValue::new(rejection),
            fields: StoredValue::new(Vec::new()),
            pending: RwSignal::new(false),
            wait: RwSignal::new(0),
        };
        Effect::new(move || {
            state.wait.set(
                state
                    .refusal
                    .with_untracked(|error| error.as_ref().map_or(0, throttled)),
            )
        });
        Effect::new(move || state.tick());
        state
    }

    /// Adds a field that starts out empty, or with what was typed before.
    pub fn field(self, spec: &'static Spec) -> FieldState {
        self.field_with(spec, String::new())
    }

    /// Adds a field that holds `value` unless something else was typed before.
    pub fn field_with(self, spec: &'static Spec, value: String) -> FieldState {
        let field = self.rejection.with_value(|rejection| {
            let typed = rejection
                .as_ref()
                .map_or(value.as_str(), |rejection| rejection.typed(spec.name));
            let message = rejection
                .as_ref()
                .and_then(|rejection| rejection.error.message_of(spec.name));
            FieldState::new(
                self.id_of(spec.name),
                spec,
                typed,
                message,
                self.visitor.password_rules(),
            )
        });
        self.fields.update_value(|fields| fields.push(field));
        field
    }

    /// What was typed into a field that is none of the texts; nothing when the form was not sent before.
    pub fn typed(self, name: &str) -> Option<String> {
        self.rejection
            .with_value(|rejection| Some(rejection.as_ref()?.typed(name).to_owned()))
    }

    /// The id of a field's input; unique on the page.
    pub fn id_of(self, name: &str) -> String {
        let form = match self.form {
            Form::Register => "register",
            Form::Login => "login",
            Form::Setup => "setup",
            Form::Profile => "profile",
            Form::Password => "password",
            Form::DeleteAccount => "delete",
        };
        format!("{form}-{name}")
    }

    /// The label of the field, if the form has it.
    pub fn label_of(self, name: &str) -> Option<&'static str> {
        self.fields.with_value(|fields| {
            let field = fields.iter().find(|field| field.spec.name == name)?;
            Some(field.spec.label)
        })
    }

    /// Sends the form with `send`, a call of its server function, when every answer passes.
    pub fn submit<T, Sent>(
        self,
        event: &SubmitEvent,
        send: impl FnOnce() -> Sent + 'static,
        accepted: impl FnOnce(T) + 'static,
    ) where
        T: 'static,
        Sent: Future<Output = Result<Answer<T>, AppError>> + 'static,
    {
        event.prevent_default();
        if !self.ready() {
            return;
        }
        self.pending.set(true);
        spawn_local(async move {
            match send().await {
                Ok(Answer::Accepted(value)) => accepted(value),
                // Answered to a browser that is on its way back to the page, never to this call.
                Ok(Answer::Rejected) => {}
                Err(error) => self.refuse(error),
            }
            self.pending.try_set(false);
        });
    }

    /// Makes it as if nothing had been typed.
    pub fn clear(self) {
        self.refusal.set(None);
        self.fields
            .with_value(|fields| fields.iter().for_each(|field| field.clear()));
    }

    /// Whether it may be sent: not on its way, nor to wait, and no answer breaks a rule.
    fn ready(self) -> bool {
        if self.pending.get_untracked() || self.wait.get_untracked() > 0 {
            return false;
        }
        self.refusal.set(None);
        self.fields
            .with_value(|fields| fields.iter().for_each(|field| field.check()));
        !self.focus_first_problem()
    }

    fn refuse(self, error: AppError) {
        if session_is_over(error.code) && self.visitor.is_signed_in() {
            return self.journey.sign_in_again(&LocalPath::account());
        }
        self.fields.try_with_value(|fields| {
            for field in fields {
                field.say(error.message_of(field.spec.name));
            }
        });
        if self.focus_first_problem() {
            return;
        }
        if error.code == ErrorCode::InvalidCredentials {
            self.fields.try_with_value(|fields| {
                fields
                    .iter()
                    .rfind(|field| field.spec.kind == "password")
                    .map(|field| field.focus())
            });
        }
        self.wait.try_set(throttled(&error));
        self.refusal.try_set(Some(error));
    }

    /// Puts the focus in the first field with a problem; says whether there is one.
    fn focus_first_problem(self) -> bool {
        let focused = self.fields.try_with_value(|fields| {
            let first = fields.iter().find(|field| field.has_problem())?;
            first.focus();
            Some(())
        });
        focused.flatten().is_some()
    }

    /// Counts the waiting time down, and lifts the refusal when it is over.
    fn tick(self) {
        if self.wait.get() == 0 {
            return;
        }
        let second = move || {
            self.wait.try_update(|left| *left = left.saturating_sub(1));
            if self.wait.try_get_untracked() == Some(0) {
                self.refusal.try_set(None);
            }
        };
        set_timeout(second, Duration::from_secs(1));
    }
}

/// The seconds to wait, if that is what the error is about.
fn throttled(error: &AppError) -> u32 {
    match error.code {
        ErrorCode::TooManyAttempts => error.retry_after.unwrap_or(0),
        _ => 0,
    }
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
