//! `/actions/users/password-links`: the form that downloads a file of password links. The API uses [`file`] as well.
//!
//! Not a server function, because the answer is a file. The browser sends the form itself, also with JavaScript.

use super::{content_type, download::download_table, limits, state::AppState};
use crate::{
    accounts::PasswordLinkFile,
    shared::{
        awaiting_password::{PATH, PasswordLinksRequest},
        error::{AppError, ErrorCode},
        text::Text,
        visit::Form,
    },
    web::{address::page_with, context::RequestContext, problem::Problem},
};
use axum::{
    Json, Router,
    body::Body,
    extract::{Request, State},
    http::HeaderMap,
    response::Response,
    routing::post,
};
use url::form_urlencoded;

const FORM: &str = "application/x-www-form-urlencoded";

pub fn routes() -> Router<AppState> {
    Router::new().route("/actions/users/password-links", post(download))
}

async fn download(State(state): State<AppState>, request: Request) -> Result<Response, Problem> {
    let (parts, body) = request.into_parts();
    let headers = parts.headers.clone();
    let context = RequestContext::of(state.web.clone(), parts);
    let Fields { import, current_password } = Fields::read(&headers, body).await?;
    let back = page_with(PATH, "import", &import);
    let request = PasswordLinksRequest { import: import.into(), ..PasswordLinksRequest::default() };
    let caller = context.caller();
    let links = match context.principal() {
        Ok(who) => {
            let links = context.accounts().create_password_links(&who, &caller, &request, &current_password).await;
            links.map_err(AppError::from)
        }
        Err(error) => Err(error),
    };
    match links {
        Ok(links) => Ok(file(links)),
        Err(error) => {
            let answer = context.reject::<()>(error, Form::PasswordLinks, back, &[])?;
            Ok(context.respond(Json(answer)))
        }
    }
}

/// The response with the links, which are created while it is sent.
pub fn file(links: PasswordLinkFile) -> Response {
    download_table(links.format, "password-links", links.file())
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
        let body = limits::read_body(body).await?;
        if !body.is_empty() && !content_type::is_one_of(headers, &[FORM]) {
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
