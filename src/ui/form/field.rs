//! One field of a form: when it speaks, and what it says.

use super::spec::Spec;
use crate::shared::fields::password::PasswordRules;
use leptos::{
    html,
    prelude::*,
    web_sys::{Event, HtmlInputElement},
};
use std::{borrow::Cow, time::Duration};

/// How long a field holds its tongue after it was left. What it says moves the page, and must not move it from
/// under a finger that is still on its way.
const PATIENCE: Duration = Duration::from_millis(200);

/// A field and its problem. The text itself is in the input.
#[derive(Clone, Copy)]
pub struct FieldState {
    pub spec: &'static Spec,
    pub input: NodeRef<html::Input>,
    /// What has to change, in words.
    pub problem: RwSignal<Option<Cow<'static, str>>>,
    pub rules: PasswordRules,
    id: StoredValue<String>,
    initial: StoredValue<String>,
}

impl FieldState {
    pub(super) fn new(
        id: String,
        spec: &'static Spec,
        initial: &str,
        message: Option<&str>,
        rules: PasswordRules,
    ) -> Self {
        Self {
            spec,
            input: NodeRef::new(),
            problem: RwSignal::new(message.map(|message| Cow::Owned(message.to_owned()))),
            rules,
            id: StoredValue::new(id),
            initial: StoredValue::new(initial.to_owned()),
        }
    }

    pub fn id(self) -> String {
        self.id.get_value()
    }

    /// What the input holds when the page is made.
    pub fn initial(self) -> String {
        self.initial.get_value()
    }

    /// What the input holds now.
    pub fn value(self) -> String {
        self.element()
            .map(|input| input.value())
            .unwrap_or_default()
    }

    /// Empties it. The input says so itself, so that whatever goes by its text notices.
    pub fn clear(self) {
        self.problem.set(None);
        if let (Some(input), Ok(event)) = (self.element(), Event::new("input")) {
            input.set_value("");
            _ = input.dispatch_event(&event);
        }
    }

    pub fn has_problem(self) -> bool {
        self.problem.with_untracked(Option::is_some)
    }

    /// The value of `aria-invalid`.
    pub fn invalid(self) -> &'static str {
        if self.problem.with(Option::is_some) {
            "true"
        } else {
            "false"
        }
    }

    /// Says what the server found, or nothing.
    pub fn say(self, message: Option<&str>) {
        self.problem
            .set(message.map(|message| Cow::Owned(message.to_owned())));
    }

    pub fn focus(self) {
        if let Some(input) = self.element() {
            // Fails only for an element that is no longer in the page.
            _ = input.focus();
            input.select();
        }
    }

    /// Applies the rule now. A field that is not shown was not asked.
    pub fn check(self) {
        let Some(input) = self.element() else { return };
        let asked = input.offset_parent().is_some();
        let problem = asked
            .then(|| self.spec.check(&input.value(), self.rules))
            .flatten();
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
            if self
                .element()
                .is_some_and(|input| !input.value().is_empty())
                && !self.has_problem()
            {
                self.check();
            }
        };
        set_timeout(speak, PATIENCE);
    }

    /// The input, unless the page has been left meanwhile.
    fn element(self) -> Option<HtmlInputElement> {
        self.input.try_get_untracked().flatten()
    }
}
