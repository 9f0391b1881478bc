//! One field of a form, an input, a text area or a select: its value, and when it is validated.

use super::spec::Spec;
use crate::shared::FieldError;
use crate::shared::fields::password::PasswordRules;
use crate::ui::browser::{control, focus, is_pointer_down, value_of};
use crate::ui::live_attribute;
use leptos::attr::any_attribute::{AnyAttribute, IntoAnyAttribute};
use leptos::attr::custom::custom_attribute;
use leptos::prelude::*;
use leptos::web_sys::Event;
use std::time::Duration;

/// How long validation waits after a field loses focus. An error message moves the page, and must not move a button
/// away while it is being pressed.
const VALIDATION_DELAY: Duration = Duration::from_millis(200);

/// A field and its error. The value stays in the DOM, where it may have been typed before hydration.
#[derive(Clone, Copy)]
pub struct FieldState {
    pub spec: &'static Spec,
    pub problem: RwSignal<Option<FieldError>>,
    pub rules: PasswordRules,
}

impl FieldState {
    pub fn value(self) -> String {
        value_of(self.spec.id)
    }

    /// Empties the input, and dispatches an `input` event so that listeners such as the strength meter update.
    pub fn clear(self) {
        self.problem.set(None);
        if let (Some(input), Ok(event)) = (control(self.spec.id), Event::new("input")) {
            input.set_value("");
            // Fails only for an event that is being dispatched already.
            _ = input.dispatch_event(&event);
        }
    }

    pub fn has_problem(self) -> bool {
        self.problem.with_untracked(Option::is_some)
    }

    /// The attributes of the input, except its value.
    pub fn attributes(self) -> Vec<AnyAttribute> {
        let invalid = move || Some(if self.problem.with(Option::is_some) { "true" } else { "false" });
        let mut all = self.spec.attributes();
        all.push(live_attribute("aria-invalid", invalid));
        all.push(custom_attribute("aria-describedby", self.spec.note_id()).into_any_attr());
        all
    }

    /// Whether the input, or a button next to it, has the focus.
    fn has_focus_within(self) -> bool {
        let parent = control(self.spec.id).and_then(|input| input.parent_element());
        parent.is_some_and(|parent| parent.matches(":focus-within") == Ok(true))
    }

    pub fn focus(self) {
        focus(self.spec.id);
        // A select has no text that could be selected.
        if let Some(input) = control(self.spec.id).filter(|control| control.matches("select") == Ok(false)) {
            input.select();
        }
    }

    /// Validates the field now. A hidden field is not validated.
    pub fn check(self) {
        let Some(input) = control(self.spec.id) else {
            return;
        };
        // `offsetParent` is null if the element or a parent is not displayed.
        let is_visible = input.offset_parent().is_some();
        let problem = is_visible.then(|| self.spec.check(&input.value(), self.rules)).flatten();
        self.problem.set(problem);
    }

    /// While typing, an existing error is updated, but no new error appears.
    pub fn on_input(self) {
        if self.has_problem() {
            self.check();
        }
    }

    /// On blur, a value is validated. An empty field is validated only on submit.
    pub fn on_blur(self) {
        set_timeout(move || self.check_after_blur(), VALIDATION_DELAY);
    }

    fn check_after_blur(self) {
        // A long press: the message would appear under the pointer, and the click would miss its button.
        if is_pointer_down() {
            return self.on_blur();
        }
        // Nothing to do if the user has left the page, or moved to the button that reveals the password.
        let is_valid = self.problem.try_with_untracked(Option::is_none).unwrap_or_default();
        if is_valid && !self.value().is_empty() && !self.has_focus_within() {
            self.check();
        }
    }
}
