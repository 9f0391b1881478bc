//! What a page shows, read before it is rendered: so the answer's status is known before its first byte, and
//! rendering waits for nothing.

use super::state::AppState;
use crate::{
    accounts::{CurrentUser, Principal},
    shared::{
        audit::AuditRequest,
        audit_query::{Scope, recent},
        error::AppError,
        page::{PageData, Reads},
    },
    web::{
        address::{audit_query, directory_query},
        problem,
    },
};
use axum::http::Uri;
use std::sync::Arc;

/// What a page of this address needs beside its visit. A stranger's page needs nothing.
pub async fn read(
    state: &AppState,
    reads: Reads,
    uri: &Uri,
    visitor: Option<&CurrentUser>,
) -> Result<PageData, AppError> {
    let Some(visitor) = visitor else {
        return Ok(PageData::Nothing);
    };
    let who = Principal::User(visitor.clone());
    match reads {
        Reads::Nothing => Ok(PageData::Nothing),
        Reads::Directory => {
            let list = state.accounts.list_users(&who, &directory_query(uri).request()).await;
            Ok(PageData::Directory(Arc::new(list.map_err(AppError::from))))
        }
        Reads::Person => {
            let id = uri.path().rsplit('/').next().and_then(|id| id.parse().ok()).ok_or_else(problem::not_found)?;
            Ok(PageData::Person(state.accounts.show_person(&who, id).await?))
        }
        Reads::Audit => Ok(trail(state, &who, &audit_query(Scope::Everyone, uri).request()).await),
        Reads::OwnActivity => Ok(trail(state, &who, &audit_query(Scope::Own, uri).request()).await),
        Reads::Recent => {
            let events = state.accounts.list_audit(&who, &recent(visitor.user.id)).await?;
            Ok(PageData::Recent(events.events))
        }
    }
}

async fn trail(state: &AppState, who: &Principal, request: &AuditRequest) -> PageData {
    let trail = state.accounts.show_trail(who, request).await;
    PageData::Audit(Arc::new(trail.map_err(AppError::from)))
}
