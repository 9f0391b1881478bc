//! One function per kind of value. Each error is the mend, and ends a sentence that has named the variable.

use super::Environment;
use crate::{
    passwords::Argon2Cost,
    shared::fields::password::{MIN, PasswordRules},
};
use ipnet::IpNet;
use std::net::{IpAddr, Ipv4Addr};
use tracing_subscriber::EnvFilter;

/// The longest least length that may be asked for (NIST SP 800-63B-4 wants at least 64 to be accepted).
const LONGEST_LEAST_PASSWORD: usize = 64;

pub(super) fn environment(value: &str) -> Result<Environment, String> {
    match value {
        "production" => Ok(Environment::Production),
        "development" => Ok(Environment::Development),
        _ => Err("make it production or development".to_owned()),
    }
}

pub(super) fn host(value: &str) -> Result<IpAddr, String> {
    if value == "localhost" {
        return Ok(IpAddr::V4(Ipv4Addr::LOCALHOST));
    }
    let address = value.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(value);
    address.parse().map_err(|_| "make it the address to listen at, such as 127.0.0.1 or 0.0.0.0".to_owned())
}

pub(super) fn port(value: &str) -> Result<u16, String> {
    value.parse().map_err(|_| "make it a number up to 65535".to_owned())
}

pub(super) fn open_or_closed(value: &str) -> Result<bool, String> {
    match value {
        "open" => Ok(true),
        "closed" => Ok(false),
        _ => Err("make it open or closed".to_owned()),
    }
}

pub(super) fn on_or_off(value: &str) -> Result<bool, String> {
    match value {
        "on" => Ok(true),
        "off" => Ok(false),
        _ => Err("make it on or off".to_owned()),
    }
}

/// `strict` answers by mail, so it needs one to be sent.
pub(super) fn registration_privacy(value: &str) -> Result<(), String> {
    match value {
        "conventional" => Ok(()),
        "strict" => {
            Err("leave it at conventional, for strict comes with mail, which this version cannot send".to_owned())
        }
        _ => Err("make it conventional".to_owned()),
    }
}

pub(super) fn password_rules(value: &str) -> Result<PasswordRules, String> {
    let min_length = value.parse().ok().filter(|length| (MIN..=LONGEST_LEAST_PASSWORD).contains(length));
    let min_length = min_length.ok_or_else(|| format!("make it a number from {MIN} to {LONGEST_LEAST_PASSWORD}"))?;
    Ok(PasswordRules { min_length })
}

/// `m=19456,t=2,p=1`; what is left out stays at the least.
pub(super) fn argon2(value: &str) -> Result<Argon2Cost, String> {
    let least = Argon2Cost::MINIMUM;
    let mut cost = least;
    for part in value.split(',') {
        let (name, number) = part.split_once('=').unwrap_or((part, ""));
        let parameter = match name.trim() {
            "m" => &mut cost.memory,
            "t" => &mut cost.iterations,
            "p" => &mut cost.parallelism,
            _ => return Err("write it as m=19456,t=2,p=1".to_owned()),
        };
        *parameter = number.trim().parse().map_err(|_| "write it as m=19456,t=2,p=1".to_owned())?;
    }
    if !cost.reaches(least) {
        return Err("raise it to m=19456,t=2,p=1 or more".to_owned());
    }
    if !cost.is_bearable() {
        return Err(
            "lower it to at most 256 MiB of memory (m) and 768 MiB written (m times t), with p up to 64".to_owned()
        );
    }
    Ok(cost)
}

/// Networks or single addresses, between commas.
pub(super) fn networks(value: &str) -> Result<Vec<IpNet>, String> {
    items(value).map(network).collect()
}

fn network(item: &str) -> Result<IpNet, String> {
    let single = item.parse::<IpAddr>().map(IpNet::from).ok();
    let network = single.or_else(|| item.parse().ok());
    let network = network.ok_or("list networks such as 10.0.0.0/8 or 127.0.0.1, with commas between them")?;
    if network.prefix_len() == 0 {
        return Err("name your proxies' own networks, for this one lets everybody choose their address".to_owned());
    }
    Ok(network.trunc())
}

/// Checked here, so that a slip stops the start and not the log. A single word that is no level would be taken for the
/// name of a module, and nothing would be logged.
pub(super) fn log(value: &str) -> Result<String, String> {
    const LEVELS: [&str; 6] = ["off", "error", "warn", "info", "debug", "trace"];
    let is_clear =
        |part: &str| part.contains(['=', '[', ']', '{', '}']) || LEVELS.contains(&part.to_lowercase().as_str());
    match EnvFilter::try_new(value) {
        Ok(_) if value.split(',').all(|part| is_clear(part.trim())) => Ok(value.to_owned()),
        _ => {
            Err("make it a level (off, error, warn, info, debug, trace), or a filter such as info,sqlx=debug"
                .to_owned())
        }
    }
}

/// The items of a list with commas, spaces or both between them.
pub(super) fn items(value: &str) -> impl Iterator<Item = &str> {
    value.split([',', ' ']).filter(|item| !item.is_empty())
}
