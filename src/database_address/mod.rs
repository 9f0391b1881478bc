//! The address of a PostgreSQL database as libpq reads it: a URL that may name several servers, which sqlx cannot read.
//! The settings check it, and the store connects to the servers that it names.

#[cfg(test)]
mod tests;

use std::net::Ipv6Addr;
use url::{Position, Url};

/// What is wrong with an address that names no PostgreSQL database, to be written behind the name of the setting.
pub const NO_DATABASE: &str = "does not name a PostgreSQL database: use postgres://user:password@host:5432/database";
/// Parameters that belong to the list of servers. sqlx gets each server alone, and would warn of the last one.
const OF_THE_LIST: [&str; 3] = ["host", "port", "target_session_attrs"];
/// Stands for hosts in a URL that is parsed only to hide its password.
const PLACEHOLDER: &str = "hosts";

/// What a server has to be, so that it is used (`target_session_attrs`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// It answers.
    Any,
    /// It accepts writes.
    ReadWrite,
    /// It is no standby.
    Primary,
}

/// One of the servers.
#[derive(Clone, PartialEq, Eq)]
pub struct Server {
    /// Its host, and its port if the address has one.
    pub name: String,
    /// A URL that names it alone. It may contain a password.
    pub url: String,
}

/// The servers of one database, in the order in which they are named. There is at least one.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseAddress {
    pub servers: Vec<Server>,
    pub target: Target,
}

impl DatabaseAddress {
    /// # Errors
    /// What is wrong, to be written behind the name of the setting. Nothing of the URL is in it: in one that is wrong the password
    /// can be anywhere.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (before, hosts, after) = around_hosts(text).ok_or(NO_DATABASE)?;
        let hosts: Vec<&str> = hosts.split(',').collect();
        if hosts.len() > 1 {
            check_each(&hosts, |host| host_of(host).is_some_and(is_host), "is not a name or an address with a port")?;
        }
        let alone = |host: &str| Url::parse(&format!("{before}{host}{after}")).map_err(|_| NO_DATABASE.to_owned());
        let url = alone(hosts.first().copied().unwrap_or_default())?;
        let parameters: Vec<(String, String)> = url.query_pairs().into_owned().collect();
        // As in sqlx, the last one counts.
        let parameter =
            |name: &str| parameters.iter().rev().find(|(other, _)| other == name).map(|(_, value)| value.as_str());
        let listed: Vec<&str> = parameter("host").map(|hosts| hosts.split(',').collect()).unwrap_or_default();
        if listed.is_empty() && !url.has_host() {
            return Err(NO_DATABASE.to_owned());
        }
        if listed.len() > 1 {
            check_each(&listed, is_host, "is neither a name nor an address nor a folder")?;
        }
        if hosts.len() > 1 && !listed.is_empty() {
            return Err("names its hosts twice, before the path and with `host=`: leave one of them out".to_owned());
        }
        let count = hosts.len().max(listed.len());
        if count > 1 && parameter("hostaddr").is_some() {
            // sqlx would connect to it in place of each host.
            return Err("names several hosts and `hostaddr=`: leave it out, or name the addresses as hosts".to_owned());
        }
        let ports = ports(parameter("port"), count)?;
        let target = target(parameter("target_session_attrs"), count)?;
        if count == 1 && parameter("target_session_attrs").is_none() {
            // sqlx reads it as it is.
            let name = listed.first().map_or_else(|| authority_of(&url), |host| (*host).to_owned());
            return Ok(Self { servers: vec![Server { name, url: text.to_owned() }], target });
        }
        let rest: Vec<_> = parameters.iter().filter(|(name, _)| !OF_THE_LIST.contains(&name.as_str())).collect();
        let mut servers = Vec::with_capacity(count);
        for number in 0..count {
            let of_authority = hosts.get(number).or(hosts.first()).copied().unwrap_or_default();
            let (host, port) = (listed.get(number).copied(), ports.get(number).or(ports.first()).copied());
            let mut url = alone(of_authority)?;
            let name = named(host.unwrap_or(of_authority), port);
            url.set_query(None);
            // `query_pairs_mut` would leave a `?` if there is nothing to add.
            if host.is_some() || port.is_some() || !rest.is_empty() {
                let mut query = url.query_pairs_mut();
                query.extend_pairs(rest.iter().map(|(name, value)| (name, value)));
                host.iter().for_each(|host| _ = query.append_pair("host", host));
                port.iter().for_each(|port| _ = query.append_pair("port", &port.to_string()));
            }
            servers.push(Server { name, url: url.into() });
        }
        Ok(Self { servers, target })
    }
}

/// Whether a URL is one of PostgreSQL.
pub fn is_postgres(url: &str) -> bool {
    ["postgres://", "postgresql://"].iter().any(|scheme| url.starts_with(scheme))
}

/// A URL of a PostgreSQL database without its password.
pub fn without_password(text: &str) -> String {
    // In a URL that cannot be parsed, the password can be anywhere, so nothing of it is shown.
    masked(text).unwrap_or_else(|| "postgres://…".to_owned())
}

fn masked(text: &str) -> Option<String> {
    let (before, hosts, after) = around_hosts(text)?;
    // With ports, several hosts are no URL.
    let list = hosts.contains(',').then_some(hosts);
    let mut url = match list {
        Some(_) => {
            DatabaseAddress::parse(text).ok().and_then(|_| Url::parse(&format!("{before}{PLACEHOLDER}{after}")).ok())
        }
        None => Url::parse(text).ok(),
    }?;
    if url.password().is_some() {
        url.set_password(Some("***")).ok()?;
    }
    // The parameters of the query can contain a password as well.
    let shown = |(name, value): &(String, String)| !matches!(name.as_str(), "password" | "sslkey") || value.is_empty();
    let query: Vec<(String, String)> = url.query_pairs().into_owned().filter(shown).collect();
    // Removed first: without parameters, `query_pairs_mut` would leave a `?`.
    url.set_query(None);
    if !query.is_empty() {
        url.query_pairs_mut().extend_pairs(query);
    }
    Some(match list {
        Some(hosts) => format!("{}{hosts}{}", &url[..Position::BeforeHost], &url[Position::AfterPort..]),
        None => url.into(),
    })
}

/// A URL in three parts: what is before the hosts, the hosts with their ports, and what is after them.
fn around_hosts(text: &str) -> Option<(&str, &str, &str)> {
    let begin = text.find("://")? + "://".len();
    let (scheme, rest) = text.split_at_checked(begin)?;
    let (authority, after) = rest.split_at_checked(rest.find(['/', '?', '#']).unwrap_or(rest.len()))?;
    let user = authority.rfind('@').map_or(0, |at| at + 1);
    let (_, hosts) = authority.split_at_checked(user)?;
    Some((text.get(..scheme.len() + user)?, hosts, after))
}

fn authority_of(url: &Url) -> String {
    url[Position::BeforeHost..Position::AfterPort].to_owned()
}

/// The host in `host:port`. None if the port is none.
fn host_of(text: &str) -> Option<&str> {
    let (host, port) = match text.rfind(']') {
        // An IPv6 address has colons of its own.
        Some(end) => (text.get(..=end)?, text.get(end + 1..)?.strip_prefix(':')),
        None => text.split_once(':').map_or((text, None), |(host, port)| (host, Some(port))),
    };
    (is_port_or_none(port) && text.len() == host.len() + port.map_or(0, |port| port.len() + 1)).then_some(host)
}

fn is_port_or_none(port: Option<&str>) -> bool {
    port.is_none_or(|port| port.parse::<u16>().is_ok())
}

/// Whether it is a name, an address, or the folder of a socket, as it is written in a URL or in its query.
fn is_host(text: &str) -> bool {
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    let is_folder = ["/", "%2F", "%2f"].iter().any(|slash| text.starts_with(slash));
    let is_of_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
    is_folder
        || bare.parse::<Ipv6Addr>().is_ok()
        || (text.starts_with(|c: char| c.is_ascii_alphanumeric()) && text.chars().all(is_of_name))
}

/// Fails with the number of the first host that is wrong.
fn check_each(hosts: &[&str], is_right: impl Fn(&str) -> bool, wrong: &str) -> Result<(), String> {
    let Some(at) = hosts.iter().position(|host| !is_right(host)) else { return Ok(()) };
    let is_empty = hosts.get(at).is_some_and(|host| host.is_empty());
    let wrong = if is_empty { "is missing between two commas, or before or after one" } else { wrong };
    Err(format!("names {} hosts, of which number {} {wrong}", hosts.len(), at + 1))
}

/// The ports of `port=`: none, one for all, or one for each host.
fn ports(parameter: Option<&str>, hosts: usize) -> Result<Vec<u16>, String> {
    let Some(parameter) = parameter else { return Ok(Vec::new()) };
    let ports: Vec<&str> = parameter.split(',').collect();
    if ports.len() > 1 && ports.len() != hosts {
        let hosts = if hosts == 1 { "1 host".to_owned() } else { format!("{hosts} hosts") };
        return Err(format!("names {hosts} and {} ports: name one port for all, or one for each host", ports.len()));
    }
    ports.iter().map(|port| port.parse().map_err(|_| "has a `port=` that is not a number".to_owned())).collect()
}

fn target(parameter: Option<&str>, hosts: usize) -> Result<Target, String> {
    match parameter {
        // Several are most often a primary and its standbys, at which nothing can be written.
        None if hosts > 1 => Ok(Target::ReadWrite),
        None | Some("any") => Ok(Target::Any),
        Some("read-write") => Ok(Target::ReadWrite),
        Some("primary") => Ok(Target::Primary),
        Some("read-only" | "standby" | "prefer-standby") => Err(
            "has a target_session_attrs of standbys, at which nothing can be written: use read-write, primary or any"
                .to_owned(),
        ),
        Some(_) => Err("has a target_session_attrs that does not exist: use read-write, primary or any".to_owned()),
    }
}

/// The name of a server in messages. `host` may have a port of its own.
fn named(host: &str, port: Option<u16>) -> String {
    let bare = host_of(host).unwrap_or(host);
    port.map_or_else(|| host.to_owned(), |port| format!("{bare}:{port}"))
}
