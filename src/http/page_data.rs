//! Loads the data of a page before rendering, so that errors determine the status code of the response.

use super::state::AppState;
use crate::{
    accounts::{CurrentUser, LinkHolder, LinkKind, Principal},
    shared::{
        audit::AuditRequest,
        audit_query::{Scope, recent},
        awaiting_password::AwaitingPasswordRequest,
        error::AppError,
        page::{AccountData, ApplicationData, DirectoryData, PageData, Reads},
        text::Text,
    },
    web::{
        address::{audit_query, directory_query, parameter},
        cookies::Name,
        problem,
    },
};
use axum::http::{HeaderMap, Uri};
use percent_encoding::percent_decode_str;
use std::sync::Arc;

/// The data of the page at `uri`. Pages of visitors who are not signed in have none.
pub async fn read(
    state: &AppState,
    reads: Reads,
    uri: &Uri,
    visitor: Option<&CurrentUser>,
    headers: &HeaderMap,
) -> Result<PageData, AppError> {
    if let Some(kind) = link_kind(reads) {
        return link(state, kind, uri, visitor, headers).await;
    }
    let Some(visitor) = visitor else {
        return Ok(PageData::Nothing);
    };
    let who = Principal::User(visitor.clone());
    match reads {
        // Links are handled above, because their visitors need not be signed in.
        Reads::Nothing | Reads::ConfirmLink | Reads::UndoLink | Reads::ReportLink => Ok(PageData::Nothing),
        // The page itself shows an error, such as an invalid filter. `render_page` derives the status code from it.
        Reads::Directory => {
            let list = state.accounts.list_users(&who, &directory_query(uri).request()).await;
            // Without the names the page has no filter by group. If the database does not answer, the list says so.
            let groups = state.accounts.group_names(&who).await.unwrap_or_default();
            Ok(PageData::Directory(Arc::new(DirectoryData { list: list.map_err(AppError::from), groups })))
        }
        Reads::User => {
            // The router has matched the path, but not checked that its last segment is an id.
            let id = uri.path().rsplit('/').next().and_then(|id| id.parse().ok()).ok_or_else(problem::not_found)?;
            Ok(PageData::User(Box::new(state.accounts.show_user_details(&who, id).await?)))
        }
        Reads::Audit => Ok(audit_log(state, &who, &audit_query(Scope::Everyone, uri).request()).await),
        Reads::OwnActivity => Ok(audit_log(state, &who, &audit_query(Scope::Own, uri).request()).await),
        Reads::Account => {
            let sessions = state.accounts.list_sessions(&who, visitor.user.id).await?;
            let events = state.accounts.list_audit(&who, &recent(visitor.user.id)).await?.events;
            let pending_email = state.accounts.find_user(&who, visitor.user.id).await?.pending_email;
            Ok(PageData::Account(Box::new(AccountData { sessions, events, pending_email })))
        }
        Reads::ApiTokens => Ok(PageData::ApiTokens(state.accounts.list_api_tokens(&who, visitor.user.id).await?)),
        Reads::ServiceAccounts => Ok(PageData::ServiceAccounts(state.accounts.list_service_accounts(&who).await?)),
        Reads::AwaitingPassword => {
            let request = AwaitingPasswordRequest {
                import: parameter(uri, "import").into(),
                ..AwaitingPasswordRequest::default()
            };
            let view = state.accounts.show_awaiting_password(&who, &request).await?;
            Ok(PageData::AwaitingPassword(Box::new(view)))
        }
        Reads::Groups => Ok(PageData::Groups(state.accounts.list_groups(&who).await?)),
        Reads::Applications => Ok(PageData::Applications(state.accounts.list_applications(&who).await?)),
        Reads::Application => {
            // Escaped, as `LocalPath::application` writes it.
            let name = percent_decode_str(uri.path().rsplit('/').next().unwrap_or_default());
            let name = name.decode_utf8().map_err(|_| problem::not_found())?;
            let application = state.accounts.show_application(&who, &name).await?;
            let base_url = state.accounts.settings().issuer.clone();
            Ok(PageData::Application(Box::new(ApplicationData { application, base_url })))
        }
        Reads::OpenApplications => {
            let applications = state.accounts.applications().await?;
            Ok(PageData::OpenApplications(applications.open_to(&visitor.user.groups)))
        }
    }
}

/// The kind of one-time link of a page.
fn link_kind(reads: Reads) -> Option<LinkKind> {
    match reads {
        Reads::ConfirmLink => Some(LinkKind::Confirm),
        Reads::UndoLink => Some(LinkKind::Undo),
        Reads::ReportLink => Some(LinkKind::Report),
        _ => None,
    }
}

/// The link in the query. An invalid one is an error, so that the error page says what happened to it.
async fn link(
    state: &AppState,
    kind: LinkKind,
    uri: &Uri,
    signed_in: Option<&CurrentUser>,
    headers: &HeaderMap,
) -> Result<PageData, AppError> {
    let browser = state.cookies.read(headers, Name::Browser).and_then(|sealed| state.accounts.asking_browser(sealed));
    let holder = LinkHolder::Browser { signed_in, browser, digits: &Text::Missing, password: &Text::Missing };
    Ok(PageData::Link(state.accounts.show_link(kind, &parameter(uri, "token"), holder).await?))
}

async fn audit_log(state: &AppState, who: &Principal, request: &AuditRequest) -> PageData {
    let events = state.accounts.show_audit_log(who, request).await;
    PageData::Audit(Arc::new(events.map_err(AppError::from)))
}
