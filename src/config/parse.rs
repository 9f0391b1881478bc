//! One parser for each kind of value, and the bounds of values. An error says how to fix the value, such as "use on or off": the
//! caller puts the name of the variable in front of it.

use crate::language::Language;
use crate::passwords::{Argon2Cost, PasswordFilter};
use crate::shared::fields::names::InstallationName;
use crate::shared::fields::password::MIN;
use crate::shared::{DAY, FactorDemand, GroupName, Notifications, Timestamp, days};
use ipnet::IpNet;
use std::net::IpAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tracing_subscriber::filter::Targets;

/// The maximum of the minimum password length: NIST SP 800-63B-4 requires that passwords of 64 characters are accepted.
const MAX_MIN_PASSWORD_LEN: usize = 64;
pub(super) const MINUTE: Duration = Duration::from_secs(60);

/// The maximum age of a proof that still counts: with it, a proof counts as long as an idle session without "remember me".
pub(super) const MAX_STEP_UP_AFTER: Duration = MINUTE.saturating_mul(12 * 60);
/// The maximum time for which a browser skips the second factor: as long as it keeps a cookie (RFC 6265bis, 5.5).
const MAX_TRUST: Duration = days(400);
/// 100 years: in effect, events are stored forever.
const MAX_RETENTION: Duration = days(36_525);

/// The two words of a setting, in the order in which messages name them, and what each means.
pub(super) type Words = [(&'static str, bool); 2];

pub(super) const ON_OR_OFF: Words = [("on", true), ("off", false)];
pub(super) const REGISTRATION: Words = [("open", true), ("closed", false)];
pub(super) const REGISTRATION_PRIVACY: Words = [("conventional", false), ("strict", true)];
pub(super) const USERNAMES: Words = [("free", false), ("administrators", true)];
pub(super) const PASSWORD_RULES: Words = [("classic", false), ("nist", true)];

/// One of two words.
pub(super) fn one_of(words: Words) -> impl FnOnce(&str) -> Result<bool, String> {
    move |value| {
        let found = words.into_iter().find(|(word, _)| *word == value).map(|(_, meaning)| meaning);
        found.ok_or_else(|| format!("use {}", words.map(|(word, _)| word).join(" or ")))
    }
}

/// The word that means `meaning`.
pub(super) fn word(words: Words, meaning: bool) -> &'static str {
    words.into_iter().find(|(_, found)| *found == meaning).map_or("", |(word, _)| word)
}

/// The name of the installation.
pub(super) fn name(value: &str) -> Result<InstallationName, String> {
    let fix = "use at most 60 visible characters, without line breaks";
    InstallationName::parse(value).map_err(|_| fix.to_owned())
}

/// A language, by its tag.
pub(super) fn language(value: &str) -> Result<Language, String> {
    value.parse().map_err(|_| format!("use {}", Language::ALL.map(Language::as_str).join(" or ")))
}

/// How replicas learn of each other's changes.
pub(super) fn notifications(value: &str) -> Result<Notifications, String> {
    value.parse().map_err(|_| format!("use {}", Notifications::ALL.map(Notifications::as_str).join(" or ")))
}

pub(super) fn min_password_length(value: &str) -> Result<usize, String> {
    let min_length = value.parse().ok().filter(|length| (MIN..=MAX_MIN_PASSWORD_LEN).contains(length));
    min_length.ok_or_else(|| format!("use a number from {MIN} to {MAX_MIN_PASSWORD_LEN}"))
}

/// The filter in a file, which is read once to see that it is intact.
pub(super) fn password_filter(path: &str) -> Result<Arc<PasswordFilter>, String> {
    PasswordFilter::open(Path::new(path)).map(Arc::new).map_err(|error| error.to_string())
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

/// A list of networks or single addresses of proxies, separated by commas.
pub(super) fn networks(value: &str) -> Result<Vec<IpNet>, String> {
    // Every peer would be a trusted proxy, so every client could forge `X-Forwarded-For`.
    const TOO_WIDE: &str = "list only the networks of your proxies: this one contains every address, so any client could \
                            forge its own";
    items(value).map(|item| network(item, TOO_WIDE)).collect()
}

/// A list of networks or single addresses that many people share, separated by commas.
pub(super) fn shared_networks(value: &str) -> Result<Vec<IpNet>, String> {
    const TOO_WIDE: &str = "list only networks that many people share: this one contains every address, so set \
                            sign-in-failures in VESTIBULE_RATE_LIMITS for all of them";
    items(value).map(|item| network(item, TOO_WIDE)).collect()
}

/// A list of networks or single addresses that requests of the server may go to, separated by commas.
pub(super) fn private_networks(value: &str) -> Result<Vec<IpNet>, String> {
    const TOO_WIDE: &str = "list only the networks of your clients: this one contains every address, so a client could \
                            make the server send requests to anything that it reaches";
    items(value).map(|item| network(item, TOO_WIDE)).collect()
}

fn network(item: &str, too_wide: &str) -> Result<IpNet, String> {
    let single = item.parse::<IpAddr>().map(IpNet::from).ok();
    let network = single.or_else(|| item.parse().ok());
    let network = network.ok_or("list networks such as 10.0.0.0/8 or 127.0.0.1, separated by commas")?;
    if network.prefix_len() == 0 {
        return Err(too_wide.to_owned());
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

/// A duration such as `15m`. The minimum is one second, because the claims of a token count in seconds.
pub(super) fn up_to(max: Duration, value: &str) -> Result<Duration, String> {
    let duration = humantime::parse_duration(value).ok().filter(|time| time.as_secs() >= 1 && *time <= max);
    duration.ok_or_else(|| {
        format!("use a duration from 1s to {}, such as 90s, 15m or 14d", humantime::format_duration(max))
    })
}

/// A duration, or `off`.
pub(super) fn trust_browsers(value: &str) -> Result<Option<Duration>, String> {
    if value == "off" {
        return Ok(None);
    }
    let duration = humantime::parse_duration(value).ok().filter(|time| (MINUTE..=MAX_TRUST).contains(time));
    duration.map(Some).ok_or_else(|| "use off, or a duration from 1m to 400d, such as 30d".to_owned())
}

/// `off`, or a list such as `administrators,group:finance`.
pub(super) fn demanded_of(value: &str) -> Result<FactorDemand, String> {
    const FORMAT: &str = "use off, all, or a list such as administrators,group:finance";
    let mut demand = FactorDemand::default();
    if value == "off" {
        return Ok(demand);
    }
    for item in items(value) {
        match item.strip_prefix("group:") {
            Some(name) => {
                let refusal = |_| format!("`{name}` is not the name of a group; {FORMAT}");
                demand.of_groups.push(GroupName::parse(name).map_err(refusal)?);
            }
            None if item == "all" => demand.of_all = true,
            None if item == "administrators" => demand.of_administrators = true,
            None => return Err(FORMAT.to_owned()),
        }
    }
    if demand == FactorDemand::default() { Err(FORMAT.to_owned()) } else { Ok(demand) }
}

/// The start of a day in UTC.
pub(super) fn day(value: &str) -> Result<Timestamp, String> {
    // An instant, which is longer, would be read as well.
    let start = if value.len() == "2027-01-15".len() { value.parse().ok() } else { None };
    start.ok_or_else(|| "use a day such as 2027-01-15".to_owned())
}

pub(super) fn retention(value: &str) -> Result<Duration, String> {
    let duration = humantime::parse_duration(value).ok().filter(|time| (DAY..=MAX_RETENTION).contains(time));
    duration.ok_or_else(|| "use a duration from 1d to 36525d, such as 90d or 365d".to_owned())
}
