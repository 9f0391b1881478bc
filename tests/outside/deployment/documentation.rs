//! Links, files and names in the documentation exist.

use super::support::{files, read, root};
use std::collections::BTreeSet;
use vestibule::shared::audit::{EventKind, Reason};

/// The link targets of a Markdown page, except URLs.
fn links(page: &str) -> Vec<String> {
    let targets = page.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(target, _)| target);
    let targets = targets.filter(|target| !target.contains("://"));
    targets
        .map(|target| target.split('#').next().unwrap_or_default().to_owned())
        .filter(|target| !target.is_empty())
        .collect()
}

#[test]
fn links_between_files_are_valid() {
    let pages = ["", "docs", "docs/applications", "docs/decisions"].into_iter().flat_map(|folder| files(folder, ".md"));
    let mut seen = 0;
    for page in pages {
        for link in links(&read(&page)) {
            assert!(page.parent().unwrap().join(&link).exists(), "{}: {link}", page.display());
            seen += 1;
        }
    }
    assert!(seen > 20);
}

#[test]
fn the_deployment_files_are_documented() {
    let page = read("docs/operations.md");
    for file in [
        "Caddyfile",
        "nginx.conf",
        "vestibule.service",
        "render-postgres.yaml",
        "secrets.sh",
        "database.sql",
        "prometheus.yml",
        "grafana/vestibule.json",
    ] {
        assert!(root().join("deploy").join(file).exists());
        assert!(page.contains(&format!("deploy/{file}")), "docs/operations.md says nothing of deploy/{file}");
    }
}

#[test]
fn exactly_the_existing_events_and_reasons_are_documented() {
    let page = read("docs/audit.md");
    let tables = page.split("## Reading the audit log").next().unwrap_or_default();
    let listed: BTreeSet<_> =
        tables.lines().filter_map(|line| line.strip_prefix("| `")?.split_once("` |")).map(|(name, _)| name).collect();
    let events = EventKind::ALL.iter().map(|kind| kind.as_str());
    let known: BTreeSet<_> = events.chain(Reason::ALL.iter().map(|reason| reason.as_str())).collect();
    assert_eq!(listed, known);
}
