//! The confirmation of a bulk change: in a dialog, or without JavaScript at the top of the page.

use super::Bulk;
use super::change::Change;
use super::field::{VALUE, label_of, value_field};
use crate::shared::bulk::SET_FIELD;
use crate::shared::{BulkAction, ConfirmationRequest, Form, OwnFieldView, Role, UserAction};
use crate::ui::browser::{attributes, handler, value_of};
use crate::ui::components::dialog;
use crate::ui::components::form_parts::hidden_inputs;
use crate::ui::components::{Dialog, FormAlert, Shape, SmallIcon};
use crate::ui::routes::administrators::say;
use crate::ui::{ClientState, FormState, live_option, when_mounted};
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
    let question = live_option(move || {
        let (pending, is_hydrated) = (bulk.pending.get()?, hydrated.get());
        let fields = bulk.fields.with(|fields| fields.clone().unwrap_or_default());
        Some(if is_hydrated { in_dialog(bulk, pending, &fields) } else { in_page(pending, &fields) })
    });
    view! {
        <div class="mt-4 empty:hidden">
            <FormAlert form=FormState::new(Form::Bulk)/>
        </div>
        {question}
    }
}

/// With JavaScript.
fn in_dialog(bulk: Bulk, pending: PendingConfirmation, fields: &[OwnFieldView]) -> AnyView {
    let Texts { title, about, button } = Texts::of(&pending.question, fields);
    let on_close = move |confirmed| {
        // Read before `pending` is taken, which removes the dialog with its fields.
        let (typed, value) = (value_of(TYPED), value_of(VALUE));
        let pending = bulk.pending.try_update(Option::take).flatten();
        if let Some(PendingConfirmation { question, mut change }) = pending.filter(|_| confirmed) {
            (change.fields.confirmed, change.fields.typed) = (question.count.to_string(), typed);
            if let BulkAction::SetField(name, _) = question.action {
                change.fields.action = BulkAction::SetField(name, value).to_string();
            }
            bulk.start(change);
        }
    };
    when_mounted(|| dialog::open(DIALOG));
    let content = form(&pending, fields, button, dialog::cancel_button(DIALOG, say::cancel()));
    view! { <Dialog id=DIALOG title about=about.to_owned() on_close=Box::new(on_close) content/> }.into_any()
}

/// Without JavaScript: at the top of the page.
fn in_page(pending: PendingConfirmation, fields: &[OwnFieldView]) -> AnyView {
    let Texts { title, about, button } = Texts::of(&pending.question, fields);
    let back = pending.change.fields.back.clone();
    let cancel = view! { <a class="btn btn-secondary" rel="external" href=back>{say::cancel()}</a> };
    view! {
        <section class="card confirmation" aria-labelledby="bulk-question">
            <div>
                <h2 class="text-lg wrap-anywhere" id="bulk-question">
                    {title}
                </h2>
                <p class="mt-1.5 text-ink-muted">{about}</p>
            </div>
            {form(&pending, fields, button, cancel.into_any())}
        </section>
    }
    .into_any()
}

/// Sends the change again, confirmed.
fn form(pending: &PendingConfirmation, fields: &[OwnFieldView], button: String, cancel: AnyView) -> AnyView {
    let PendingConfirmation { question, change: Change { fields: sent, .. } } = pending;
    let set = match &question.action {
        BulkAction::SetField(name, _) => Some(name),
        _ => None,
    };
    // What a field is set to is entered beside its name.
    let action = set.map_or_else(|| sent.action.clone(), |_| SET_FIELD.to_owned());
    let hidden = vec![
        ("action", action),
        ("field", set.map(ToString::to_string).unwrap_or_default()),
        ("selection", sent.selection.clone()),
        ("all", sent.all.clone()),
        ("back", sent.back.clone()),
        ("confirmed", question.count.to_string()),
    ];
    let is_deletion = matches!(question.action, BulkAction::Account(UserAction::Delete));
    let class = if is_deletion { "btn btn-danger" } else { "btn btn-primary" };
    // `on_close` of the dialog sends the change. Before hydration the browser sends the form itself.
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        dialog::confirm(DIALOG);
    };
    view! {
        <form {..attributes(&FORM)} on:submit=handler(submit)>
            {hidden_inputs(hidden)}
            {set.map(|name| value_field(fields, name))}
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
    let mistyped = question.is_mistyped.then(|| {
        view! {
            <p class="error">
                <SmallIcon shape=Shape::ALERT/>
                <span>{say::bulk_mistyped(question.count)}</span>
            </p>
        }
    });
    let invalid = if question.is_mistyped { "true" } else { "false" };
    view! {
        <div class="field">
            <label class="label" for=TYPED>
                {say::bulk_type_count(question.count)}
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
    /// `fields`: of one's own, as far as they are known.
    fn of(question: &ConfirmationRequest, fields: &[OwnFieldView]) -> Self {
        let ConfirmationRequest { action, count, is_exact, name, .. } = question;
        let accounts = match name {
            Some(name) => name.clone(),
            None if *count == 1 || *is_exact => say::bulk_accounts(*count),
            None => say::bulk_accounts_more_than(*count),
        };
        let complete = complete(action, &accounts, *count, fields);
        let title = say::bulk_question(&complete);
        // The name is in the title already.
        Self { title, about: about(action), button: if name.is_some() { short(action, fields) } else { complete } }
    }
}

/// What an action does, with its `accounts`: their number or the name of a single one. `count`: their number.
fn complete(action: &BulkAction, accounts: &str, count: u64, fields: &[OwnFieldView]) -> String {
    match action {
        BulkAction::Account(UserAction::Disable) => say::bulk_do_disable(accounts),
        BulkAction::Account(UserAction::Enable) => say::bulk_do_enable(accounts),
        BulkAction::Account(UserAction::Delete) => say::bulk_do_delete(accounts),
        BulkAction::Account(UserAction::Restore) => say::bulk_do_restore(accounts),
        BulkAction::Account(UserAction::SetRole(Role::Admin)) => say::bulk_do_make_admin(accounts, count),
        BulkAction::Account(UserAction::SetRole(Role::User)) => say::bulk_do_make_user(accounts, count),
        BulkAction::Invite => say::bulk_do_invite(accounts),
        BulkAction::RevokeInvitation => say::bulk_do_revoke_invitation(accounts),
        BulkAction::AddToGroup(group) => say::bulk_do_add_to_group(accounts, group.as_str()),
        BulkAction::RemoveFromGroup(group) => say::bulk_do_remove_from_group(accounts, group.as_str()),
        BulkAction::SetField(name, _) => say::bulk_do_set_field(accounts, label_of(fields, name)),
    }
}

/// What an action does, without the account, which the question names.
fn short(action: &BulkAction, fields: &[OwnFieldView]) -> String {
    let label = match action {
        BulkAction::Account(UserAction::Disable) => say::disable(),
        BulkAction::Account(UserAction::Enable) => say::enable(),
        BulkAction::Account(UserAction::Delete) => say::delete(),
        BulkAction::Account(UserAction::Restore) => say::restore(),
        BulkAction::Account(UserAction::SetRole(Role::Admin)) => say::bulk_button_make_admin(),
        BulkAction::Account(UserAction::SetRole(Role::User)) => say::bulk_button_make_user(),
        BulkAction::Invite => say::bulk_button_invite(),
        BulkAction::RevokeInvitation => say::bulk_button_revoke_invitation(),
        BulkAction::AddToGroup(group) => return say::bulk_button_add_to_group(group.as_str()),
        BulkAction::RemoveFromGroup(group) => return say::remove_from(group.as_str()),
        BulkAction::SetField(name, _) => return say::bulk_button_set_field(label_of(fields, name)),
    };
    label.to_owned()
}

/// The consequences of an action.
fn about(action: &BulkAction) -> &'static str {
    match action {
        BulkAction::Account(UserAction::Disable) => say::bulk_about_disable(),
        BulkAction::Account(UserAction::Enable) => say::bulk_about_enable(),
        BulkAction::Account(UserAction::Delete) => say::bulk_about_delete(),
        BulkAction::Account(UserAction::Restore) => say::bulk_about_restore(),
        BulkAction::Account(UserAction::SetRole(Role::Admin)) => say::user_promote_about(),
        BulkAction::Account(UserAction::SetRole(Role::User)) => say::bulk_about_make_user(),
        BulkAction::Invite => say::bulk_about_invite(),
        BulkAction::RevokeInvitation => say::bulk_about_revoke_invitation(),
        BulkAction::AddToGroup(_) => say::bulk_about_add_to_group(),
        BulkAction::RemoveFromGroup(_) => say::bulk_about_remove_from_group(),
        BulkAction::SetField(..) => say::bulk_about_set_field(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::{GroupName, OwnFieldName};

    fn texts(action: impl Into<BulkAction>, count: u64, is_exact: bool, name: Option<&str>) -> (String, String) {
        let (action, name) = (action.into(), name.map(str::to_owned));
        let question =
            ConfirmationRequest { action, count, is_exact, name, is_mistyped: false, selection: String::new() };
        let Texts { title, button, .. } = Texts::of(&question, &[]);
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
        let set = || BulkAction::SetField(OwnFieldName::from_stored("team".to_owned()), String::new());
        assert_eq!(texts(set(), 25, true, None), expected("Set team of 25 accounts?", "Set team of 25 accounts"));
        assert_eq!(texts(set(), 1, true, Some("Ada")), expected("Set team of Ada?", "Set team"));
    }
}
