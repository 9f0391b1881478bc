//! Errors: as problem details (RFC 9457) in the JSON API, and as a page elsewhere.

use crate::{draft::FieldError, views};
use axum::{
    Extension,
    body::Body,
    extract::{
        Request,
        rejection::{JsonRejection, QueryRejection},
    },
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use serde_json::json;

const HTML: &str = "text/html; charset=utf-8";

#[derive(Clone, Debug, thiserror::Error)]
pub(crate) enum Problem {
    #[error("You are not signed in. Open the journal at its public address, or send a token for it.")]
    SignedOut,
    #[error("The token has expired or is not valid here. Sign in again.")]
    InvalidToken,
    #[error("The request came from another site. Open the page here and try again.")]
    CrossSite,
    #[error("The journal is for members of other groups than yours.")]
    NotAMember,
    #[error("Only its author can change or delete a post.")]
    NotYours,
    #[error("Nothing was found at this address.")]
    NotFound,
    #[error("Some fields are not valid.")]
    Invalid(Vec<FieldError>),
    /// Refused by axum before a handler ran, with its reason.
    #[error("{1}")]
    Refused(StatusCode, String),
    #[error("Vestibule cannot be reached. Try again shortly.")]
    Unavailable,
    #[error("Something went wrong here. Try again.")]
    Internal,
}

impl Problem {
    /// The error of a response without one.
    fn of(status: StatusCode) -> Self {
        match status {
            StatusCode::NOT_FOUND => Self::NotFound,
            _ => Self::Refused(status, format!("The request was refused with {status}.")),
        }
    }

    fn status(&self) -> StatusCode {
        match self {
            Self::SignedOut | Self::InvalidToken => StatusCode::UNAUTHORIZED,
            Self::CrossSite | Self::NotAMember | Self::NotYours => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Refused(status, _) => *status,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// `WWW-Authenticate`, which every 401 needs (RFC 6750, section 3).
    fn challenge(&self) -> Option<HeaderValue> {
        match self {
            Self::SignedOut => Some(HeaderValue::from_static("Bearer realm=\"journal\"")),
            Self::InvalidToken => Some(HeaderValue::from_static("Bearer realm=\"journal\", error=\"invalid_token\"")),
            _ => None,
        }
    }

    pub fn title(&self) -> &'static str {
        self.status().canonical_reason().unwrap_or("Error")
    }

    fn json(&self) -> String {
        let mut body = json!({ "title": self.title(), "status": self.status().as_u16(), "detail": self.to_string() });
        if let Self::Invalid(errors) = self {
            body["errors"] = json!(errors);
        }
        body.to_string()
    }
}

impl From<sqlx::Error> for Problem {
    fn from(error: sqlx::Error) -> Self {
        tracing::error!("the database failed: {error}");
        Self::Internal
    }
}

impl From<JsonRejection> for Problem {
    fn from(rejection: JsonRejection) -> Self {
        Self::Refused(rejection.status(), rejection.body_text())
    }
}

impl From<QueryRejection> for Problem {
    fn from(rejection: QueryRejection) -> Self {
        Self::Refused(rejection.status(), rejection.body_text())
    }
}

/// Without a body: [`describe`] adds it.
impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let challenge = self.challenge().map(|value| [(header::WWW_AUTHENTICATE, value)]);
        (self.status(), challenge, Extension(self)).into_response()
    }
}

/// Gives every error its body, also those of axum itself, such as 405.
pub(crate) async fn describe(request: Request, next: Next) -> Response {
    let is_api = request.uri().path().starts_with("/api/");
    let response = next.run(request).await;
    let is_error = response.status().is_client_error() || response.status().is_server_error();
    // A form with errors is a page already.
    if !is_error || response.headers().get(header::CONTENT_TYPE).is_some_and(|media_type| media_type == HTML) {
        return response;
    }
    let (mut parts, _) = response.into_parts();
    let problem = parts.extensions.remove().unwrap_or_else(|| Problem::of(parts.status));
    let (media_type, body) = if is_api {
        ("application/problem+json", problem.json())
    } else {
        (HTML, views::problem(&problem).into_string())
    };
    parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    // The length of the body that is replaced.
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(body))
}
