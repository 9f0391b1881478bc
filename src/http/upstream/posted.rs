//! The answer of a provider that comes with a form of its site (`response_mode=form_post`, as Apple sends it). A browser sends no cookie of
//! this server with it, so it is led on to the same address with GET, where it has what it has kept of the attempt.

use crate::http::bodies;
use crate::http::headers::open_to_opener;
use crate::http::state::AppState;
use crate::shared::AppError;
use axum::Router;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::map_response;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use serde::Deserialize;
use url::form_urlencoded::{Serializer, parse};

/// What is passed on as it is. One that occurs twice is passed on twice, and refused there.
const PASSED_ON: [&str; 4] = ["state", "code", "iss", "error"];
/// The maximum length of the query. Browsers and proxies take a multiple of it.
const MAX_QUERY: usize = 4_000;
/// The maximum number of characters of each part of a name.
const MAX_NAME: usize = 100;

/// What Apple says about somebody, the first time only. The address in it is not signed, and is in the token as well.
#[derive(Deserialize)]
struct User {
    name: Option<Name>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Name {
    first_name: Option<String>,
    last_name: Option<String>,
}

/// Whoever goes on to a client afterwards may have a window that waits, which this answer does not know.
pub(super) fn routes() -> Router<AppState> {
    Router::new().route("/auth/with/{provider}/callback", post(lead_on)).layer(map_response(open_to_opener))
}

async fn lead_on(
    State(state): State<AppState>,
    Path(provider): Path<String>,
    request: Request,
) -> Result<Response, AppError> {
    if !state.accounts.identities().takes_posted_answers(&provider).await? {
        return Ok((StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "GET")]).into_response());
    }
    let (parts, body) = request.into_parts();
    let form = bodies::read_form(&parts.headers, body).await?;
    let query = query_of(&form);
    // The name of the provider that was found has no other characters.
    let location = format!("/auth/with/{provider}/callback?{query}");
    match HeaderValue::from_str(&location) {
        Ok(location) if query.len() <= MAX_QUERY => {
            Ok((StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response())
        }
        _ => Ok(StatusCode::BAD_REQUEST.into_response()),
    }
}

/// The query of the address to which the form leads on.
fn query_of(form: &[u8]) -> String {
    let fields = parse(form).filter(|(name, _)| PASSED_ON.iter().any(|own| name == own));
    let user = parse(form).find(|(name, _)| name == "user").map(|(_, user)| user);
    let name = user.and_then(|user| full_name(&user)).map(|name| ("name", name));
    Serializer::new(String::new()).extend_pairs(fields).extend_pairs(name).finish()
}

fn full_name(user: &str) -> Option<String> {
    let Name { first_name, last_name } = serde_json::from_str::<User>(user).ok()?.name?;
    let parts = [first_name, last_name].into_iter().flatten();
    let parts = parts.map(|part| part.trim().chars().take(MAX_NAME).collect::<String>());
    let parts: Vec<_> = parts.filter(|part| !part.is_empty()).collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_an_answer_has_is_passed_on() {
        let form = "state=s%26&code=c.1&user=%7B%22name%22%3A%7B%22firstName%22%3A%22Maren%22%2C%22lastName%22%3A%22Lind%22%7D%2C\
                    %22email%22%3A%22mallory%40example.net%22%7D&id_token=a.b.c&next=https%3A%2F%2Fevil.example";
        assert_eq!(query_of(form.as_bytes()), "state=s%26&code=c.1&name=Maren+Lind");
        assert_eq!(query_of(b"error=user_cancelled_authorize&state=s"), "error=user_cancelled_authorize&state=s");
        // Refused there.
        assert_eq!(query_of(b"state=s&state=t"), "state=s&state=t");
    }

    #[test]
    fn a_name_is_what_can_be_read() {
        for user in
            ["", "{}", "[]", r#"{"name":"Maren"}"#, r#"{"name":{"firstName":7}}"#, r#"{"name":{"firstName":" "}}"#]
        {
            assert_eq!(full_name(user), None, "{user}");
        }
        assert_eq!(full_name(r#"{"name":{"lastName":"Lind"}}"#).as_deref(), Some("Lind"));
        let long = format!(r#"{{"name":{{"firstName":"{}","lastName":"b"}}}}"#, "a".repeat(1_000));
        assert_eq!(full_name(&long).map(|name| name.len()), Some(MAX_NAME + 2));
    }
}
