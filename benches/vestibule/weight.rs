//! What a browser has to load for the login page, in bytes, as they are sent to one that takes brotli.

use crate::{Result, server::Server, talk::request};
use serde::Serialize;
use std::collections::VecDeque;

/// One file.
#[derive(Debug, Serialize)]
pub struct File {
    pub path: String,
    /// How it was sent.
    pub coding: String,
    pub sent: usize,
    /// Without compression.
    pub plain: usize,
}

/// The page, and everything that it or its stylesheet or script names.
#[derive(Debug, Serialize)]
pub struct Weight(Vec<File>);

impl Weight {
    pub async fn of(server: &Server, page: &str) -> Result<Self> {
        let mut files: Vec<File> = Vec::new();
        let mut wanted = VecDeque::from([page.to_owned()]);
        while let Some(path) = wanted.pop_front() {
            if files.iter().any(|file| file.path == path) {
                continue;
            }
            let plain = server.ask(&request("GET", &path, &[], "")).await;
            let plain = plain.map_err(|error| format!("{path}: {error}"))?;
            let sent = server.ask(&request("GET", &path, &[("accept-encoding", "br, gzip")], "")).await?;
            let content_type = plain.header("content-type").unwrap_or_default();
            wanted.extend(named_in(content_type, &String::from_utf8_lossy(&plain.body), &path));
            files.push(File {
                path,
                coding: sent.header("content-encoding").unwrap_or("as it is").to_owned(),
                sent: sent.body.len(),
                plain: plain.body.len(),
            });
        }
        Ok(Self(files))
    }

    pub fn files(&self) -> &[File] {
        &self.0
    }

    /// What is sent in all.
    pub fn total(&self) -> usize {
        self.0.iter().map(|file| file.sent).sum()
    }

    /// What is sent in files whose names end so; nothing if there are none, for then they were overlooked.
    pub fn of_kind(&self, ending: &str) -> Option<usize> {
        let files = self.0.iter().filter(|file| file.path.ends_with(ending));
        files.map(|file| file.sent).reduce(|sum, next| sum + next)
    }
}

/// The addresses that a file makes a browser load.
fn named_in(content_type: &str, text: &str, base: &str) -> Vec<String> {
    let names: Vec<&str> = match content_type.split(';').next() {
        Some("text/html") => named_in_html(text),
        Some("text/css") => between(text, "url(", ")").collect(),
        Some("text/javascript") => between(text, "from '", "'").chain(between(text, "from \"", "\"")).collect(),
        _ => Vec::new(),
    };
    names.into_iter().filter_map(|name| resolve(base, name.trim_matches(['"', '\'']))).collect()
}

fn named_in_html(html: &str) -> Vec<&str> {
    const LOADED: [&str; 5] = ["stylesheet", "preload", "modulepreload", "icon", "manifest"];
    let is_loaded = |tag: &&str| between(tag, " rel=\"", "\"").any(|rel| LOADED.contains(&rel));
    let links = between(html, "<link", ">").filter(is_loaded).flat_map(|tag| between(tag, " href=\"", "\""));
    let scripts = between(html, "<script", ">").flat_map(|tag| between(tag, " src=\"", "\""));
    let pictures = between(html, "<img", ">").flat_map(|tag| between(tag, " src=\"", "\""));
    links.chain(scripts).chain(pictures).collect()
}

/// Every piece of `text` between `before` and the next `after`.
fn between<'a>(text: &'a str, before: &str, after: &str) -> impl Iterator<Item = &'a str> {
    text.split(before).skip(1).filter_map(move |rest| Some(rest.split_once(after)?.0))
}

/// An address of our own, as seen from `base`; none for one that is elsewhere, or holds its content itself.
fn resolve(base: &str, name: &str) -> Option<String> {
    if name.starts_with('/') {
        return (!name.starts_with("//")).then(|| name.to_owned());
    }
    if name.is_empty() || name.starts_with('#') || name.contains(':') {
        return None;
    }
    let mut folders: Vec<&str> = base.rsplit_once('/')?.0.split('/').collect();
    for step in name.split('/') {
        match step {
            "." => {}
            ".." => drop(folders.pop()),
            step => folders.push(step),
        }
    }
    Some(folders.join("/"))
}
