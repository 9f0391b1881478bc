//! Static assets: scripts, stylesheet, fonts and images, embedded in the binary and compressed at build time.
//!
//! The path contains a hash of all assets, so that browsers can cache them for a year and a page always gets the files
//! that it was built with. With `cargo leptos watch`, the path has no hash and nothing is cached.

use super::compression::{KeptText, weight};
use super::state::AppState;
use crate::language::{Language, Readers};
use crate::texts;
use crate::web::problem;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use leptos::config::LeptosOptions;
use rust_embed::{Embed, EmbeddedFile};
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{LazyLock, OnceLock};

/// The list of lazy modules, which cargo-leptos writes.
const SPLIT_MANIFEST: &str = "pkg/__wasm_split_manifest.json";
/// The file name that cargo-leptos gives to script and stylesheet.
const OUTPUT_NAME: &str = "vestibule";
/// `Cache-Control` for a URL whose content never changes.
pub const YEAR: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const HOUR: HeaderValue = HeaderValue::from_static("public, max-age=3600");
const NEVER: HeaderValue = HeaderValue::from_static("no-cache");

/// The output of `cargo leptos build`. A build without it, such as for tests, has no assets.
#[derive(Embed)]
#[folder = "target/site"]
#[allow_missing = true]
struct Site;

/// The URLs of assets. They are found out when the first page needs them, because hashing them is a tenth of the instructions of a start.
pub struct Assets {
    /// The hash in the path; `None` with `cargo leptos watch`, which changes the files.
    hash: LazyLock<Option<String>>,
    /// The files of each lazy module, for preloading. Empty with `cargo leptos watch`.
    modules: LazyLock<Modules>,
    options: OnceLock<LeptosOptions>,
}

/// In the extensions of a response that is one of the files.
#[derive(Clone, Copy)]
pub struct StaticFile;

/// The file names of each lazy module, without their extension.
type Modules = HashMap<String, Vec<String>>;

impl Assets {
    pub fn new(watched: bool) -> Self {
        if watched { Self::with(|| None, Modules::new) } else { Self::with(|| Some(HASH.clone()), read_modules) }
    }

    fn with(hash: fn() -> Option<String>, modules: fn() -> Modules) -> Self {
        Self { hash: LazyLock::new(hash), modules: LazyLock::new(modules), options: OnceLock::new() }
    }

    /// Whether `cargo leptos watch` can change the files at any time.
    pub fn are_watched(&self) -> bool {
        self.hash.is_none()
    }

    /// The paths of script and stylesheet. Not by `leptos::get_configuration`, which reads the environment.
    pub fn leptos_options(&self) -> &LeptosOptions {
        self.options.get_or_init(|| {
            let directory = match &*self.hash {
                Some(hash) => format!("pkg/{hash}"),
                None => "pkg".to_owned(),
            };
            LeptosOptions::builder().output_name(OUTPUT_NAME).site_pkg_dir(directory).build()
        })
    }

    /// The path of the folder in which pages find their files.
    pub fn folder(&self) -> String {
        format!("/{}", self.leptos_options().site_pkg_dir)
    }

    /// The files that a browser loads for a lazy module.
    pub fn files_of(&self, module: &str) -> Vec<String> {
        self.modules.get(module).into_iter().flatten().map(|file| format!("{file}.wasm")).collect()
    }

    /// The path without the hash, and its `Cache-Control`.
    fn locate<'a>(&self, path: &'a str) -> Option<(&'a str, HeaderValue)> {
        match &*self.hash {
            Some(hash) => Some((path.strip_prefix(hash.as_str())?.strip_prefix('/')?, YEAR)),
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

/// Script and stylesheet are in the directory `pkg` of the site; the files that they refer to are one level above.
async fn packaged(State(state): State<AppState>, Path(path): Path<String>, headers: HeaderMap) -> Response {
    let found = state.assets.locate(&path).and_then(|(path, caching)| {
        let built = serve(&format!("pkg/{path}"), &headers, caching.clone());
        built.or_else(|| serve(path, &headers, caching))
    });
    found.unwrap_or_else(|| problem::not_found().into_response())
}

/// Files with a fixed URL, which browsers and crawlers request on their own.
fn at_the_root(name: &str, headers: &HeaderMap) -> Response {
    serve(name, headers, HOUR).unwrap_or_else(|| problem::not_found().into_response())
}

/// A file with texts of a language for browsers, which are a part of the program.
struct Texts {
    path: String,
    content: KeptText,
}

static TEXTS: LazyLock<Vec<Texts>> = LazyLock::new(|| {
    let file = |language: Language, readers: Readers| {
        let content = KeptText::new(texts::for_browsers(language, readers));
        Texts { path: format!("pkg/{}", readers.file(language)), content }
    };
    Language::ALL.into_iter().flat_map(|language| Readers::ALL.map(|readers| file(language, readers))).collect()
});

/// The file with texts at this path.
fn own_texts(path: &str, request: &HeaderMap) -> Option<(Body, Option<&'static str>)> {
    let (body, coding) = TEXTS.iter().find(|texts| texts.path == path)?.content.for_client(request);
    Some((body.into(), coding))
}

fn serve(path: &str, request: &HeaderMap, caching: HeaderValue) -> Option<Response> {
    let content_type = content_type(path)?;
    // Files are compressed at build time, so a request only selects one of them.
    let compressed = accepted_codings(request).into_iter().find_map(|coding| {
        let file = Site::get(&format!("{path}.{}", coding.extension))?;
        Some((file, Some(coding.name)))
    });
    // WebAssembly is embedded only compressed, and is served as gzip to every other client.
    let (body, coding) = compressed
        .or_else(|| Some((Site::get(path)?, None)))
        .or_else(|| Some((Site::get(&format!("{path}.gz"))?, Some("gzip"))))
        .map(|(file, coding)| (Body::from(bytes(file)), coding))
        .or_else(|| own_texts(path, request))?;
    let mut response = body.into_response();
    response.extensions_mut().insert(StaticFile);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(header::CACHE_CONTROL, caching);
    // Also without a coding: a cache must not mix the files of clients that accept different codings.
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

/// A content coding (RFC 9110, section 8.4.1).
struct Coding {
    name: &'static str,
    extension: &'static str,
}

/// The most effective first.
const CODINGS: [Coding; 2] = [Coding { name: "br", extension: "br" }, Coding { name: "gzip", extension: "gz" }];

/// The codings that a client accepts, by its weights, then by ours.
fn accepted_codings(request: &HeaderMap) -> Vec<&'static Coding> {
    let weighed = CODINGS.iter().map(|coding| (weight(request, coding.name), coding));
    let mut weighed: Vec<_> = weighed.filter(|(weight, _)| *weight > 0.0).collect();
    // The sort is stable: of two codings with the same weight, the more effective stays first.
    weighed.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    weighed.into_iter().map(|(_, coding)| coding).collect()
}

/// The `Content-Type` by file extension. Other files are not served, so compressed ones have no URL of their own.
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

/// A hash of all names and contents. 64 bits are enough to distinguish builds. One for the process, because a build for tests reads all files.
static HASH: LazyLock<String> = LazyLock::new(|| {
    let mut names: Vec<_> = Site::iter().collect();
    // Sorted, so that the hash does not depend on the order in which the files are listed.
    names.sort();
    let mut hash = Sha256::new();
    for name in names {
        if let Some(file) = Site::get(&name) {
            hash.update(name.as_bytes());
            hash.update(file.metadata.sha256_hash());
        }
    }
    TEXTS.iter().for_each(|texts| hash.update(&texts.content.plain));
    let digest = hash.finalize();
    digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
});

fn read_modules() -> Modules {
    // Without a list, nothing is preloaded, and the browser loads each module when it needs it.
    let listed = Site::get(SPLIT_MANIFEST).and_then(|list| serde_json::from_slice(&list.data).ok());
    listed.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codings_are_sorted_by_weight_then_by_effectiveness() {
        let names = |accept: &str| {
            let value = HeaderValue::from_str(accept).unwrap();
            let request = HeaderMap::from_iter([(header::ACCEPT_ENCODING, value)]);
            accepted_codings(&request).iter().map(|coding| coding.name).collect::<Vec<_>>()
        };
        assert_eq!(names("gzip, br"), ["br", "gzip"]);
        assert_eq!(names("br;q=0.5, gzip"), ["gzip", "br"]);
        assert_eq!(names("br;q=0, gzip;q=0.1"), ["gzip"]);
        assert!(names("identity").is_empty());
    }

    #[test]
    fn the_files_of_a_lazy_module_have_their_extension() {
        const LISTED: &str = r#"{"account": ["chunk_3", "split_account"], "register": ["split_register"]}"#;
        let assets = Assets::with(|| None, || serde_json::from_str(LISTED).unwrap());
        assert_eq!(assets.files_of("account"), ["chunk_3.wasm", "split_account.wasm"]);
        assert!(assets.files_of("unknown").is_empty());
    }

    #[test]
    fn assets_have_only_the_url_with_their_hash() {
        let assets = Assets::with(|| Some("abc".to_owned()), Modules::new);
        assert_eq!(assets.locate("abc/vestibule.css").map(|(path, _)| path), Some("vestibule.css"));
        assert_eq!(assets.locate("abd/vestibule.css"), None);
        assert_eq!(assets.locate("vestibule.css"), None);
        assert_eq!(assets.leptos_options().site_pkg_dir.as_ref(), "pkg/abc");
    }
}
