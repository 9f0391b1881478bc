//! Unit tests of the parts with their own logic. They are in a separate target, because a benchmark without harness cannot
//! contain tests.

#[allow(dead_code, reason = "only what needs no server is tested")]
mod against {
    #[path = "../against/allowances.rs"]
    pub mod allowances;
    #[path = "../against/interval.rs"]
    pub mod interval;
    #[path = "../against/profile.rs"]
    pub mod profile;
    #[path = "../against/row.rs"]
    pub mod row;
    #[path = "../against/verdict.rs"]
    pub mod verdict;
}
mod chunk_decoder;
#[allow(dead_code, reason = "not all clients are used in tests")]
mod client;
#[path = "directory/concurrent_requests.rs"]
mod concurrent_requests;
mod cpu_time;
#[path = "tests/directory.rs"]
mod directory;
#[allow(dead_code, reason = "only the replacement is tested")]
mod document;
#[path = "peers/expect_client.rs"]
mod expect_client;
#[path = "directory/import_file.rs"]
mod import_file;
#[path = "tests/judgements.rs"]
mod judgements;
mod latencies;
#[allow(dead_code, reason = "the report uses all of it")]
#[path = "peers/operation.rs"]
mod operation;
#[allow(dead_code, reason = "only the parsing is tested")]
mod options;
#[allow(dead_code, reason = "not all kinds are used in tests")]
#[path = "directory/page.rs"]
mod page;
mod page_links;
#[path = "tests/peers.rs"]
mod peers;
mod pgbench;
#[allow(dead_code, reason = "the options use it")]
mod plan;
mod postgres_url;
#[allow(dead_code, reason = "the processes of the machine are not listed in tests")]
mod process_tree;
mod response;
#[path = "tests/responses.rs"]
mod responses;
#[allow(dead_code, reason = "not all search terms are used in tests")]
#[path = "directory/search_terms.rs"]
mod search_terms;
mod signing;
#[path = "replicas/standby_reads.rs"]
mod standby_reads;
mod stops;
mod table;

use chunk_decoder::ChunkDecoder;
use clap::Parser;
use concurrent_requests::ConcurrentRequests;
use latencies::{Latencies, median};
use options::{Engine, Options};
use page::{Found, Kind, Page};
use page_links::linked_files;
use postgres_url::PostgresUrl;
use response::Response;
use signing::Signing;
use standby_reads::StandbyReads;
use std::{collections::BTreeSet, error::Error, time::Duration};
use stops::Stops;
use table::Table;

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

#[test]
fn percentiles_use_the_nearest_rank() {
    let hundred = Latencies::new((1..=100).rev().collect());
    for percent in [1, 50, 99, 100] {
        assert_eq!(hundred.percentile(percent), Duration::from_micros(percent as u64));
    }
    let both = Latencies::combine([hundred, Latencies::new(vec![1000; 2])]);
    assert_eq!((both.count(), both.percentile(99)), (102, Duration::from_micros(1000)));
    assert_eq!(Latencies::new(Vec::new()).percentile(50), Duration::ZERO);
}

#[test]
fn the_median_of_an_even_number_is_the_mean_of_the_middle_two() {
    assert_eq!(median([9.0, 1.0, 2.0]), 2.0);
    assert_eq!(median([9.0, 1.0, 2.0, 4.0]), 3.0);
    assert!(median([]).is_nan());
}

fn stops_of(outputs: &[&str]) -> Stops {
    let mut stops = Stops::default();
    for output in outputs {
        stops.add(output).expect("microseconds");
    }
    stops
}

#[test]
fn stops_of_the_machine_delay_one_percent_of_requests_by_more_than_their_p99() {
    // 1 % of 10 s is 100 ms. The sums are what the gaps last longer than the p99.
    for (output, micros) in [
        ("10000000\n", 0.0),
        // 1 % of the requests arrive in a gap.
        ("10000000\n40000\n60000\n", 0.0),
        // 100 ms.
        ("10000000\n200000\n", 100_000.0),
        // 75 + 25 ms; the first gap is shorter than the p99.
        ("10000000\n50000\n200000\n150000\n", 125_000.0),
        // 4 × 25 ms.
        ("10000000\n100000\n100000\n100000\n100000\n", 75_000.0),
    ] {
        assert_eq!(stops_of(&[output]).p99_micros(), micros, "{output}");
    }
}

#[test]
fn the_stops_of_all_rounds_are_combined() {
    assert_eq!(stops_of(&["4000000\n200000\n", "6000000\n50000\n150000\n"]).p99_micros(), 125_000.0);
    for output in ["", "x", "10000000\nx"] {
        assert!(Stops::default().add(output).is_err(), "{output}");
    }
}

#[test]
fn the_processor_time_of_a_process_grows_with_its_work() {
    let time = || cpu_time::of_process(std::process::id()).unwrap();
    let (before, started) = (time(), std::time::Instant::now());
    while started.elapsed() < Duration::from_millis(20) {}
    let busy = time() - before;
    // Less than a hundredth of a second counts as well. Other tests of this process may run at the same time.
    assert!(busy > Duration::from_millis(1), "{busy:?}");
    assert!(cpu_time::of_process(u32::MAX).is_err());
}

#[test]
fn signatures_are_compared_by_processor_time() {
    let raw = Signing::parse("2500 800\n").unwrap();
    assert_eq!((raw.per_second, raw.cpu_micros), (2500.0, 800.0));
    assert_eq!(raw.share(2.0, Duration::from_millis(2)), 0.8);
    let mean = Signing::between(raw, Signing::parse("3500 600").unwrap());
    assert_eq!((mean.per_second, mean.cpu_micros), (3000.0, 700.0));
    for output in ["", "2500", "2500 x"] {
        assert!(Signing::parse(output).is_err(), "{output}");
    }
}

#[test]
fn the_files_that_a_browser_loads_for_a_page_are_found() {
    let page = r#"<!DOCTYPE html><link rel="stylesheet" href="/pkg/1/v.css"><link rel="canonical" href="/login">
        <link rel="preload" as="fetch" href="/pkg/1/v.wasm"><script src="/pkg/1/v.js"></script><a href="/register">
        <img alt="" src="/a.png"><img src="data:image/png;base64,AA=="><script src="https://elsewhere.example/x.js">"#;
    let named = linked_files("text/html; charset=utf-8", page, "/login");
    assert_eq!(named, ["/pkg/1/v.css", "/pkg/1/v.wasm", "/pkg/1/v.js", "/a.png"]);
}

#[test]
fn links_are_resolved_relative_to_their_file() {
    let sheet =
        r#"@font-face{src:url("../fonts/a.woff2")} a{background:url(./b.svg)} i{mask:url(#c)} b{c:url('/d.svg')}"#;
    assert_eq!(linked_files("text/css", sheet, "/pkg/1/v.css"), ["/pkg/fonts/a.woff2", "/pkg/1/b.svg", "/d.svg"]);
    let script = r#"import { a } from './snippets/a.js'; import b from"/b.js"; say("from 'afar'");"#;
    assert_eq!(linked_files("text/javascript", script, "/pkg/1/v.js"), ["/pkg/1/snippets/a.js", "/b.js"]);
    assert!(linked_files("font/woff2", "url(a)", "/pkg/a.woff2").is_empty());
}

#[test]
fn the_rate_of_pgbench_excludes_the_time_to_connect() {
    let report = "transaction type: rotation.sql\nduration: 3 s\nlatency average = 0.793 ms\n\
        initial connection time = 18.402 ms\ntps = 20174.514633 (without initial connection time)\n";
    assert_eq!(pgbench::parse_rate(report).unwrap(), 20_174.514_633);
    for report in ["", "tps = x (without initial connection time)", "tps = 5 (including connections establishing)"] {
        let error = pgbench::parse_rate(report).unwrap_err().to_string();
        assert!(error.ends_with(report) && error.contains("tps = …"), "{error}");
    }
}

#[test]
fn the_password_is_removed_from_a_url() {
    let address =
        PostgresUrl::parse("postgres://me:a%20b%2Fc@db:5433/postgres?sslmode=require").unwrap().with_database("other");
    assert_eq!(address.expose(), "postgres://me:a%20b%2Fc@db:5433/other?sslmode=require");
    let shown = "postgres://me@db:5433/other?sslmode=require".to_owned();
    assert_eq!(address.without_password().unwrap(), (shown, Some("a b/c".to_owned())));
    let socket = "postgresql:///postgres?host=/run/postgresql";
    assert_eq!(PostgresUrl::parse(socket).unwrap().without_password().unwrap(), (socket.to_owned(), None));
}

#[test]
fn an_invalid_url_is_rejected_and_not_printed() {
    for url in ["", "db", "mysql://me:hidden@db/v"] {
        let error = PostgresUrl::parse(url).err().expect("an error").to_string();
        assert!(error.starts_with("TEST_DATABASE_URL") && !error.contains("hidden"), "{error}");
    }
}

#[test]
fn the_default_engine_is_sqlite() {
    let engine =
        |arguments: &[&str]| Options::try_parse_from([&["bench"], arguments].concat()).map(|options| options.engine());
    assert!(matches!(engine(&[]), Ok(Engine::Sqlite)));
    assert!(matches!(engine(&["--database", "sqlite", "--bench"]), Ok(Engine::Sqlite)));
    assert!(matches!(engine(&["--database", "postgres", "--quick"]), Ok(Engine::Postgres)));
    assert!(engine(&["--database", "mysql"]).is_err());
}

#[test]
fn a_table_is_aligned_markdown() {
    let mut table = Table::new(&["what", "µs"]);
    table.row(["a".to_owned(), "1,234".to_owned()]);
    assert_eq!(table.to_string(), "| what |    µs |\n|------|------:|\n| a    | 1,234 |\n");
}

#[test]
fn the_number_of_users_has_a_minimum() {
    let users = |users| Options::try_parse_from(["bench", "--users", users]).map(|options| options.users);
    assert_eq!(users("1000000").unwrap(), Some(1_000_000));
    assert!(users("999").is_err() && users("many").is_err());
}

#[test]
fn replicas_are_at_least_two_and_not_measured_with_many_users() {
    let replicas = |arguments: &[&str]| {
        let all = [&["bench", "--database", "postgres", "--replicas"], arguments].concat();
        Options::try_parse_from(all).map(|options| options.replicas)
    };
    assert_eq!(replicas(&["2"]).unwrap(), Some(2));
    assert!(replicas(&["1"]).is_err() && replicas(&["9"]).is_err());
    assert!(replicas(&["2", "--users", "1000"]).is_err());
}

#[test]
fn lists_that_were_read_at_a_standby_are_counted_over_all_replicas() {
    let metrics = |standbys: &str, fallbacks: u64| {
        format!(
            "# HELP vestibule_database_standby_reads_total Lists.\n{standbys}vestibule_up 1\n\
             vestibule_database_standby_fallbacks_total {fallbacks}\n"
        )
    };
    let at = |standby: &str, reads: u64| {
        format!("vestibule_database_standby_reads_total{{standby=\"{standby}\"}} {reads}\n")
    };
    let mut reads = StandbyReads::default();
    reads.add(&metrics(&(at("one:5432", 40) + &at("two:5432", 20)), 15)).unwrap();
    reads.add(&metrics(&at("one:5432", 0), 5)).unwrap();
    assert_eq!(reads.share(), 0.75);
    for wrong in ["", "vestibule_database_standby_reads_total_of_another 1\n", &metrics("", 1)] {
        assert!(reads.add(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn a_run_replaces_its_block_of_the_page() {
    let page = "# Title\n\n<!-- make bench: one -->\nold\n<!-- end -->\n\ntext\n\n<!-- make bench: two -->\nkept\n<!-- end -->\n";
    let written = document::replace(page, "one", "\n| a |\n").unwrap();
    assert_eq!(written, page.replace("\nold\n", "\n\n| a |\n\n"));
    assert_eq!(document::replace(&written, "one", "| a |").unwrap(), written);
    assert!(document::replace(page, "three", "").unwrap_err().to_string().contains("make bench: three"));
}
