//! The query of the list of users, read from the address of the page.

pub use crate::shared::directory_query::{DirectoryQuery, PATH, SIZES};
use leptos_router::params::ParamsMap;

impl DirectoryQuery {
    pub fn of(query: &ParamsMap) -> Self {
        Self::read(|name| query.get_str(name))
    }
}
