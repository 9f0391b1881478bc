//! What somebody accepts of the terms of the installation in the request that opens their account: a registration, the first time with an
//! account at a provider, or an invitation. It is read with the other fields, and stored in the transaction of the account.

use super::{in_effect, named, view};
use crate::accounts::{Caller, Terms, UnitOfWork};
use crate::language::{Language, message};
use crate::shared::terms::{ACCEPTED_TERMS, AcceptedTerms};
use crate::shared::{AppError, EventKind, Fields, Problem, Timestamp, UserId};
use crate::store::StoreError;
use crate::store::terms::{self as rows, TermsVersionRow};
use serde::{Deserialize, Serialize};

/// A version that somebody has accepted, until it is stored: with strict privacy, a registration waits for the link in a message.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(in crate::accounts) struct Acceptance {
    pub version: i64,
    /// Of the page.
    pub language: Language,
    pub at: Timestamp,
}

impl Terms {
    /// The number of the version that forms ask for which open an account. None: no terms of the installation are in effect.
    pub async fn asked_at_opening(&self) -> Result<Option<i64>, AppError> {
        Ok(in_effect(&self.versions().await?, None, self.now()).map(|row| row.id))
    }

    /// The same for an account that is there already. None as well if it has accepted them.
    pub(in crate::accounts) async fn asked_of(&self, id: UserId) -> Result<Option<i64>, StoreError> {
        Ok(self.owed(id, &[]).await?.first().copied())
    }

    /// What a request accepts, with the errors that this has:
    ///
    /// | the page has shown | and sends | |
    /// |---|---|---|
    /// | a version | no version | an error: the box has to be ticked |
    /// | a version | this one | is accepted, also if another one has replaced it since: that one is asked for at the next step |
    /// | none, or there is no page | no version | the account owes the terms, as one that was there before them |
    /// | none, or there is no page | a version | is accepted if it is in effect |
    pub(in crate::accounts) async fn read_acceptance(
        &self,
        fields: &mut Fields,
        caller: &Caller,
        sent: &AcceptedTerms,
    ) -> Result<Option<Acceptance>, StoreError> {
        let (all, now) = (self.versions().await?, self.now());
        let shown = sent.terms_shown.as_str().trim();
        let read = |text: &str| accepted(text.trim(), shown, &all, now);
        let version = fields.parse(ACCEPTED_TERMS, &sent.accepted_terms, read);
        let language = caller.language.unwrap_or(self.settings().language);
        Ok(version.flatten().map(|version| Acceptance { version, language, at: now }))
    }
}

impl UnitOfWork {
    /// Notes that an account has accepted a version, unless it had before. The language is that of the document that was shown.
    pub(in crate::accounts) async fn accept_version(
        &mut self,
        id: UserId,
        accepted: &Acceptance,
    ) -> Result<(), StoreError> {
        let Acceptance { version, language, at } = *accepted;
        // One that was in effect is never deleted.
        let Some(row) = rows::find(self, version).await? else { return Ok(()) };
        let detail = named(&row.application, version);
        let language = view(row).documents.shown_in(language);
        if rows::accept(self, id, version, at.0, language.as_str()).await? {
            self.record(self.event(EventKind::TermsAccept).on(id).detail(detail));
        }
        Ok(())
    }
}

/// The version that is accepted. `shown`: the one that the page has shown; empty if it has shown none, or if there is no page.
fn accepted(text: &str, shown: &str, all: &[TermsVersionRow], now: Timestamp) -> Result<Option<i64>, Problem> {
    match (text, shown) {
        ("", "") => return Ok(None),
        ("", _) => return Err(Problem::new("required", message::terms_box_needed())),
        _ => {}
    }
    let current = in_effect(all, None, now).map(|row| row.id);
    let number = text.parse::<i64>().ok();
    let was_in_effect = |row: &&TermsVersionRow| row.application.is_empty() && row.applies_from <= now.0;
    let known = all.iter().filter(was_in_effect).map(|row| row.id).find(|id| Some(*id) == number);
    match known.filter(|id| Some(*id) == current || text == shown) {
        Some(version) => Ok(Some(version)),
        None => Err(Problem::new("not_allowed", message::terms_missing())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_page_has_shown_counts_and_otherwise_what_is_in_effect() {
        let row = |(id, application, applies_from): (i64, &str, i64)| TermsVersionRow {
            id,
            application: application.to_owned(),
            applies_from,
            created_at: 0,
        };
        // 1 was replaced by 2, 3 is of an application, and 4 is planned.
        let all = [(1, "", 10), (2, "", 20), (3, "wiki", 20), (4, "", 40)].map(row);
        for (text, shown, expected) in [
            ("", "", Ok(None)),
            ("", "2", Err("required")),
            ("", "x", Err("required")),
            ("2", "", Ok(Some(2))),
            ("2", "2", Ok(Some(2))),
            ("1", "1", Ok(Some(1))),
            ("1", "", Err("not_allowed")),
            ("1", "2", Err("not_allowed")),
            ("3", "3", Err("not_allowed")),
            ("4", "4", Err("not_allowed")),
            ("5", "5", Err("not_allowed")),
            ("on", "on", Err("not_allowed")),
        ] {
            let read = accepted(text, shown, &all, Timestamp(30)).map_err(|problem| problem.code);
            assert_eq!(read, expected, "{text:?} of {shown:?}");
        }
    }
}
