//! A trailing slash makes no difference in the API: `/api/users/` is `/api/users`.

use axum::http::{Uri, uri::PathAndQuery};
use std::mem;

/// Removes one trailing slash from a path of the API, before the request is routed. So limits and logs see one route.
pub(super) fn remove(uri: &mut Uri) {
    let Some(path) = uri.path().strip_suffix('/').filter(|path| path.starts_with("/api/")) else { return };
    let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    let Ok(path_and_query) = PathAndQuery::try_from(format!("{path}{query}")) else { return };
    // A `Uri` is immutable: it is taken apart and composed again, with the host of an absolute one.
    let mut parts = mem::take(uri).into_parts();
    parts.path_and_query = Some(path_and_query);
    *uri = Uri::from_parts(parts).unwrap_or_default();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_slash_is_removed_from_paths_of_the_api_only() {
        for (sent, routed) in [
            ("/api/users/", "/api/users"),
            ("/api/users/?page=2", "/api/users?page=2"),
            ("http://localhost/api/auth/me/", "http://localhost/api/auth/me"),
            ("/api/users", "/api/users"),
            ("/api/users//", "/api/users/"),
            ("/api/", "/api/"),
            ("/account/", "/account/"),
            ("*", "*"),
        ] {
            let mut uri: Uri = sent.parse().unwrap();
            remove(&mut uri);
            assert_eq!(uri.to_string(), routed);
        }
    }
}
