//! `GET /metrics`: the state of the server for Prometheus ([decision 38](../../../docs/decisions/0038-metrics.md)).
//!
//! Requests are counted as they are answered ([`RequestMetrics`]); everything else is read at each scrape: values of the process,
//! of the use cases, and of the database.

mod families;
mod requests;

pub use requests::RequestMetrics;

use super::api::bearer_token;
use super::openapi::{self, Endpoint, Tag};
use super::origin::is_from_this_machine;
use super::state::AppState;
use crate::accounts::{Accounts, FileState, InstallationState, Statistics, StoredStatistics, for_log};
use crate::config::{Config, MetricsToken};
use crate::language::Message;
use crate::shared::overview::Concern;
use crate::shared::{AppError, ErrorCode, ProviderName, Timestamp};
use crate::store::{DatabaseLoad, StandbyReport, StoreError};
use crate::web::problem;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Router};
use families::Family;
use prometheus::proto::MetricFamily;
use prometheus::{TEXT_FORMAT, TextEncoder};
use serde_json::json;
use std::time::Duration;
use subtle::ConstantTimeEq;
use tokio::time::timeout;

/// How long a scrape waits for the totals of the database. A scraper usually gives up after 10 seconds.
const TOTALS_TIMEOUT: Duration = Duration::from_secs(3);

/// Who may read the metrics, and when the server has started.
#[derive(Clone)]
struct Access {
    /// None: every program on this machine.
    token: Option<MetricsToken>,
    started_at: Timestamp,
}

/// The route, for a server that was started at `started_at`. None without a token, unless the base URL is an address of this
/// machine: then the path does not exist.
pub fn routes(config: &Config, started_at: Timestamp) -> Option<Router<AppState>> {
    let token = config.metrics_token.clone();
    let is_served = token.is_some() || config.is_loopback();
    is_served.then(|| openapi::routes(endpoints()).layer(Extension(Access { token, started_at })))
}

pub fn endpoints() -> Vec<Endpoint> {
    let metrics = Endpoint::get("/metrics", show, "getMetrics", "Read the metrics")
        .tag(Tag::SERVER)
        .about(
            "In the text format of Prometheus. Send `VESTIBULE_METRICS_TOKEN` as bearer. Without such a token, the path exists only on \
             a server whose base URL is an address of its own machine, and answers requests from that machine only.",
        )
        .returns_file("The metrics.", [("text/plain", json!(example()))])
        .errors(&[
            ErrorCode::TokenMissing,
            ErrorCode::TokenMalformed,
            ErrorCode::TokenInvalid,
            ErrorCode::Forbidden,
        ]);
    vec![metrics]
}

fn example() -> String {
    let (name, help) = families::DATABASE_UP;
    format!("# HELP {name} {help}\n# TYPE {name} gauge\n{name} 1\n")
}

async fn show(
    State(state): State<AppState>,
    Extension(access): Extension<Access>,
    request: Request,
) -> Result<Response, AppError> {
    match &access.token {
        Some(token) => check(token, request.headers())?,
        None => require_this_machine(&request)?,
    }
    let mut families = state.metrics.families();
    families.extend(scrape(&state.accounts, access.started_at).await);
    let text = TextEncoder::new().encode_to_string(&families).map_err(|error| {
        tracing::error!(%error, "the metrics cannot be written");
        problem::internal()
    })?;
    Ok(([(header::CONTENT_TYPE, TEXT_FORMAT)], text).into_response())
}

/// The base URL says nothing about who reaches the server: a proxy or a container may publish its port.
fn require_this_machine(request: &Request) -> Result<(), AppError> {
    if is_from_this_machine(request.extensions(), request.headers()) {
        return Ok(());
    }
    let detail = "Without VESTIBULE_METRICS_TOKEN only the machine of the server reads the metrics, at localhost or a loopback \
                  address. Set it, and send it in the header Authorization: Bearer.";
    Err(AppError::new(ErrorCode::Forbidden, Message::written(detail)))
}

/// Compares in constant time, so that the duration does not reveal how much of a token is right.
fn check(expected: &MetricsToken, headers: &HeaderMap) -> Result<(), AppError> {
    let Some(token) = bearer_token(headers)? else {
        let detail = "Send the value of VESTIBULE_METRICS_TOKEN in the header Authorization: Bearer.";
        return Err(AppError::new(ErrorCode::TokenMissing, Message::written(detail)));
    };
    if token.as_bytes().ct_eq(expected.expose().as_bytes()).into() {
        return Ok(());
    }
    let detail = "Send the value of VESTIBULE_METRICS_TOKEN, not another token.";
    Err(AppError::new(ErrorCode::TokenInvalid, Message::written(detail)))
}

/// The values of everything except requests. Without the database, those that it would have to answer are left out.
async fn scrape(accounts: &Accounts, started_at: Timestamp) -> Vec<MetricFamily> {
    // One that refuses writes has a metric of its own, and answers everything that is asked here.
    let is_up = matches!(accounts.ping().await, Ok(()) | Err(StoreError::NotWritable));
    let mut families = of_process(started_at);
    families.extend(of_use_cases(&accounts.maintenance().statistics()));
    let FileState { problems, failure } = accounts.applications().file_state();
    let problems = problems.len() + usize::from(failure.is_some());
    families.push(Family::gauge(families::FILE_PROBLEMS).with(&[], problems as f64).finish());
    families.push(Family::gauge(families::DATABASE_UP).with(&[], flag(is_up)).finish());
    if is_up && let Some(totals) = totals(accounts).await {
        families.extend(of_totals(&totals, accounts.now()));
    }
    if is_up && let Some(state) = installation(accounts).await {
        families.extend(of_installation(&state, accounts.now()));
    }
    families
}

/// None if the database fails or takes too long.
async fn installation(accounts: &Accounts) -> Option<InstallationState> {
    let state = timeout(TOTALS_TIMEOUT, accounts.installation().state()).await.ok()?;
    state.inspect_err(|error| tracing::warn!(error = %for_log(error), "the installation cannot be looked at")).ok()
}

fn of_installation(state: &InstallationState, now: Timestamp) -> Vec<MetricFamily> {
    let concerns = Concern::ALL.into_iter().fold(Family::gauge(families::NEEDS_ATTENTION), |family, concern| {
        let is_found = state.findings.iter().any(|finding| finding.concern == concern);
        family.with(&[("concern", concern.as_str())], flag(is_found))
    });
    let backup =
        state.last_backup.map(|at| Family::gauge(families::BACKUP_AGE).with(&[], at.until(now).as_secs_f64()).finish());
    [concerns.finish()].into_iter().chain(backup).collect()
}

/// A state as the value of a gauge.
fn flag(is_true: bool) -> f64 {
    f64::from(u8::from(is_true))
}

/// None if the database fails or takes too long.
async fn totals(accounts: &Accounts) -> Option<StoredStatistics> {
    match timeout(TOTALS_TIMEOUT, accounts.maintenance().stored_statistics()).await {
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
        Family::gauge(families::BUILD_INFO).with(&version, 1.0).finish(),
        Family::gauge(families::START_TIME).with(&[], started_at.0 as f64 / 1000.0).finish(),
    ]
}

fn of_use_cases(statistics: &Statistics) -> Vec<MetricFamily> {
    let Statistics { sign_ins, refreshes, client_tokens, mail, logouts, hashing, is_writable, .. } = statistics;
    let mut families = vec![
        Family::counter(families::SIGN_INS).with_outcomes(sign_ins).finish(),
        Family::counter(families::REFRESHES).with_outcomes(refreshes).finish(),
        Family::counter(families::CLIENT_TOKENS).with_outcomes(client_tokens).finish(),
        Family::counter(families::MAIL_ATTEMPTS).with_outcomes(mail).finish(),
        Family::counter(families::LOGOUT_ATTEMPTS).with_outcomes(logouts).finish(),
        Family::gauge(families::HASHING_WAITING).with(&[], hashing.waiting as f64).finish(),
        Family::gauge(families::HASHING_RUNNING).with(&[], hashing.running as f64).finish(),
        Family::counter(families::HASHING_REFUSED).with(&[], hashing.refused as f64).finish(),
        Family::gauge(families::DATABASE_WRITABLE).with(&[], flag(*is_writable)).finish(),
        Family::gauge(families::LIMIT_REPLICAS).with(&[], f64::from(statistics.limit_replicas)).finish(),
        Family::gauge(families::CLOCK_DIFFERENCE).with(&[], statistics.clock_difference.seconds()).finish(),
    ];
    families.extend(of_providers(&statistics.providers));
    families.extend(of_refusals(&statistics.refusals));
    families.extend(of_connections(&statistics.database));
    families.extend(statistics.standbys.iter().flat_map(of_standbys));
    families
}

/// None until somebody has come back from a provider: a family must have a value.
fn of_providers(counts: &[(ProviderName, &'static str, u64)]) -> Option<MetricFamily> {
    let family =
        counts.iter().fold(Family::counter(families::PROVIDER_SIGN_INS), |family, (provider, outcome, count)| {
            family.with(&[("provider", provider.as_str()), ("outcome", *outcome)], *count as f64)
        });
    (!counts.is_empty()).then(|| family.finish())
}

/// None until a client was refused something.
fn of_refusals(counts: &[(String, &'static str, u64)]) -> Option<MetricFamily> {
    let family = counts.iter().fold(Family::counter(families::CLIENT_REFUSALS), |family, (client, error, count)| {
        family.with(&[("client", client.as_str()), ("error", *error)], *count as f64)
    });
    (!counts.is_empty()).then(|| family.finish())
}

fn of_connections(database: &DatabaseLoad) -> [MetricFamily; 3] {
    let mut open = Family::gauge(families::DATABASE_CONNECTIONS);
    let mut max = Family::gauge(families::DATABASE_CONNECTIONS_MAX);
    for pool in &database.pools {
        open = open
            .with(&[("pool", pool.name), ("state", "idle")], pool.idle as f64)
            .with(&[("pool", pool.name), ("state", "in_use")], pool.in_use() as f64);
        max = max.with(&[("pool", pool.name)], pool.max as f64);
    }
    let waiting = Family::gauge(families::DATABASE_WAITING);
    let waiting =
        database.queues.iter().fold(waiting, |family, (queue, jobs)| family.with(&[("queue", *queue)], *jobs as f64));
    [open.finish(), max.finish(), waiting.finish()]
}

fn of_standbys(report: &StandbyReport) -> [MetricFamily; 4] {
    let mut used = Family::gauge(families::STANDBY_USED);
    let mut lag = Family::gauge(families::STANDBY_LAG);
    let mut reads = Family::counter(families::STANDBY_READS);
    for standby in &report.standbys {
        let labels = [("standby", standby.name.as_str())];
        used = used.with(&labels, flag(standby.left_out.is_none()));
        lag = lag.with(&labels, standby.lag.as_secs_f64());
        reads = reads.with(&labels, standby.reads as f64);
    }
    let fallbacks = Family::counter(families::STANDBY_FALLBACKS).with(&[], report.fallbacks as f64);
    [used.finish(), lag.finish(), reads.finish(), fallbacks.finish()]
}

fn of_totals(totals: &StoredStatistics, now: Timestamp) -> Vec<MetricFamily> {
    let accounts = totals.accounts.iter().fold(Family::gauge(families::ACCOUNTS), |family, (status, accounts)| {
        family.with(&[("status", status.as_str())], *accounts as f64)
    });
    let age = |since: Option<Timestamp>| since.map_or(0.0, |since| since.until(now).as_secs_f64());
    vec![
        Family::gauge(families::SESSIONS_ACTIVE).with(&[], totals.active_sessions as f64).finish(),
        accounts.finish(),
        Family::gauge(families::MAIL_WAITING).with(&[], totals.waiting_mail as f64).finish(),
        Family::gauge(families::MAIL_OLDEST_AGE).with(&[], age(totals.oldest_mail)).finish(),
        Family::gauge(families::LOGOUTS_WAITING).with(&[], totals.waiting_logouts as f64).finish(),
        Family::gauge(families::LOGOUTS_OLDEST_AGE).with(&[], age(totals.oldest_logout)).finish(),
    ]
}
