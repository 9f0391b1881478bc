//! What has to be confirmed before many accounts are changed: in a dialog, or without JavaScript at the head of the page.

use super::{Bulk, change::Change};
use crate::{
    shared::{
        confirmation::{BulkQuestion, Confirmation},
        directory::UserAction,
        views::Role,
    },
    ui::{
        browser::{attributes, handler, input, live, when_mounted},
        components::{
            dialog::{self, Dialog},
            icon::{Shape, SmallIcon},
        },
        visitor::Visitor,
        words::count,
    },
};
use leptos::{ev::SubmitEvent, prelude::*};

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

/// A question, and the change that it is about.
#[derive(Clone)]
pub struct Asking {
    pub question: BulkQuestion,
    pub change: Change,
}

impl Asking {
    /// `back`: the address of the list on which the change was list_query for.
    pub fn about(question: BulkQuestion, back: String) -> Self {
        Self { change: Change::asked_about(&question, back), question }
    }
}

#[component]
pub fn BulkConfirmation(bulk: Bulk) -> impl IntoView {
    let hydrated = Visitor::here().hydrated;
    live(move || match (bulk.asking.get(), hydrated.get()) {
        (None, _) => ().into_any(),
        (Some(asking), true) => in_dialog(bulk, asking),
        (Some(asking), false) => in_page(asking),
    })
}

/// With JavaScript.
fn in_dialog(bulk: Bulk, asking: Asking) -> AnyView {
    let words = Words::of(&asking.question);
    let answered = move |confirmed| {
        let typed = input(TYPED).map(|input| input.value()).unwrap_or_default();
        let asking = bulk.asking.try_update(Option::take).flatten();
        if let Some(Asking { question, mut change }) = asking.filter(|_| confirmed) {
            change.confirmation = Confirmation { count: question.count.to_string(), typed };
            bulk.start(change);
        }
    };
    when_mounted(|| dialog::open(DIALOG));
    let Words { title, about, yes } = words;
    let content = form(&asking, yes, dialog::cancel_button(DIALOG, "Cancel"));
    view! { <Dialog id=DIALOG title about=about.to_owned() answered=Box::new(answered) content/> }.into_any()
}

/// Without JavaScript: before anything else on the page.
fn in_page(asking: Asking) -> AnyView {
    let Words { title, about, yes } = Words::of(&asking.question);
    let back = asking.change.back.clone();
    let cancel = view! { <a class="btn btn-secondary" rel="external" href=back>"Cancel"</a> };
    view! {
        <section class="card confirmation" aria-labelledby="bulk-question">
            <div>
                <h2 class="text-lg wrap-anywhere" id="bulk-question">
                    {title}
                </h2>
                <p class="mt-1.5 text-ink-muted">{about}</p>
            </div>
            {form(&asking, yes, cancel.into_any())}
        </section>
    }
    .into_any()
}

/// Sends the change again, with the answer.
fn form(asking: &Asking, yes: String, cancel: AnyView) -> AnyView {
    let Asking { question, change } = asking;
    let hidden = [
        ("action", change.action.clone()),
        ("selection", change.selection.clone()),
        ("all", change.all.clone()),
        ("back", change.back.clone()),
        ("confirmed", question.count.to_string()),
    ];
    let hidden = hidden.map(|(name, value)| view! { <input type="hidden" name=name value=value/> }.into_any());
    let class = if matches!(question.action, UserAction::Delete) { "btn btn-danger" } else { "btn btn-primary" };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        dialog::confirm(DIALOG);
    };
    view! {
        <form {..attributes(&FORM)} on:submit=handler(submit)>
            {hidden.into_iter().collect::<Vec<_>>()}
            {question.takes_typing().then(|| typed(question))}
            <div class="flex flex-wrap justify-end gap-2">
                {cancel}
                <button class=class type="submit">
                    {yes}
                </button>
            </div>
        </form>
    }
    .into_any()
}

/// Where the count is typed.
fn typed(question: &BulkQuestion) -> AnyView {
    let number = count(question.count);
    let mistyped = question.is_mistyped.then(|| {
        view! {
            <p class="error">
                <SmallIcon shape=Shape::Alert/>
                <span>{format!("That is another number. Type {number}.")}</span>
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

/// A question in words.
struct Words {
    title: String,
    about: &'static str,
    /// On the button that confirms it.
    yes: String,
}

impl Words {
    fn of(question: &BulkQuestion) -> Self {
        let (one, name) = (question.count == 1, question.name.as_deref());
        let number = count(question.count);
        let whom = match name {
            Some(name) => name.to_owned(),
            None if one => "1 account".to_owned(),
            None if question.is_exact => format!("{number} accounts"),
            None => format!("more than {number} accounts"),
        };
        let verb = match question.action {
            UserAction::Disable => "Disable",
            UserAction::Enable => "Enable",
            UserAction::Delete => "Delete",
            UserAction::Restore => "Restore",
            UserAction::SetRole(_) => "Make",
        };
        let role = match (question.action, one) {
            (UserAction::SetRole(Role::Admin), true) => " an administrator",
            (UserAction::SetRole(Role::Admin), false) => " administrators",
            (UserAction::SetRole(Role::User), true) => " a user",
            (UserAction::SetRole(Role::User), false) => " users",
            _ => "",
        };
        let about = match question.action {
            UserAction::Disable => "They are signed out everywhere at once, and cannot sign in until they are enabled.",
            UserAction::Enable => "They can sign in again.",
            UserAction::Delete => "They are signed out everywhere at once. You can restore them for 30 days.",
            UserAction::Restore => "They get back what they were before they were deleted.",
            UserAction::SetRole(Role::Admin) => "Administrators see and change every account.",
            UserAction::SetRole(Role::User) => "Administrators among them can no longer see or change other accounts.",
        };
        let yes = if name.is_some() { format!("{verb}{role}") } else { format!("{verb} {whom}{role}") };
        Self { title: format!("{verb} {whom}{role}?"), about, yes }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(action: UserAction, count: u64, is_exact: bool, name: Option<&str>) -> (String, String) {
        let name = name.map(str::to_owned);
        let question = BulkQuestion { action, count, is_exact, name, is_mistyped: false, selection: String::new() };
        let Words { title, yes, .. } = Words::of(&question);
        (title, yes)
    }

    #[test]
    fn the_question_and_its_button_name_the_action_and_the_count() {
        let said = |title: &str, yes: &str| (title.to_owned(), yes.to_owned());
        assert_eq!(
            words(UserAction::Delete, 3_030, true, None),
            said("Delete 3,030 accounts?", "Delete 3,030 accounts")
        );
        assert_eq!(
            words(UserAction::Delete, 10_000, false, None),
            said("Delete more than 10,000 accounts?", "Delete more than 10,000 accounts")
        );
        assert_eq!(words(UserAction::Delete, 1, true, Some("Ada")), said("Delete Ada?", "Delete"));
        assert_eq!(
            words(UserAction::SetRole(Role::Admin), 2, true, None),
            said("Make 2 accounts administrators?", "Make 2 accounts administrators")
        );
        assert_eq!(
            words(UserAction::SetRole(Role::Admin), 1, true, Some("Ada")),
            said("Make Ada an administrator?", "Make an administrator")
        );
        assert_eq!(words(UserAction::Disable, 1, true, None), said("Disable 1 account?", "Disable 1 account"));
    }
}
