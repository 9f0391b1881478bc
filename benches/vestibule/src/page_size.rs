//! Measures how many bytes a browser that supports brotli loads for a page.

use crate::{Result, client::request, page_links::linked_files, server::Server};
use serde::Serialize;
use std::collections::VecDeque;

#[derive(Debug, Serialize)]
pub struct File {
    pub path: String,
    /// The content coding, for example `br`.
    pub coding: String,
    /// The size as sent in bytes.
    pub sent: usize,
    /// The size without compression in bytes.
    pub plain: usize,
}

/// The header of a browser that supports brotli.
const ACCEPTED: [(&str, &str); 1] = [("accept-encoding", "br, gzip")];

/// What a script of the page loads when somebody begins to use it. No tag names it.
const IN_USE: [&str; 4] = ["vestibule.js", "vestibule.wasm", "texts/en.txt", "page.js"];

/// A page and all files that it loads directly or indirectly.
#[derive(Debug, Serialize)]
pub struct PageSize {
    files: Vec<File>,
    /// How many of them it loads before somebody uses it.
    at_first: usize,
}

impl PageSize {
    /// `session`: the cookies of the browser, if it has signed in.
    pub async fn measure(server: &Server, page: &str, session: Option<&str>) -> Result<Self> {
        let mut files: Vec<File> = Vec::new();
        let mut queue = VecDeque::from([page.to_owned()]);
        let mut at_first = 0;
        loop {
            let Some(path) = queue.pop_front() else {
                if at_first > 0 {
                    return Ok(Self { files, at_first });
                }
                at_first = files.len();
                let folder = files.iter().find_map(|file| file.path.strip_suffix("vestibule.css"));
                let folder = folder.ok_or_else(|| format!("{page} has no stylesheet"))?;
                queue.extend(IN_USE.map(|name| format!("{folder}{name}")));
                continue;
            };
            if files.iter().any(|file| file.path == path) {
                continue;
            }
            let cookie: Vec<(&str, &str)> = session.map(|session| ("cookie", session)).into_iter().collect();
            let plain = server.send(&request("GET", &path, &cookie, "")).await;
            let plain = plain.map_err(|error| format!("{path}: {error}"))?;
            let sent = server.send(&request("GET", &path, &[&cookie[..], &ACCEPTED].concat(), "")).await?;
            let content_type = plain.header("content-type").unwrap_or_default();
            queue.extend(linked_files(content_type, &String::from_utf8_lossy(&plain.body), &path));
            files.push(File {
                path,
                coding: sent.header("content-encoding").unwrap_or("as it is").to_owned(),
                sent: sent.body.len(),
                plain: plain.body.len(),
            });
        }
    }

    pub fn files(&self) -> &[File] {
        &self.files
    }

    /// The size of what is loaded before somebody uses the page, as sent in bytes.
    pub fn at_first(&self) -> usize {
        self.files[..self.at_first].iter().map(|file| file.sent).sum()
    }

    /// The total size as sent in bytes.
    pub fn total(&self) -> usize {
        self.files.iter().map(|file| file.sent).sum()
    }

    /// The size of all files whose name ends with `ending`, as sent in bytes. None if there are none, because then
    /// [`linked_files`] has missed them.
    pub fn with_ending(&self, ending: &str) -> Option<usize> {
        let files = self.files.iter().filter(|file| file.path.ends_with(ending));
        files.map(|file| file.sent).reduce(|sum, next| sum + next)
    }
}
