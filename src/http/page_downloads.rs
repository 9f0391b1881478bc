//! What pages offer to download: all data about the own account, the audit log, users, and password links.

use super::{
    bodies, download,
    guard::{self, Entry, redirect},
    origin,
    state::AppState,
};
use crate::{
    accounts::{Accounts, Caller},
    shared::{
        audit::AuditRequest,
        audit_query::Scope,
        awaiting_password::{PATH, PasswordLinksRequest},
        error::{AppError, ErrorCode},
        forms::Form,
        next::LocalPath,
        page::Admission,
        values::Text,
    },
    web::{
        address::{audit_query, directory_query, page_with, parameter},
        context::RequestContext,
        problem::Problem,
    },
};
use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    http::HeaderMap,
    middleware::from_fn,
    response::Response,
    routing::{get, post},
};
use url::form_urlencoded;

const FORM: &str = "application/x-www-form-urlencoded";

/// Downloads are recorded in the audit log. A new one is also added to the list in `rate_limit`.
pub fn routes() -> Router<AppState> {
    let links = Router::new()
        .route("/account/data", get(download_own_data))
        .route("/audit/export", get(export_audit_log))
        .route("/users/export", get(export_users))
        .layer(from_fn(origin::require_same_origin));
    links.route("/actions/users/password-links", post(download_password_links))
}

/// All data about the own account. A visitor who is not signed in is redirected to sign in, and from there to the account page,
/// because a browser cannot display the download.
async fn download_own_data(State(accounts): State<Accounts>, caller: Caller) -> Result<Response, Problem> {
    let Some(id) = caller.user_id() else {
        return Ok(redirect(&page_with("/login", "next", LocalPath::account().as_str()).into()));
    };
    Ok(download::own_data(accounts.export_data(&caller, id).await?))
}

/// The events on the page as a file, with the same access rules as the page.
async fn export_audit_log(State(state): State<AppState>, request: Request) -> Result<Response, Problem> {
    let caller = state.proxies.caller(request.extensions(), request.headers());
    match guard::admit(&state, Admission::Audit, request.uri(), &caller).await? {
        Entry::Redirect(path) => Ok(redirect(&path)),
        Entry::Admit => {
            let format = parameter(request.uri(), "format");
            let export = AuditRequest { format, ..audit_query(Scope::Everyone, request.uri()).request() };
            Ok(download::audit_log(state.accounts.export_audit(&caller, &export).await?))
        }
    }
}

/// The users that match the filters of the page, with the same access rules as the page.
async fn export_users(State(state): State<AppState>, request: Request) -> Result<Response, Problem> {
    let caller = state.proxies.caller(request.extensions(), request.headers());
    match guard::admit(&state, Admission::Directory, request.uri(), &caller).await? {
        Entry::Redirect(path) => Ok(redirect(&path)),
        Entry::Admit => {
            let export = directory_query(request.uri()).export(&parameter(request.uri(), "format"));
            Ok(download::users(state.accounts.export_users(&caller, &export).await?))
        }
    }
}

/// A form and not a server function, because the answer is a file. The browser sends the form itself, also with JavaScript.
async fn download_password_links(State(state): State<AppState>, request: Request) -> Result<Response, Problem> {
    let (parts, body) = request.into_parts();
    let headers = parts.headers.clone();
    let context = RequestContext::of(state.web.clone(), parts);
    let Fields { import, current_password } = Fields::read(&headers, body).await?;
    let back = page_with(PATH, "import", &import);
    let request = PasswordLinksRequest { import: import.into(), ..PasswordLinksRequest::default() };
    let links = match context.signed_in() {
        Ok(caller) => context.accounts().create_password_links(&caller, &request, &current_password).await,
        Err(error) => Err(error),
    };
    match links {
        Ok(links) => Ok(download::password_links(links)),
        Err(error) => {
            let answer = context.form(Form::PasswordLinks, back).reject::<()>(error);
            Ok(context.respond(answer))
        }
    }
}

/// The fields of the form.
#[derive(Default)]
struct Fields {
    /// The number of an import, or empty.
    import: String,
    current_password: Text,
}

impl Fields {
    async fn read(headers: &HeaderMap, body: Body) -> Result<Self, AppError> {
        let body = bodies::read_body(body).await?;
        if !body.is_empty() && !bodies::has_type(headers, &[FORM]) {
            let detail = "Send a form with Content-Type: application/x-www-form-urlencoded.";
            return Err(AppError::new(ErrorCode::UnsupportedMediaType, detail));
        }
        let mut fields = Self::default();
        for (name, value) in form_urlencoded::parse(&body) {
            match &*name {
                "import" => fields.import = value.into_owned(),
                // The field is always sent, also if it is empty.
                "current_password" if !value.is_empty() => fields.current_password = value.into_owned().into(),
                _ => {}
            }
        }
        Ok(fields)
    }
}
