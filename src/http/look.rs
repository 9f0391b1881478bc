//! The operator's look (`docs/look.md`): its two files, which are served from memory, and its parts of every page, which the server
//! writes as HTML, so that the browser needs no code for them.
//!
//! The address of a file contains a hash of its content, and is below a path that proxies pass on already. The accent is a
//! stylesheet of its own, because the policy of pages allows stylesheets of this origin only, and none inside of a page.

use super::assets::{StaticFile, YEAR};
use super::headers::FROM_ANY_ORIGIN;
use super::state::AppState;
use crate::config::Config;
use crate::language::{Language, say};
use crate::look::{Look, mailto};
use crate::pictures::logo::Logo;
use crate::texts::in_language;
use crate::ui::markup::{html, write_markup};
use crate::web::{PageLook, problem};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use sha2::{Digest, Sha256};

/// The files of the look, those that exist.
#[derive(Debug, Default)]
pub struct LookFiles {
    stylesheet: Option<LookFile>,
    logo: Option<LookFile>,
}

#[derive(Debug)]
struct LookFile {
    /// With a hash of the content.
    name: String,
    content_type: HeaderValue,
    content: Bytes,
}

impl LookFiles {
    pub fn new(look: &Look) -> Self {
        let stylesheet = look.accent.as_ref().map(|accent| accent.stylesheet());
        Self {
            stylesheet: stylesheet.map(|css| LookFile::new(css.into(), "css", "text/css; charset=utf-8")),
            logo: look.logo.as_ref().map(|logo| LookFile::new(logo.png.clone().into(), "png", "image/png")),
        }
    }

    fn find(&self, name: &str) -> Option<&LookFile> {
        self.stylesheet.iter().chain(&self.logo).find(|file| file.name == name)
    }
}

impl LookFile {
    fn new(content: Bytes, extension: &str, content_type: &'static str) -> Self {
        let digest = Sha256::digest(&content);
        let hash: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        Self { name: format!("{hash}.{extension}"), content_type: HeaderValue::from_static(content_type), content }
    }

    fn address(&self) -> String {
        format!("/pkg/look/{}", self.name)
    }
}

pub fn routes() -> Router<AppState> {
    Router::new().route("/pkg/look/{file}", get(show))
}

async fn show(State(state): State<AppState>, Path(name): Path<String>) -> Response {
    let Some(file) = state.look.find(&name) else {
        return problem::not_found().into_response();
    };
    let headers = [(header::CONTENT_TYPE, file.content_type.clone()), (header::CACHE_CONTROL, YEAR)];
    // Pages on the hosts of applications show the logo as well.
    let mut response = (headers, FROM_ANY_ORIGIN, Body::from(file.content.clone())).into_response();
    response.extensions_mut().insert(StaticFile);
    response
}

/// The parts of every page in this language.
pub fn page_look(config: &Config, files: &LookFiles, language: Language) -> PageLook {
    let logo = config.look.logo.as_ref().zip(files.logo.as_ref());
    PageLook {
        brand: logo.map(|(logo, file)| brand(logo, &file.address(), config.name_in(language).as_str(), "/")),
        links: in_language(language, || foot_links(&config.look_in(language))),
        support: config.look_in(language).support_email.as_deref().map(support_link),
        stylesheet: files.stylesheet.as_ref().map(LookFile::address),
        // One that contains the name is unreadable at the size of an icon.
        icon: logo.filter(|(logo, _)| !logo.is_wordmark()).map(|(_, file)| file.address()),
    }
}

/// The logo with a link to this server, for a page on another host; none without a logo. `origin`: of this server.
pub fn logo_elsewhere(origin: &str, name: &str, look: &Look, files: &LookFiles) -> Option<String> {
    let (logo, file) = look.logo.as_ref().zip(files.logo.as_ref())?;
    Some(brand(logo, &format!("{origin}{}", file.address()), name, &format!("{origin}/")))
}

/// The logo with a link to the home page. `name`: that of the installation.
fn brand(logo: &Logo, address: &str, name: &str, home: &str) -> String {
    let class = if logo.is_transparent { "logo logo-ground" } else { "logo" };
    let (alternative, beside) = if logo.is_wordmark() { (name, None) } else { ("", Some(name)) };
    let (width, height) = (logo.width.to_string(), logo.height.to_string());
    html(|out| {
        write_markup!(out;
            "<a class=\"brand\" href=\"" (home) "\"><img class=\"" (class) "\" src=\"" (address) "\" alt=\"" (alternative)
            "\" width=\"" (&width) "\" height=\"" (&height) "\">");
        if let Some(name) = beside {
            write_markup!(out; "<span>" (name) "</span>");
        }
        out.add("</a>");
    })
}

/// A link to the operator's address for questions, as HTML.
fn support_link(address: &str) -> String {
    html(|out| write_markup!(out; "<a rel=\"external\" href=\"" (&mailto(address)) "\">" (address) "</a>"))
}

/// The operator's links below a page as HTML, in the current language; none without any. `rel=external`: the browser follows them,
/// because they are no pages of the router.
fn foot_links(look: &Look) -> Option<String> {
    let Look { terms_url, privacy_url, support_email, .. } = look;
    let pages = [(say::foot_links_terms(), terms_url), (say::foot_links_privacy(), privacy_url)];
    let pages = pages.into_iter().filter_map(|(label, url)| Some((label, url.clone()?)));
    let support = support_email.as_deref().map(|address| (address, mailto(address)));
    let links: Vec<(&str, String)> = pages.chain(support).collect();
    if links.is_empty() {
        return None;
    }
    Some(html(|out| {
        write_markup!(out; "<nav class=\"foot-links\" aria-label=\"" (say::foot_links()) "\">");
        for (label, url) in &links {
            // The space is for pages without our stylesheet.
            write_markup!(out; " <a rel=\"external\" href=\"" (url) "\">" (label) "</a>");
        }
        out.add("</nav>");
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn logo(width: u32, height: u32, is_transparent: bool) -> Logo {
        Logo { png: b"a picture".to_vec(), width, height, is_transparent }
    }

    #[test]
    fn a_logo_stands_beside_the_name_or_in_its_place() {
        let beside = brand(&logo(64, 64, true), "/pkg/look/a.png", "<b>Söhne & Co", "/");
        let expected = "<a class=\"brand\" href=\"/\"><img class=\"logo logo-ground\" src=\"/pkg/look/a.png\" alt=\"\" \
                        width=\"64\" height=\"64\"><span>&lt;b&gt;Söhne &amp; Co</span></a>";
        assert_eq!(beside, expected);
        let alone = brand(&logo(256, 64, false), "/pkg/look/a.png", "\"Söhne\"", "/");
        assert!(alone.contains("class=\"logo\"") && alone.contains("alt=\"&quot;Söhne&quot;\""), "{alone}");
        assert!(!alone.contains("<span>"), "{alone}");
    }

    #[test]
    fn links_are_those_that_are_set() {
        assert_eq!(foot_links(&Look::default()), None);
        let look = Look {
            privacy_url: Some("https://www.example.org/privacy?a=\"b\"".to_owned()),
            support_email: Some("help@example.org".to_owned()),
            ..Look::default()
        };
        let expected = "<nav class=\"foot-links\" aria-label=\"Terms and support\"> <a rel=\"external\" \
                        href=\"https://www.example.org/privacy?a=&quot;b&quot;\">Privacy</a> <a rel=\"external\" \
                        href=\"mailto:help@example.org\">help@example.org</a></nav>";
        assert_eq!(foot_links(&look).as_deref(), Some(expected));
    }

    #[test]
    fn the_name_of_a_file_changes_with_its_content() {
        let name = |content: &'static str| LookFile::new(content.into(), "css", "text/css").name;
        assert_eq!(name("a"), name("a"));
        assert_ne!(name("a"), name("b"));
        assert!(name("a").len() == 20 && name("a").ends_with(".css"), "{}", name("a"));
    }
}
