//! The endpoints of the API with their descriptions, and the OpenAPI document that is generated from them ([decision
//! 35](../../../docs/decisions/0035-openapi.md)).

mod document;
mod endpoint;
mod errors;
pub mod examples;
mod operation;

pub use document::document;
pub use endpoint::{Endpoint, Routes};
pub use operation::{Access, Operation, Tag};
