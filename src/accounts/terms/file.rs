//! Publishes the terms of the operator's file, when a server starts and when the file changes. What is in effect stays when the file
//! does not name it any more: people have accepted it.

use super::publish::{insert, last_of};
use super::view;
use crate::accounts::{Action, Caller, Terms, UnitOfWork};
use crate::applications::{FileError, FileProblem, FileTerms};
use crate::language::{Message, message};
use crate::shared::terms::MAX_VERSIONS;
use crate::shared::{AppError, ApplicationName};
use crate::store::StoreError;
use crate::store::terms as rows;

impl Terms {
    /// Publishes those whose documents are others than those of the last version. Returns what cannot be done.
    pub(in crate::accounts) async fn publish_file_terms(
        &self,
        terms: Vec<FileTerms>,
    ) -> Result<Vec<FileProblem>, AppError> {
        if terms.is_empty() {
            return Ok(Vec::new());
        }
        let job = async move |mut tx: UnitOfWork| {
            let mut problems = Vec::new();
            for new in terms {
                problems.extend(publish(&mut tx, new).await?);
            }
            Ok(problems)
        };
        self.change(&Caller::system(), Action::ManageTerms, job).await
    }
}

/// Returns why it cannot be done.
async fn publish(tx: &mut UnitOfWork, new: FileTerms) -> Result<Option<FileProblem>, StoreError> {
    let applications = tx.stored_applications().await?;
    if let Some(problem) = of_unknown_application(&new, |name| applications.named(name).is_some()) {
        return Ok(Some(problem));
    }
    let all = rows::list(tx).await?;
    let name = new.application.as_ref().map(ToString::to_string).unwrap_or_default();
    let last = last_of(tx, &all, &name).await?;
    if last.is_some_and(|row| view(row).documents == new.documents) {
        return Ok(None);
    }
    if all.len() >= MAX_VERSIONS {
        return Ok(Some(problem_of(&new, message::terms_too_many(MAX_VERSIONS as u64))));
    }
    insert(tx, name, &new.documents, new.applies_from).await?;
    Ok(None)
}

/// The problem of terms of an application that is not there.
pub(in crate::accounts) fn of_unknown_application(
    terms: &FileTerms,
    is_known: impl Fn(&ApplicationName) -> bool,
) -> Option<FileProblem> {
    let unknown = terms.application.as_ref().filter(|name| !is_known(name))?;
    let message = message::file_terms(unknown.to_string(), message::terms_application_unknown());
    Some(problem_of(terms, message))
}

fn problem_of(terms: &FileTerms, message: Message) -> FileProblem {
    FileProblem { application: None, client: None, error: FileError { line: terms.line, message } }
}
