//! What a page shows, read before it is rendered: so the answer's status is known before its first byte, and
//! rendering waits for nothing.

use super::{problem, query::parameter, state::AppState};
use crate::{
    accounts::{CurrentUser, Principal},
    shared::{directory::ListUsersRequest, error::AppError},
    ui::pages::{directory::ListRead, person::PersonRead},
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
}

impl PageRead {
    pub async fn of(state: &AppState, uri: &Uri, visitor: Option<&CurrentUser>) -> Result<Self, AppError> {
        match (uri.path(), visitor) {
            ("/users", Some(who)) => {
                let who = Principal::User(who.clone());
                let list = state.accounts.list_users(&who, &list_request(uri)).await.map_err(AppError::from);
                Ok(Self::List(ListRead(Arc::new(list))))
            }
            (path, Some(who)) if path.starts_with("/users/") && path != "/users/new" => {
                let id = path.trim_start_matches("/users/").parse().map_err(|_| problem::not_found())?;
                let person = state.accounts.show_person(&Principal::User(who.clone()), id).await?;
                Ok(Self::Person(PersonRead(person)))
            }
            _ => Ok(Self::Nothing),
        }
    }

    /// Gives it to the page.
    pub fn provide(&self) {
        match self {
            Self::Nothing => {}
            Self::List(list) => provide_context(list.clone()),
            Self::Person(person) => provide_context(person.clone()),
        }
    }

    pub fn status(&self) -> StatusCode {
        match self {
            Self::List(ListRead(list)) => {
                list.as_ref().as_ref().map_or_else(|error| problem::status_of(error.code), |_| StatusCode::OK)
            }
            Self::Nothing | Self::Person(_) => StatusCode::OK,
        }
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
