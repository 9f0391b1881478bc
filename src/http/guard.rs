//! Who may enter which page. Pages are closed by default: what is not named here needs an account.

use super::state::AppState;
use crate::{
    accounts::{self, Action, CurrentUser, Failure, Principal},
    shared::{
        error::{AppError, ErrorCode},
        next::LocalPath,
    },
    web::{
        address::{page_with, parameter},
        problem,
    },
};
use axum::http::Uri;

/// The rooms of administrators: what one has to be allowed there, and what others are told.
const FOR_ADMINISTRATORS: [(&str, Action, &str); 2] = [
    ("/users", Action::ListUsers, "The directory is for administrators."),
    ("/audit", Action::ReadEvents, "The audit trail is for administrators."),
];

/// What becomes of someone at the door of a page.
pub enum Admission {
    Enter,
    /// To another page.
    Lead(LocalPath),
}

/// Decides before anything is rendered. What a visitor may not know of is not found.
pub async fn admit(state: &AppState, uri: &Uri, visitor: Option<&CurrentUser>) -> Result<Admission, AppError> {
    match uri.path() {
        "/" => Ok(Admission::Enter),
        "/login" | "/register" if visitor.is_some() => {
            Ok(Admission::Lead(LocalPath::or_account(&parameter(uri, "next"))))
        }
        "/login" | "/register" => Ok(Admission::Enter),
        "/setup" if setup_is_open(state, uri).await? => Ok(Admission::Enter),
        "/setup" => Err(problem::not_found()),
        "/reset-password" if link_is_good(state, uri).await? => Ok(Admission::Enter),
        "/reset-password" => Err(problem::not_found()),
        path => match visitor {
            Some(visitor) => match FOR_ADMINISTRATORS.iter().find(|(root, ..)| is_below(path, root)) {
                Some((_, action, words)) if !accounts::allows(&Principal::User(visitor.clone()), *action) => {
                    Err(AppError::new(ErrorCode::Forbidden, *words))
                }
                _ => Ok(Admission::Enter),
            },
            None => Ok(Admission::Lead(login_for(uri))),
        },
    }
}

fn is_below(path: &str, root: &str) -> bool {
    path.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
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
