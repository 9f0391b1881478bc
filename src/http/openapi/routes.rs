//! The router of endpoints.

use super::Endpoint;
use crate::http::state::AppState;
use axum::{
    Router,
    http::{HeaderValue, Method, StatusCode, header},
    routing::{MethodFilter, MethodRouter, on},
};
use std::collections::BTreeMap;

/// The routes of endpoints: with the timeout of requests, and without it.
pub struct Routes {
    pub with_timeout: Router<AppState>,
    pub without_timeout: Router<AppState>,
}

impl Routes {
    /// Each path also answers OPTIONS with its methods.
    pub fn of(endpoints: Vec<Endpoint>) -> Self {
        let mut routes = Self { with_timeout: Router::new(), without_timeout: Router::new() };
        let mut methods: BTreeMap<&str, Vec<Method>> = BTreeMap::new();
        for Endpoint { handler, operation, has_timeout } in endpoints {
            methods.entry(operation.path).or_default().push(operation.method);
            let router = if has_timeout { &mut routes.with_timeout } else { &mut routes.without_timeout };
            // Further methods of the same path are added to its route.
            *router = std::mem::take(router).route(operation.path, handler);
        }
        for (path, methods) in methods {
            routes.with_timeout = routes.with_timeout.route(path, options(&methods));
        }
        routes
    }
}

/// Answers OPTIONS with `methods`, and with those that each path has.
fn options(methods: &[Method]) -> MethodRouter<AppState> {
    let mut names: Vec<_> = methods.iter().map(Method::as_str).collect();
    if names.contains(&"GET") {
        names.push("HEAD");
    }
    names.push("OPTIONS");
    let allow = HeaderValue::from_str(&names.join(","))
        .unwrap_or_else(|_| unreachable!("the names of methods are valid in a header"));
    on(MethodFilter::OPTIONS, move || async move { (StatusCode::NO_CONTENT, [(header::ALLOW, allow)]) })
}
