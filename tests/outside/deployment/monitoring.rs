//! The configuration of Prometheus, its alerts, and the dashboard of Grafana.

use super::support::{configuration, default_address, parse, values_of};
use crate::repository::read;
use serde_json::Value;
use std::collections::BTreeSet;

/// The metrics that the server has.
fn metrics() -> BTreeSet<String> {
    let source = read("src/http/metrics/families.rs");
    let names: BTreeSet<_> = source.split('"').filter(|text| is_metric(text)).map(str::to_owned).collect();
    assert!(names.len() > 10, "{names:?}");
    names
}

fn is_metric(word: &str) -> bool {
    let is_part_of_name = |character: char| character.is_ascii_alphanumeric() || character == '_';
    word.starts_with("vestibule_") && word.chars().all(is_part_of_name)
}

fn dashboard() -> Value {
    serde_json::from_str(&read("deploy/grafana/vestibule.json")).expect("JSON")
}

/// The metrics that a query names. A histogram has several time series, whose endings are removed.
fn named_in(query: &str) -> impl Iterator<Item = String> {
    let words = query.split(|character: char| !character.is_ascii_alphanumeric() && character != '_');
    words.filter(|word| is_metric(word)).map(|word| {
        let endings = ["_bucket", "_sum", "_count"];
        endings.iter().find_map(|ending| word.strip_suffix(*ending)).unwrap_or(word).to_owned()
    })
}

#[test]
fn prometheus_scrapes_the_default_address_with_a_token_from_a_file() {
    let config: Value = parse("deploy/prometheus.yml");
    let scrape = &config["scrape_configs"][0];
    assert!(read("src/http/metrics/mod.rs").contains(&format!("Endpoint::get({}, ", scrape["metrics_path"])));
    assert_eq!(scrape["static_configs"][0]["targets"][0], default_address().to_string());
    assert_eq!(scrape["authorization"]["type"], "Bearer");
    let file = scrape["authorization"]["credentials_file"].as_str().expect("a file");
    let page = read("docs/operations/run.md");
    assert!(page.contains(file), "docs/operations/run.md does not say how to make {file}");
    // The variable that the page sets to the same token.
    assert!(page.contains("VESTIBULE_METRICS_TOKEN_FILE="));
    assert!(configuration(&[("VESTIBULE_METRICS_TOKEN", "metrics-token-0123456789")]).metrics_token.is_some());
}

/// The alerts of a group, each with a query, a severity and a summary.
fn alerts_of(group: &str) -> Vec<Value> {
    let file: Value = parse("deploy/prometheus-rules.yml");
    let mut groups = file["groups"].as_array().expect("groups").iter();
    let group = groups.find(|found| found["name"] == group).expect("a group of this name");
    let alerts = group["rules"].as_array().expect("rules").clone();
    for alert in &alerts {
        assert!(alert["expr"].is_string(), "{alert}");
        assert!(["critical", "warning"].iter().any(|severity| alert["labels"]["severity"] == *severity), "{alert}");
        assert!(alert["annotations"]["summary"].as_str().is_some_and(|summary| !summary.is_empty()), "{alert}");
    }
    alerts
}

fn query_of(alert: &Value) -> &str {
    alert["expr"].as_str().expect("a query")
}

/// Asserts that a page has a row for each alert, and for no other one whose name begins like theirs.
#[track_caller]
fn assert_documented(alerts: &[Value], page: &str, beginning: &str) {
    let page = read(page);
    let names: BTreeSet<_> =
        alerts.iter().map(|alert| format!("`{}`", alert["alert"].as_str().expect("a name"))).collect();
    let cells = page.lines().filter_map(|line| line.strip_prefix("| ")?.split(" | ").next());
    let beginning = format!("`{beginning}");
    let documented: BTreeSet<_> = cells.filter(|cell| cell.starts_with(&beginning)).map(str::to_owned).collect();
    assert_eq!(documented, names);
}

#[test]
fn the_alerts_are_about_metrics_of_the_server_and_are_documented() {
    let (known, alerts) = (metrics(), alerts_of("vestibule"));
    for alert in &alerts {
        let unknown: Vec<_> = named_in(query_of(alert)).filter(|name| !known.contains(name)).collect();
        assert!(unknown.is_empty(), "the server has no {unknown:?}");
    }
    assert_documented(&alerts, "docs/operations/run.md", "Vestibule");

    // The alert for a server that does not answer names the job of the other file.
    let config: Value = parse("deploy/prometheus.yml");
    let up = format!("up{{job={}}} == 0", config["scrape_configs"][0]["job_name"]);
    assert!(alerts.iter().any(|alert| query_of(alert) == up), "no alert has {up}");
}

/// That Patroni has the metrics is a part of the tests of failover (`crate::failover`), which run it.
#[test]
fn the_alerts_of_a_cluster_are_about_the_jobs_of_its_page_and_are_documented() {
    let alerts = alerts_of("vestibule-cluster");
    assert_documented(&alerts, "docs/operations/beyond-one-machine.md", "Cluster");

    let config: Value = parse("docs/operations/beyond-one-machine/prometheus.yml");
    let mut jobs = Vec::new();
    values_of(&config, "job_name", &mut jobs);
    let up = format!("up{{job=~\"{}\"}} == 0", jobs.join("|"));
    assert!(alerts.iter().any(|alert| query_of(alert) == up), "no alert has {up}");
}

#[test]
fn the_dashboard_shows_exactly_the_metrics_of_the_server() {
    let dashboard = dashboard();
    let mut queries = Vec::new();
    values_of(&dashboard["panels"], "expr", &mut queries);
    let shown: BTreeSet<_> = queries.iter().flat_map(|query| named_in(query)).collect();
    assert_eq!(shown, metrics());
    // Variables have queries as well.
    let all: BTreeSet<_> = named_in(&dashboard.to_string()).collect();
    assert_eq!(all, metrics());
}

#[test]
fn the_dashboard_can_be_imported_with_any_data_source() {
    let dashboard = dashboard();
    assert!(dashboard["schemaVersion"].as_u64().is_some_and(|version| version >= 39));
    let variables = dashboard["templating"]["list"].as_array().expect("variables");
    assert!(variables.iter().any(|variable| variable["name"] == "datasource" && variable["type"] == "datasource"));
    let panels = dashboard["panels"].as_array().expect("panels");
    let ids: BTreeSet<_> = panels.iter().filter_map(|panel| panel["id"].as_u64()).collect();
    assert_eq!(ids.len(), panels.len(), "each panel has an id of its own");
    for panel in panels.iter().filter(|panel| panel["type"] != "row") {
        assert_eq!(panel["datasource"]["uid"], "${datasource}", "{}", panel["title"]);
        assert!(panel["targets"].as_array().is_some_and(|targets| !targets.is_empty()), "{}", panel["title"]);
    }
}
