//! Query parameters of requests.

use crate::{
    shared::error::{AppError, ErrorCode},
    web::problem::Problem,
};
use axum::{
    extract::{self, FromRequestParts},
    http::request::Parts,
};
use serde::de::DeserializeOwned;

/// The query of a request. Unknown parameters are ignored, unless `T` collects them.
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match extract::Query::from_request_parts(parts, state).await {
            Ok(extract::Query(query)) => Ok(Self(query)),
            Err(_) => {
                let detail = "The query of the URL is not valid. Send each parameter once, in UTF-8.";
                Err(Problem(AppError::new(ErrorCode::Malformed, detail)))
            }
        }
    }
}
