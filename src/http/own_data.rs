//! `/account/data`: downloads all data about the user's own account. The API uses [`file`] as well.

use super::{download::download, pages::redirect, state::AppState};
use crate::{
    accounts::{Accounts, Caller, CurrentUser, Failure, OwnData, Principal},
    shared::{error::AppError, next::LocalPath, own_data::OwnDataView},
    web::{address::page_with, problem::Problem},
};
use axum::{BoxError, Extension, Router, extract::State, response::Response, routing::get};
use futures::{Stream, StreamExt as _, stream, stream::BoxStream};
use serde::Serialize;
use std::mem;

pub fn routes() -> Router<AppState> {
    Router::new().route("/account/data", get(download_own_data))
}

/// A visitor who is not signed in is redirected to sign in, and from there to the account page, because a browser
/// cannot display the download.
async fn download_own_data(
    State(accounts): State<Accounts>,
    caller: Caller,
    visitor: Option<Extension<CurrentUser>>,
) -> Result<Response, Problem> {
    let Some(Extension(who)) = visitor else {
        return Ok(redirect(&page_with("/login", "next", LocalPath::account().as_str()).into()));
    };
    let id = who.user.id;
    Ok(file(accounts.export_data(&Principal::User(who), &caller, id).await?))
}

/// One JSON object, streamed.
pub fn file(data: OwnData) -> Response {
    // Composed of parts instead of serialized as one value: the lists are read from the database page by page, while
    // the response is sent.
    let begin = stream::iter([begin(&data.head)]);
    let end = stream::iter([Ok(b"\n}\n".to_vec())]);
    let body = begin
        .chain(list(",\n  \"one_time_links\": [", data.links))
        .chain(list(",\n  \"waiting_mail\": [", data.mail))
        .chain(list(",\n  \"api_tokens\": [", data.tokens))
        .chain(list(",\n  \"sessions\": [", data.sessions))
        .chain(list(",\n  \"events\": [", data.events))
        .chain(end);
    download("application/json", "attachment; filename=\"vestibule-data.json\"", body)
}

/// The object without its closing brace; the lists follow.
fn begin(head: &OwnDataView) -> Result<Vec<u8>, BoxError> {
    let json = serde_json::to_string_pretty(head)?;
    Ok(json.trim_end_matches("\n}").into())
}

/// A member of the object that is a list, with one item per line.
fn list<T: Serialize + Send + 'static>(
    name: &'static str,
    pages: BoxStream<'static, Result<Vec<T>, Failure>>,
) -> impl Stream<Item = Result<Vec<u8>, BoxError>> + Send + 'static {
    // Shared by all pages: only the first item of the whole list has no comma in front of it.
    let mut is_first = true;
    let pages = pages.map(move |page| {
        let mut lines = Vec::new();
        for item in page.map_err(|failure| BoxError::from(AppError::from(failure)))? {
            lines.extend_from_slice(if mem::take(&mut is_first) { b"\n    " } else { b",\n    " });
            serde_json::to_writer(&mut lines, &item)?;
        }
        Ok(lines)
    });
    stream::iter([Ok(name.into())]).chain(pages).chain(stream::iter([Ok(b"\n  ]".to_vec())]))
}
