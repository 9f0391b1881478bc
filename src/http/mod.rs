//! What serves: three groups of routes, each with layers of its own, around the same use cases.
//!
//! | file | what it does |
//! |---|---|
//! | [`application`], [`server`], [`open_files`], [`state`] | the router, the loop that serves it, what handlers share |
//! | [`probes`], [`api`] | what programs ask: health, keys, the JSON API with bearer tokens |
//! | [`pages`], [`page_data`], [`guard`], [`visit`], [`error_pages`] | what browsers ask: pages |
//! | [`actions`], [`picture_form`], [`import_form`] | and forms, and server functions |
//! | [`download`], [`audit_file`], [`people_file`], [`own_data`] | files that people and programs save |
//! | [`assets`], [`avatars`] | what does not change: stylesheet, script, pictures; those of people |
//! | [`authenticate`], [`cross_site`] | who a browser's visitor is, and that it is no other site that asks |
//! | [`boundary`], [`entrance`], [`headers`], [`server_timing`] | what every request and every response goes through |
//! | [`content`], [`limits`], [`charge`] | what a body may be, how much of it is read, and what a request costs its sender |

mod actions;
mod api;
pub mod application;
mod assets;
mod audit_file;
mod authenticate;
mod avatars;
mod boundary;
mod charge;
mod content;
mod cross_site;
mod download;
mod entrance;
mod error_pages;
mod guard;
mod headers;
mod import_form;
mod limits;
pub mod open_files;
mod own_data;
mod page_data;
mod pages;
mod people_file;
mod picture_form;
mod probes;
pub mod server;
mod server_timing;
mod state;
mod visit;

pub use application::application;
