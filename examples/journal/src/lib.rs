//! A small blog behind Vestibule: an example of an application that leaves accounts, passwords and sessions to it.
//!
//! | modules | purpose |
//! |---|---|
//! | `config`, `app` | settings from the environment; the router |
//! | `person` with `tokens`, `keys`, `signatures` | who sends a request |
//! | `authors` with `vestibule` | names and pictures, as they are now |
//! | `posts`, `draft`, `pagination` | the blog itself |
//! | `api`, `pages` with `views`, `assets`, `problem` | the blog as JSON API and as pages |

mod api;
pub mod app;
mod assets;
mod authors;
pub mod config;
mod draft;
mod keys;
mod pages;
mod pagination;
mod person;
mod posts;
mod problem;
mod signatures;
mod tokens;
mod vestibule;
mod views;
