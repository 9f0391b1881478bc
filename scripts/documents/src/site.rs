//! `make docs`: a site of files that link to each other, so that it needs no server, with a search.

use crate::REPOSITORY;
use crate::document::{Document, Places, escaped};
use crate::documents::{Documents, collect, name};
use crate::index::entries;
use crate::links::relative;
use std::path::Path;
use std::{fs, io};

/// What pages show and programs read: it is copied.
const COPIED: [&str; 2] = ["docs/pictures", "docs/openapi.json"];
/// The files beside the pages.
const FILES: [(&str, &str); 2] =
    [("site.css", include_str!("../site/site.css")), ("search.js", include_str!("../site/search.js"))];
/// What the header of every page leads to.
const HEADER: [(&str, &str); 5] = [
    ("docs/developers.md", "Developers"),
    ("docs/administrators.md", "Administrators"),
    ("docs/movers.md", "Moving"),
    ("docs/reference.md", "Reference"),
    ("CHANGELOG.md", "Changes"),
];

/// Writes the site to a folder, in place of what is there.
pub fn write(documents: &Documents, folder: &Path) -> io::Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    for document in documents.iter() {
        write_file(folder, &place(&document.file), page(documents, document).as_bytes())?;
    }
    for (name, content) in FILES {
        write_file(folder, name, content.as_bytes())?;
    }
    let all = documents.iter().flat_map(|document| entries(document).map(move |parts| addressed(document, parts)));
    let index: Vec<_> = all.collect();
    let index = serde_json::to_string(&index).map_err(io::Error::other)?;
    // A script, because a page that was opened from a disk may read no other file.
    write_file(folder, "index.js", format!("window.DOCUMENTS = {index};\n").as_bytes())?;
    let mut copied = Vec::new();
    for path in COPIED {
        let is_folder = documents.root().join(path).is_dir();
        if is_folder { collect(documents.root(), path, &mut copied)? } else { copied.push(path.to_owned()) }
    }
    for path in copied {
        write_file(folder, below(&path), &fs::read(documents.root().join(&path))?)?;
    }
    Ok(())
}

fn write_file(folder: &Path, name: &str, content: &[u8]) -> io::Result<()> {
    let path = folder.join(name);
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    fs::write(path, content)
}

/// The entry of the index with the file of its page in place of the name.
fn addressed(document: &Document, parts: [String; 5]) -> [String; 5] {
    let [_, anchor, title, heading, words] = parts;
    [place(&document.file), anchor, title, heading, words]
}

/// The file of the page of a document, from the root of the site.
fn place(file: &str) -> String {
    let name = name(file);
    if name.is_empty() {
        "index.html".to_owned()
    } else if file.ends_with("/README.md") {
        format!("{name}/index.html")
    } else {
        format!("{name}.html")
    }
}

/// Where something of the folder with the documents is on the site.
fn below(path: &str) -> &str {
    path.strip_prefix("docs/").unwrap_or(path)
}

fn page(documents: &Documents, document: &Document) -> String {
    let own = place(&document.file);
    let (title, up) = (escaped(document.title()), relative(&own, ""));
    let links: String = HEADER
        .iter()
        .map(|(file, label)| {
            let current = if document.file == *file { " aria-current=\"page\"" } else { "" };
            format!("<a href=\"{}\"{current}>{label}</a>", relative(&own, &place(file)))
        })
        .collect();
    let content = document.html(&Files { documents, own: &own });
    let source = format!("{REPOSITORY}{}", document.file);
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{title} · Vestibule</title>\n\
         <link rel=\"stylesheet\" href=\"{up}site.css\">\n<script defer src=\"{up}search.js\" data-root=\"{up}\"></script>\n\
         </head>\n<body>\n<a class=\"skip\" href=\"#content\">Skip to content</a>\n\
         <header><a class=\"brand\" href=\"{up}index.html\">Vestibule</a><nav aria-label=\"Documents\">{links}</nav>\n\
         <form role=\"search\" hidden><label for=\"search\">Search</label>\
         <input id=\"search\" type=\"search\" autocomplete=\"off\" spellcheck=\"false\"></form></header>\n\
         <main id=\"content\" tabindex=\"-1\"><section id=\"found\" aria-label=\"Search results\" hidden>\
         <p role=\"status\"></p><ul></ul></section>\n<article>\n{content}</article></main>\n\
         <footer><a href=\"{source}\">Source of this page</a></footer>\n</body>\n</html>\n"
    )
}

/// The addresses on a page of the site.
struct Files<'a> {
    documents: &'a Documents,
    /// The file of the page.
    own: &'a str,
}

impl Places for Files<'_> {
    fn of_file(&self, path: &str, anchor: Option<&str>) -> String {
        let anchor = anchor.map(|anchor| format!("#{anchor}")).unwrap_or_default();
        if self.documents.contains(path) {
            return relative(self.own, &place(path)) + &anchor;
        }
        if COPIED.iter().any(|copied| path.starts_with(copied)) {
            return relative(self.own, below(path));
        }
        format!("{REPOSITORY}{path}{anchor}")
    }

    fn of_picture(&self, path: &str) -> Option<String> {
        Some(relative(self.own, below(path)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_document_has_a_file() {
        for (file, expected) in [
            ("docs/README.md", "index.html"),
            ("docs/api.md", "api.html"),
            ("docs/applications/README.md", "applications/index.html"),
            ("README.md", "readme.html"),
        ] {
            assert_eq!(place(file), expected);
        }
    }
}
