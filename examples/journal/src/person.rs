//! Who sends a request.

use crate::{app::App, problem::Problem};
use axum::{
    extract::{FromRequestParts, Request},
    http::{HeaderMap, header, request::Parts},
    middleware::Next,
    response::Response,
};
use uuid::Uuid;

/// Someone who is signed in to Vestibule.
#[derive(Clone)]
pub(crate) struct Person {
    /// The id of the account in Vestibule.
    pub id: Uuid,
    /// The name to greet with: the username if there is no other.
    pub name: String,
}

/// Refuses requests of people who are not signed in, and hands the person to the handlers, which take `Extension<Person>`.
pub(crate) async fn require(person: Person, mut request: Request, next: Next) -> Response {
    request.extensions_mut().insert(person);
    next.run(request).await
}

impl FromRequestParts<App> for Person {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let token = token(&parts.headers).ok_or(Problem::SignedOut)?;
        app.tokens.verify(token).await
    }
}

/// The token of an API client, or the one that forward authentication adds. The headers `Remote-User-Id` and `Remote-User`
/// would be simpler to read, but every client of this port could send them; only Vestibule can make a token.
fn token(headers: &HeaderMap) -> Option<&str> {
    if let Some(authorization) = headers.get(header::AUTHORIZATION) {
        let (scheme, token) = authorization.to_str().ok()?.split_once(' ')?;
        return scheme.eq_ignore_ascii_case("bearer").then_some(token);
    }
    headers.get("x-vestibule-token")?.to_str().ok()
}
