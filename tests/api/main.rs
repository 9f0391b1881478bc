//! The API, the pages and the server functions, through the router.

#[path = "../support/mod.rs"]
mod support;

mod accounts;
mod audit;
mod audit_export;
mod audit_pages;
mod avatars;
mod bad_input;
mod bulk;
mod chosen_password;
mod cross_origin;
mod directory;
mod directory_pages;
mod forms;
mod guards;
mod import;
mod login;
mod matrix;
mod own_data;
mod pages;
mod person;
mod picture_form;
mod probes;
mod register;
mod renewal;
mod server;
mod server_functions;
mod throttle;
mod tokens;
mod trail;
