//! The confirmation of a bulk change: in a dialog, or without JavaScript at the top of the page.

use super::Bulk;
use super::change::Change;
use crate::shared::bulk::{BulkAction, ConfirmationRequest, UserAction};
use crate::shared::forms::Form;
use crate::shared::views::Role;
use crate::ui::browser::{attributes, handler, live, value_of, when_mounted};
use crate::ui::client_state::ClientState;
use crate::ui::components::dialog::{self, Dialog};
use crate::ui::components::drawings::{Shape, SmallIcon};
use crate::ui::components::form_parts::FormAlert;
use crate::ui::form::FormState;
use crate::ui::words::{count, number_of};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

const DIALOG: &str = "bulk-confirmation";
const TYPED: &str = "bulk-typed";
const NOTE: &str = "bulk-typed-note";
const FORM: [(&str, &str); 3] = [("class", "grid gap-5"), ("method", "post"), ("action", "/actions/users/bulk")];
const INPUT: [(&str, &str); 8] = [
    ("class", "input"),
    ("id", TYPED),
    ("name", "typed"),
    ("inputmode", "numeric"),
    ("autocomplete", "off"),
    ("spellcheck", "false"),
    ("required", ""),
    ("aria-describedby", NOTE),
];

/// A confirmation, and the change that it is about.
#[derive(Clone)]
pub struct PendingConfirmation {
    pub question: ConfirmationRequest,
    pub change: Change,
}

impl PendingConfirmation {
    /// `back`: the address of the list from which the change was sent.
    pub fn new(question: ConfirmationRequest, back: String) -> Self {
        Self { change: Change::from_question(&question, back), question }
    }
}

/// Also shows why a change was rejected that was sent without JavaScript.
#[component]
pub fn BulkConfirmation(bulk: Bulk) -> impl IntoView {
    let hydrated = ClientState::current().hydrated;
    let question = live(move || match (bulk.pending.get(), hydrated.get()) {
        (None, _) => ().into_any(),
        (Some(pending), true) => in_dialog(bulk, pending),
        (Some(pending), false) => in_page(pending),
    });
    view! {
        <div class="mt-4 empty:hidden">
            <FormAlert form=FormState::new(Form::Bulk)/>
        </div>
        {question}
    }
}

/// With JavaScript.
fn in_dialog(bulk: Bulk, pending: PendingConfirmation) -> AnyView {
    let Texts { title, about, button } = Texts::of(&pending.question);
    let on_close = move |confirmed| {
        // Read before `pending` is taken, which removes the dialog with its field.
        let typed = value_of(TYPED);
        let pending = bulk.pending.try_update(Option::take).flatten();
        if let Some(PendingConfirmation { question, mut change }) = pending.filter(|_| confirmed) {
            (change.fields.confirmed, change.fields.typed) = (question.count.to_string(), typed);
            bulk.start(change);
        }
    };
    when_mounted(|| dialog::open(DIALOG));
    let content = form(&pending, button, dialog::cancel_button(DIALOG, "Cancel"));
    view! { <Dialog id=DIALOG title about=about.to_owned() on_close=Box::new(on_close) content/> }.into_any()
}

/// Without JavaScript: at the top of the page.
fn in_page(pending: PendingConfirmation) -> AnyView {
    let Texts { title, about, button } = Texts::of(&pending.question);
    let back = pending.change.fields.back.clone();
    let cancel = view! { <a class="btn btn-secondary" rel="external" href=back>"Cancel"</a> };
    view! {
        <section class="card confirmation" aria-labelledby="bulk-question">
            <div>
                <h2 class="text-lg wrap-anywhere" id="bulk-question">
                    {title}
                </h2>
                <p class="mt-1.5 text-ink-muted">{about}</p>
            </div>
            {form(&pending, button, cancel.into_any())}
        </section>
    }
    .into_any()
}

/// Sends the change again, confirmed.
fn form(pending: &PendingConfirmation, button: String, cancel: AnyView) -> AnyView {
    let PendingConfirmation { question, change: Change { fields, .. } } = pending;
    let hidden = [
        ("action", fields.action.clone()),
        ("selection", fields.selection.clone()),
        ("all", fields.all.clone()),
        ("back", fields.back.clone()),
        ("confirmed", question.count.to_string()),
    ];
    let hidden = hidden.map(|(name, value)| view! { <input type="hidden" name=name value=value/> }.into_any());
    let is_deletion = matches!(question.action, BulkAction::Account(UserAction::Delete));
    let class = if is_deletion { "btn btn-danger" } else { "btn btn-primary" };
    // `on_close` of the dialog sends the change. Before hydration the browser sends the form itself.
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        dialog::confirm(DIALOG);
    };
    view! {
        <form {..attributes(&FORM)} on:submit=handler(submit)>
            {hidden.into_iter().collect::<Vec<_>>()}
            {question.requires_typing().then(|| count_field(question))}
            <div class="flex flex-wrap justify-end gap-2">
                {cancel}
                <button class=class type="submit">
                    {button}
                </button>
            </div>
        </form>
    }
    .into_any()
}

/// The field in which the count has to be typed.
fn count_field(question: &ConfirmationRequest) -> AnyView {
    let number = count(question.count);
    let mistyped = question.is_mistyped.then(|| {
        view! {
            <p class="error">
                <SmallIcon shape=Shape::ALERT/>
                <span>{format!("The number does not match. Type {number}.")}</span>
            </p>
        }
    });
    let invalid = if question.is_mistyped { "true" } else { "false" };
    view! {
        <div class="field">
            <label class="label" for=TYPED>
                {format!("Type {number} to confirm")}
            </label>
            <input {..attributes(&INPUT)} aria-invalid=invalid/>
            <div class="note" id=NOTE>
                {mistyped}
            </div>
        </div>
    }
    .into_any()
}

/// The texts of a confirmation.
struct Texts {
    title: String,
    about: &'static str,
    /// The label of the confirm button.
    button: String,
}

impl Texts {
    fn of(question: &ConfirmationRequest) -> Self {
        let (one, name) = (question.count == 1, question.name.as_deref());
        let accounts = match name {
            Some(name) => name.to_owned(),
            None if one || question.is_exact => number_of(question.count, "account"),
            None => format!("more than {} accounts", count(question.count)),
        };
        let (verb, rest, about) = words_of(&question.action, one);
        let button = if name.is_some() { format!("{verb}{rest}") } else { format!("{verb} {accounts}{rest}") };
        Self { title: format!("{verb} {accounts}{rest}?"), about, button }
    }
}

/// What precedes and follows the accounts in the name of an action, and what it does. `one`: to a single account.
fn words_of(action: &BulkAction, one: bool) -> (&'static str, String, &'static str) {
    let (verb, rest, about) = match action {
        BulkAction::Account(UserAction::Disable) => {
            let about = "They are signed out on all devices immediately and cannot sign in until you enable them.";
            ("Disable", "", about)
        }
        BulkAction::Account(UserAction::Enable) => ("Enable", "", "They can sign in again."),
        BulkAction::Account(UserAction::Delete) => {
            let about = "They are signed out on all devices immediately. You can restore them for 30 days.";
            ("Delete", "", about)
        }
        BulkAction::Account(UserAction::Restore) => ("Restore", "", "They get back the status that they had before."),
        BulkAction::Account(UserAction::SetRole(Role::Admin)) => {
            let role = if one { " an administrator" } else { " administrators" };
            ("Make", role, "Administrators can see and change every account.")
        }
        BulkAction::Account(UserAction::SetRole(Role::User)) => {
            ("Make", if one { " a user" } else { " users" }, "They can no longer see or change other accounts.")
        }
        BulkAction::Invite => {
            ("Invite", " again", "Each of them gets a message with a new link. Earlier links no longer work.")
        }
        BulkAction::RevokeInvitation => {
            ("Revoke the invitations of", "", "Their links no longer work. The accounts stay as they are.")
        }
        BulkAction::AddToGroup(group) => {
            return ("Add", format!(" to {group}"), "They may enter the applications that admit the group.");
        }
        BulkAction::RemoveFromGroup(group) => {
            let about = "They can no longer enter applications that admit this group only.";
            return ("Remove", format!(" from {group}"), about);
        }
    };
    (verb, rest.to_owned(), about)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::groups::GroupName;

    fn texts(action: impl Into<BulkAction>, count: u64, is_exact: bool, name: Option<&str>) -> (String, String) {
        let (action, name) = (action.into(), name.map(str::to_owned));
        let question =
            ConfirmationRequest { action, count, is_exact, name, is_mistyped: false, selection: String::new() };
        let Texts { title, button, .. } = Texts::of(&question);
        (title, button)
    }

    #[test]
    fn title_and_button_name_the_action_and_the_count() {
        let expected = |title: &str, button: &str| (title.to_owned(), button.to_owned());
        assert_eq!(
            texts(UserAction::Delete, 3_030, true, None),
            expected("Delete 3,030 accounts?", "Delete 3,030 accounts")
        );
        assert_eq!(
            texts(UserAction::Delete, 10_000, false, None),
            expected("Delete more than 10,000 accounts?", "Delete more than 10,000 accounts")
        );
        assert_eq!(texts(UserAction::Delete, 1, true, Some("Ada")), expected("Delete Ada?", "Delete"));
        assert_eq!(
            texts(UserAction::SetRole(Role::Admin), 2, true, None),
            expected("Make 2 accounts administrators?", "Make 2 accounts administrators")
        );
        assert_eq!(
            texts(UserAction::SetRole(Role::Admin), 1, true, Some("Ada")),
            expected("Make Ada an administrator?", "Make an administrator")
        );
        assert_eq!(texts(UserAction::Disable, 1, true, None), expected("Disable 1 account?", "Disable 1 account"));
        let group = GroupName::parse("editors").expect("a name");
        assert_eq!(
            texts(BulkAction::AddToGroup(group), 25, true, None),
            expected("Add 25 accounts to editors?", "Add 25 accounts to editors")
        );
    }
}
