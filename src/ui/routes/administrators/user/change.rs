//! Changes of the user with a button, most of them with an undo.

use super::state::{STATUS_BUTTON, UserState};
use crate::actions::user::change_user;
use crate::shared::{Role, UserActionFields, UserView};
use crate::ui::browser::{attributes, handler};
use crate::ui::components::list_parts::Opener;
use crate::ui::components::{ToastAction, write_disclosure};
use crate::ui::navigation::opens_confirmation;
use crate::ui::routes::administrators::say;
use crate::ui::{Markup, live_flag, write_markup};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::sync::Arc;

/// What is asked before something of the account ends that cannot be undone.
pub struct Asked {
    /// On the button that opens the form; ends with an ellipsis.
    pub opener: &'static str,
    pub about: &'static str,
    /// On the button that does it.
    pub confirm: &'static str,
    /// The address of the form.
    pub action: &'static str,
}

impl UserState {
    /// Changes the account, with an undo.
    pub fn change(self, action: String) {
        // Read before the request: when it is answered, the user may have left the page and the signals with it.
        let before = self.role();
        let fields = UserActionFields { id: self.id(), action: action.clone() };
        self.send(Box::pin(change_user(fields)), move |user: UserView| self.changed(&action, before, &user));
    }

    /// Confirms `action`, with an undo. `before`: the role before the change.
    pub fn changed(self, action: &str, before: Role, user: &UserView) {
        let (text, inverse) = describe(action, before, user.display_name());
        self.toaster.with_action(text, self.undo(user.id.to_string(), inverse));
        self.refresh();
    }

    /// A toast action that runs `action`, the inverse of the last change.
    pub fn undo(self, id: String, action: String) -> ToastAction {
        let fields = vec![("id", id.clone()), ("action", action.clone())];
        let run = move || {
            let fields = UserActionFields { id: id.clone(), action: action.clone() };
            spawn_local(async move {
                match change_user(fields).await {
                    Ok(_) => {
                        self.toaster.good(say::user_change_undone());
                        self.refresh();
                    }
                    Err(error) if opens_confirmation(&error) => {}
                    Err(error) => self.toaster.bad(error.detail.say()),
                }
            });
        };
        ToastAction { label: say::undo(), action: "/actions/users/change", fields, run: Some(Arc::new(run)) }
    }

    /// The button that runs `action` on the account, which changes its status.
    pub fn change_button(self, action: &'static str, label: &'static str) -> AnyView {
        let form = [("method", "post"), ("action", "/actions/users/change")];
        let button = [
            ("class", "btn btn-secondary"),
            ("id", STATUS_BUTTON),
            ("type", "submit"),
            ("name", "action"),
            ("value", action),
        ];
        self.button(&form, &button, label, Box::new(move || self.change(action.to_owned())))
    }

    /// A button that opens a form below it, which says what it means and asks. It names the account.
    pub fn asking(self, asked: Asked, run: Box<dyn Fn()>) -> AnyView {
        let mut out = Markup::default();
        let opener = Opener { label: asked.opener, name: asked.opener, class: "btn-danger-line" };
        write_disclosure(&mut out, &opener, asked.action, |out| {
            write_markup!(out;
                "<p class=\"hint\">" (asked.about) "</p><button class=\"btn btn-danger btn-small mt-2\" type=\"submit\" name=\"id\" value=\""
                (&self.id()) "\">" (asked.confirm) "</button>");
        });
        let submit = move |event: SubmitEvent| {
            event.prevent_default();
            run();
        };
        let html = out.into_html();
        view! { <div inner_html=html on:submit=handler(submit)></div> }.into_any()
    }

    /// A button in a form of its own, which names the account: their attributes, and what it does with JavaScript.
    pub fn button(
        self,
        form: &[(&'static str, &'static str)],
        button: &[(&'static str, &'static str)],
        label: &'static str,
        run: Box<dyn Fn()>,
    ) -> AnyView {
        let submit = move |event: SubmitEvent| {
            event.prevent_default();
            run();
        };
        view! {
            <form {..attributes(form)} on:submit=handler(submit)>
                <input type="hidden" name="id" value=self.id()/>
                <button {..attributes(button)} {..live_flag("aria-disabled", move || self.pending.get())}>
                    {label}
                </button>
            </form>
        }
        .into_any()
    }
}

/// The result of an action on the account of `name` as text, and the inverse action.
fn describe(action: &str, before: Role, name: &str) -> (String, String) {
    match action {
        "disable" => (say::user_is_disabled(name), "enable".to_owned()),
        "enable" => (say::user_is_enabled(name), "disable".to_owned()),
        "delete" => (say::user_is_deleted(name), "restore".to_owned()),
        "restore" => (say::user_is_restored(name), "delete".to_owned()),
        // Only `set_role:user` and `set_role:admin` are left.
        _ => (say::user_has_new_role(name), format!("set_role:{before}")),
    }
}
