//! Headers of all responses: security headers and, in development, `Server-Timing`.

use crate::store::stats::{self, SqlStats};
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use leptos::nonce::Nonce;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};
use url::Url;

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

/// The default headers. A response that sets one of them keeps its value.
#[derive(Clone)]
pub struct SecurityHeaders(Arc<HeaderMap>);

impl SecurityHeaders {
    pub fn new(https: bool) -> Self {
        let mut headers = HeaderMap::new();
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
        Self(Arc::new(headers))
    }

    /// Adds the headers that the response does not have.
    pub fn add_to(&self, mut response: Response) -> Response {
        // A copy of the defaults with the few headers of the response takes half as long as adding each default to those, because
        // a copy computes no hashes.
        let mut headers = self.0.as_ref().clone();
        headers.extend(std::mem::take(response.headers_mut()));
        *response.headers_mut() = headers;
        response
    }
}

/// Lets the window that a page of another origin has opened come back to that page. For responses on the way to a client of the
/// OpenID provider, redirects as well: one other response on this way would cut the window off for good.
pub async fn open_to_opener(mut response: Response) -> Response {
    response.headers_mut().insert(OPENER_POLICY, HeaderValue::from_static("unsafe-none"));
    response
}

/// The `Content-Security-Policy` of a page: loads only from this origin, and runs only scripts with the nonce of this
/// response. `watched` allows the web socket of `cargo leptos watch`, which has another port. `form_targets`: the origins,
/// beside this one, to which the response to a form may redirect. `logos`: the addresses of pictures elsewhere.
pub fn page_policy<'a>(
    nonce: &Nonce,
    watched: bool,
    form_targets: &[String],
    logos: impl Iterator<Item = &'a str>,
) -> Option<HeaderValue> {
    let reload = if watched { " ws:" } else { "" };
    let targets: String = form_targets.iter().map(|origin| format!(" {origin}")).collect();
    let logos: String = logos.filter_map(origin_of).map(|origin| format!(" {origin}")).collect();
    // `wasm-unsafe-eval` permits compiling WebAssembly, but not `eval` of scripts.
    let policy = format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; \
         font-src 'self'; img-src 'self' data:{logos}; connect-src 'self'{reload}; manifest-src 'self'; \
         base-uri 'none'; object-src 'none'; form-action 'self'{targets}; frame-ancestors 'none'"
    );
    HeaderValue::from_str(&policy).ok()
}

/// The origin of a picture. None for what is no address: it would be a keyword of the policy.
fn origin_of(address: &str) -> Option<String> {
    let origin = Url::parse(address).ok()?.origin();
    origin.is_tuple().then(|| origin.ascii_serialization())
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
    fn logos_are_loaded_from_their_origins_alone() {
        let logos = ["https://id.example.org/a/logo.svg?b", "data:image/png,", "'unsafe-inline'", "not an address"];
        let policy = page_policy(&Nonce::new(), false, &[], logos.into_iter()).unwrap();
        let policy = policy.to_str().unwrap();
        assert!(policy.contains("img-src 'self' data: https://id.example.org; connect-src"), "{policy}");
    }

    #[test]
    fn times_of_statements_are_in_milliseconds() {
        assert_eq!(millis(1_500), 1.5);
    }
}
