//! What pages offer to download: all data about the own account, the audit log, users, and password links.

use super::guard::{self, Entry, redirect};
use super::state::AppState;
use super::{bodies, download};
use crate::accounts::{Accounts, Caller};
use crate::shared::audit_query::Scope;
use crate::shared::awaiting_password::PATH;
use crate::shared::{Admission, AppError, AuditRequest, ErrorCode, Form, Handle, PasswordLinksRequest, Text};
use crate::ui::routes::OWN_DATA;
use crate::web::context::RequestContext;
use crate::web::urls::{Parameters, audit_query, directory_query, page_with, parameter};
use axum::Router;
use axum::extract::{Request, State};
use axum::http::Uri;
use axum::response::Response;
use axum::routing::{get, post};

/// Links to downloads, which are recorded in the audit log: only for pages of this origin ([`origin::require_same_origin`]).
///
/// [`origin::require_same_origin`]: super::origin::require_same_origin
pub fn links() -> Router<AppState> {
    Router::new()
        .route("/account/data", get(download_own_data))
        .route("/audit/export", get(export_audit_log))
        .route("/users/export", get(export_users))
}

/// A form whose answer is a download.
pub fn form_routes() -> Router<AppState> {
    Router::new().route("/actions/users/password-links", post(download_password_links))
}

/// All data about the own account. A visitor who is not signed in is redirected to sign in, and from there to the page with the
/// link, because a browser cannot display the download.
async fn download_own_data(State(accounts): State<Accounts>, caller: Caller) -> Result<Response, AppError> {
    let Some(id) = caller.user_id() else {
        return Ok(redirect(&Handle::parse(OWN_DATA.path).on("/login").into()));
    };
    match accounts.data_exports().export_data(&caller, id).await {
        Ok(data) => Ok(download::own_data(data)),
        Err(error) => confirm_first(error, OWN_DATA.path),
    }
}

/// A visitor who has to confirm who they are first goes on to `page`, which has the link: a browser cannot display the download.
fn confirm_first(error: AppError, page: &str) -> Result<Response, AppError> {
    match error.code {
        ErrorCode::StepUpRequired => Ok(redirect(&Handle::parse(page).on("/confirm").into())),
        _ => Err(error),
    }
}

/// The events on the page as a file, with the same access rules as the page.
async fn export_audit_log(State(state): State<AppState>, caller: Caller, uri: Uri) -> Result<Response, AppError> {
    let export = AuditRequest { format: parameter(&uri, "format"), ..audit_query(Scope::Everyone, &uri).request() };
    let log = async { state.accounts.audit().export_audit(&caller, &export).await.map(download::audit_log) };
    export_of(&state, Admission::Audit, &uri, &caller, log).await
}

/// The users that match the filters of the page, with the same access rules as the page.
async fn export_users(State(state): State<AppState>, caller: Caller, uri: Uri) -> Result<Response, AppError> {
    let export = directory_query(&uri).export(&parameter(&uri, "format"));
    let users = async { state.accounts.directory().export_users(&caller, &export).await.map(download::users) };
    export_of(&state, Admission::Directory, &uri, &caller, users).await
}

/// The file, for visitors who may open the page with the link to it, which has the same query.
async fn export_of(
    state: &AppState,
    admission: Admission,
    uri: &Uri,
    caller: &Caller,
    file: impl Future<Output = Result<Response, AppError>>,
) -> Result<Response, AppError> {
    if let Entry::Redirect(path) = guard::admit(state, admission, uri, caller).await? {
        return Ok(redirect(&path));
    }
    let page = uri.path_and_query().map_or("", |path| path.as_str()).replacen("/export", "", 1);
    file.await.or_else(|error| confirm_first(error, &page))
}

/// A form and not a server function, because the answer is a file. The browser sends the form itself, also with JavaScript.
async fn download_password_links(State(state): State<AppState>, request: Request) -> Result<Response, AppError> {
    let (parts, body) = request.into_parts();
    let form = bodies::read_form(&parts.headers, body).await?;
    let form = Parameters::of_form(&form);
    // The number of an import, or empty.
    let import = form.get("import").unwrap_or_default();
    // The field is always sent, also if it is empty.
    let current_password: Text = form.get("current_password").filter(|text| !text.is_empty()).map(str::to_owned).into();
    let context = RequestContext::of(state.web.clone(), parts);
    let back = page_with(PATH, "import", import);
    let request = PasswordLinksRequest { import: import.into(), ..PasswordLinksRequest::default() };
    let links = async {
        context.accounts().mailings().create_password_links(&context.signed_in()?, &request, &current_password).await
    };
    match links.await {
        Ok(links) => Ok(download::password_links(links)),
        Err(error) => {
            let answer = context.form(Form::PasswordLinks, back).reject::<()>(error);
            Ok(context.respond(answer))
        }
    }
}
