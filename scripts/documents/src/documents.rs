//! All documents, and what is wrong with them.

use crate::document::Document;
use crate::links::{Target, target};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::{fs, io};

/// The folder whose Markdown files are documents.
pub const FOLDER: &str = "docs";
/// The documents beside it.
const AT_THE_ROOT: [&str; 4] = ["CHANGELOG.md", "CONTRIBUTING.md", "README.md", "SECURITY.md"];
/// The one with which readers begin.
pub const FIRST: &str = "docs/README.md";
/// HTML that a document may have: lines of a cell. Comments are allowed as well, because they mark the parts that a program writes.
const LINE_BREAK: &str = "<br>";

/// The documents of the repository.
#[derive(Debug)]
pub struct Documents {
    root: PathBuf,
    by_file: BTreeMap<String, Document>,
}

impl Documents {
    /// `root`: the folder of the repository.
    pub fn read(root: &Path) -> io::Result<Self> {
        let mut files = AT_THE_ROOT.map(str::to_owned).to_vec();
        collect(root, FOLDER, &mut files)?;
        let mut by_file = BTreeMap::new();
        for file in files.into_iter().filter(|file| file.ends_with(".md")) {
            let markdown = fs::read_to_string(root.join(&file))?;
            by_file.insert(file.clone(), Document::parse(&file, markdown));
        }
        Ok(Self { root: root.to_owned(), by_file })
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    pub fn iter(&self) -> impl Iterator<Item = &Document> {
        self.by_file.values()
    }

    /// Whether the file is a document.
    pub fn contains(&self, file: &str) -> bool {
        self.by_file.contains_key(file)
    }

    /// What readers would stumble over: links that lead nowhere, pages to which nothing leads, and HTML. A line for each.
    pub fn mistakes(&self) -> Vec<String> {
        let mut mistakes = Vec::new();
        for document in self.iter() {
            let file = &document.file;
            let html = document.html.iter().filter(|html| *html != LINE_BREAK && !is_comment(html));
            mistakes.extend(html.map(|html| format!("{file}: HTML in Markdown: {html}")));
            let dead = document.links.iter().filter(|link| !self.leads_somewhere(file, link));
            mistakes.extend(dead.map(|link| format!("{file}: a link leads nowhere: {link}")));
        }
        let reached = self.reached();
        let lost = self.by_file.keys().filter(|file| !reached.contains(file.as_str()));
        mistakes.extend(lost.map(|file| format!("{file}: no link leads here from {FIRST}")));
        mistakes
    }

    fn leads_somewhere(&self, file: &str, link: &str) -> bool {
        let Target::File { path, anchor } = target(file, link) else { return true };
        match (self.by_file.get(&path), anchor) {
            (Some(document), Some(anchor)) => document.sections.iter().any(|section| section.anchor == anchor),
            _ => self.root.join(path).exists(),
        }
    }

    /// The documents to which links lead from the first one, over others too.
    fn reached(&self) -> BTreeSet<&str> {
        let (mut reached, mut waiting) = (BTreeSet::new(), vec![FIRST.to_owned()]);
        while let Some(file) = waiting.pop() {
            let Some(document) = self.by_file.get(&file) else { continue };
            if !reached.insert(document.file.as_str()) {
                continue;
            }
            for link in &document.links {
                if let Target::File { path, .. } = target(&file, link) {
                    waiting.push(path);
                }
            }
        }
        reached
    }
}

/// Whether the HTML is one comment, which pages do not show.
fn is_comment(html: &str) -> bool {
    let rest = html.strip_prefix("<!--").and_then(|rest| rest.split_once("-->"));
    rest.is_some_and(|(_, after)| after.is_empty())
}

/// Adds the files below a folder, as paths from the root, in the order of their names.
pub fn collect(root: &Path, folder: &str, files: &mut Vec<String>) -> io::Result<()> {
    let entries = fs::read_dir(root.join(folder))?.collect::<io::Result<Vec<_>>>()?;
    let mut names: Vec<_> = entries.iter().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    for name in names {
        let path = format!("{folder}/{name}");
        if root.join(&path).is_dir() { collect(root, &path, files)? } else { files.push(path) }
    }
    Ok(())
}

/// The name of the page of a document, of which its address is made: `docs/operations/run.md` is `operations/run`, and
/// `docs/applications/README.md` is `applications`. That of the first one is empty.
pub fn name(file: &str) -> String {
    let (name, is_below) = match file.strip_prefix("docs/") {
        Some(name) => (name, true),
        None => (file, false),
    };
    let name = name.strip_suffix(".md").unwrap_or(name).to_lowercase();
    // The one at the root is a page like others: that of its folder is the first document.
    if !is_below {
        return name;
    }
    match name.strip_suffix("readme") {
        Some(folder) => folder.trim_end_matches('/').to_owned(),
        None => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tempfile::TempDir;

    /// Documents with these texts. Those at the root are empty.
    fn documents(texts: &[(&str, &str)]) -> (TempDir, Documents) {
        let folder = TempDir::new().unwrap();
        AT_THE_ROOT.iter().for_each(|file| fs::write(folder.path().join(file), "# Empty\n").unwrap());
        for (file, text) in texts {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let documents = Documents::read(folder.path()).unwrap();
        (folder, documents)
    }

    const LISTS_ALL: &str =
        "# All\n[a](a/b.md) [](../CHANGELOG.md) [](../CONTRIBUTING.md) [](../README.md) [](../SECURITY.md)\n";

    #[test]
    fn what_is_right_has_no_mistakes() {
        let text = "# B\n## Part\n[a](../README.md#all) [b](#part) [c](../../SECURITY.md) ![d](d.png)\n\n<!-- e -->\n\n\
                    | a<br>b |\n|---|\n";
        let (_folder, documents) =
            documents(&[("docs/README.md", LISTS_ALL), ("docs/a/b.md", text), ("docs/a/d.png", "")]);
        assert_eq!(documents.mistakes(), Vec::<String>::new());
    }

    #[test]
    fn dead_links_lost_pages_and_html_are_mistakes() {
        let text = "# B\n[a](c.md) [b](#gone) [c](../README.md#gone) [d](https://example.com/gone)\n\n<div>\n\n\
                    <!-- e --><p>\n";
        let (_folder, documents) =
            documents(&[("docs/README.md", LISTS_ALL), ("docs/a/b.md", text), ("docs/lost.md", "# Lost\n")]);
        assert_eq!(
            documents.mistakes(),
            [
                "docs/a/b.md: HTML in Markdown: <div>",
                "docs/a/b.md: HTML in Markdown: <!-- e --><p>",
                "docs/a/b.md: a link leads nowhere: c.md",
                "docs/a/b.md: a link leads nowhere: #gone",
                "docs/a/b.md: a link leads nowhere: ../README.md#gone",
                "docs/lost.md: no link leads here from docs/README.md",
            ]
        );
    }

    #[test]
    fn the_documents_of_this_repository_have_none() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let documents = Documents::read(&root).unwrap();
        assert!(documents.iter().count() > 100);
        assert_eq!(documents.mistakes(), Vec::<String>::new());
    }

    #[test]
    fn pages_are_named_like_their_files() {
        for (file, expected) in [
            ("docs/README.md", ""),
            ("docs/api.md", "api"),
            ("docs/GLOSSARY.md", "glossary"),
            ("docs/operations/run.md", "operations/run"),
            ("docs/applications/README.md", "applications"),
            ("README.md", "readme"),
            ("CHANGELOG.md", "changelog"),
        ] {
            assert_eq!(name(file), expected);
        }
    }
}
