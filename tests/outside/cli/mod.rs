//! The command line of the built binary. Each test runs in a separate directory with an empty environment. Tests of SQLite
//! files are in modules named `sqlite`, which are skipped when the tests run on PostgreSQL.

mod access;
mod api_tokens;
mod applications;
mod audit;
mod awaiting_password;
mod check;
mod clients;
mod empty_database;
mod fields;
mod groups;
mod health;
mod import_export;
mod invitations;
mod keys;
mod look;
mod mail;
mod migrate;
mod moving;
mod passwords;
mod providers;
mod running_server;
mod servers;
mod settings;
mod stats;
mod terms;
mod test_mode;
mod usage;
mod user;

/// One of each kind of command that needs data, so that it creates none. It reads `people.csv` and writes other files.
const NEED_DATA: [&[&str]; 27] = [
    &["user", "list"],
    &["user", "show", "maren"],
    &["user", "invitations"],
    &["user", "identities", "maren"],
    &["user", "invite-all"],
    &["user", "export", "out.csv"],
    &["user", "disable", "maren"],
    &["user", "bulk-changes"],
    &["user", "import", "people.csv", "--dry-run"],
    &["session", "list", "maren"],
    &["access", "list", "maren"],
    &["token", "list", "maren"],
    &["service-account", "list"],
    &["group", "list"],
    &["field", "list"],
    &["terms", "list"],
    &["application", "list"],
    &["application", "export"],
    &["client", "list", "wiki"],
    &["provider", "list"],
    &["audit", "list"],
    &["audit", "export"],
    &["keys", "list"],
    &["keys", "rotate"],
    &["stats"],
    &["backup", "backup.db"],
    &["backup", "--note"],
];
