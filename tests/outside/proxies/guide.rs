//! The configurations in docs/applications, with the addresses of a test.

use super::Proxy;
use crate::repository::{self, read};
use std::net::SocketAddr;

/// The addresses of a test in place of the documented ones.
#[derive(Clone, Copy)]
pub struct Addresses {
    /// The port of the proxy.
    pub proxy: u16,
    pub vestibule: SocketAddr,
    pub application: SocketAddr,
}

/// The code blocks of a guide in a language: first the application on a host of its own, then the one under a path.
pub fn blocks(page: &str, language: &str) -> [String; 2] {
    let page = format!("docs/applications/{page}.md");
    repository::blocks(&read(&page), language).try_into().unwrap_or_else(|_| panic!("{page} has other blocks"))
}

/// The configuration of a proxy for Vestibule (from deploy) and both applications of the guide.
pub fn configuration(proxy: Proxy, addresses: Addresses) -> String {
    match proxy {
        Proxy::Nginx => nginx(addresses),
        Proxy::Caddy => caddy(addresses),
        Proxy::Traefik => traefik(addresses),
    }
}

fn nginx(addresses: Addresses) -> String {
    let [own_host, path] = blocks("nginx", "nginx");
    let sites = inserted_at_the_end(&read("deploy/nginx.conf"), &path) + &own_host;
    // Certificates, IPv6 and the log files of the system.
    let left_out = ["ssl_certificate", "listen [::]", "access_log /var", "error_log /var"];
    let sites = without_lines(&sites, &left_out);
    let listen = format!("listen 127.0.0.1:{};", addresses.proxy);
    let sites = sites.replace("listen 443 ssl;", &listen).replace("listen 80;", &listen);
    // The names of cookies over http have no prefix.
    let sites = localized(&sites.replace("__Host-vestibule_", "vestibule_"), addresses);
    // Names of folders are relative to that of the configuration.
    let folders =
        ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(|name| format!("{name}_temp_path {name};\n"));
    format!(
        "daemon off;\nmaster_process off;\npid nginx.pid;\nerror_log stderr;\nevents {{}}\n\
         http {{\naccess_log off;\n{}\n{sites}\n}}\n",
        folders.concat()
    )
}

fn caddy(addresses: Addresses) -> String {
    let [own_host, path] = blocks("caddy", "caddyfile");
    // A site either has directives, or `handle` for each part of it.
    let vestibule =
        read("deploy/Caddyfile").replacen("\treverse_proxy {$UPSTREAMS", "\thandle {\n\treverse_proxy {$UPSTREAMS", 1);
    let vestibule = inserted_at_the_end(&vestibule, &format!("\t}}\n{path}"));
    let global = "{\n\tadmin off\n\tauto_https off\n\tdefault_bind 127.0.0.1\n";
    let vestibule = vestibule.replacen("{\n", global, 1);
    // Variables of the environment in docker-compose.yml.
    let site = format!("http://auth.localhost:{}", addresses.proxy);
    let vestibule = vestibule.replace("{$SITE:auth.example.com}", &site);
    let vestibule = vestibule.replace("{$UPSTREAMS:127.0.0.1:3000}", "127.0.0.1:3000");
    localized(&(vestibule + "\n" + &own_host), addresses)
}

fn traefik(addresses: Addresses) -> String {
    let [own_host, path] = blocks("traefik", "yaml");
    // The second block adds to the lists of the first one.
    let added = |section: &str| {
        let (_, rest) = path.split_once(&format!("  {section}:\n")).expect("a section");
        rest.lines().take_while(|line| line.starts_with("    ")).map(|line| format!("{line}\n")).collect::<String>()
    };
    let mut whole = own_host;
    for section in ["routers", "middlewares", "services"] {
        let head = format!("  {section}:\n");
        whole = whole.replacen(&head, &format!("{head}{}", added(section)), 1);
    }
    localized(&without_lines(&whole, &["tls: {}"]), addresses)
}

/// With hosts below `localhost` and ports of the test. Traefik compares hosts without ports.
fn localized(text: &str, Addresses { proxy, vestibule, application }: Addresses) -> String {
    let mut text = text.to_owned();
    for host in ["journal", "auth"] {
        text = text.replace(&format!("https://{host}.example.com"), &format!("http://{host}.localhost:{proxy}"));
        // In headers with the whole origin.
        for header in ["X-Forwarded-Host ", "Host: "] {
            let [documented, local] =
                [".example.com", &format!(".localhost:{proxy}")].map(|end| format!("{header}{host}{end}"));
            text = text.replace(&documented, &local);
        }
        text = text.replace(&format!("{host}.example.com"), &format!("{host}.localhost"));
    }
    for header in ["X-Forwarded-Proto ", "X-Forwarded-Proto: "] {
        text = text.replace(&format!("{header}https"), &format!("{header}http"));
    }
    let text = text.replace("auth.example.com", "auth.localhost");
    let text = text.replace("127.0.0.1:3000", &vestibule.to_string());
    text.replace("127.0.0.1:5000", &application.to_string()).replace("127.0.0.1:5001", &application.to_string())
}

/// Adds a text before the last closing brace.
fn inserted_at_the_end(text: &str, more: &str) -> String {
    let (text, _) = text.rsplit_once('}').expect("a block");
    format!("{text}{more}}}\n")
}

fn without_lines(text: &str, beginnings: &[&str]) -> String {
    let kept = text.lines().filter(|line| !beginnings.iter().any(|beginning| line.trim_start().starts_with(beginning)));
    kept.map(|line| format!("{line}\n")).collect()
}
