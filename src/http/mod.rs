//! The web: three groups of routes, each with layers of its own, around the same use cases.
//!
//! | file | what it does |
//! |---|---|
//! | [`application`], [`server`], [`state`] | the router, the loop that serves it, what handlers share |
//! | [`probes`], [`api`] | what programs ask: health, keys, the JSON API with bearer tokens |
//! | [`pages`], [`guard`], [`query`], [`visit`], [`actions`], [`picture_form`], [`import_form`], [`reply`], [`flash`] | what browsers ask: pages, forms, server functions |
//! | [`download`], [`audit_file`], [`people_file`], [`own_data`] | what they and programs save as a file |
//! | [`assets`], [`avatars`] | what stands still: stylesheet, script, pictures; those of people |
//! | [`authenticate`], [`cookies`] | who a browser's visitor is |
//! | [`boundary`], [`request_id`], [`client_address`] | what is known and logged of every request |
//! | [`content`], [`limits`] | what a body may be, and how much of it is read |
//! | [`problem`], [`headers`], [`server_timing`] | what every response goes through |

mod actions;
mod api;
pub mod application;
mod assets;
mod audit_file;
mod authenticate;
mod avatars;
mod boundary;
mod client_address;
mod content;
mod cookies;
mod download;
mod flash;
mod guard;
mod headers;
mod import_form;
mod limits;
mod own_data;
mod page_read;
mod pages;
mod people_file;
mod picture_form;
mod probes;
mod problem;
pub(crate) mod query;
pub(crate) mod reply;
mod request_id;
pub mod server;
mod server_timing;
mod state;
mod visit;

pub use application::application;
