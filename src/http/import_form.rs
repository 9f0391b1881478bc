//! The door of files of people that a browser sends: as a plain form, or by the script of the page (`public/import.js`).
//! Once the file is here, it can be asked how far its people are.

use super::{content, limits, state::AppState};
use crate::{
    accounts::{self, Action, ImportError, Principal},
    shared::{
        error::{AppError, ErrorCode},
        fields,
        import::{ImportProgress, ImportReport, ImportRequest},
        visit::Form,
    },
    web::{
        address::{page, parameter},
        problem::Problem,
        reply::Exchange,
    },
};
use axum::{
    Json, Router,
    body::{Body, Bytes},
    extract::{Request, State},
    http::HeaderMap,
    response::Response,
    routing::post,
};
use futures::{Stream, StreamExt as _, TryStreamExt as _, stream};
use multer::{Constraints, Multipart, SizeLimit};

/// The name of the file in the form. What comes behind it is not read.
const FILE: &str = "file";
/// The longest answer to another question of the form, in bytes.
const LONGEST_ANSWER: u64 = 100;

pub fn routes() -> Router<AppState> {
    Router::new().route("/actions/import", post(import).get(progress))
}

/// How far the import at work is; null when there is none.
async fn progress(State(state): State<AppState>, request: Request) -> Result<Json<Option<ImportProgress>>, Problem> {
    let exchange = Exchange::of(state.web, request.into_parts().0);
    let who = exchange.principal()?;
    Ok(Json(exchange.accounts().import_progress(&who).await?))
}

async fn import(State(state): State<AppState>, request: Request) -> Result<Response, Problem> {
    let (parts, body) = request.into_parts();
    let (headers, uri) = (parts.headers.clone(), parts.uri.clone());
    let exchange = Exchange::of(state.web, parts);
    let mut unread = Some(body);
    let outcome = match exchange.principal() {
        // Of a file that nobody will take no more is heard than of any other form.
        Ok(who) if !accounts::allows(&who, Action::GovernUsers) => Err(ImportError::Forbidden.into()),
        Ok(who) => match form_of(&headers, &mut unread) {
            Ok(mut form) => {
                let request = ImportRequest { dry_run: parameter(&uri, "dry_run").into(), ..ImportRequest::default() };
                let outcome = take(&exchange, &who, request, &mut form).await;
                // A browser that is still sending listens to no answer.
                while let Ok(Some(_)) = form.next_field().await {}
                outcome
            }
            Err(error) => Err(error),
        },
        Err(error) => Err(error),
    };
    if let Some(body) = unread {
        limits::hear_out(body).await;
    }
    let back = page("/users/import");
    let answer = match outcome {
        Ok(report) => exchange.accept_import(report, &back),
        Err(error) => exchange.reject(error, Form::Import, back, &[])?,
    };
    Ok(exchange.respond(Json(answer)))
}

fn form_of(headers: &HeaderMap, body: &mut Option<Body>) -> Result<Multipart<'static>, AppError> {
    let boundary = content::boundary(headers)?;
    let file = limits::file(body.take().unwrap_or_default())?;
    let limit = SizeLimit::new().for_field("rows", LONGEST_ANSWER);
    Ok(Multipart::with_constraints(file, boundary, Constraints::new().size_limit(limit)))
}

/// Brings in the file of the form.
async fn take(
    exchange: &Exchange,
    who: &Principal,
    mut request: ImportRequest,
    form: &mut Multipart<'static>,
) -> Result<ImportReport, AppError> {
    while let Some(field) = form.next_field().await.map_err(unreadable)? {
        match field.name() {
            Some("rows") => request.rows = field.text().await.map_err(unreadable)?.into(),
            Some(FILE) => {
                let mut file = Box::pin(field.map_err(unreadable));
                let Some(first) = file.next().await else { return Err(nothing_chosen()) };
                let file = stream::iter([first]).chain(file);
                return bring_in(exchange, who, &request, Box::pin(file)).await.map_err(AppError::from);
            }
            _ => {}
        }
    }
    Err(nothing_chosen())
}

async fn bring_in(
    exchange: &Exchange,
    who: &Principal,
    request: &ImportRequest,
    file: impl Stream<Item = Result<Bytes, AppError>> + Send + Unpin + 'static,
) -> Result<ImportReport, ImportError> {
    exchange.accounts().import_users(who, &exchange.caller(), request, file).await
}

/// What was wrong with the body itself is told as it is.
fn unreadable(error: multer::Error) -> AppError {
    match error {
        multer::Error::StreamReadFailed(error) if error.is::<AppError>() => match error.downcast() {
            Ok(error) => *error,
            Err(_) => broken_off(),
        },
        _ => broken_off(),
    }
}

fn broken_off() -> AppError {
    AppError::new(ErrorCode::Malformed, "The form could not be read. Send it again.")
}

fn nothing_chosen() -> AppError {
    let problem = fields::Problem::new("required", "Choose a file first.");
    AppError::fields(ErrorCode::ValidationFailed, vec![problem.of(FILE)])
}
