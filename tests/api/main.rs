//! The API, the pages and the server functions, through the router.

#[path = "../support/mod.rs"]
mod support;

mod accounts;
mod avatars;
mod bad_input;
mod cross_origin;
mod forms;
mod guards;
mod login;
mod pages;
mod picture_form;
mod probes;
mod register;
mod renewal;
mod server;
mod server_functions;
mod throttle;
mod tokens;
