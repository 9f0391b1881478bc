//! Pictures, files and names in the documentation exist. Its links are tested in `scripts/documents`.

use super::support::files;
use crate::repository::{read, root};
use std::collections::BTreeSet;

#[test]
fn every_picture_is_on_a_page() {
    let folders = ["", "docs", "docs/applications", "docs/operations", "docs/providers"];
    let pages = folders.into_iter().flat_map(|folder| files(folder, ".md"));
    let pages: Vec<_> = pages.map(read).collect();
    // Those of pages are compared with the pages instead (`make pictures`).
    let pictures: Vec<_> = files("docs/pictures", "").into_iter().filter(|path| path.is_file()).collect();
    assert!(pictures.len() > 3);
    for picture in pictures {
        let name = picture.file_name().unwrap_or_default().to_string_lossy();
        assert!(pages.iter().any(|page| page.contains(&format!("pictures/{name})"))), "no page shows {name}");
        if name.ends_with(".svg") {
            let svg = read(&picture);
            for part in ["<title", "<desc", "prefers-color-scheme: dark"] {
                assert!(svg.contains(part), "{name} lacks {part}");
            }
        }
    }
}

/// What a proxy does not pass on from outside, and what only servers for development and tests have.
const NOT_FROM_OUTSIDE: [&str; 4] = ["/auth/forward", "/auth/request", "/dev/", "/test/"];

#[test]
fn every_address_is_a_reserved_path() {
    let page = read("docs/operations/install.md");
    let (_, rest) = page.split_once("\n## Reserved paths\n").expect("the section");
    let section = rest.split("\n## ").next().unwrap_or_default();
    let cells = section.lines().filter_map(|line| line.strip_prefix("| `")?.split_once("` |"));
    let reserved: Vec<_> = cells.flat_map(|(paths, _)| paths.split("`, `")).collect();
    let is_reserved = |path: &str| {
        reserved.iter().any(|reserved| match reserved.strip_suffix('…') {
            Some(folder) => path.starts_with(folder),
            None => path == *reserved,
        })
    };

    let reference = read("docs/reference.md");
    let methods = ["GET", "POST", "PUT", "PATCH", "DELETE"].map(|method| format!("| {method} | `"));
    let paths = reference.lines().filter_map(|line| {
        let rest = methods.iter().find_map(|method| line.strip_prefix(method.as_str()))?;
        Some(rest.split_once('`')?.0)
    });
    let paths = paths.filter(|path| !NOT_FROM_OUTSIDE.iter().any(|beginning| path.starts_with(beginning)));
    let paths: BTreeSet<_> = paths.collect();
    assert!(paths.len() > 50, "{paths:?}");
    for path in paths {
        assert!(is_reserved(path), "docs/operations/install.md does not reserve {path}");
    }
}

#[test]
fn the_deployment_files_are_documented() {
    let pages = ["install", "run"].map(|page| read(format!("docs/operations/{page}.md"))).concat();
    for file in [
        "Caddyfile",
        "nginx.conf",
        "vestibule.service",
        "vestibule-backup.service",
        "vestibule-backup.timer",
        "render-postgres.yaml",
        "secrets.sh",
        "database.sql",
        "prometheus.yml",
        "prometheus-rules.yml",
        "grafana/vestibule.json",
    ] {
        assert!(root().join("deploy").join(file).exists());
        assert!(pages.contains(&format!("deploy/{file}")), "docs/operations says nothing of deploy/{file}");
    }
}
