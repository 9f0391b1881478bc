//! Which part of the directory is shown: the address of the page says it all.

pub use crate::shared::directory_query::{DirectoryQuery as Asked, PATH, SIZES};
use leptos_router::params::ParamsMap;

impl Asked {
    pub fn of(query: &ParamsMap) -> Self {
        Self::read(|name| query.get_str(name))
    }
}
