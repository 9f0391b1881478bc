//! One parser for each kind of value. An error says how to fix the value, such as "use on or off": the caller puts the
//! name of the variable in front of it.

use super::Environment;
use crate::{
    passwords::Argon2Cost,
    shared::fields::{
        installation_name::InstallationName,
        password::{MIN, PasswordRules},
    },
};
use ipnet::IpNet;
use std::net::{IpAddr, Ipv4Addr};
use tracing_subscriber::filter::Targets;

/// The maximum of the minimum password length: NIST SP 800-63B-4 requires that passwords of 64 characters are accepted.
const MAX_MIN_PASSWORD_LEN: usize = 64;

pub(super) fn environment(value: &str) -> Result<Environment, String> {
    match value {
        "production" => Ok(Environment::Production),
        "development" => Ok(Environment::Development),
        _ => Err("use production or development".to_owned()),
    }
}

pub(super) fn host(value: &str) -> Result<IpAddr, String> {
    if value == "localhost" {
        return Ok(IpAddr::V4(Ipv4Addr::LOCALHOST));
    }
    // IPv6 addresses may be in brackets, as in a URL.
    let address = value.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(value);
    address.parse().map_err(|_| "use an IP address to listen on, such as 127.0.0.1 or 0.0.0.0".to_owned())
}

pub(super) fn port(value: &str) -> Result<u16, String> {
    value.parse().map_err(|_| "use a port number from 0 to 65535".to_owned())
}

pub(super) fn open_or_closed(value: &str) -> Result<bool, String> {
    match value {
        "open" => Ok(true),
        "closed" => Ok(false),
        _ => Err("use open or closed".to_owned()),
    }
}

pub(super) fn on_or_off(value: &str) -> Result<bool, String> {
    match value {
        "on" => Ok(true),
        "off" => Ok(false),
        _ => Err("use on or off".to_owned()),
    }
}

/// The name of the installation.
pub(super) fn name(value: &str) -> Result<InstallationName, String> {
    let fix = "use at most 60 visible characters, without line breaks";
    InstallationName::parse(value).map_err(|_| fix.to_owned())
}

/// Whether registration is strict.
pub(super) fn registration_privacy(value: &str) -> Result<bool, String> {
    match value {
        "conventional" => Ok(false),
        "strict" => Ok(true),
        _ => Err("use conventional or strict".to_owned()),
    }
}

/// Whether only administrators change usernames.
pub(super) fn usernames(value: &str) -> Result<bool, String> {
    match value {
        "free" => Ok(false),
        "administrators" => Ok(true),
        _ => Err("use free or administrators".to_owned()),
    }
}

pub(super) fn password_rules(value: &str) -> Result<PasswordRules, String> {
    let min_length = value.parse().ok().filter(|length| (MIN..=MAX_MIN_PASSWORD_LEN).contains(length));
    let min_length = min_length.ok_or_else(|| format!("use a number from {MIN} to {MAX_MIN_PASSWORD_LEN}"))?;
    Ok(PasswordRules { min_length })
}

/// Parameters such as `m=19456,t=2,p=1`; an omitted one keeps its minimum.
pub(super) fn argon2(value: &str) -> Result<Argon2Cost, String> {
    const FORMAT: &str = "write it as m=19456,t=2,p=1";
    let mut cost = Argon2Cost::MINIMUM;
    for part in value.split(',') {
        let (name, number) = part.split_once('=').unwrap_or((part, ""));
        let parameter = match name.trim() {
            "m" => &mut cost.memory,
            "t" => &mut cost.iterations,
            "p" => &mut cost.parallelism,
            _ => return Err(FORMAT.to_owned()),
        };
        *parameter = number.trim().parse().map_err(|_| FORMAT.to_owned())?;
    }
    if !cost.reaches(Argon2Cost::MINIMUM) {
        return Err("raise it to m=19456,t=2,p=1 or more".to_owned());
    }
    if !cost.is_affordable() {
        return Err("lower it to at most m=262144 (256 MiB), m times t of 786432 (768 MiB), and p=64".to_owned());
    }
    Ok(cost)
}

/// A list of networks or single addresses, separated by commas.
pub(super) fn networks(value: &str) -> Result<Vec<IpNet>, String> {
    items(value).map(network).collect()
}

fn network(item: &str) -> Result<IpNet, String> {
    let single = item.parse::<IpAddr>().map(IpNet::from).ok();
    let network = single.or_else(|| item.parse().ok());
    let network = network.ok_or("list networks such as 10.0.0.0/8 or 127.0.0.1, separated by commas")?;
    // Every peer would be a trusted proxy, so every client could forge `X-Forwarded-For`.
    if network.prefix_len() == 0 {
        return Err(
            "list only the networks of your proxies: this one contains every address, so any client could forge \
                    its own"
                .to_owned(),
        );
    }
    // Without the bits after the prefix: `10.1.2.3/8` is `10.0.0.0/8`.
    Ok(network.trunc())
}

/// The log filter. `Targets` would accept a misspelt level such as `inof`, or what is written in brackets, as the name of a module,
/// and log nothing; so each part must be a level, or a module, a `=` and a level.
pub(super) fn log(value: &str) -> Result<String, String> {
    const LEVELS: [&str; 6] = ["off", "error", "warn", "info", "debug", "trace"];
    let is_level = |part: &str| LEVELS.contains(&part.to_lowercase().as_str());
    let is_unambiguous = |part: &str| match part.split_once('=') {
        Some((module, level)) => !module.contains(['[', ']', '{', '}', ' ']) && is_level(level),
        None => is_level(part),
    };
    // `Targets` would take a space before a module as a part of its name.
    let parts: Vec<_> = value.split(',').map(str::trim).collect();
    let filter = parts.join(",");
    if parts.into_iter().all(is_unambiguous) && filter.parse::<Targets>().is_ok() {
        return Ok(filter);
    }
    Err("use a level (off, error, warn, info, debug, trace) or a filter such as info,sqlx=debug".to_owned())
}

/// The items of a list, separated by commas, spaces or both.
pub(super) fn items(value: &str) -> impl Iterator<Item = &str> {
    value.split([',', ' ']).filter(|item| !item.is_empty())
}
