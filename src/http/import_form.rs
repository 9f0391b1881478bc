//! `/actions/import`: the form that imports users, sent as a plain form or by `public/import.js`, and the progress of
//! the import after the upload.

use super::bodies;
use super::state::AppState;
use crate::accounts::{Accounts, Caller};
use crate::language::message;
use crate::shared::{AppError, ErrorCode, Form, ImportProgress, ImportReport, ImportRequest};
use crate::web::context::RequestContext;
use crate::web::urls::{page, parameter};
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Json, Router};
use futures::{StreamExt as _, TryStreamExt as _, stream};
use multer::{Constraints, Field, Multipart, SizeLimit};

/// The name of the file field. Fields after it are ignored.
const FILE: &str = "file";
/// The maximum size of another field, and how many of them say what a column is.
const MAX_FIELD_BYTES: u64 = 1_000;
const MAX_COLUMN_FIELDS: usize = 100;
/// The address of the form, and of the progress.
const PATH: &str = "/actions/import";

pub fn routes() -> Router<AppState> {
    Router::new().route(PATH, post(import))
}

pub fn progress_routes() -> Router<AppState> {
    Router::new().route(PATH, get(progress))
}

/// The progress of the running import, or null.
async fn progress(State(state): State<AppState>, request: Request) -> Result<Json<Option<ImportProgress>>, AppError> {
    let context = RequestContext::of(state.web.clone(), request.into_parts().0);
    Ok(Json(context.accounts().imports().import_progress(&context.signed_in()?).await?))
}

async fn import(State(state): State<AppState>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let (headers, uri) = (parts.headers.clone(), parts.uri.clone());
    let context = RequestContext::of(state.web.clone(), parts);
    // Becomes `None` when the form takes the body. A body that is left at the end was rejected, and is drained.
    let mut unread = Some(body);
    let outcome = async {
        let caller = context.signed_in()?;
        // Before the file is read: a rejected body is drained up to the usual limit only.
        context.accounts().imports().permit_import(&caller)?;
        let mut form = multipart(&headers, &mut unread)?;
        let request = ImportRequest { dry_run: parameter(&uri, "dry_run").into(), ..ImportRequest::default() };
        let outcome = import_file(context.accounts(), &caller, request, &mut form).await;
        // Read the rest of the form: a browser reads no response while it is sending.
        while let Ok(Some(_)) = form.next_field().await {}
        outcome
    }
    .await;
    if let Some(body) = unread {
        bodies::drain(body).await;
    }
    let form = context.form(Form::Import, page("/users/import"));
    let answer = form.finish_with(outcome, |report, back| context.accept_import(report, back));
    context.respond(answer)
}

/// The form in `body`, which is taken if the headers are valid.
fn multipart(headers: &HeaderMap, body: &mut Option<Body>) -> Result<Multipart<'static>, AppError> {
    // Before the body is taken: if the headers are invalid, it stays with the caller, which drains it.
    let boundary = bodies::multipart_boundary(headers)?;
    let file = bodies::read_import(body.take().unwrap_or_default())?;
    // The file needs no limit here, because `read_import` limits the whole form.
    let fields = ["rows", "from", "create_groups", "columns"];
    let limit = fields.into_iter().fold(SizeLimit::new(), |limit, field| limit.for_field(field, MAX_FIELD_BYTES));
    Ok(Multipart::with_constraints(file, boundary, Constraints::new().size_limit(limit)))
}

/// Imports the file in the form.
async fn import_file(
    accounts: &Accounts,
    caller: &Caller,
    mut request: ImportRequest,
    form: &mut Multipart<'static>,
) -> Result<ImportReport, AppError> {
    let mut columns = Vec::new();
    while let Some(field) = form.next_field().await.map_err(form_error)? {
        match field.name() {
            Some("rows") => request.rows = text(field).await?.into(),
            Some("from") => request.from = text(field).await?.into(),
            Some("create_groups") => request.create_groups = text(field).await?.into(),
            // One field for each column. A line break in its name would be another column.
            Some("columns") if columns.len() < MAX_COLUMN_FIELDS => {
                columns.push(text(field).await?.replace(['\r', '\n'], " "));
            }
            Some(FILE) => {
                request.columns = columns.join("\n").into();
                let mut file = Box::pin(field.map_err(form_error));
                // A browser sends an empty field if no file is chosen.
                let Some(first) = file.next().await else { return Err(file_missing()) };
                // The first chunk was read for the check, so it is put back in front of the others.
                let file = Box::pin(stream::iter([first]).chain(file));
                return accounts.imports().import_users(caller, &request, file).await;
            }
            _ => {}
        }
    }
    Err(file_missing())
}

/// Not with `Field::text`, which would bring the tables of all encodings of the web into the program.
async fn text(field: Field<'static>) -> Result<String, AppError> {
    let bytes = field.bytes().await.map_err(form_error)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The error of the body, such as its size, or the error for an invalid form.
fn form_error(error: multer::Error) -> AppError {
    let invalid = || AppError::new(ErrorCode::Malformed, message::request_form_unreadable());
    match error {
        multer::Error::StreamReadFailed(error) => {
            // The stream of `read_import` fails with an `AppError`, which multer passes on in a box.
            error.downcast::<AppError>().map_or_else(|_| invalid(), |error| *error)
        }
        _ => invalid(),
    }
}

fn file_missing() -> AppError {
    bodies::file_missing(FILE, message::request_file_missing())
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Bytes;
    use axum::http::{HeaderValue, header};
    use futures::executor::block_on;
    use proptest::collection::vec;
    use proptest::prelude::*;
    use std::future::poll_fn;
    use std::io;
    use std::task::Poll;

    /// Reads a form that arrives in these chunks: the field `rows`, and the file.
    fn read(chunks: Vec<Vec<u8>>) -> Result<(Option<String>, Option<Vec<u8>>), AppError> {
        let content_type = HeaderValue::from_static("multipart/form-data; boundary=b");
        let headers = HeaderMap::from_iter([(header::CONTENT_TYPE, content_type)]);
        // As from a network: the parser sees one chunk at a time.
        let chunks = stream::iter(chunks).then(|chunk| async move {
            let mut has_waited = false;
            poll_fn(|context| {
                if std::mem::replace(&mut has_waited, true) {
                    return Poll::Ready(());
                }
                context.waker().wake_by_ref();
                Poll::Pending
            })
            .await;
            Ok::<_, io::Error>(Bytes::from(chunk))
        });
        let mut form = multipart(&headers, &mut Some(Body::from_stream(chunks)))?;
        block_on(async {
            let (mut rows, mut file) = (None, None);
            while let Some(field) = form.next_field().await.map_err(form_error)? {
                match field.name() {
                    Some("rows") => rows = Some(field.text().await.map_err(form_error)?),
                    Some(FILE) => file = Some(field.bytes().await.map_err(form_error)?.to_vec()),
                    _ => {}
                }
            }
            Ok((rows, file))
        })
    }

    fn form(rows: &str, file: &[u8]) -> Vec<u8> {
        let begin = format!(
            "--b\r\nContent-Disposition: form-data; name=\"rows\"\r\n\r\n{rows}\r\n\
             --b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x.csv\"\r\n\r\n"
        );
        [begin.as_bytes(), file, b"\r\n--b--\r\n"].concat()
    }

    #[test]
    fn only_the_file_may_be_long() {
        let long = "x".repeat(2000);
        // multer 3.1 refuses a form of which nothing has arrived at its first look, and everything at its second.
        let in_chunks = |form: Vec<u8>| read(form.chunks(100).map(<[u8]>::to_vec).collect());
        assert_eq!(in_chunks(form("good", long.as_bytes())), Ok((Some("good".to_owned()), Some(long.clone().into()))));
        assert_eq!(in_chunks(form(&long, b"")).unwrap_err().code, ErrorCode::Malformed);
    }

    proptest! {
        #[test]
        fn a_file_arrives_unchanged_in_any_chunks(file in vec(any::<u8>(), 0..300), size in 1..40_usize) {
            prop_assume!(!file.windows(3).any(|bytes| bytes == b"--b"));
            let chunks = form("all", &file).chunks(size).map(<[u8]>::to_vec).collect();
            prop_assert_eq!(read(chunks), Ok((Some("all".to_owned()), Some(file))));
        }

        #[test]
        fn no_form_causes_a_panic(
            lines in vec("--b(--)?|Content-Disposition: form-data; name=\"?(rows|file)\"?|[ -~]{0,20}", 0..8),
            bytes in vec(any::<u8>(), 0..60),
            size in 1..40_usize,
        ) {
            for body in [lines.join("\r\n").into_bytes(), bytes] {
                _ = read(body.chunks(size).map(<[u8]>::to_vec).collect());
            }
        }
    }
}
