//! The query of an address, as a request.

use super::super::problem::Problem;
use crate::shared::error::{AppError, ErrorCode};
use axum::{extract::FromRequestParts, http::request::Parts};
use serde::de::{DeserializeOwned, value::MapDeserializer};
use std::collections::HashSet;

/// The parameters of a query. Unknown ones are ignored; one that comes twice could mean either, so it is refused.
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Ok(Self(parse(parts.uri.query().unwrap_or_default())?))
    }
}

fn parse<T: DeserializeOwned>(query: &str) -> Result<T, AppError> {
    let malformed = |detail| AppError::new(ErrorCode::Malformed, detail);
    let pairs: Vec<_> = url::form_urlencoded::parse(query.as_bytes()).collect();
    let mut names = HashSet::new();
    if !pairs.iter().all(|(name, _)| names.insert(name.as_ref())) {
        return Err(malformed("A parameter comes twice. Send each once."));
    }
    let pairs = pairs.iter().map(|(name, value)| (name.as_ref(), value.as_ref()));
    T::deserialize(MapDeserializer::<_, serde::de::value::Error>::new(pairs))
        .map_err(|_| malformed("The query of the address could not be read."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::directory::ListUsersRequest;

    #[test]
    fn parameters_are_unescaped_and_unknown_ones_ignored() {
        let request: ListUsersRequest = parse("q=%C3%89lise+Holt&page=2&admin=true").unwrap();
        assert_eq!((request.q.as_str(), request.page.as_str()), ("Élise Holt", "2"));
        assert!(request.sort.is_missing());
    }

    #[test]
    fn a_parameter_that_comes_twice_is_refused() {
        assert!(parse::<ListUsersRequest>("role=user&role=admin").is_err());
    }
}
