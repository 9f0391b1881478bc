//! The header `Server-Timing`: the number and duration of SQL statements, for the browser's developer tools. In
//! development only, because it reveals what the server does.

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

pub async fn server_timing(request: Request, next: Next) -> Response {
    let sql = Arc::new(SqlStats::default());
    let started = Instant::now();
    // The counters are local to this task, so that concurrent requests do not add to them.
    let mut response = stats::scope(Arc::clone(&sql), next.run(request)).await;

    let statements = sql.count.load(Ordering::Relaxed);
    let sql_time = millis(sql.micros.load(Ordering::Relaxed));
    let total = started.elapsed().as_secs_f64() * 1000.0;
    let value = format!("sql;desc=\"statements: {statements}\";dur={sql_time:.3}, total;dur={total:.3}");
    if let Ok(value) = HeaderValue::from_str(&value) {
        response.headers_mut().insert(SERVER_TIMING, value);
    }
    response
}

fn millis(micros: u64) -> f64 {
    std::time::Duration::from_micros(micros).as_secs_f64() * 1000.0
}
