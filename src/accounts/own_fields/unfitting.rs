//! Whom a field does not fit, as a preview counts them, but one by one and by the definition that is in effect.

use super::parse::problem_of;
use super::preview::TIME_BUDGET;
use super::{OwnFieldAccess, no_such_field};
use crate::accounts::{Action, Caller, OwnFields};
use crate::language::message;
use crate::own_fields::DefinedField;
use crate::shared::own_fields::{FieldValue, UnfittingAccountView, UnfittingListView, UnfittingRequest};
use crate::shared::{AppError, ErrorCode, Problem, UserId};
use crate::store::own_fields::{self as rows, OwnValueRow, PersonRow};
use crate::store::{Conn, StoreError};
use std::borrow::Cow;
use std::collections::HashMap;
use tokio::task::yield_now;
use uuid::Uuid;

/// People who are read at once.
const BATCH: u32 = 1_000;
/// The most people in an answer.
const MAX_LISTED: usize = 100;

impl OwnFields {
    /// The people whose value does not fit a field any more, and those who have none though it is required at the next sign-in, by id. Who
    /// does not see the field does not learn who they are. With the command line nobody waits, so a part of the list ends only when
    /// it is full.
    pub async fn list_unfitting(
        &self,
        caller: &Caller,
        name: &str,
        request: &UnfittingRequest,
    ) -> Result<UnfittingListView, AppError> {
        self.permit_recent(caller, Action::ManageOwnFields)?;
        let all = self.all().await?;
        let field = all.find(name).filter(|field| field.deleted_at.is_none()).ok_or_else(no_such_field)?;
        let access = OwnFieldAccess::of(caller, None);
        if !access.sees(field) {
            return Err(AppError::new(ErrorCode::Forbidden, message::own_field_unfitting_unseen()));
        }
        let (start, mut after, mut accounts) = (self.now(), parse_after(&request.after)?, Vec::new());
        let is_late = || !access.is_operator && start.until(self.now()) >= TIME_BUDGET;
        loop {
            let batch = self.people_after(field, after).await?;
            if batch.is_empty() {
                return Ok(UnfittingListView { accounts, next: None });
            }
            for (person, value) in batch {
                if accounts.len() == MAX_LISTED {
                    return Ok(UnfittingListView { accounts, next: Some(after) });
                }
                after = person.id;
                if let Some(problem) = problem_of(field, value.as_ref()) {
                    accounts.push(view_of(person, value, problem));
                }
                if is_late() {
                    return Ok(UnfittingListView { accounts, next: Some(after) });
                }
                // As in a preview: a pattern can take long.
                if field.pattern.is_some() {
                    yield_now().await;
                }
            }
        }
    }

    /// The next people, with what they have in a field. None: there are no others.
    async fn people_after(
        &self,
        field: &DefinedField,
        after: UserId,
    ) -> Result<Vec<(PersonRow, Option<FieldValue>)>, StoreError> {
        let id = field.id;
        let read = self.db().read_report(async move |mut conn| read_batch(&mut conn, id, after).await);
        let (people, values) = read.await?;
        let mut items: HashMap<UserId, Vec<String>> = HashMap::new();
        for row in values {
            items.entry(UserId(row.user_id)).or_default().push(row.value);
        }
        let with_value = |person: PersonRow| {
            let value = items.remove(&person.id).and_then(|items| field.value_of(items));
            (person, value)
        };
        Ok(people.into_iter().map(with_value).collect())
    }
}

fn view_of(person: PersonRow, value: Option<FieldValue>, problem: Problem) -> UnfittingAccountView {
    let PersonRow { id, username, email } = person;
    let Problem { code, message } = problem;
    UnfittingAccountView { id, username, email, value, code: Cow::Borrowed(code), message }
}

async fn read_batch(
    conn: &mut Conn,
    field: i64,
    after: UserId,
) -> Result<(Vec<PersonRow>, Vec<OwnValueRow>), StoreError> {
    let people = rows::people_after(conn, after, BATCH).await?;
    let values = match people.last().map(|person| person.id) {
        Some(last) => rows::between(conn, field, after, last).await?,
        None => Vec::new(),
    };
    Ok((people, values))
}

/// No account has the smallest id, so all come after it.
fn parse_after(text: &str) -> Result<UserId, AppError> {
    if text.is_empty() {
        return Ok(UserId(Uuid::nil()));
    }
    let wrong = || Problem::new("invalid_id", message::own_field_unfitting_after_invalid());
    text.parse().map_err(|_| AppError::invalid(vec![wrong().of("after")]))
}
