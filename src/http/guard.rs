//! Who may enter which page, and have which file.

use super::state::AppState;
use crate::{
    accounts::{self, Action, CurrentUser, Failure, Principal},
    shared::{
        error::{AppError, ErrorCode},
        next::LocalPath,
        page::Admission,
    },
    web::{
        address::{page_with, parameter},
        problem,
    },
};
use axum::http::Uri;

/// What the server does with somebody who opens an address.
pub enum Entry {
    Admit,
    /// Sends them to another page.
    Redirect(LocalPath),
}

/// Decides before anything is rendered. What a visitor may not know of is not found.
pub async fn admit(
    state: &AppState,
    admission: Admission,
    uri: &Uri,
    visitor: Option<&CurrentUser>,
) -> Result<Entry, AppError> {
    let may_enter = match admission {
        Admission::Anyone => true,
        Admission::SignedOut if visitor.is_none() => true,
        Admission::SignedOut => return Ok(Entry::Redirect(LocalPath::or_account(&parameter(uri, "next")))),
        Admission::SetupLink => setup_is_open(state, uri).await?,
        Admission::PasswordLink => link_is_good(state, uri).await?,
        Admission::SignedIn | Admission::Directory | Admission::Audit => {
            let Some(visitor) = visitor else { return Ok(Entry::Redirect(login_for(uri))) };
            permit(admission, visitor)?;
            true
        }
    };
    if may_enter { Ok(Entry::Admit) } else { Err(problem::not_found()) }
}

/// Refuses those who are signed in, but may not enter.
fn permit(admission: Admission, visitor: &CurrentUser) -> Result<(), AppError> {
    let (action, words) = match admission {
        Admission::Directory => (Action::ListUsers, "The directory is for administrators."),
        Admission::Audit => (Action::ReadEvents, "The audit trail is for administrators."),
        _ => return Ok(()),
    };
    match accounts::allows(&Principal::User(visitor.clone()), action) {
        true => Ok(()),
        false => Err(AppError::new(ErrorCode::Forbidden, words)),
    }
}

async fn setup_is_open(state: &AppState, uri: &Uri) -> Result<bool, Failure> {
    state.accounts.setup_token_is_valid(&parameter(uri, "token")).await
}

async fn link_is_good(state: &AppState, uri: &Uri) -> Result<bool, Failure> {
    state.accounts.password_link_is_valid(&parameter(uri, "token")).await
}

/// The login page, from which the visitor comes back to `uri`.
fn login_for(uri: &Uri) -> LocalPath {
    let wanted = uri.path_and_query().map_or("/", |path| path.as_str());
    page_with("/login", "next", wanted)
}
