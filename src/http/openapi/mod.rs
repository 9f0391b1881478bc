//! The endpoints of the API with their descriptions, and the OpenAPI document that is generated from them ([decision
//! 35](../../../docs/decisions/0035-openapi.md)).

mod any_handler;
mod document;
mod endpoint;
mod errors;
pub mod examples;
mod operation;
mod parameters;
mod routes;

pub use document::document;
pub use endpoint::Endpoint;
pub use operation::{Access, HeaderParameter, Operation, Tag};
pub use routes::Routes;

use super::{api, metrics, probes};
use crate::budgets::Budget;
use axum::http::Method;
use std::{collections::HashMap, sync::LazyLock};

/// The descriptions of all endpoints, in the order of the document.
pub fn operations() -> &'static [Operation] {
    static OPERATIONS: LazyLock<Vec<Operation>> = LazyLock::new(|| {
        api::endpoints()
            .into_iter()
            .chain(probes::endpoints())
            .chain(metrics::endpoints())
            .map(Endpoint::operation)
            .collect()
    });
    &OPERATIONS
}

/// The budget of a request to the endpoint with this method and route; none for other routes.
pub fn budget_of(method: &Method, route: &str) -> Option<Budget> {
    static BUDGETS: LazyLock<HashMap<(&Method, &str), Budget>> = LazyLock::new(|| {
        operations().iter().map(|operation| ((&operation.method, operation.path), operation.budget)).collect()
    });
    // HEAD is answered by the endpoint of GET.
    let method = if method == Method::HEAD { &Method::GET } else { method };
    BUDGETS.get(&(method, route)).copied()
}
