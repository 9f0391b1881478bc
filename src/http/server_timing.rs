//! How many SQL statements a request took and how long they were, for the browser's developer tools. In
//! development alone: it would tell a stranger what the server does.

use crate::store::stats::{self, SqlStats};
use axum::{
    extract::Request,
    http::{HeaderName, HeaderValue},
    middleware::Next,
    response::Response,
};
use std::{
    sync::{Arc, atomic::Ordering},
    time::Instant,
};

const SERVER_TIMING: HeaderName = HeaderName::from_static("server-timing");

/// Measures a request and says it in `Server-Timing`.
pub async fn server_timing(request: Request, next: Next) -> Response {
    let sql = Arc::new(SqlStats::default());
    let started = Instant::now();
    let mut response = stats::scope(Arc::clone(&sql), next.run(request)).await;

    let statements = sql.count.load(Ordering::Relaxed);
    let waited = millis(sql.micros.load(Ordering::Relaxed));
    let total = started.elapsed().as_secs_f64() * 1000.0;
    let value = format!("sql;desc=\"statements: {statements}\";dur={waited:.3}, total;dur={total:.3}");
    if let Ok(value) = HeaderValue::from_str(&value) {
        response.headers_mut().insert(SERVER_TIMING, value);
    }
    response
}

fn millis(micros: u64) -> f64 {
    std::time::Duration::from_micros(micros).as_secs_f64() * 1000.0
}
