//! All statements, by file. Tests prepare them on both engines.

use super::clients::logouts::QueuedLogout;
use super::outbox::QueuedMail;
use super::queue::{self, Queued};
use super::{
    Statement, account_status, api_tokens, applications, audit, audit_retention, avatars, backfill, clients,
    created_tokens, factors, groups, health, identities, imports, invitations, journeys, last_seen, locks, mailings,
    one_time_tokens, outbox, recording, recovery, refresh_tokens, schema, sealed, service_accounts, sessions,
    setup_tokens, sign_ins, throttles, users,
};

/// For both engines.
pub const STATEMENTS: &[(&str, &[Statement])] = &[
    ("account_status", account_status::STATEMENTS),
    ("api_tokens", api_tokens::STATEMENTS),
    ("applications", applications::STATEMENTS),
    ("audit", audit::STATEMENTS),
    ("audit_retention", audit_retention::STATEMENTS),
    ("avatars", avatars::STATEMENTS),
    ("backfill", backfill::STATEMENTS),
    ("clients", clients::STATEMENTS),
    ("clients::consents", clients::consents::STATEMENTS),
    ("clients::device_codes", clients::device_codes::STATEMENTS),
    ("clients::grants", clients::grants::STATEMENTS),
    ("clients::keys", clients::keys::STATEMENTS),
    ("clients::logouts", &queue::statements::<QueuedLogout>()),
    ("clients::refresh", clients::refresh::STATEMENTS),
    ("clients::removal", clients::removal::STATEMENTS),
    ("clients::sessions", clients::sessions::STATEMENTS),
    ("created_tokens", created_tokens::STATEMENTS),
    ("factors", factors::STATEMENTS),
    ("factors::authenticators", factors::authenticators::STATEMENTS),
    ("factors::earlier_sessions", factors::earlier_sessions::STATEMENTS),
    ("factors::handles", factors::handles::STATEMENTS),
    ("factors::passkeys", factors::passkeys::STATEMENTS),
    ("factors::recovery_codes", factors::recovery_codes::STATEMENTS),
    ("factors::replaced", factors::replaced::STATEMENTS),
    ("factors::spent", factors::spent::STATEMENTS),
    ("factors::trusted_browsers", factors::trusted_browsers::STATEMENTS),
    ("groups", groups::STATEMENTS),
    ("health", health::STATEMENTS),
    ("identities", identities::STATEMENTS),
    ("identities::providers", identities::providers::STATEMENTS),
    ("identities::sessions", identities::sessions::STATEMENTS),
    ("imports", imports::STATEMENTS),
    ("invitations", invitations::STATEMENTS),
    ("journeys", journeys::STATEMENTS),
    ("mailings", mailings::STATEMENTS),
    ("one_time_tokens", one_time_tokens::STATEMENTS),
    ("outbox", outbox::STATEMENTS),
    ("outbox", &queue::statements::<QueuedMail>()),
    ("recovery", recovery::STATEMENTS),
    ("refresh_tokens", refresh_tokens::STATEMENTS),
    ("schema", schema::STATEMENTS),
    ("sealed", sealed::STATEMENTS),
    ("service_accounts", service_accounts::STATEMENTS),
    ("sessions", sessions::STATEMENTS),
    ("setup_tokens", setup_tokens::STATEMENTS),
    ("throttles", throttles::STATEMENTS),
    ("users", users::STATEMENTS),
];

/// For PostgreSQL alone.
pub const POSTGRES_STATEMENTS: &[(&str, &[Statement])] = &[
    ("clients::logouts", &[QueuedLogout::CLAIM_ON_POSTGRES]),
    ("last_seen", last_seen::STATEMENTS),
    ("locks", locks::STATEMENTS),
    ("outbox", outbox::on_postgres::STATEMENTS),
    ("outbox", &[QueuedMail::CLAIM_ON_POSTGRES]),
    ("recording", recording::STATEMENTS),
    ("refresh_tokens", refresh_tokens::on_postgres::STATEMENTS),
    ("sign_ins", sign_ins::STATEMENTS),
];

/// For SQLite alone.
pub const SQLITE_STATEMENTS: &[(&str, &[Statement])] = &[
    ("clients::logouts", &[QueuedLogout::CLAIM_ON_SQLITE]),
    ("last_seen", last_seen::on_sqlite::STATEMENTS),
    ("outbox", &[QueuedMail::CLAIM_ON_SQLITE]),
    ("recording", recording::on_sqlite::STATEMENTS),
    ("refresh_tokens", refresh_tokens::on_sqlite::STATEMENTS),
    ("sign_ins", sign_ins::on_sqlite::STATEMENTS),
];
