//! `/avatars/{avatar_id}/{size}`: pictures of people, as they are kept. Whoever knows the address may see it, and keep it for a
//! year: another picture has another address.

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

/// Should anybody open a picture as a page, it may do nothing at all.
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
    Ok(answer(&request, etag(id, size), picture))
}

/// An address of a picture has one spelling.
fn parse(name: &str, size: &str) -> Option<(AvatarId, AvatarSize)> {
    let id = name.parse::<AvatarId>().ok().filter(|id| id.to_string() == name)?;
    let size = match size {
        "64" => AvatarSize::Small,
        "256" => AvatarSize::Large,
        _ => return None,
    };
    Some((id, size))
}

/// What is at an address never changes, so the address is the tag.
fn etag(id: AvatarId, size: AvatarSize) -> String {
    match size {
        AvatarSize::Small => format!("\"{id}-64\""),
        AvatarSize::Large => format!("\"{id}-256\""),
    }
}

fn answer(request: &HeaderMap, tag: String, picture: AvatarRow) -> Response {
    let known = is_known(request, &tag);
    let (tag, rest) =
        ([(header::ETAG, tag)], [(header::CACHE_CONTROL, YEAR), (header::CONTENT_SECURITY_POLICY, POLICY)]);
    match known {
        true => (StatusCode::NOT_MODIFIED, tag, rest, FROM_ANY_ORIGIN).into_response(),
        false => {
            (tag, rest, FROM_ANY_ORIGIN, [(header::CONTENT_TYPE, picture.media_type)], picture.bytes).into_response()
        }
    }
}

/// Whether the client has this already (RFC 9110, section 13.1.2).
fn is_known(request: &HeaderMap, tag: &str) -> bool {
    let lines = request.get_all(header::IF_NONE_MATCH).iter();
    let mut tags = lines.flat_map(|line| line.to_str().unwrap_or_default().split(',')).map(str::trim);
    tags.any(|known| known == "*" || known.trim_start_matches("W/") == tag)
}
