//! The command line of the built binary. Each test runs in a separate directory with an empty environment. Tests of SQLite
//! files are in modules named `sqlite`, which are skipped when the tests run on PostgreSQL.

mod administration;
mod api_tokens;
mod applications;
mod audit;
mod check;
mod confirm_email;
mod directory;
mod empty_database;
mod groups;
mod health;
mod import_export;
mod invitations;
mod keys;
mod mail;
mod migrate;
mod moving;
mod running_server;
mod test_mode;
mod usage;
mod user;
