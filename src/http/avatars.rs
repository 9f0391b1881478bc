//! `/avatars/{avatar_id}/{size}`: pictures of users. Anyone with the URL can load a picture, and cache it for a year: a
//! new picture has a new URL.

use super::{assets::YEAR, headers::FROM_ANY_ORIGIN, state::AppState};
use crate::{
    accounts::Accounts,
    shared::ids::AvatarId,
    store::avatars::{AvatarRow, AvatarSize},
    web::problem::{self, Problem},
};
use axum::{
    Router,
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};

/// For a picture that is opened as a page: it may load and run nothing.
const POLICY: HeaderValue = HeaderValue::from_static("default-src 'none'; sandbox");

pub fn routes() -> Router<AppState> {
    Router::new().route("/avatars/{avatar_id}/{size}", get(show))
}

async fn show(
    State(accounts): State<Accounts>,
    Path((name, size)): Path<(String, String)>,
    request: HeaderMap,
) -> Result<Response, Problem> {
    let not_found = || Problem(problem::not_found());
    let (id, size) = parse(&name, &size).ok_or_else(not_found)?;
    let picture = accounts.avatar(id, size).await?.ok_or_else(not_found)?;
    Ok(respond(&request, etag(id, size), picture))
}

/// Accepts only the canonical spelling of a URL.
fn parse(name: &str, size: &str) -> Option<(AvatarId, AvatarSize)> {
    let id = name.parse::<AvatarId>().ok().filter(|id| id.to_string() == name)?;
    let size = match size {
        "64" => AvatarSize::Small,
        "256" => AvatarSize::Large,
        _ => return None,
    };
    Some((id, size))
}

/// The picture at a URL never changes, so the tag is made of the URL.
fn etag(id: AvatarId, size: AvatarSize) -> String {
    match size {
        AvatarSize::Small => format!("\"{id}-64\""),
        AvatarSize::Large => format!("\"{id}-256\""),
    }
}

fn respond(request: &HeaderMap, tag: String, picture: AvatarRow) -> Response {
    // The caller has read the picture before this check, so that a deleted one is a 404 and never a 304.
    let is_cached = matches_if_none_match(request, &tag);
    let tag = [(header::ETAG, tag)];
    let headers = [(header::CACHE_CONTROL, YEAR), (header::CONTENT_SECURITY_POLICY, POLICY)];
    if is_cached {
        return (StatusCode::NOT_MODIFIED, tag, headers, FROM_ANY_ORIGIN).into_response();
    }
    let content_type = [(header::CONTENT_TYPE, picture.media_type)];
    (tag, headers, FROM_ANY_ORIGIN, content_type, picture.bytes).into_response()
}

/// Whether the client has cached this response (`If-None-Match`, RFC 9110, section 13.1.2).
fn matches_if_none_match(request: &HeaderMap, tag: &str) -> bool {
    let lines = request.get_all(header::IF_NONE_MATCH).iter();
    let mut tags = lines.flat_map(|line| line.to_str().unwrap_or_default().split(',')).map(str::trim);
    // `If-None-Match` uses the weak comparison, in which the prefix `W/` does not count.
    tags.any(|cached| cached == "*" || cached.trim_start_matches("W/") == tag)
}
