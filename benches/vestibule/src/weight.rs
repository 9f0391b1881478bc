//! What a browser has to load for the login page, in bytes, as they are sent to one that takes brotli.

use crate::{Result, names::named_in, server::Server, talk::request};
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
