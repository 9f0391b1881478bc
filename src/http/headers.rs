//! Headers of all responses: security headers and, in development, `Server-Timing`.

use crate::store::stats::{self, SqlStats};
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use leptos::nonce::Nonce;
use std::mem;
use std::sync::atomic::Ordering;
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

const PERMISSIONS: &str = "accelerometer=(), autoplay=(), camera=(), display-capture=(), fullscreen=(), \
    geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()";

/// The default `Content-Security-Policy`, for responses other than pages: they load nothing and are not framed.
const NO_SOURCES: &str = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const SERVER_TIMING: HeaderName = HeaderName::from_static("server-timing");
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
const OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");

/// For responses that pages of any origin can load.
pub const FROM_ANY_ORIGIN: [(HeaderName, HeaderValue); 2] = [
    (RESOURCE_POLICY, HeaderValue::from_static("cross-origin")),
    (header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
];

/// The number of headers of a large response, with those that all layers add.
const ALL_HEADERS: usize = 24;

/// The default headers. A response that sets one of them keeps its value.
#[derive(Clone, Copy)]
pub struct SecurityHeaders(&'static HeaderMap);

impl SecurityHeaders {
    pub fn new(https: bool) -> Self {
        // Static, because each request copies the reference: a counter of references would be changed by all cores.
        static OF_HTTP: LazyLock<HeaderMap> = LazyLock::new(|| defaults(false));
        static OF_HTTPS: LazyLock<HeaderMap> = LazyLock::new(|| defaults(true));
        Self(if https { &OF_HTTPS } else { &OF_HTTP })
    }

    /// These headers, and the defaults that are not among them.
    pub fn with(self, own: HeaderMap) -> HeaderMap {
        // A copy of the defaults with the few headers of the response takes half as long as adding each default to those, because
        // a copy computes no hashes.
        let mut headers = self.0.clone();
        headers.extend(own);
        headers
    }

    /// Adds the headers that the response does not have. What is sent again and again may have been kept with them.
    pub fn add_to(self, mut response: Response) -> Response {
        let headers = response.headers_mut();
        // Nothing else sets this one.
        if !headers.contains_key(header::X_CONTENT_TYPE_OPTIONS) {
            *headers = self.with(mem::take(headers));
        }
        response
    }
}

fn defaults(https: bool) -> HeaderMap {
    // A copy keeps the size of the hash table, so that adding the headers of the response does not hash these again.
    let mut headers = HeaderMap::with_capacity(ALL_HEADERS);
    let mut set = |name: HeaderName, value: &'static str| headers.insert(name, HeaderValue::from_static(value));
    // Most responses contain personal data; assets and pictures set another value.
    set(header::CACHE_CONTROL, "no-store");
    set(header::CONTENT_SECURITY_POLICY, NO_SOURCES);
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    // Not `no-referrer`, with which browsers send `Origin: null` for forms.
    set(header::REFERRER_POLICY, "same-origin");
    set(HeaderName::from_static("permissions-policy"), PERMISSIONS);
    // A page of another origin that opens this one in a window gets no reference to it.
    set(OPENER_POLICY, "same-origin");
    set(RESOURCE_POLICY, "same-origin");
    // Two years. Over http, browsers ignore this header.
    if https {
        set(header::STRICT_TRANSPORT_SECURITY, "max-age=63072000");
    }
    headers
}

/// Lets the window that a page of another origin has opened come back to that page. For responses on the way to a client of the
/// OpenID provider, redirects as well: one other response on this way would cut the window off for good.
pub async fn open_to_opener(mut response: Response) -> Response {
    response.headers_mut().insert(OPENER_POLICY, HeaderValue::from_static("unsafe-none"));
    response
}

/// Adds headers that set or delete cookies.
pub fn with_cookies(mut response: Response, cookies: impl IntoIterator<Item = HeaderValue>) -> Response {
    for cookie in cookies {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// What HEAD is answered with where it must do nothing: a program that only looks at a link would use it up. `allowed`: the methods.
pub fn no_head(allowed: &'static str) -> (StatusCode, [(HeaderName, &'static str); 1]) {
    (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, allowed)])
}

/// The origins, beside this one, that a page needs.
#[derive(Clone, Debug, Default)]
pub struct OtherOrigins {
    /// From which the page shows pictures.
    pub pictures: Vec<String>,
}

/// The `Content-Security-Policy` of a page: sends forms to this origin only (`lead_on`), loads only from it, and runs only scripts with the nonce of this
/// response. `watched` allows the web socket of `cargo leptos watch`, which has another port.
pub fn page_policy(nonce: &Nonce, watched: bool, others: &OtherOrigins) -> Option<HeaderValue> {
    let reload = if watched { " ws:" } else { "" };
    let pictures = others.pictures.iter().map(|origin| format!(" {origin}")).collect::<String>();
    // `wasm-unsafe-eval` permits compiling WebAssembly, but not `eval` of scripts.
    let policy = format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; \
         font-src 'self'; img-src 'self' data:{pictures}; connect-src 'self'{reload}; manifest-src 'self'; \
         base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors 'none'"
    );
    HeaderValue::from_str(&policy).ok()
}

/// Middleware that adds `Server-Timing`: the number and duration of SQL statements, for the browser's developer tools. In
/// development only, because it reveals what the server does.
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
    Duration::from_micros(micros).as_secs_f64() * 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_statements_are_in_milliseconds() {
        assert_eq!(millis(1_500), 1.5);
    }
}
