//! Which part of the trail is shown: the address of the page says it all.

pub use crate::shared::trail_query::{SIZES, Scope, TrailQuery as Asked};
use leptos_router::params::ParamsMap;

impl Asked {
    pub fn of(scope: Scope, query: &ParamsMap) -> Self {
        Self::read(scope, |name| query.get_str(name))
    }
}
