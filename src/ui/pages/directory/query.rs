//! Which part of the directory is shown: the address of the page says it all.

pub use crate::shared::directory_query::{DirectoryQuery, PATH, SIZES};
use leptos_router::params::ParamsMap;

impl DirectoryQuery {
    pub fn of(query: &ParamsMap) -> Self {
        Self::read(|name| query.get_str(name))
    }
}
