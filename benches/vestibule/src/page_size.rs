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

/// A page and all files that it loads directly or indirectly.
#[derive(Debug, Serialize)]
pub struct PageSize(Vec<File>);

impl PageSize {
    pub async fn measure(server: &Server, page: &str) -> Result<Self> {
        let mut files: Vec<File> = Vec::new();
        let mut queue = VecDeque::from([page.to_owned()]);
        while let Some(path) = queue.pop_front() {
            if files.iter().any(|file| file.path == path) {
                continue;
            }
            let plain = server.send(&request("GET", &path, &[], "")).await;
            let plain = plain.map_err(|error| format!("{path}: {error}"))?;
            let sent = server.send(&request("GET", &path, &[("accept-encoding", "br, gzip")], "")).await?;
            let content_type = plain.header("content-type").unwrap_or_default();
            queue.extend(linked_files(content_type, &String::from_utf8_lossy(&plain.body), &path));
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

    /// The total size as sent in bytes.
    pub fn total(&self) -> usize {
        self.0.iter().map(|file| file.sent).sum()
    }

    /// The size of all files whose name ends with `ending`, as sent in bytes. None if there are none, because then
    /// [`linked_files`] has missed them.
    pub fn with_ending(&self, ending: &str) -> Option<usize> {
        let files = self.0.iter().filter(|file| file.path.ends_with(ending));
        files.map(|file| file.sent).reduce(|sum, next| sum + next)
    }
}
