//! A change of many accounts on its way: carried out piece by piece, reported, and undone.

use super::{Bulk, change::Change, question::Asking};
use crate::{
    actions::directory::{change_users, undo_users},
    shared::{
        confirmation::{BulkAnswer, BulkQuestion},
        directory::BulkReport,
        error::AppError,
        views::Answer,
    },
    ui::{
        components::toasts::Offer,
        words::{self, count},
    },
};
use leptos::{prelude::*, task::spawn_local};
use std::sync::Arc;

/// How a change ended, if it began.
enum Ended {
    Done(BulkReport, Option<AppError>),
    /// It has to be confirmed first.
    NeedsConfirmation(BulkQuestion),
}

impl Bulk {
    /// Carries out a change, unless one is under way.
    pub fn start(self, change: Change) {
        if self.done.get_untracked().is_some() {
            return;
        }
        self.done.set(Some(0));
        spawn_local(async move {
            match self.carry_out(&change).await {
                Ended::Done(report, error) => self.report(&change, report, error),
                Ended::NeedsConfirmation(question) => {
                    self.done.try_set(None);
                    self.asking.try_set(Some(Asking { question, change }));
                }
            }
        });
    }

    /// Asks for more until all is done.
    async fn carry_out(self, change: &Change) -> Ended {
        let mut sum = BulkReport::default();
        let mut rest = String::new();
        loop {
            let Change { action, ids, selection, all, back, confirmation, .. } = change.clone();
            let call = change_users(action, ids, selection, all, rest, back, confirmation);
            match call.await {
                Ok(Answer::Accepted(BulkAnswer::Done(report))) => {
                    add(&mut sum, &report);
                    self.done.try_set(Some(sum.changed));
                    match report.rest {
                        Some(more) => rest = more,
                        None => return Ended::Done(sum, None),
                    }
                }
                Ok(Answer::Accepted(BulkAnswer::Confirm(question))) => return Ended::NeedsConfirmation(question),
                Ok(Answer::Rejected) => return Ended::Done(sum, None),
                Err(error) => return Ended::Done(sum, Some(error)),
            }
        }
    }

    fn report(self, change: &Change, report: BulkReport, error: Option<AppError>) {
        if report.changed > 0 {
            let text = change.outcome(&report);
            self.toaster.offer(text, self.undo(&report, change.back.clone()));
        } else if error.is_none() {
            self.toaster.good(words::changed(&report));
        }
        if let Some(error) = error {
            self.toaster.bad(error.detail);
        }
        self.settle();
    }

    fn undo(self, report: &BulkReport, back: String) -> Offer {
        let id = report.bulk_id.to_string();
        let fields = vec![("bulk_id", id.clone()), ("back", back.clone())];
        let run = move || {
            let (id, back) = (id.clone(), back.clone());
            spawn_local(async move { self.take_back(id, back).await });
        };
        Offer { label: "Undo", action: "/actions/users/undo", fields, run: Some(Arc::new(run)) }
    }

    async fn take_back(self, id: String, back: String) {
        let mut sum = BulkReport::default();
        loop {
            match undo_users(id.clone(), back.clone()).await {
                Ok(Answer::Accepted(report)) => {
                    add(&mut sum, &report);
                    if report.rest.is_some() {
                        continue;
                    }
                    self.toaster.good(match sum.changed {
                        1 => "Taken back.".to_owned(),
                        number => format!("Taken back for {} accounts.", count(number)),
                    });
                }
                Ok(Answer::Rejected) => {}
                Err(error) => self.toaster.bad(error.detail),
            }
            return self.settle();
        }
    }
}

fn add(sum: &mut BulkReport, report: &BulkReport) {
    sum.bulk_id = report.bulk_id;
    sum.changed += report.changed;
    sum.skipped += report.skipped;
}
