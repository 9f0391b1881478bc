//! Accounts without a password: how their owners get a link to choose one, many at once. An administrator downloads a file of links
//! and passes them on, or a mailing sends each owner an invitation, at a limited rate (`docs/decisions/0054-mailings.md`).

mod begin;
mod feed;
mod links_file;
mod pace;
mod selection;
mod show;
mod stop;

pub use links_file::PasswordLinkFile;
