//! All statements, by file. Tests prepare them on both engines.

use super::clients::logouts::QueuedLogout;
use super::clients::refresh;
use super::outbox::QueuedMail;
use super::queue::{self, Queued};
use super::{
    Statement, clock_difference, counting, counts, factors, import_checks, installation, invitations, last_seen, locks,
    notifications, outbox, planner_statistics, postgres, recording, refresh_tokens, shared_limits, sign_ins, standbys,
};

/// The name of a file, and its statements.
type Listed = (&'static str, &'static [Statement]);

/// The statements of these files, and those of these queues.
macro_rules! listed {
    ($($file:ident$(::$inner:ident)*),*; $($queue:literal = $statements:expr),*) => {
        &[
            $((concat!(stringify!($file) $(, "::", stringify!($inner))*), super::$file::$($inner::)*STATEMENTS),)*
            $(($queue, &$statements),)*
        ]
    };
}

/// For both engines.
pub const STATEMENTS: &[Listed] = &joined::<{ OTHERS.len() + factors::LISTED.len() }>(OTHERS, factors::LISTED);

const fn joined<const N: usize>(first: &[Listed], second: &[Listed]) -> [Listed; N] {
    let mut all: [Listed; N] = [("", &[]); N];
    let mut at = 0;
    while at < N {
        all[at] = if at < first.len() { first[at] } else { second[at - first.len()] };
        at += 1;
    }
    all
}

const OTHERS: &[Listed] = listed![
    account_status, api_tokens, applications, audit, audit_retention, avatars, backfill, bulk_values, clients, clients::consents,
    clients::device_codes, clients::grants, clients::keys, clients::refresh, clients::refusals, clients::removal,
    clients::sessions, counts, created_tokens, former_values, groups, health, identities, identities::providers, identities::sessions,
    imports, installation, invitations, journeys, mailings, one_time_tokens, outbox, own_fields, recovery, refresh_tokens,
    schema, sealed, service_accounts, sessions, setup_tokens, terms, throttles, users;
    "clients::logouts" = queue::statements::<QueuedLogout>(), "outbox" = queue::statements::<QueuedMail>()
];

/// For PostgreSQL alone.
pub const POSTGRES_STATEMENTS: &[(&str, &[Statement])] = &[
    ("clients::logouts", &[QueuedLogout::CLAIM_ON_POSTGRES]),
    ("clients::refresh", refresh::on_postgres::STATEMENTS),
    ("clock_difference", clock_difference::STATEMENTS),
    ("counting", counting::STATEMENTS),
    ("counts", counts::on_postgres::STATEMENTS),
    ("import_checks", import_checks::STATEMENTS),
    ("installation", installation::on_postgres::STATEMENTS),
    ("invitations", invitations::on_postgres::STATEMENTS),
    ("last_seen", last_seen::STATEMENTS),
    ("locks", locks::STATEMENTS),
    ("notifications", notifications::STATEMENTS),
    ("outbox", outbox::on_postgres::STATEMENTS),
    ("outbox", &[QueuedMail::CLAIM_ON_POSTGRES]),
    ("planner_statistics", planner_statistics::STATEMENTS),
    ("postgres::poller", postgres::poller::STATEMENTS),
    ("recording", recording::STATEMENTS),
    ("refresh_tokens", refresh_tokens::on_postgres::STATEMENTS),
    ("shared_limits", shared_limits::STATEMENTS),
    ("sign_ins", sign_ins::STATEMENTS),
    ("standbys", standbys::STATEMENTS),
];

/// For SQLite alone.
pub const SQLITE_STATEMENTS: &[(&str, &[Statement])] = &[
    ("clients::logouts", &[QueuedLogout::CLAIM_ON_SQLITE]),
    ("clients::refresh", refresh::on_sqlite::STATEMENTS),
    ("counting", counting::on_sqlite::STATEMENTS),
    ("counts", counts::on_sqlite::STATEMENTS),
    ("import_checks", import_checks::on_sqlite::STATEMENTS),
    ("invitations", invitations::on_sqlite::STATEMENTS),
    ("last_seen", last_seen::on_sqlite::STATEMENTS),
    ("outbox", &[QueuedMail::CLAIM_ON_SQLITE]),
    ("recording", recording::on_sqlite::STATEMENTS),
    ("refresh_tokens", refresh_tokens::on_sqlite::STATEMENTS),
    ("sign_ins", sign_ins::on_sqlite::STATEMENTS),
];
