//! What a page shows, read before it is rendered: so the answer's status is known before its first byte, and
//! rendering waits for nothing.

use super::state::AppState;
use crate::{
    accounts::{CurrentUser, Principal},
    shared::{audit::AuditRequest, directory::ListUsersRequest, error::AppError},
    ui::pages::{account::AccountRead, directory::ListRead, person::PersonRead, trail::TrailRead},
    web::{address::parameter, problem},
};
use axum::http::{StatusCode, Uri};
use leptos::prelude::provide_context;
use std::sync::Arc;

/// What the page of a request needs beside its visit.
#[derive(Clone, Default)]
pub enum PageRead {
    #[default]
    Nothing,
    /// A page of the directory. Why there is none stands on the page as well.
    List(ListRead),
    Person(PersonRead),
    /// A page of the audit trail, or why there is none.
    Trail(TrailRead),
    /// What happened to one's own account.
    Account(AccountRead),
}

impl PageRead {
    pub async fn of(state: &AppState, uri: &Uri, visitor: Option<&CurrentUser>) -> Result<Self, AppError> {
        match (uri.path(), visitor) {
            ("/users", Some(who)) => {
                let who = Principal::User(who.clone());
                let list = state.accounts.list_users(&who, &list_request(uri)).await.map_err(AppError::from);
                Ok(Self::List(ListRead(Arc::new(list))))
            }
            ("/users/new" | "/users/import", _) => Ok(Self::Nothing),
            (path, Some(who)) if path.starts_with("/users/") => {
                let id = path.trim_start_matches("/users/").parse().map_err(|_| problem::not_found())?;
                let person = state.accounts.show_person(&Principal::User(who.clone()), id).await?;
                Ok(Self::Person(PersonRead(person)))
            }
            ("/audit", Some(who)) => Ok(Self::trail(state, who, &audit_request(uri)).await),
            ("/account/activity", Some(who)) => {
                let own = AuditRequest { scope: "own".to_owned(), person: String::new(), ..audit_request(uri) };
                Ok(Self::trail(state, who, &own).await)
            }
            ("/account", Some(who)) => {
                let request = AccountRead::request(who.user.id);
                let recent = state.accounts.list_audit(&Principal::User(who.clone()), &request).await?;
                Ok(Self::Account(AccountRead(recent.events)))
            }
            _ => Ok(Self::Nothing),
        }
    }

    async fn trail(state: &AppState, who: &CurrentUser, request: &AuditRequest) -> Self {
        let trail = state.accounts.show_trail(&Principal::User(who.clone()), request).await;
        Self::Trail(TrailRead(Arc::new(trail.map_err(AppError::from))))
    }

    /// Gives it to the page.
    pub fn provide(&self) {
        match self {
            Self::Nothing => {}
            Self::List(list) => provide_context(list.clone()),
            Self::Person(person) => provide_context(person.clone()),
            Self::Trail(trail) => provide_context(trail.clone()),
            Self::Account(account) => provide_context(account.clone()),
        }
    }

    pub fn status(&self) -> StatusCode {
        let error = match self {
            Self::List(ListRead(list)) => list.as_ref().as_ref().err(),
            Self::Trail(TrailRead(trail)) => trail.as_ref().as_ref().err(),
            Self::Nothing | Self::Person(_) | Self::Account(_) => None,
        };
        error.map_or(StatusCode::OK, |error| problem::status_of(error.code))
    }
}

/// What the address of the audit trail, or of its file, asks for.
pub fn audit_request(uri: &Uri) -> AuditRequest {
    let given = |name| parameter(uri, name).trim().to_owned();
    AuditRequest {
        person: given("person"),
        event: given("event"),
        result: given("result"),
        from: given("from"),
        to: given("to"),
        before: given("before"),
        after: given("after"),
        per_page: given("per_page"),
        format: given("format"),
        ..AuditRequest::default()
    }
}

fn list_request(uri: &Uri) -> ListUsersRequest {
    let given = |name| parameter(uri, name).trim().into();
    ListUsersRequest {
        page: given("page"),
        per_page: given("per_page"),
        q: given("q"),
        role: given("role"),
        status: given("status"),
        sort: given("sort"),
        cursor: given("cursor"),
    }
}
