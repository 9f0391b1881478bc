//! The HTTP server: three groups of routes (health checks, the API, pages), each with its own middleware.
//!
//! | module | responsibility |
//! |---|---|
//! | [`application`], [`state`] | the router and the state of its handlers |
//! | [`server`], [`open_files`] | accepting connections, within limits |
//! | [`probes`], [`api`] | health checks, public keys, the JSON API with bearer tokens |
//! | [`openapi`] | the descriptions of the endpoints, and the OpenAPI document |
//! | [`metrics`] | the state of the server for Prometheus |
//! | [`pages`], [`page_data`], [`guard`], [`visit`], [`form_targets`], [`error_pages`] | pages, their data and access control |
//! | [`stranger_pages`] | pages that are the same for all strangers, kept for a second |
//! | [`actions`], [`picture_form`], [`import_form`], [`password_links_form`] | server functions and forms |
//! | [`download`], [`audit_export`], [`user_export`], [`own_data`] | downloads |
//! | [`assets`], [`avatars`] | static files, pictures of users |
//! | [`docs_page`] | the page about the API |
//! | [`forward_auth`] | who sends a request to an application, for its proxy |
//! | [`dev_mail`], [`test_mode`] | messages of a development server; messages and clock of a server for tests |
//! | [`authenticate`], [`cross_site`], [`this_machine`] | authentication by cookies, protection against cross-site requests, and against requests from other machines |
//! | [`access_log`], [`admission`], [`headers`], [`server_timing`] | middleware of all requests and responses |
//! | [`trace_context`] | the trace that a request belongs to, for the log |
//! | [`content_type`], [`limits`], [`rate_limit`] | media types, limits of size and time, rate limits |
//! | [`idempotency`] | requests that can be repeated |

mod access_log;
mod actions;
mod admission;
mod api;
pub mod application;
mod assets;
mod audit_export;
mod authenticate;
mod avatars;
mod content_type;
mod cross_site;
mod dev_mail;
mod docs_page;
mod download;
mod error_pages;
mod form_targets;
mod forward_auth;
mod guard;
mod headers;
mod idempotency;
mod import_form;
mod limits;
mod metrics;
pub mod open_files;
mod openapi;
mod own_data;
mod page_data;
mod pages;
mod password_links_form;
mod picture_form;
mod probes;
mod rate_limit;
pub mod server;
mod server_timing;
mod state;
mod stranger_pages;
mod test_mode;
mod this_machine;
mod trace_context;
mod user_export;
mod visit;

pub use application::{application, application_in_test_mode};
pub use openapi::document;
