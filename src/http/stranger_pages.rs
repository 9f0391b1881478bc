//! Pages as strangers see them, rendered once a second instead of for each visitor.
//!
//! Rendering `/login` takes ten times as long as everything else that a request for it costs, and visitors without a session or
//! messages of their own all get the same HTML, except for the nonce of the Content-Security-Policy. So the HTML is kept, and each
//! response gets a nonce of its own.

use super::compression::{self, Piece};
use crate::language::Language;
use crate::shared::{Admission, OfferedProvider, PageData, Timestamp, Visit};
use crate::ui::routes::Page;
use axum::body::{Body, Bytes, to_bytes};
use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use leptos::nonce::Nonce;
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use std::sync::{Arc, OnceLock};

/// The memory for kept pages, in bytes.
const CAPACITY: u64 = 1 << 20;
/// About as many pages are kept: a page takes 18 KB with its compressed form.
const PAGES: usize = 50;
/// Longer addresses are not kept, so that made-up ones do not fill the memory.
const MAX_ADDRESS: usize = 512;

/// The kept pages.
pub struct StrangerPages(Cache<Key, Arc<Template>, PageSize>);

/// What the HTML depends on, besides the nonce.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Key {
    /// Path and query.
    address: String,
    theme: &'static str,
    language: Language,
    /// The page tells the browser the time of the server.
    second: i64,
    /// Which a change makes others within the second.
    providers: Vec<OfferedProvider>,
}

/// The HTML of a page, in the pieces between which its nonce stands.
struct Template {
    html: Vec<String>,
    /// Compressed when the first client accepts it.
    compressed: OnceLock<Vec<Piece>>,
}

impl Default for StrangerPages {
    fn default() -> Self {
        Self(Cache::with_weighter(PAGES, CAPACITY, PageSize))
    }
}

/// Weighs pages in bytes.
#[derive(Clone)]
struct PageSize;

impl Weighter<Key, Arc<Template>> for PageSize {
    fn weight(&self, key: &Key, page: &Arc<Template>) -> u64 {
        let html: usize = page.html.iter().map(String::len).sum();
        // Compressed it takes half of that, or less.
        (key.address.len() + html + html / 2) as u64
    }
}

impl StrangerPages {
    /// None if the page shows something about this visitor, or is only for those who have a link.
    pub fn key(page: &Page, visit: &Visit, data: &PageData, uri: &Uri) -> Option<Key> {
        let is_open = matches!(page.admission, Admission::Anyone | Admission::SignedOut);
        // Naming all fields, so that a new one is considered here.
        let Visit {
            user,
            settings: _,
            theme,
            language,
            now,
            flash,
            // Of the same cookie.
            once: _,
            signed_out,
            draft,
            list: _,
            providers,
            address_note,
            goes_to,
        } = visit;
        let has_message = flash.is_some() || signed_out.is_some() || draft.is_some() || address_note.is_some();
        // A page that names where it leads on says so for as long as that is true, and the request in its address is of one visitor.
        let is_stranger = user.is_none() && !has_message && goes_to.is_none();
        let address = uri.path_and_query()?.as_str();
        let is_kept = is_open && is_stranger && matches!(data, PageData::Nothing) && address.len() <= MAX_ADDRESS;
        is_kept.then(|| Key {
            address: address.to_owned(),
            theme: theme.as_str(),
            language: *language,
            second: second_of(*now),
            providers: providers.clone(),
        })
    }

    /// The page with this nonce, compressed or not; None if it is not kept.
    pub fn get(&self, key: &Key, nonce: &Nonce, is_compressed: bool) -> Option<Response> {
        let page = self.0.get(key)?;
        if !is_compressed {
            return Some(html(page.html.join(nonce)));
        }
        let pieces = page.compressed.get_or_init(|| page.html.iter().flat_map(|piece| Piece::new(piece)).collect());
        let mut response = html(compression::join(pieces, nonce));
        response.headers_mut().extend([compression::GZIP]);
        Some(response)
    }

    /// Keeps the HTML of a response that was rendered with `nonce`, and returns the response. Anything but a plain page is returned
    /// as it is. So is one with other headers than `Content-Type`, because only that one is kept.
    pub async fn keep(&self, key: Key, nonce: &Nonce, response: Response) -> Response {
        if response.status() != StatusCode::OK || response.headers().keys().any(|name| name != header::CONTENT_TYPE) {
            return response;
        }
        let (head, body) = response.into_parts();
        // The page is complete in memory already.
        let Ok(bytes) = to_bytes(body, usize::MAX).await else {
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        };
        if let Ok(text) = std::str::from_utf8(&bytes) {
            self.0.insert(key, Arc::new(Template::new(text, nonce)));
        }
        Response::from_parts(head, Body::from(bytes))
    }
}

impl Template {
    /// A nonce is 128 random bits, so it stands nowhere else in a page.
    fn new(text: &str, nonce: &Nonce) -> Self {
        Self { html: text.split(&**nonce).map(str::to_owned).collect(), compressed: OnceLock::new() }
    }
}

fn second_of(now: Timestamp) -> i64 {
    now.0.div_euclid(1000)
}

fn html(page: impl Into<Bytes>) -> Response {
    let mut response = Response::new(Body::from(page.into()));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::GoesTo;

    fn key() -> Key {
        Key {
            address: "/login".to_owned(),
            theme: "light",
            language: Language::English,
            second: 1,
            providers: Vec::new(),
        }
    }

    /// Whether a page with these headers is kept.
    async fn is_kept(headers: &[(header::HeaderName, &'static str)]) -> bool {
        let (pages, nonce) = (StrangerPages::default(), Nonce::new());
        let mut response = html(format!("<script nonce=\"{nonce}\"></script>"));
        for (name, value) in headers {
            response.headers_mut().insert(name, HeaderValue::from_static(value));
        }
        let sent = response.headers().len();
        let response = pages.keep(key(), &nonce, response).await;
        assert_eq!((response.status(), response.headers().len()), (StatusCode::OK, sent));
        pages.get(&key(), &nonce, false).is_some()
    }

    #[tokio::test]
    async fn a_page_is_kept_only_if_it_can_be_sent_again_as_it_was() {
        assert!(is_kept(&[]).await);
        for header in [(header::SET_COOKIE, "a=b"), (header::CONTENT_LANGUAGE, "en"), (header::LINK, "</x>")] {
            assert!(!is_kept(std::slice::from_ref(&header)).await, "{header:?}");
        }
    }

    #[tokio::test]
    async fn a_page_that_breaks_off_is_an_error() {
        let (pages, nonce) = (StrangerPages::default(), Nonce::new());
        let broken = futures::stream::iter([Err::<Bytes, _>(std::io::Error::other("broken"))]);
        let response = pages.keep(key(), &nonce, Response::new(Body::from_stream(broken))).await;
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert!(pages.get(&key(), &nonce, false).is_none());
    }

    #[test]
    fn only_pages_that_need_no_link_are_kept() {
        let is_kept = |address: &str| {
            let page = Page::at(address).unwrap();
            StrangerPages::key(page, &Visit::default(), &PageData::Nothing, &address.parse().unwrap()).is_some()
        };
        for (address, expected) in [
            ("/", true),
            ("/login?next=%2Fusers", true),
            ("/forgot-password", true),
            ("/setup?token=a", false),
            ("/reset-password?token=a", false),
            ("/verify-email?token=a", false),
        ] {
            assert_eq!(is_kept(address), expected, "{address}");
        }
    }

    #[test]
    fn a_page_that_names_where_it_leads_on_is_not_kept() {
        let goes_to = GoesTo { title: "Grafana".to_owned(), host: None, logo: None };
        let visit = Visit { goes_to: Some(goes_to), ..Visit::default() };
        let (page, uri) = (Page::at("/login").unwrap(), "/login?next=%2Fgrafana".parse().unwrap());
        assert!(StrangerPages::key(page, &visit, &PageData::Nothing, &uri).is_none());
        assert!(StrangerPages::key(page, &Visit::default(), &PageData::Nothing, &uri).is_some());
    }
}
