//! Publishes terms. All changes hold the advisory lock of administrators (`Action::is_about_others`), so they run one at a time.

use super::{application_of, in_effect, named, no_such_version, view};
use crate::accounts::{Action, Caller, Terms, UnitOfWork};
use crate::applications::{parse_terms_link, parse_terms_text, terms_problem};
use crate::language::message;
use crate::shared::terms::{
    AcceptingAccountView, MAX_VERSIONS, TermsDocuments, TermsRequest, TermsState, TermsVersionView, TermsView,
};
use crate::shared::{AppError, ApplicationName, ErrorCode, EventKind, Fields, Problem, Timestamp, UserId};
use crate::store::StoreError;
use crate::store::terms::{self as rows, AcceptingRow, TermsRow, TermsVersionRow};
use std::collections::HashMap;
use uuid::Uuid;

/// Accounts that are read at once.
const PAGE: u32 = 1_000;

/// What a request says.
struct Parsed {
    application: Option<ApplicationName>,
    documents: TermsDocuments,
    /// None: at once.
    applies_from: Option<Timestamp>,
}

impl Terms {
    /// All versions, the last one first, and how many accounts have accepted each.
    pub async fn list_terms(&self, caller: &Caller) -> Result<Vec<TermsVersionView>, AppError> {
        caller.permit(Action::ReadTerms)?;
        let counts = self.db().read(async |mut conn| rows::counts(&mut conn).await).await?;
        let counts: HashMap<_, _> = counts.into_iter().map(|row| (row.version, row.accounts)).collect();
        let (all, now) = (self.versions().await?, self.now());
        let listed = |row: &TermsVersionRow| {
            let application = application_of(&row.application);
            let current = in_effect(&all, application.as_ref(), now).map(|current| current.id);
            let state = match row.applies_from > now.0 {
                true => TermsState::Planned,
                false if current == Some(row.id) => TermsState::InEffect,
                false => TermsState::Replaced,
            };
            TermsVersionView {
                version: row.id,
                application,
                state,
                applies_from: Timestamp(row.applies_from),
                created_at: Timestamp(row.created_at),
                accepted: counts.get(&row.id).and_then(|count| u64::try_from(*count).ok()).unwrap_or_default(),
            }
        };
        Ok(all.iter().rev().map(listed).collect())
    }

    /// Some of the accounts that have accepted a version, by id, after one of these.
    pub async fn list_accepting(
        &self,
        caller: &Caller,
        version: i64,
        after: Option<UserId>,
    ) -> Result<Vec<AcceptingAccountView>, AppError> {
        caller.permit(Action::ReadTerms)?;
        caller.permit(Action::ListUsers)?;
        let after = after.map_or(Uuid::nil(), |id| id.0);
        let read = self.db().read_report(async move |mut conn| rows::accepting(&mut conn, version, after, PAGE).await);
        let view = |row: AcceptingRow| AcceptingAccountView {
            id: UserId(row.user_id),
            username: row.username,
            email: row.email,
            accepted_at: Timestamp(row.accepted_at),
            language: row.language,
        };
        Ok(read.await?.into_iter().map(view).collect())
    }

    /// A version with its documents, also one that is not in effect yet.
    pub async fn show_terms(&self, caller: &Caller, version: i64) -> Result<TermsView, AppError> {
        caller.permit(Action::ReadTerms)?;
        let row = self.db().read(async move |mut conn| rows::find(&mut conn, version).await).await?;
        row.map(view).ok_or_else(no_such_version)
    }

    /// A version that is or was in effect. None: the one of the installation that is in effect.
    pub(in crate::accounts) async fn public_terms(&self, version: Option<i64>) -> Result<TermsView, AppError> {
        let (all, now) = (self.versions().await?, self.now());
        let known = match version {
            Some(version) => all.iter().find(|row| row.id == version && row.applies_from <= now.0),
            None => in_effect(&all, None, now),
        };
        let version = known.ok_or_else(no_such_version)?.id;
        let row = self.db().read(async move |mut conn| rows::find(&mut conn, version).await).await?;
        row.map(view).ok_or_else(no_such_version)
    }

    /// Publishes a version. From its time on nobody enters the application, or any if it is of the installation, without having
    /// accepted it. What the last version says already is that version: a form that is sent twice asks nobody again.
    ///
    /// # Errors
    /// Also if there is no such application, or if there are as many versions as allowed.
    pub async fn publish_terms(&self, caller: &Caller, request: TermsRequest) -> Result<TermsView, AppError> {
        caller.permit(Action::ManageTerms)?;
        let Parsed { application, documents, applies_from } = parse(&request)?;
        let published = self.change_once(caller, Action::ManageTerms, move |tx| {
            Box::pin(async move {
                if let Some(name) = &application
                    && tx.stored_applications().await?.named(name).is_none()
                {
                    let problem = Problem::new("not_allowed", message::terms_application_unknown());
                    return Err(AppError::invalid(vec![problem.of("application")]));
                }
                let all = rows::list(tx).await?;
                let name = application.as_ref().map(ToString::to_string).unwrap_or_default();
                let last = last_of(tx, &all, &name).await?.map(view);
                let now = tx.now();
                let begins = not_past(applies_from, now);
                let is_same = |last: &TermsView| last.documents == documents && is_from(last, begins, &all, now);
                if let Some(same) = last.filter(is_same) {
                    return Ok(same);
                }
                if all.len() >= MAX_VERSIONS {
                    return Err(AppError::new(
                        ErrorCode::ValidationFailed,
                        message::terms_too_many(MAX_VERSIONS as u64),
                    ));
                }
                let row = insert(tx, name, &documents, applies_from).await?;
                Ok(view(row))
            })
        });
        published.await
    }

    /// Withdraws a version that is not in effect yet. One that was is kept for good: people have accepted it.
    pub async fn withdraw_terms(&self, caller: &Caller, version: i64) -> Result<(), AppError> {
        caller.permit(Action::ManageTerms)?;
        let job = async move |mut tx: UnitOfWork| {
            let row = rows::find(&mut tx, version).await?.ok_or_else(no_such_version)?;
            if row.applies_from <= tx.now().0 {
                return Err(AppError::new(ErrorCode::ValidationFailed, message::terms_in_effect()));
            }
            if rows::delete(&mut tx, version).await? {
                tx.record(tx.event(EventKind::TermsWithdraw).detail(named(&row.application, row.id)));
            }
            Ok(())
        };
        self.change(caller, Action::ManageTerms, job).await
    }
}

/// The last version of the terms of an application. `application`: empty for those of the installation.
pub(super) async fn last_of(
    tx: &mut UnitOfWork,
    all: &[TermsVersionRow],
    application: &str,
) -> Result<Option<TermsRow>, StoreError> {
    let last = all.iter().filter(|version| version.application == application).map(|version| version.id).max();
    match last {
        Some(last) => rows::find(tx, last).await,
        None => Ok(None),
    }
}

/// Whether a version that would begin then would change nothing but the number of `last`, which has the same documents. One that begins
/// at once is needed if another version is in effect.
fn is_from(last: &TermsView, begins: Timestamp, all: &[TermsVersionRow], now: Timestamp) -> bool {
    if begins > now {
        return last.applies_from == begins;
    }
    in_effect(all, last.application.as_ref(), now).is_some_and(|current| current.id == last.version)
}

/// A time that is past would claim that somebody has entered without accepting.
fn not_past(applies_from: Option<Timestamp>, now: Timestamp) -> Timestamp {
    applies_from.unwrap_or(now).max(now)
}

/// Adds a version, at the earliest from now on.
/// `application`: empty for the terms of the installation.
pub(super) async fn insert(
    tx: &mut UnitOfWork,
    application: String,
    documents: &TermsDocuments,
    applies_from: Option<Timestamp>,
) -> Result<TermsRow, StoreError> {
    let (id, now) = (rows::last_id(tx).await? + 1, tx.now());
    let row = TermsRow {
        id,
        application,
        documents: serde_json::to_string(documents).unwrap_or_else(|_| unreachable!("documents serialize to JSON")),
        applies_from: not_past(applies_from, now).0,
        created_at: now.0,
    };
    rows::insert(tx, &row).await?;
    tx.record(tx.event(EventKind::TermsPublish).detail(named(&row.application, row.id)));
    Ok(row)
}

/// Parses a request and returns all errors at once.
fn parse(request: &TermsRequest) -> Result<Parsed, AppError> {
    let mut fields = Fields::default();
    let optional = |text: &str| match text.trim() {
        "" => Ok(None),
        name => ApplicationName::parse(name).map(Some),
    };
    let application = fields.parse("application", &request.application, optional);
    let links = fields.list("links", &request.links, parse_terms_link);
    let texts = fields.list("texts", &request.texts, parse_terms_text);
    let time = |text: &str| match text.trim() {
        "" => Ok(None),
        time => time.parse::<Timestamp>().map(Some).map_err(|_| Problem::invalid_time()),
    };
    let applies_from = fields.parse("applies_from", &request.applies_from, time);
    let documents = links.zip(texts).map(|(links, texts)| TermsDocuments { links, texts });
    if let Some((field, problem)) = documents.as_ref().and_then(terms_problem) {
        fields.reject(field, problem);
    }
    fields.finish().map_err(AppError::invalid)?;
    Ok(Parsed {
        application: application.flatten(),
        // There are some, because `fields` has no error.
        documents: documents.unwrap_or_default(),
        applies_from: applies_from.flatten(),
    })
}
