//! Terms ([decision 108](../../../docs/decisions/0108-terms.md)): documents by version, of the installation or of an application,
//! and who has accepted which.
//!
//! | file | responsibility |
//! |---|---|
//! | `publish` | publishes versions, lists them, and withdraws one that is not in effect yet |
//! | `file` | publishes those of the operator's file |
//! | `owed` | what an account has to accept, and that it has |
//! | `opening` | what is accepted in the request that opens an account |
//! | `memory` | versions, and what accounts have accepted, kept in memory |
//!
//! Other nouns ask `Terms` for `asked_at_opening`, `asked_of`, `has_accepted`, `owes`, `public_terms`, `publish_file_terms`,
//! `read_acceptance` and `show_owed`.

mod file;
mod memory;
mod opening;
mod owed;
mod publish;

pub(super) use file::of_unknown_application;
pub(super) use memory::TermsMemory;
pub(super) use opening::Acceptance;
pub(super) use owed::accepted_terms;

use crate::language::message;
use crate::shared::terms::{TermsDocuments, TermsView};
use crate::shared::{AppError, ApplicationName, Timestamp};
use crate::store::terms::{TermsRow, TermsVersionRow};

/// The version that is in effect, of the terms of the installation (None) or of an application.
fn in_effect<'a>(
    versions: &'a [TermsVersionRow],
    application: Option<&ApplicationName>,
    now: Timestamp,
) -> Option<&'a TermsVersionRow> {
    let name = application.map_or("", ApplicationName::as_str);
    let candidates = versions.iter().filter(|version| version.application == name && version.applies_from <= now.0);
    candidates.max_by_key(|version| (version.applies_from, version.id))
}

/// None for the terms of the installation.
fn application_of(stored: &str) -> Option<ApplicationName> {
    (!stored.is_empty()).then(|| ApplicationName::from_stored(stored.to_owned()))
}

fn view(row: TermsRow) -> TermsView {
    TermsView {
        version: row.id,
        application: application_of(&row.application),
        applies_from: Timestamp(row.applies_from),
        // What another version of this program has written differently is empty, and nobody is shown anything wrong.
        documents: serde_json::from_str::<TermsDocuments>(&row.documents).unwrap_or_default(),
    }
}

/// The detail of an event: `3`, or `wiki 3`.
fn named(application: &str, version: i64) -> String {
    format!("{application} {version}").trim_start().to_owned()
}

pub(super) fn no_such_version() -> AppError {
    AppError::not_found(message::terms_missing())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(id: i64, application: &str, applies_from: i64) -> TermsVersionRow {
        TermsVersionRow { id, application: application.to_owned(), applies_from, created_at: 0 }
    }

    #[test]
    fn the_last_version_whose_time_has_come_is_in_effect() {
        let all = [version(1, "", 10), version(2, "", 30), version(3, "wiki", 20), version(4, "", 10)];
        let wiki = ApplicationName::parse("wiki").unwrap();
        let found = |application, now| in_effect(&all, application, Timestamp(now)).map(|version| version.id);
        assert_eq!([9, 10, 29, 30].map(|now| found(None, now)), [None, Some(4), Some(4), Some(2)]);
        assert_eq!([19, 20].map(|now| found(Some(&wiki), now)), [None, Some(3)]);
    }
}
