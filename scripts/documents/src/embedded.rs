//! What the program has at `/docs/guides`: pages for those who use it, not for those who build it.

use crate::REPOSITORY;
use crate::document::{Document, Places};
use crate::documents::{Documents, FOLDER, name};
use crate::index::entries;

/// Where the pages are.
pub const PATH: &str = "/docs/guides";

/// Documents for those who build the program, which has neither them nor the pictures.
const LEFT_OUT: [&str; 3] = ["docs/internals/", "docs/decisions/", "docs/ARCHITECTURE.md"];
/// The one that the program has of those beside the folder.
const CHANGELOG: &str = "CHANGELOG.md";

/// A page of the program.
#[derive(Debug)]
pub struct Page {
    /// What follows [`PATH`] and a slash. Empty for the first page.
    pub name: String,
    pub title: String,
    pub html: String,
}

/// The pages, and the index of a search: a line for each section, with five parts between tabs.
pub fn pages(documents: &Documents) -> (Vec<Page>, String) {
    let kept: Vec<_> = documents.iter().filter(|document| is_kept(&document.file)).collect();
    let index = kept.iter().flat_map(|document| entries(document)).map(|parts| parts.join("\t") + "\n").collect();
    let places = Embedded { documents };
    let page = |document: &&Document| Page {
        name: name(&document.file),
        title: document.title().to_owned(),
        html: document.html(&places),
    };
    (kept.iter().map(page).collect(), index)
}

fn is_kept(file: &str) -> bool {
    let is_below = file.strip_prefix(FOLDER).is_some_and(|rest| rest.starts_with('/'));
    file == CHANGELOG || is_below && !LEFT_OUT.iter().any(|part| file.starts_with(part))
}

struct Embedded<'a> {
    documents: &'a Documents,
}

impl Places for Embedded<'_> {
    fn of_file(&self, path: &str, anchor: Option<&str>) -> String {
        let anchor = anchor.map(|anchor| format!("#{anchor}")).unwrap_or_default();
        if path == "docs/openapi.json" {
            return "/api/openapi.json".to_owned();
        }
        if !(self.documents.contains(path) && is_kept(path)) {
            return format!("{REPOSITORY}{path}{anchor}");
        }
        let name = name(path);
        if name.is_empty() { format!("{PATH}{anchor}") } else { format!("{PATH}/{name}{anchor}") }
    }

    fn of_picture(&self, _: &str) -> Option<String> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_users_need_is_kept() {
        for (file, expected) in [
            ("docs/README.md", true),
            ("docs/operations/run.md", true),
            ("CHANGELOG.md", true),
            ("README.md", false),
            ("docs/ARCHITECTURE.md", false),
            ("docs/decisions/README.md", false),
            ("docs/internals/benchmarks.md", false),
            ("docs/internals/benchmark-method.md", false),
        ] {
            assert_eq!(is_kept(file), expected, "{file}");
        }
    }
}
