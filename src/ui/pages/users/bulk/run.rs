//! Runs bulk changes batch by batch, and reports and undoes them.

use super::{Bulk, change::Change, confirmation::PendingConfirmation};
use crate::{
    actions::users::{change_users, undo_users},
    shared::{
        confirmation::{BulkAnswer, ConfirmationRequest},
        directory::BulkReport,
        error::AppError,
        views::Answer,
    },
    ui::{
        components::toasts::ToastAction,
        words::{self, count},
    },
};
use leptos::{prelude::*, task::spawn_local};
use std::sync::Arc;

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
        let mut cursor = String::new();
        loop {
            // Every request has the whole change, because the server keeps nothing between the batches.
            let Change { action, ids, selection, all, back, confirmation, .. } = change.clone();
            let call = change_users(action, ids, selection, all, cursor, back, confirmation);
            match call.await {
                Ok(Answer::Accepted(BulkAnswer::Done(report))) => {
                    add(&mut sum, &report);
                    self.done.try_set(Some(sum.changed));
                    match report.rest {
                        Some(rest) => cursor = rest,
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
            self.toaster.with_action(text, self.undo(&report, change.back.clone()));
        } else if error.is_none() {
            self.toaster.good(words::changed(&report));
        }
        if let Some(error) = error {
            self.toaster.bad(error.detail);
        }
        self.finish();
    }

    fn undo(self, report: &BulkReport, back: String) -> ToastAction {
        let id = report.bulk_id.to_string();
        let fields = vec![("bulk_id", id.clone()), ("back", back.clone())];
        let run = move || {
            let (id, back) = (id.clone(), back.clone());
            spawn_local(async move { self.undo_changes(id, back).await });
        };
        ToastAction { label: "Undo", action: "/actions/users/undo", fields, run: Some(Arc::new(run)) }
    }

    async fn undo_changes(self, id: String, back: String) {
        let mut sum = BulkReport::default();
        loop {
            match undo_users(id.clone(), back.clone()).await {
                Ok(Answer::Accepted(report)) => {
                    add(&mut sum, &report);
                    // Accounts that are undone no longer belong to the bulk change, so the same request continues.
                    if report.rest.is_some() {
                        continue;
                    }
                    self.toaster.good(match sum.changed {
                        1 => "Undone.".to_owned(),
                        number => format!("Undone for {} accounts.", count(number)),
                    });
                }
                Ok(Answer::Rejected) => {}
                Err(error) => self.toaster.bad(error.detail),
            }
            return self.finish();
        }
    }
}

fn add(sum: &mut BulkReport, report: &BulkReport) {
    sum.bulk_id = report.bulk_id;
    sum.changed += report.changed;
    sum.skipped += report.skipped;
    // The last report counts those of all batches.
    sum.created_tokens = report.created_tokens;
}
