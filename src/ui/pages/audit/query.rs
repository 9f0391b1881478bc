//! The query of the audit log, read from the address of the page.

pub use crate::shared::audit_query::{AuditQuery, SIZES, Scope};
use leptos_router::params::ParamsMap;

impl AuditQuery {
    pub fn of(scope: Scope, query: &ParamsMap) -> Self {
        Self::read(scope, |name| query.get_str(name))
    }
}
