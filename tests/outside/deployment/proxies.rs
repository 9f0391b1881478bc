//! The configuration of Caddy and nginx as reverse proxies.

use super::support::{assert_is_routed, default_address, duration};
use crate::repository::{read, root};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The arguments of each line that starts with `directive`.
fn arguments(text: &str, directive: &str) -> Vec<String> {
    let lines = text.lines().filter_map(|line| line.trim().strip_prefix(directive)?.strip_prefix(' '));
    lines.map(|rest| rest.trim_end_matches([';', '{', ' ']).to_owned()).filter(|rest| !rest.is_empty()).collect()
}

/// The arguments of the only line with this directive.
#[track_caller]
fn argument(text: &str, directive: &str) -> String {
    let mut all = arguments(text, directive);
    assert_eq!(all.len(), 1, "{directive} must occur once");
    all.remove(0)
}

/// How long the server keeps an idle connection.
fn idle_limit() -> Duration {
    vestibule::http::server::Limits::default().head_time
}

#[test]
fn proxies_close_idle_connections_before_the_server_does() {
    let caddy = duration(&argument(&read("deploy/Caddyfile"), "keepalive"));
    let nginx = duration(&argument(&read("deploy/nginx.conf"), "keepalive_timeout"));
    for (proxy, keeps) in [("Caddy", caddy), ("nginx", nginx)] {
        assert!(keeps < idle_limit(), "{proxy} keeps a connection for {keeps:?}");
    }
}

#[test]
fn proxies_use_the_default_address_of_the_server_and_caddy_a_route() {
    assert_is_routed(&argument(&read("deploy/Caddyfile"), "health_uri"));
    let address = default_address().to_string();
    assert!(argument(&read("deploy/Caddyfile"), "reverse_proxy").contains(&format!(":{address}}}")));
    let server = argument(&read("deploy/nginx.conf"), "server");
    assert_eq!(server.split(' ').next(), Some(address.as_str()));
}

/// By default nginx forwards the headers of the client unchanged; Caddy replaces them.
#[test]
fn proxies_replace_forwarding_headers_of_the_client() {
    let headers = arguments(&read("deploy/nginx.conf"), "proxy_set_header");
    for header in ["X-Forwarded-For $remote_addr", "X-Forwarded-Proto $scheme", "Host $host"] {
        assert!(headers.iter().any(|set| set == header), "nginx does not set {header}");
    }
    assert!(arguments(&read("deploy/Caddyfile"), "trusted_proxies").is_empty());
}

/// The blocks of `forward_auth` in a text, without those of which it has only the first line, as one to be replaced.
fn forward_auth_blocks(text: &str) -> Vec<&str> {
    let after = text.split("forward_auth ").skip(1);
    let opened = after.filter(|rest| rest.lines().next().is_some_and(|line| line.ends_with('{')));
    let blocks = opened.filter_map(|rest| rest.split_once('}')).map(|(block, _)| block);
    blocks.filter(|block| !block.contains("```")).collect()
}

/// All files in a folder and in those below it.
fn files_below(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    entries.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}

/// Without the origin Caddy sends the `Host` of the client, whose port it does not compare with its own.
#[test]
fn no_client_chooses_which_application_vestibule_is_asked_about() {
    let mut seen = 0;
    for file in ["docs", "examples"].into_iter().flat_map(|folder| files_below(&root().join(folder))) {
        // Pictures are no text.
        let Ok(text) = fs::read_to_string(&file) else { continue };
        for block in forward_auth_blocks(&text) {
            for header in ["X-Forwarded-Host", "X-Forwarded-Proto"] {
                let values = arguments(block, &format!("header_up {header}"));
                // A placeholder would be a value that the client has sent.
                let is_written_out = matches!(&values[..], [value] if !value.contains('{'));
                assert!(is_written_out, "{}: {header} in forward_auth {block}", file.display());
            }
            seen += 1;
        }
    }
    assert!(seen >= 2, "the guide for Caddy has two");
}

/// Both proxies retry a POST on another replica only if the first one did not receive it.
#[test]
fn proxies_do_not_retry_requests_that_may_have_been_processed() {
    assert_eq!(argument(&read("deploy/nginx.conf"), "proxy_next_upstream"), "error timeout");
    assert!(arguments(&read("deploy/Caddyfile"), "lb_retry_match").is_empty());
}

#[test]
fn nginx_accepts_larger_bodies_than_the_server() {
    let limits = read("src/http/bodies.rs");
    let largest = limits.lines().find_map(|line| line.strip_prefix("const MAX_IMPORT_BYTES: u64 = ")).expect("a limit");
    let bytes: u64 = largest.trim_end_matches(';').split(" * ").map(|n| n.parse::<u64>().expect("a number")).product();
    let mebibytes = u32::try_from(bytes / 1024 / 1024).expect("mebibytes");
    let taken = argument(&read("deploy/nginx.conf"), "client_max_body_size");
    let taken: u32 = taken.strip_suffix('m').expect("mebibytes").parse().expect("a number");
    assert!(taken > mebibytes, "{taken}");
}

#[test]
fn nginx_uses_persistent_connections_to_its_upstream() {
    let text = read("deploy/nginx.conf");
    assert_eq!(argument(&text, "proxy_pass"), format!("http://{}", argument(&text, "upstream")));
    assert_eq!(argument(&text, "proxy_http_version"), "1.1");
    assert!(arguments(&text, "proxy_set_header").iter().any(|set| set == "Connection \"\""));
}

#[test]
fn blocks_and_directives_are_terminated() {
    for file in ["deploy/Caddyfile", "deploy/nginx.conf"] {
        let text = read(file);
        assert_eq!(text.matches('{').count(), text.matches('}').count(), "{file}");
    }
    for line in read("deploy/nginx.conf").lines().map(str::trim) {
        assert!(line.is_empty() || line.starts_with('#') || line.ends_with([';', '{', '}']), "{line}");
    }
}

/// One-time links have their token in the query string, which also appears in the Referer of the next requests.
#[test]
fn no_proxy_logs_a_query_string() {
    let nginx = read("deploy/nginx.conf");
    let format = arguments(&nginx, "log_format").join(" ");
    let (name, variables) = format.split_once(' ').expect("a name and a format");
    for variable in ["$request ", "$request\"", "$request_uri", "$args", "$query_string", "$arg_", "$http_referer"] {
        assert!(!variables.contains(variable), "nginx logs {variable}");
    }
    assert!(variables.contains("$uri"), "{variables}");
    assert!(argument(&nginx, "access_log").ends_with(&format!(" {name}")));
    // At the default level nginx logs the complete request line if an upstream does not respond.
    assert!(argument(&nginx, "error_log").ends_with(" crit"));

    let caddy = read("deploy/Caddyfile");
    for filter in [r#"request>uri regexp "\?.*" """#, "request>headers>Referer delete"] {
        assert!(caddy.lines().any(|line| line.trim() == filter), "Caddy logs what {filter} would leave out");
    }
}
