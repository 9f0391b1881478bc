//! The values that are read at each scrape: of the process, of the use cases, and of the database.

use super::{family::Family, names};
use crate::{
    accounts::{Accounts, Failure, Statistics, StoredStatistics},
    shared::timestamp::Timestamp,
    store::{DatabaseLoad, StoreError},
};
use prometheus::proto::MetricFamily;
use std::time::Duration;
use tokio::time::timeout;

/// How long a scrape waits for the totals of the database. A scraper usually gives up after 10 seconds.
const TOTALS_TIMEOUT: Duration = Duration::from_secs(3);

/// The values of everything except requests. Without the database, those that it would have to answer are left out.
pub(super) async fn families(accounts: &Accounts, started_at: Timestamp) -> Vec<MetricFamily> {
    // One that refuses writes has a metric of its own, and answers everything that is asked here.
    let is_up = matches!(accounts.ping().await, Ok(()) | Err(Failure::Store(StoreError::NotWritable)));
    let mut families = of_process(started_at);
    families.extend(of_use_cases(&accounts.statistics()));
    families.push(Family::gauge(names::DATABASE_UP).with(&[], flag(is_up)).finish());
    if is_up && let Some(totals) = totals(accounts).await {
        families.extend(of_totals(&totals, accounts.now()));
    }
    families
}

/// A state as the value of a gauge.
fn flag(is_true: bool) -> f64 {
    f64::from(u8::from(is_true))
}

/// None if the database fails or takes too long.
async fn totals(accounts: &Accounts) -> Option<StoredStatistics> {
    match timeout(TOTALS_TIMEOUT, accounts.stored_statistics()).await {
        Ok(Ok(totals)) => Some(totals),
        Ok(Err(error)) => {
            tracing::warn!(%error, "the totals of the database cannot be read");
            None
        }
        Err(_) => {
            tracing::warn!("reading the totals of the database takes too long");
            None
        }
    }
}

fn of_process(started_at: Timestamp) -> Vec<MetricFamily> {
    let version = [("version", env!("CARGO_PKG_VERSION"))];
    vec![
        Family::gauge(names::BUILD_INFO).with(&version, 1.0).finish(),
        Family::gauge(names::START_TIME).with(&[], started_at.0 as f64 / 1000.0).finish(),
    ]
}

fn of_use_cases(statistics: &Statistics) -> Vec<MetricFamily> {
    let Statistics { sign_ins, refreshes, mail, hashing, database, is_writable } = statistics;
    let mut families = vec![
        Family::counter(names::SIGN_INS).with_outcomes(sign_ins).finish(),
        Family::counter(names::REFRESHES).with_outcomes(refreshes).finish(),
        Family::counter(names::MAIL_ATTEMPTS).with_outcomes(mail).finish(),
        Family::gauge(names::HASHING_WAITING).with(&[], hashing.waiting as f64).finish(),
        Family::gauge(names::HASHING_RUNNING).with(&[], hashing.running as f64).finish(),
        Family::counter(names::HASHING_REFUSED).with(&[], hashing.refused as f64).finish(),
        Family::gauge(names::DATABASE_WRITABLE).with(&[], flag(*is_writable)).finish(),
    ];
    families.extend(of_connections(database));
    families
}

fn of_connections(database: &DatabaseLoad) -> [MetricFamily; 3] {
    let mut open = Family::gauge(names::DATABASE_CONNECTIONS);
    let mut max = Family::gauge(names::DATABASE_CONNECTIONS_MAX);
    for pool in &database.pools {
        open = open
            .with(&[("pool", pool.name), ("state", "idle")], pool.idle as f64)
            .with(&[("pool", pool.name), ("state", "in_use")], pool.in_use() as f64);
        max = max.with(&[("pool", pool.name)], pool.max as f64);
    }
    let waiting = Family::gauge(names::DATABASE_WAITING);
    let waiting =
        database.queues.iter().fold(waiting, |family, (queue, jobs)| family.with(&[("queue", *queue)], *jobs as f64));
    [open.finish(), max.finish(), waiting.finish()]
}

fn of_totals(totals: &StoredStatistics, now: Timestamp) -> Vec<MetricFamily> {
    let accounts = totals.accounts.iter().fold(Family::gauge(names::ACCOUNTS), |family, (status, accounts)| {
        family.with(&[("status", status.as_str())], *accounts as f64)
    });
    let oldest_age = totals.oldest_mail.map_or(0.0, |added_at| added_at.until(now).as_secs_f64());
    vec![
        Family::gauge(names::SESSIONS_ACTIVE).with(&[], totals.active_sessions as f64).finish(),
        accounts.finish(),
        Family::gauge(names::MAIL_WAITING).with(&[], totals.waiting_mail as f64).finish(),
        Family::gauge(names::MAIL_OLDEST_AGE).with(&[], oldest_age).finish(),
    ]
}
