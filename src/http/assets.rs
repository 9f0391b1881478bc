//! What stands still: script, stylesheet, fonts and pictures, embedded in the binary and compressed when it was
//! built.
//!
//! Everything is served under a path made of the content of it all, so a browser may keep it for a year, and a
//! page always gets the files that it was built with. `cargo leptos watch` wants the plain path, without a cache.

use super::state::AppState;
use crate::web::problem::{self, Problem};
use axum::{
    Router,
    body::{Body, Bytes},
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
    routing::get,
};
use leptos::config::LeptosOptions;
use rust_embed::{Embed, EmbeddedFile};
use sha2::{Digest, Sha256};
use std::{borrow::Cow, collections::HashMap};

/// Where cargo-leptos lists what it has split.
const PARTS: &str = "pkg/__wasm_split_manifest.json";
/// The name that cargo-leptos gives to script and stylesheet.
const OUTPUT: &str = "vestibule";
/// For what has another address when it is another thing.
pub const YEAR: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const HOUR: HeaderValue = HeaderValue::from_static("public, max-age=3600");
const NEVER: HeaderValue = HeaderValue::from_static("no-cache");

/// What `cargo leptos build` leaves. A build without it, such as a test's, has no assets.
#[derive(Embed)]
#[folder = "target/site"]
#[allow_missing = true]
struct Site;

/// Where assets are found from outside.
#[derive(Clone, Debug)]
pub struct Assets {
    /// The part of the path that is made of their content; none while they change under our hands.
    id: Option<String>,
    /// The files of each lazy part of the program. While they change, a page asks for them by itself.
    parts: Parts,
}

/// As the build lists them, without their ending.
type Parts = HashMap<String, Vec<String>>;

impl Assets {
    pub fn new(watched: bool) -> Self {
        match watched {
            true => Self { id: None, parts: Parts::new() },
            false => Self { id: Some(id_of_content()), parts: parts_of_content() },
        }
    }

    /// Whether `cargo leptos watch` may change them at any time.
    pub fn are_watched(&self) -> bool {
        self.id.is_none()
    }

    /// What the shell needs to name script and stylesheet. Built by hand: Leptos' own way reads the environment.
    pub fn leptos_options(&self) -> LeptosOptions {
        let folder = match &self.id {
            Some(id) => format!("pkg/{id}"),
            None => "pkg".to_owned(),
        };
        LeptosOptions::builder().output_name(OUTPUT).site_pkg_dir(folder).build()
    }

    /// What a browser loads for a page that belongs to that part.
    pub fn files_of(&self, part: &str) -> Vec<String> {
        self.parts.get(part).into_iter().flatten().map(|file| format!("{file}.wasm")).collect()
    }

    /// The path inside the site, and how long a browser may keep it.
    fn locate<'a>(&self, path: &'a str) -> Option<(&'a str, HeaderValue)> {
        match &self.id {
            Some(id) => Some((path.strip_prefix(id.as_str())?.strip_prefix('/')?, YEAR)),
            None => Some((path, NEVER)),
        }
    }
}

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/pkg/{*path}", get(packaged))
        .route("/favicon.svg", get(|headers: HeaderMap| async move { at_the_root("favicon.svg", &headers) }))
        .route("/favicon.ico", get(|headers: HeaderMap| async move { at_the_root("favicon.ico", &headers) }))
        .route("/robots.txt", get(|headers: HeaderMap| async move { at_the_root("robots.txt", &headers) }))
}

/// Script and stylesheet stand in the site's `pkg`; what they name relative to themselves stands beside it.
async fn packaged(State(state): State<AppState>, Path(path): Path<String>, headers: HeaderMap) -> Response {
    let found = state.assets.locate(&path).and_then(|(path, caching)| {
        let built = serve(&format!("pkg/{path}"), &headers, caching.clone());
        built.or_else(|| serve(path, &headers, caching))
    });
    found.unwrap_or_else(|| Problem(problem::not_found()).into_response())
}

/// What browsers and robots look for at a place that they choose.
fn at_the_root(name: &str, headers: &HeaderMap) -> Response {
    serve(name, headers, HOUR).unwrap_or_else(|| Problem(problem::not_found()).into_response())
}

fn serve(path: &str, request: &HeaderMap, caching: HeaderValue) -> Option<Response> {
    let content_type = content_type(path)?;
    let compressed = wanted(request).into_iter().find_map(|coding| {
        let file = Site::get(&format!("{path}.{}", coding.extension))?;
        Some((file, Some(coding.name)))
    });
    let (file, coding) = match compressed {
        Some(found) => found,
        None => (Site::get(path)?, None),
    };
    let mut response = Body::from(bytes(file)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(header::CACHE_CONTROL, caching);
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    headers.extend(coding.map(|name| (header::CONTENT_ENCODING, HeaderValue::from_static(name))));
    Some(response)
}

fn bytes(file: EmbeddedFile) -> Bytes {
    match file.data {
        Cow::Borrowed(embedded) => Bytes::from_static(embedded),
        Cow::Owned(read) => Bytes::from(read),
    }
}

/// A way to compress.
struct Coding {
    name: &'static str,
    extension: &'static str,
}

/// Best first.
const CODINGS: [Coding; 2] = [Coding { name: "br", extension: "br" }, Coding { name: "gzip", extension: "gz" }];

/// The codings that a client takes, the most wanted first; of two that it wants alike, the better.
fn wanted(request: &HeaderMap) -> Vec<&'static Coding> {
    let weighed = CODINGS.iter().map(|coding| (weight(request, coding.name), coding));
    let mut weighed: Vec<_> = weighed.filter(|(weight, _)| *weight > 0.0).collect();
    weighed.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    weighed.into_iter().map(|(_, coding)| coding).collect()
}

/// How much a client wants a coding (RFC 9110, section 12.5.3): nothing unless it says so.
fn weight(request: &HeaderMap, coding: &str) -> f32 {
    let offers = request.get_all(header::ACCEPT_ENCODING).iter();
    let offers = offers.flat_map(|line| line.to_str().unwrap_or_default().split(','));
    let mut any = 0.0;
    for offer in offers {
        let (name, parameter) = offer.split_once(';').unwrap_or((offer, ""));
        let weight = match parameter.trim().strip_prefix("q=") {
            Some(weight) => weight.trim().parse().unwrap_or(0.0),
            None => 1.0,
        };
        if name.trim().eq_ignore_ascii_case(coding) {
            return weight;
        }
        if name.trim() == "*" {
            any = weight;
        }
    }
    any
}

/// The types of what is served; anything else is not, compressed siblings among them.
fn content_type(path: &str) -> Option<&'static str> {
    let (_, extension) = path.rsplit_once('.')?;
    Some(match extension {
        "css" => "text/css; charset=utf-8",
        "ico" => "image/x-icon",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "png" => "image/png",
        "svg" => "image/svg+xml",
        "txt" => "text/plain; charset=utf-8",
        "wasm" => "application/wasm",
        "webmanifest" => "application/manifest+json",
        "woff2" => "font/woff2",
        _ => return None,
    })
}

/// A hash of all names and contents: 64 bits are plenty to tell one build from another.
fn id_of_content() -> String {
    let mut names: Vec<_> = Site::iter().collect();
    names.sort();
    let mut hash = Sha256::new();
    for name in names {
        if let Some(file) = Site::get(&name) {
            hash.update(name.as_bytes());
            hash.update(file.metadata.sha256_hash());
        }
    }
    let digest = hash.finalize();
    digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

fn parts_of_content() -> Parts {
    let listed = Site::get(PARTS).and_then(|list| serde_json::from_slice(&list.data).ok());
    listed.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weighed(accept: &str, coding: &str) -> f32 {
        let value = HeaderValue::from_str(accept).unwrap();
        weight(&HeaderMap::from_iter([(header::ACCEPT_ENCODING, value)]), coding)
    }

    #[test]
    fn a_coding_counts_only_when_the_client_takes_it() {
        assert_eq!(weighed("gzip, deflate, br", "br"), 1.0);
        assert_eq!(weighed("gzip;q=0.8, br;q=0", "br"), 0.0);
        assert_eq!(weighed("gzip;q=0.8", "gzip"), 0.8);
        assert_eq!(weighed("*;q=0.5", "br"), 0.5);
        assert_eq!(weighed("*, br;q=0", "br"), 0.0);
        assert_eq!(weighed("identity", "gzip"), 0.0);
        assert_eq!(weight(&HeaderMap::new(), "gzip"), 0.0);
    }

    #[test]
    fn the_most_wanted_coding_comes_first_and_of_equals_the_better() {
        let names = |accept: &str| {
            let value = HeaderValue::from_str(accept).unwrap();
            let request = HeaderMap::from_iter([(header::ACCEPT_ENCODING, value)]);
            wanted(&request).iter().map(|coding| coding.name).collect::<Vec<_>>()
        };
        assert_eq!(names("gzip, br"), ["br", "gzip"]);
        assert_eq!(names("br;q=0.5, gzip"), ["gzip", "br"]);
        assert_eq!(names("br;q=0, gzip;q=0.1"), ["gzip"]);
        assert!(names("identity").is_empty());
    }

    #[test]
    fn the_files_of_a_part_are_named_as_they_are_served() {
        let listed = r#"{"account": ["chunk_3", "split_account"], "register": ["split_register"]}"#;
        let assets = Assets { id: None, parts: serde_json::from_str(listed).unwrap() };
        assert_eq!(assets.files_of("account"), ["chunk_3.wasm", "split_account.wasm"]);
        assert!(assets.files_of("unknown").is_empty());
    }

    #[test]
    fn assets_are_found_under_the_hash_of_their_content_alone() {
        let assets = Assets { id: Some("abc".to_owned()), parts: Parts::new() };
        assert_eq!(assets.locate("abc/vestibule.css").map(|(path, _)| path), Some("vestibule.css"));
        assert_eq!(assets.locate("abd/vestibule.css"), None);
        assert_eq!(assets.locate("vestibule.css"), None);
        assert_eq!(assets.leptos_options().site_pkg_dir.as_ref(), "pkg/abc");
    }
}
