//! Access control for pages and downloads.

use super::state::AppState;
use crate::accounts::{Action, Caller, Principal};
use crate::language::message;
use crate::shared::{Admission, AppError, Destination, ErrorCode, Handle, LocalPath};
use crate::ui::routes::{AUTHENTICATOR, CONFIRM, CONSENT, FACTOR_DEMAND, HOME, OWN_DETAILS, Page, SECURITY};
use crate::web::urls::{handle_in, location, parameter};
use crate::web::{problem, urls};
use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};

/// The decision about a request for a page.
pub enum Entry {
    Admit,
    Redirect(Destination),
}

/// Decides whether a visitor may open a page, before it is rendered. A page that the visitor must not know about is
/// reported as not found.
pub async fn admit(state: &AppState, admission: Admission, uri: &Uri, caller: &Caller) -> Result<Entry, AppError> {
    let needs_factor =
        matches!(&caller.who, Principal::User(who) if state.accounts.journeys().missing_before_pages(who).is_some());
    if needs_factor && !is_open_without_factor(admission, uri.path()) {
        return Ok(Entry::Redirect(state.or_home(handle_to(uri)).before_factor().into()));
    }
    if let Principal::User(who) = &caller.who
        && !is_open_without_details(admission, uri.path())
    {
        let owes_fields = state.accounts.journeys().owes_fields(who).await?;
        match (owes_fields, uri.path() == OWN_DETAILS.path) {
            (true, false) => return Ok(Entry::Redirect(state.or_home(handle_to(uri)).before_details().into())),
            // Nothing is missing any more: they go on.
            (false, true) => return Ok(Entry::Redirect(state.after_sign_in(&handle_in(uri), &who.user).await)),
            (true, true) | (false, false) => {}
        }
    }
    // Nothing is missing any more: they go on.
    if let Principal::User(who) = &caller.who
        && who.user.has_second_factor
        && uri.path() == FACTOR_DEMAND.path
    {
        return Ok(Entry::Redirect(state.after_sign_in(&handle_in(uri), &who.user).await));
    }
    let may_enter = match admission {
        Admission::Anyone => true,
        // Already signed in: continue to the page that the login form would open. Otherwise `page_data` looks for the sign-in that waits
        // for its second factor.
        Admission::SignedOut | Admission::PendingSignIn => match &caller.who {
            Principal::User(who) => {
                return Ok(Entry::Redirect(state.after_sign_in(&handle_in(uri), &who.user).await));
            }
            Principal::Anonymous | Principal::System => true,
        },
        Admission::SetupLink => state.accounts.users().setup_token_is_valid(&parameter(uri, "token")).await?,
        // `page_data` checks the token and reads what the page shows. An invalid link is an error that says what happened to it.
        Admission::PasswordLink => true,
        Admission::ConfirmLink if !parameter(uri, "token").is_empty() => true,
        Admission::ConfirmLink => return Ok(Entry::Redirect(LocalPath::account().into())),
        Admission::SignedIn | Admission::Directory | Admission::Applications | Admission::Audit => {
            if caller.user_id().is_none() {
                return Ok(Entry::Redirect(login_for(uri).into()));
            }
            permit(admission, caller)?;
            true
        }
    };
    if may_enter { Ok(Entry::Admit) } else { Err(problem::not_found()) }
}

/// Whether a page is open to somebody who has to add a second factor first: those on which that is done, and those of one-time links,
/// whose holders need not be signed in.
fn is_open_without_factor(admission: Admission, path: &str) -> bool {
    match admission {
        Admission::Anyone => path != HOME.path,
        Admission::SetupLink | Admission::PasswordLink | Admission::ConfirmLink => true,
        Admission::SignedOut
        | Admission::SignedIn
        | Admission::PendingSignIn
        | Admission::Directory
        | Admission::Applications
        | Admission::Audit => [FACTOR_DEMAND.path, SECURITY.path, AUTHENTICATOR.path, CONFIRM.path].contains(&path),
    }
}

/// Whether a page is open to somebody who has to fill in fields of one's own first: those of one-time links, and those on which they show
/// who they are, or end what somebody else has.
fn is_open_without_details(admission: Admission, path: &str) -> bool {
    path != OWN_DETAILS.path && is_open_without_factor(admission, path)
}

/// Rejects users who are signed in, but do not have access to the page.
fn permit(admission: Admission, caller: &Caller) -> Result<(), AppError> {
    let action = match admission {
        Admission::Directory => Action::ListUsers,
        Admission::Applications => Action::ManageApplications,
        Admission::Audit => Action::ReadEvents,
        Admission::Anyone
        | Admission::SignedOut
        | Admission::SignedIn
        | Admission::PendingSignIn
        | Admission::SetupLink
        | Admission::PasswordLink
        | Admission::ConfirmLink => return Ok(()),
    };
    if caller.may(action) {
        return Ok(());
    }
    Err(AppError::new(ErrorCode::Forbidden, message::error_for_administrators()))
}

/// The login page, with a redirect back to `uri` after signing in.
pub fn login_for(uri: &Uri) -> LocalPath {
    handle_to(uri).on("/login")
}

/// Where a visitor goes on who has to begin a sign-in again, to confirm who they are, or to add a second factor, before they can open
/// `uri`. None for other errors.
pub fn detour(error: &AppError, uri: &Uri) -> Option<LocalPath> {
    match error.code {
        // With the page that the sign-in was for.
        ErrorCode::PendingExpired => Some(handle_in(uri).on("/login")),
        ErrorCode::StepUpRequired
        | ErrorCode::SecondFactorMissing
        | ErrorCode::FieldsRequired
        | ErrorCode::TermsRequired => urls::detour(error.code, &handle_to(uri)),
        _ => None,
    }
}

/// Where somebody is going who has asked for `uri`. Pages that only ask something on the way lead on.
fn handle_to(uri: &Uri) -> Handle {
    let page = Page::at(uri.path());
    let is_on_the_way = page.is_some_and(|page| {
        let asks = [CONFIRM.path, CONSENT.path, FACTOR_DEMAND.path, OWN_DETAILS.path].contains(&page.path);
        asks || matches!(page.admission, Admission::SignedOut | Admission::PendingSignIn)
    });
    if is_on_the_way { handle_in(uri) } else { path_of(uri).into() }
}

/// The path with its query.
pub fn path_of(uri: &Uri) -> LocalPath {
    LocalPath::or_account(uri.path_and_query().map_or("/", |path| path.as_str()))
}

pub fn redirect(to: &Destination) -> Response {
    redirect_with(StatusCode::FOUND, to)
}

pub fn redirect_with(status: StatusCode, to: &Destination) -> Response {
    let mut response = status.into_response();
    response.headers_mut().extend(location(to).map(|location| (header::LOCATION, location)));
    response
}

/// A redirect to an absolute URL, or to an address that has been escaped.
pub fn redirect_to_url(status: StatusCode, url: &str) -> Result<Response, AppError> {
    let location = HeaderValue::from_str(url).map_err(|_| problem::internal())?;
    Ok((status, [(header::LOCATION, location)]).into_response())
}
