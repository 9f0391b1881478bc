//! The headers that guard every response.

use axum::{
    http::{HeaderMap, HeaderName, HeaderValue, header},
    response::Response,
};
use leptos::nonce::Nonce;
use std::sync::Arc;

const PERMISSIONS: &str = "accelerometer=(), autoplay=(), camera=(), display-capture=(), fullscreen=(), \
    geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()";

/// What is not a page may load nothing and be framed by nobody.
const NOTHING: &str = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// For what pages and scripts of any origin may use.
pub const FROM_ANY_ORIGIN: [(HeaderName, HeaderValue); 2] = [
    (RESOURCE_POLICY, HeaderValue::from_static("cross-origin")),
    (header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
];

/// The headers of a response that brings none of its own.
#[derive(Clone)]
pub struct Guards(Arc<HeaderMap>);

impl Guards {
    pub fn new(https: bool) -> Self {
        let mut headers = HeaderMap::new();
        let mut set = |name: HeaderName, value: &'static str| headers.insert(name, HeaderValue::from_static(value));
        set(header::CACHE_CONTROL, "no-store");
        set(header::CONTENT_SECURITY_POLICY, NOTHING);
        set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
        // Not `no-referrer`: with it browsers send `Origin: null` with forms.
        set(header::REFERRER_POLICY, "same-origin");
        set(HeaderName::from_static("permissions-policy"), PERMISSIONS);
        set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
        set(RESOURCE_POLICY, "same-origin");
        if https {
            set(header::STRICT_TRANSPORT_SECURITY, "max-age=63072000");
        }
        Self(Arc::new(headers))
    }

    /// Adds what a response does not say itself.
    pub fn guard(&self, mut response: Response) -> Response {
        let headers = response.headers_mut();
        headers.reserve(self.0.len());
        for (name, value) in self.0.iter() {
            if !headers.contains_key(name) {
                headers.insert(name, value.clone());
            }
        }
        response
    }
}

/// What a page may load: from here alone, and only the script that carries this response's nonce. `watched` is
/// for `cargo leptos watch`, whose script listens on a port of its own.
pub fn page_policy(nonce: &Nonce, watched: bool) -> Option<HeaderValue> {
    let reload = if watched { " ws:" } else { "" };
    let policy = format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; \
         font-src 'self'; img-src 'self' data:; connect-src 'self'{reload}; manifest-src 'self'; \
         base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors 'none'"
    );
    HeaderValue::from_str(&policy).ok()
}
