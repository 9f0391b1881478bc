//! `/docs/guides`: the documents of this version, which `build.rs` has made of their Markdown, and a search in them that needs no
//! script ([decision 104](../../../docs/decisions/0104-documents.md)). The documents are in English.

use super::{Place, respond};
use crate::http::state::AppState;
use crate::language::say;
use crate::shared::AppError;
use crate::ui::markup::{Markup, write_markup};
use crate::web::problem;
use axum::Router;
use axum::extract::{Path, Request, State};
use axum::response::Response;
use axum::routing::get;
use flate2::read::GzDecoder;
use std::io::Read as _;
use std::sync::LazyLock;
use url::form_urlencoded;

// `PAGES`: name, title and compressed HTML. `INDEX`: compressed lines, one for each section, with five parts between tabs.
include!(concat!(env!("OUT_DIR"), "/guides.rs"));

/// The path of the page with which readers begin.
pub const GUIDES: &str = "/docs/guides";
/// The paths of the others.
const GUIDE: &str = "/docs/guides/{*path}";
/// How many sections a search shows.
const MOST: usize = 30;
/// How many words of a search count.
const WORDS: usize = 10;

/// What a search looks in. It is unpacked for the first one.
static SECTIONS: LazyLock<String> = LazyLock::new(|| unpacked(INDEX));

pub fn routes() -> Router<AppState> {
    Router::new().route(GUIDES, get(show_first)).route(GUIDE, get(show_guide))
}

async fn show_first(State(state): State<AppState>, request: Request) -> Result<Response, AppError> {
    let query = query_of(&request);
    if query.trim().is_empty() {
        return show(&state, &request, "");
    }
    Ok(respond(&state, &request, Place::Guides, &query, |page| {
        write_search(page, &query);
        write_markup!(page; "<article id=\"content\" tabindex=\"-1\"><h1>" (say::guides_search()) "</h1>");
        write_found(page, &found(&SECTIONS, &query));
        page.add("</article></main>");
    }))
}

async fn show_guide(
    State(state): State<AppState>,
    Path(name): Path<String>,
    request: Request,
) -> Result<Response, AppError> {
    show(&state, &request, &name)
}

fn show(state: &AppState, request: &Request, name: &str) -> Result<Response, AppError> {
    let found = PAGES.iter().find(|(known, ..)| *known == name);
    let (_, title, html) = found.ok_or_else(problem::not_found)?;
    Ok(respond(state, request, Place::Guides, title, |page| {
        write_search(page, "");
        page.add("<article id=\"content\" tabindex=\"-1\" lang=\"en\">");
        page.written(&unpacked(html));
        page.add("</article></main>");
    }))
}

/// What is searched for: the parameter `q`.
fn query_of(request: &Request) -> String {
    let parameters = form_urlencoded::parse(request.uri().query().unwrap_or_default().as_bytes());
    let mut queries = parameters.filter(|(name, _)| name == "q");
    queries.next().map(|(_, value)| value.into_owned()).unwrap_or_default()
}

/// The beginning of a page: the way to the first one, and the search.
fn write_search(page: &mut Markup, query: &str) {
    write_markup!(
        page;
        "<main class=\"page grow guides\" id=\"main\"><div class=\"guides-head\"><a href=\"/docs/guides\">"
        (say::guides_all()) "</a><form class=\"guides-search\" role=\"search\" action=\"/docs/guides\">\
         <label class=\"label\" for=\"guides-search\">" (say::guides_search()) "</label>\
         <input class=\"input\" id=\"guides-search\" type=\"search\" name=\"q\" autocomplete=\"off\" value=\"" (query) "\">\
         <button class=\"btn btn-secondary\" type=\"submit\">" (say::search()) "</button></form></div>"
    );
}

fn write_found(page: &mut Markup, found: &[Section<'_>]) {
    let shown = &found[..found.len().min(MOST)];
    let count = match found.len() {
        0 => say::guides_found_none().to_owned(),
        count => say::guides_found(&count.to_string()),
    };
    write_markup!(page; "<p>" (&count));
    if shown.len() < found.len() {
        write_markup!(page; " " (&say::guides_first(&shown.len().to_string())));
    }
    page.add("</p><ul lang=\"en\">");
    for Section { name, anchor, title, heading } in shown {
        let slash = if name.is_empty() { "" } else { "/" };
        let hash = if anchor.is_empty() { "" } else { "#" };
        write_markup!(page; "<li><a href=\"/docs/guides" (slash) (name) (hash) (anchor) "\">" (title));
        if !heading.is_empty() {
            write_markup!(page; ": " (heading));
        }
        page.add("</a></li>");
    }
    page.add("</ul>");
}

/// A section that a search has found.
#[derive(PartialEq, Eq, Debug)]
struct Section<'a> {
    name: &'a str,
    /// Empty for the page itself, like the heading.
    anchor: &'a str,
    title: &'a str,
    heading: &'a str,
}

/// The sections that have all words, those first whose titles have them. `scripts/documents/site/search.js` finds the same.
fn found<'a>(index: &'a str, query: &str) -> Vec<Section<'a>> {
    let words: Vec<_> = query.split_whitespace().take(WORDS).map(str::to_lowercase).collect();
    let (mut named, mut others) = (Vec::new(), Vec::new());
    for line in index.lines() {
        let parts: Vec<_> = line.split('\t').collect();
        let [name, anchor, title, heading, text] = parts[..] else { continue };
        let names = format!("{title} {heading}").to_lowercase();
        if words.iter().all(|word| names.contains(word.as_str())) {
            named.push(Section { name, anchor, title, heading });
        } else if words.iter().all(|word| names.contains(word.as_str()) || text.contains(word.as_str())) {
            others.push(Section { name, anchor, title, heading });
        }
    }
    named.append(&mut others);
    named
}

fn unpacked(compressed: &[u8]) -> String {
    let mut text = String::new();
    let read = GzDecoder::new(compressed).read_to_string(&mut text);
    read.map_or_else(|_| unreachable!("build.rs has compressed it"), |_| text)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINES: &str = "\t\tDocuments\t\tall documents mail\n\
                         run\t\tRunning\t\trunning settings\n\
                         run\tmail\tRunning\tMail\tmail smtp_url tls\n";

    fn anchors(query: &str) -> Vec<(&'static str, &'static str)> {
        found(LINES, query).into_iter().map(|section| (section.name, section.anchor)).collect()
    }

    #[test]
    fn a_search_finds_parts_of_words_and_shows_titles_first() {
        assert_eq!(anchors("MAIL"), [("run", "mail"), ("", "")]);
        assert_eq!(anchors("smtp running"), [("run", "mail")]);
        assert_eq!(anchors("sett"), [("run", "")]);
        assert!(anchors("nothing").is_empty());
    }

    #[test]
    fn every_page_can_be_unpacked_and_the_index_names_no_other() {
        let names: Vec<_> = PAGES.iter().map(|(name, ..)| *name).collect();
        for name in ["", "reference", "api", "operations/run", "applications/caddy", "changelog"] {
            assert!(names.contains(&name), "{name}");
        }
        for (name, title, html) in PAGES {
            let html = unpacked(html);
            assert!(html.starts_with("<h1 id=\"") && !title.is_empty(), "{name}");
            // What the policy of the page forbids, and pictures, which the program has not.
            for part in ["<img", "<script", " style="] {
                assert!(!html.contains(part), "{name} has {part}");
            }
            for link in html.split("href=\"/docs/guides").skip(1) {
                let to = link.split(['"', '#']).next().unwrap_or_default().trim_start_matches('/');
                assert!(names.contains(&to), "{name} leads to {to}");
            }
        }
        assert!(SECTIONS.lines().all(|line| names.contains(&line.split('\t').next().unwrap_or("none"))));
    }
}
