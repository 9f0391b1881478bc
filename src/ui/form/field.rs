//! One field of a form: when it speaks, and what it says.

use super::spec::Spec;
use crate::{
    shared::{error::FieldError, fields::password::PasswordRules},
    ui::browser::{focus, input},
};
use leptos::{prelude::*, web_sys::Event};
use std::time::Duration;

/// How long a field holds its tongue after it was left. What it says moves the page, and must not move it from
/// under a finger that is still on its way.
const VALIDATION_DELAY: Duration = Duration::from_millis(200);

/// A field and its problem. The text itself is in the input, where it also was before the page came to life.
#[derive(Clone, Copy)]
pub struct FieldState {
    pub spec: &'static Spec,
    /// What has to change: in words, and by a code.
    pub problem: RwSignal<Option<FieldError>>,
    pub rules: PasswordRules,
}

impl FieldState {
    /// What the input holds.
    pub fn value(self) -> String {
        input(self.spec.id).map(|input| input.value()).unwrap_or_default()
    }

    /// Empties it. The input says so itself, so that whatever goes by its text notices.
    pub fn clear(self) {
        self.problem.set(None);
        if let (Some(input), Ok(event)) = (input(self.spec.id), Event::new("input")) {
            input.set_value("");
            // Fails only for an event that is under way already.
            _ = input.dispatch_event(&event);
        }
    }

    pub fn has_problem(self) -> bool {
        self.problem.with_untracked(Option::is_some)
    }

    /// The value of `aria-invalid`.
    pub fn invalid(self) -> &'static str {
        if self.problem.with(Option::is_some) { "true" } else { "false" }
    }

    /// Whether the focus is in the input, or beside it.
    fn has_focus_within(self) -> bool {
        let around = input(self.spec.id).and_then(|input| input.parent_element());
        around.is_some_and(|around| around.matches(":focus-within") == Ok(true))
    }

    pub fn focus(self) {
        focus(self.spec.id);
        if let Some(input) = input(self.spec.id) {
            input.select();
        }
    }

    /// Applies the rule now. A field that is not shown was not asked.
    pub fn check(self) {
        let Some(input) = input(self.spec.id) else {
            return;
        };
        let asked = input.offset_parent().is_some();
        let problem = asked.then(|| self.spec.check(&input.value(), self.rules)).flatten();
        self.problem.set(problem);
    }

    /// While typing: a problem goes as soon as it is mended, and none comes up.
    pub fn on_input(self) {
        if self.has_problem() {
            self.check();
        }
    }

    /// On leaving: what is there is checked, an empty field is left for the end.
    pub fn on_blur(self) {
        let speak = move || {
            // The page may have been left, too; or only the input, for the button that shows what is in it.
            let quiet = self.problem.try_with_untracked(Option::is_none).unwrap_or_default();
            if quiet && !self.value().is_empty() && !self.has_focus_within() {
                self.check();
            }
        };
        set_timeout(speak, VALIDATION_DELAY);
    }
}
