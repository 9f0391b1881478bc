//! Behaviour of all forms. Without JavaScript they are plain HTML forms. After hydration they validate while the user
//! types, submit without leaving the page, and show errors at their fields.

pub mod field;
pub mod spec;

use super::browser::{Pending, Reply, control, when_mounted};
use super::client_state::ClientState;
use super::navigation::Navigator;
use crate::shared::fields::profile::Profile;
use crate::shared::{Answer, AppError, Draft, ErrorCode, Form, LocalPath, Notice, Rejection};
use field::FieldState;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::web_sys::Event;
use leptos_router::hooks::use_location;
use spec::Spec;
use std::sync::Arc;
use std::time::Duration;

/// The name of an input that is no field, and how to read its value.
type OtherInput = (&'static str, fn() -> String);

/// Handles the submit event of a form.
pub type Submit = Arc<dyn Fn(SubmitEvent) + Send + Sync>;

/// So many mistakes are listed above the fields, with a link to each: some of them may be out of sight.
const MIN_LISTED: usize = 3;

/// The state of a form: its fields, its error, and whether it is being submitted.
#[derive(Clone, Copy)]
pub struct FormState {
    form: Form,
    client: ClientState,
    navigator: Navigator,
    /// The path of the page.
    path: StoredValue<String>,
    fields: StoredValue<Vec<FieldState>>,
    /// The inputs that are no fields, such as radio buttons.
    others: StoredValue<Vec<OtherInput>>,
    /// What the user had typed when their session ended.
    draft: StoredValue<Option<Vec<(String, String)>>>,
    /// Why the form as a whole was rejected.
    pub error: RwSignal<Option<AppError>>,
    /// Submitted, without a response yet.
    pub pending: Pending,
    /// Seconds until it may be submitted again.
    pub wait: RwSignal<u32>,
}

impl FormState {
    /// Starts with the error of a previous submission without JavaScript, if any.
    pub fn new(form: Form) -> Self {
        let client = ClientState::current();
        let error = client.rejection(form, |rejection| rejection.error.clone());
        let wait = error.as_ref().map_or(0, seconds_to_wait);
        let path = use_location().pathname.get_untracked();
        let draft = client.draft(form, &path);
        if draft.is_some() {
            // Once it is shown. In the browser only, because the server may build a page several times.
            when_mounted(move || client.set_draft(None));
        }
        let state = Self {
            form,
            client,
            navigator: Navigator::current(),
            path: StoredValue::new(path),
            fields: StoredValue::new(Vec::new()),
            others: StoredValue::new(Vec::new()),
            draft: StoredValue::new(draft),
            error: RwSignal::new(error),
            pending: Pending::default(),
            // Set after mounting: without JavaScript nothing would count it down, and the button would stay disabled.
            wait: RwSignal::new(0),
        };
        when_mounted(move || state.start_wait(wait));
        state
    }

    /// Adds a field, with its error from a previous submission without JavaScript.
    pub fn field(self, spec: &'static Spec) -> FieldState {
        self.field_for(spec, false)
    }

    /// A new password of an account that has a second factor, or none.
    pub fn field_for(self, spec: &'static Spec, has_second_factor: bool) -> FieldState {
        let problem = self.error.with_untracked(|error| error.as_ref()?.of_field(spec.name).cloned());
        let rules = self.client.password_rules().of_account(has_second_factor);
        let field = FieldState { spec, problem: RwSignal::new(problem), rules };
        self.fields.update_value(|fields| fields.push(field));
        field
    }

    /// Adds the fields of a profile.
    pub fn profile(self, specs: &'static Profile<Spec>) -> Profile<FieldState> {
        specs.each_ref().map(|spec| self.field(spec))
    }

    /// Adds an input that is no field, so that its value is kept when the session ends.
    pub fn keep(self, name: &'static str, value: fn() -> String) {
        self.others.update_value(|others| others.push((name, value)));
    }

    /// Whether the form shows what was typed before the session ended, and has not been sent since.
    pub fn has_draft(self) -> bool {
        self.draft.with_value(Option::is_some)
    }

    pub fn has_file(self) -> bool {
        self.form.has_file()
    }

    /// The value from a previous submission without JavaScript, or from before the session ended. Empty if that had none, as of a box
    /// that was not ticked.
    pub fn typed(self, name: &str) -> Option<String> {
        self.kept(name).or_else(|| self.client.rejection(self.form, |_| String::new()))
    }

    /// The same for what browsers send also if it is empty. None if it was too long to be kept: an input that was empty then would be
    /// sent as that.
    pub fn kept(self, name: &str) -> Option<String> {
        let draft = self.draft.with_value(|draft| {
            let (_, value) = draft.as_ref()?.iter().find(|(typed, _)| typed == name)?;
            Some(value.clone())
        });
        let rejected = |rejection: &Rejection| rejection.typed(name).map(str::to_owned);
        draft.or_else(|| self.client.rejection(self.form, rejected).flatten())
    }

    /// Like [`Self::typed`], where one value is always chosen: `current` unless another one was.
    pub fn chosen(self, name: &str, current: &str) -> String {
        self.typed(name).filter(|typed| !typed.is_empty()).unwrap_or_else(|| current.to_owned())
    }

    /// The fields with an error, in the order of the form.
    pub fn invalid_fields(self, error: &AppError) -> Vec<&'static Spec> {
        self.fields.with_value(|fields| {
            let specs = fields.iter().map(|field| field.spec);
            specs.filter(|spec| error.of_field(spec.name).is_some()).collect()
        })
    }

    /// Whether the submit button is disabled.
    pub fn is_blocked(self) -> bool {
        self.pending.get() || self.wait.get() > 0
    }

    /// Submits the form with `call`, which calls its server function, if all fields are valid.
    pub fn on_submit<T: 'static, F>(
        self,
        call: impl Fn() -> F + Send + Sync + 'static,
        accepted: impl FnOnce(T) + Clone + Send + Sync + 'static,
    ) -> Submit
    where
        F: Future<Output = Result<Answer<T>, AppError>> + 'static,
    {
        Arc::new(move |event: SubmitEvent| {
            // Also if a field is invalid: the browser must not send the form itself.
            event.prevent_default();
            if self.is_ready() {
                self.send(Box::pin(call()), accepted.clone());
            }
        })
    }

    /// Awaits the response to a form that [was ready](Self::is_ready), or that has no fields; nothing while another is pending.
    pub fn send<T: 'static>(self, reply: Reply<T>, accepted: impl FnOnce(T) + 'static) {
        // The user may leave the page meanwhile, so `reject` uses the `try_` methods.
        self.error.try_set(None);
        let accepted = move |value| {
            self.announce();
            accepted(value);
        };
        self.pending.send(reply, Box::new(accepted), self.rejection());
    }

    /// Says what has come of it.
    pub fn done(self, notice: Notice) {
        self.navigator.tell(notice);
    }

    /// The same on the page at `path`, which takes the place of this one.
    pub fn leave(self, notice: Notice, path: &str) {
        self.done(notice);
        self.navigator.go(path);
    }

    /// Tells `public/keep.js` that what is typed is saved.
    fn announce(self) {
        let input = |fields: &Vec<FieldState>| fields.iter().find_map(|field| control(field.spec.id));
        // None if the user has left the page.
        let form = self.fields.try_with_value(input).flatten().and_then(|input| input.closest("form").ok().flatten());
        if let (Some(form), Ok(event)) = (form, Event::new("saved")) {
            // Fails only for an event that is being dispatched already.
            _ = form.dispatch_event(&event);
        }
    }

    /// Not a part of `send`, which is compiled once per form.
    fn rejection(self) -> Box<dyn FnOnce(AppError)> {
        Box::new(move |error| self.reject(error))
    }

    /// Clears all fields and errors.
    pub fn clear(self) {
        // First, because a change of the error renders the message about the draft again.
        self.draft.set_value(None);
        self.error.set(None);
        self.each(FieldState::clear);
    }

    /// Validates all fields. False while a submission is pending or the user has to wait.
    pub fn is_ready(self) -> bool {
        if self.pending.get_untracked() || self.wait.get_untracked() > 0 {
            return false;
        }
        self.draft.set_value(None);
        self.error.set(None);
        self.each(FieldState::check);
        !self.focus_first_problem()
    }

    /// Shows why the server rejected the form.
    pub fn reject(self, error: AppError) {
        // Signed-out users have no session that could have ended, so there the error is shown.
        let is_unproved = error.code == ErrorCode::StepUpRequired;
        if (is_unproved || error.code.is_signed_out()) && self.client.is_signed_in() {
            // None if the user has left the page: then nothing is left of the form.
            let Some(path) = self.path.try_get_value() else { return };
            let page = LocalPath::or_account(&path);
            self.keep_draft(&page);
            return match is_unproved {
                true => self.navigator.confirm(&page),
                false => self.navigator.sign_in_again(&page, error),
            };
        }
        self.each(|field| {
            field.problem.set(error.of_field(field.spec.name).cloned());
        });
        // Few errors are shown at their fields alone; a message about the whole form would repeat them.
        if self.focus_first_problem() {
            return;
        }
        // The password is the last field. Focusing selects it, so that the user can type it again.
        if error.code == ErrorCode::InvalidCredentials {
            self.fields.try_with_value(|fields| fields.last().map(|password| password.focus()));
        }
        self.start_wait(seconds_to_wait(&error));
        self.error.try_set(Some(error));
    }

    /// Keeps what is typed, except passwords, until the user has signed in again, or has confirmed who they are.
    fn keep_draft(self, page: &LocalPath) {
        let Some(user) = self.client.id() else { return };
        let mut typed = Vec::new();
        self.each(|field| {
            if !field.spec.is_secret() {
                typed.push((field.spec.name.to_owned(), field.value()));
            }
        });
        self.others.with_value(|others| typed.extend(others.iter().map(|(name, value)| ((*name).to_owned(), value()))));
        if !typed.is_empty() || self.form.has_file() {
            self.client.set_draft(Some(Draft { user, page: page.clone(), form: self.form, typed }));
        }
    }

    fn each(self, mut act: impl FnMut(FieldState)) {
        self.fields.try_with_value(|fields| fields.iter().for_each(|field| act(*field)));
    }

    /// Focuses the first field with an error; returns whether there is one. Lists them above the fields if there are many.
    fn focus_first_problem(self) -> bool {
        let mut problems = Vec::new();
        self.each(|field| problems.extend(field.problem.get_untracked()));
        if problems.len() >= MIN_LISTED {
            self.error.try_set(Some(AppError::invalid(problems)));
        }
        let first = self.fields.try_with_value(|fields| fields.iter().copied().find(|field| field.has_problem()));
        first.flatten().map(FieldState::focus).is_some()
    }

    /// Blocks the form for `seconds`, counting down, and then clears the error.
    fn start_wait(self, seconds: u32) {
        self.wait.try_set(seconds);
        if seconds > 0 {
            // Each tick starts the next one, so nothing has to be cancelled when the user leaves the page.
            let tick = move || match self.wait.try_get_untracked() {
                // The wait is over, so the message about it is obsolete.
                Some(1) => {
                    self.wait.set(0);
                    self.error.set(None);
                }
                Some(left) => self.start_wait(left.saturating_sub(1)),
                None => {}
            };
            set_timeout(tick, Duration::from_secs(1));
        }
    }
}

/// The seconds to wait, if the request was rate limited.
fn seconds_to_wait(error: &AppError) -> u32 {
    if error.code.is_wait() { error.retry_after.unwrap_or(0) } else { 0 }
}
