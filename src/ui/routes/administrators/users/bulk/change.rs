//! A bulk change: the form's values, the requests that carry it out batch by batch, the message when it is done, and its
//! undo.

use super::confirmation::PendingConfirmation;
use super::{Bulk, target};
use crate::actions::users::{change_users, undo_users};
use crate::shared::bulk::{ADD_TO_GROUP, INVITE, REMOVE_FROM_GROUP, REVOKE_INVITATION, SET_FIELD};
use crate::shared::{Answer, AppError, BulkAnswer, BulkFields, BulkReport, ConfirmationRequest, UndoFields};
use crate::ui::components::ToastAction;
use crate::ui::navigation::opens_confirmation;
use crate::ui::routes::administrators::say;
use crate::ui::words::{self, created_tokens};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_bindgen::{JsCast, JsValue};
use leptos::web_sys::{FormData, HtmlButtonElement, HtmlFormElement};
use std::sync::Arc;

/// A bulk change.
#[derive(Clone)]
pub struct Change {
    pub fields: BulkFields,
    /// The name of the account, if it is a single one.
    name: Option<String>,
}

impl Change {
    /// Reads the submitted form and its button.
    pub fn from_event(event: &SubmitEvent) -> Option<Self> {
        let form: HtmlFormElement = target(event)?;
        // `FormData` of a form does not contain the pressed button, which has the action.
        let button: HtmlButtonElement = event.submitter()?.dyn_into().ok()?;
        let data = FormData::new_with_form(&form).ok()?;
        let text = |value: JsValue| value.as_string().unwrap_or_default();
        // The form is inside a row if it is the menu of one account, which the message then names.
        let row = form.closest("tr").ok().flatten();
        let name = row.and_then(|row| row.query_selector(".who a").ok()?.and_then(|link| link.text_content()));
        let mut fields = BulkFields {
            action: button.value(),
            group: text(data.get("group")),
            field: text(data.get("field")),
            ids: data.get_all("ids[]").iter().map(text).collect(),
            all: text(data.get("all")),
            back: text(data.get("back")),
            ..BulkFields::default()
        };
        // For the message.
        fields.action = fields.full_action();
        Some(Self { fields, name })
    }

    /// Restores a change that was sent without JavaScript from the list at `back`, and that the server wants confirmed.
    pub fn from_question(question: &ConfirmationRequest, back: String) -> Self {
        let is_all = question.selection.is_empty();
        let fields = BulkFields {
            action: question.action.to_string(),
            // The server reads the ids from it.
            selection: question.selection.clone(),
            all: if is_all { "on" } else { "" }.to_owned(),
            back,
            ..BulkFields::default()
        };
        Self { fields, name: question.name.clone() }
    }

    /// The success message.
    pub fn outcome(&self, report: &BulkReport) -> String {
        let count = report.changed;
        let accounts = match self.name.as_deref().filter(|_| count == 1) {
            Some(name) => name.to_owned(),
            None => say::bulk_accounts(count),
        };
        let (action, value) = self.fields.action.split_once(':').unwrap_or((self.fields.action.as_str(), ""));
        let result = match (action, value) {
            ("disable", _) => say::bulk_done_disable(&accounts, count),
            ("enable", _) => say::bulk_done_enable(&accounts, count),
            ("delete", _) => say::bulk_done_delete(&accounts, count),
            ("restore", _) => say::bulk_done_restore(&accounts, count),
            (INVITE, _) => say::bulk_done_invite(&accounts, count),
            (REVOKE_INVITATION, _) => say::bulk_done_revoke_invitation(&accounts, count),
            (ADD_TO_GROUP, group) => say::bulk_done_add_to_group(&accounts, count, group),
            (REMOVE_FROM_GROUP, group) => say::bulk_done_remove_from_group(&accounts, count, group),
            (SET_FIELD, field) => {
                let name = field.split('=').next().unwrap_or_default();
                say::bulk_done_set_field(&accounts, count, name)
            }
            (_, "admin") => say::bulk_done_make_admin(&accounts, count),
            _ => say::bulk_done_make_user(&accounts, count),
        };
        let skipped = match report.skipped {
            0 => String::new(),
            number => format!(" {}", say::bulk_skipped(number)),
        };
        format!("{result}{skipped}{}", created_tokens(report))
    }
}

/// The result of a bulk change.
enum Outcome {
    Done(BulkReport, Option<AppError>),
    /// Nothing has changed: a confirmation is required.
    NeedsConfirmation(ConfirmationRequest),
}

impl Bulk {
    /// Starts a change, unless one is in progress.
    pub fn start(self, change: Change) {
        if self.done.get_untracked().is_some() {
            return;
        }
        // Set before the first request, so that a second press starts nothing.
        self.done.set(Some(0));
        spawn_local(async move {
            match self.carry_out(&change).await {
                Outcome::Done(report, error) => self.report(&change, report, error),
                Outcome::NeedsConfirmation(question) => {
                    // Otherwise `start` would refuse the confirmed change because one is in progress.
                    self.done.try_set(None);
                    self.pending.try_set(Some(PendingConfirmation { question, change }));
                }
            }
        });
    }

    /// Sends requests until no account is left: the server changes one batch per request.
    async fn carry_out(self, change: &Change) -> Outcome {
        let mut sum = BulkReport::default();
        // Empty in the first request, then `rest` of the response before.
        let mut rest = String::new();
        loop {
            // Every request has the whole change, because the server keeps nothing between the batches.
            match change_users(BulkFields { rest, ..change.fields.clone() }).await {
                Ok(Answer::Accepted(BulkAnswer::Done(report))) => {
                    add(&mut sum, &report);
                    self.done.try_set(Some(sum.changed));
                    match report.rest {
                        Some(next) => rest = next,
                        None => return Outcome::Done(sum, None),
                    }
                }
                Ok(Answer::Accepted(BulkAnswer::Confirm(question))) => return Outcome::NeedsConfirmation(question),
                Ok(Answer::Rejected) => return Outcome::Done(sum, None),
                // The batches before are committed, so they are reported together with the error.
                Err(error) => return Outcome::Done(sum, Some(error)),
            }
        }
    }

    fn report(self, change: &Change, report: BulkReport, error: Option<AppError>) {
        if report.changed > 0 {
            let text = change.outcome(&report);
            if report.is_final {
                self.toaster.good(text);
            } else {
                self.toaster.with_action(text, self.undo(&report, change.fields.back.clone()));
            }
        } else if error.is_none() {
            self.toaster.good(words::changed(&report));
        }
        if let Some(error) = error {
            self.fail(&error);
        }
        self.finish(&change.fields.ids);
    }

    fn undo(self, report: &BulkReport, back: String) -> ToastAction {
        let id = report.bulk_id.to_string();
        let fields = vec![("bulk_id", id.clone()), ("back", back.clone())];
        let run = move || {
            let (id, back) = (id.clone(), back.clone());
            spawn_local(async move { self.undo_changes(id, back).await });
        };
        ToastAction { label: say::undo(), action: "/actions/users/undo", fields, run: Some(Arc::new(run)) }
    }

    /// Handles the submit event of a form that undoes a change.
    pub fn submit_undo(self, event: &SubmitEvent) {
        let sent = || {
            let data = FormData::new_with_form(&target::<HtmlFormElement>(event)?).ok()?;
            Some((data.get("bulk_id").as_string()?, data.get("back").as_string()?))
        };
        if let Some((id, back)) = sent() {
            event.prevent_default();
            spawn_local(async move { self.undo_changes(id, back).await });
        }
    }

    async fn undo_changes(self, id: String, back: String) {
        let mut sum = BulkReport::default();
        loop {
            match undo_users(UndoFields { bulk_id: id.clone(), back: back.clone() }).await {
                Ok(Answer::Accepted(report)) => {
                    add(&mut sum, &report);
                    // Accounts that are undone no longer belong to the bulk change, so the same request continues.
                    if report.rest.is_some() {
                        continue;
                    }
                    self.toaster.good(say::bulk_undone(sum.changed));
                }
                Ok(Answer::Rejected) => {}
                Err(error) => self.fail(&error),
            }
            // What has been selected meanwhile stays selected.
            return self.finish(&[]);
        }
    }

    fn fail(self, error: &AppError) {
        if !opens_confirmation(error) {
            self.toaster.bad(error.detail.say());
        }
    }
}

fn add(sum: &mut BulkReport, report: &BulkReport) {
    sum.bulk_id = report.bulk_id;
    sum.changed += report.changed;
    sum.skipped += report.skipped;
    sum.is_final = report.is_final;
    // The last report counts those of all batches.
    sum.created_tokens = report.created_tokens;
}
