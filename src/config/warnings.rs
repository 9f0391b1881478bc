//! Settings that are probably a mistake.
//!
//! Variables with the prefix of this program that it does not know: most are misspelt, and the operator relies on a setting that is
//! missing (`docs/decisions/0053-unknown-settings.md`). And settings that are valid, but do not fit together.

use super::losses::Loss;
use super::parse::one_of;
use super::source::StrangeName;
use super::variables::PREFIX;
use super::{Config, ConfigError, Source, VARIABLES};
use strsim::damerau_levenshtein;

/// What happens with variables that have the prefix of this program and that it does not know (`VESTIBULE_UNKNOWN_SETTINGS`).
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum UnknownSettings {
    /// The default: there are none, because one stops the program.
    Refuse,
    /// They have no effect. A sentence about each.
    Warn(Vec<String>),
}

impl UnknownSettings {
    /// The name in the variable.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Refuse => "refuse",
            Self::Warn(_) => "warn",
        }
    }

    /// A sentence about each variable that has no effect.
    pub fn warnings(&self) -> &[String] {
        match self {
            Self::Refuse => &[],
            Self::Warn(warnings) => warnings,
        }
    }
}

impl Config {
    /// A sentence about each setting that is probably a mistake, with the way to correct it.
    pub fn warnings(&self) -> Vec<String> {
        let mail = self.has_no_mail().into_iter();
        self.unknown_settings.warnings().iter().cloned().chain(mail).chain(self.doubts()).collect()
    }

    /// Those of them that a server logs when it starts, beside what it says of unknown settings and of mail.
    pub fn doubts(&self) -> Vec<String> {
        let checks = [self.leads_to_itself(), self.trusts_no_proxy(), self.demands_of_nobody()];
        self.misspelt.iter().cloned().chain(checks.into_iter().flatten()).collect()
    }

    /// An address that others can open means that there are users, and they forget passwords.
    fn has_no_mail(&self) -> Option<String> {
        (self.is_https() && self.keeps_messages()).then(|| {
            format!(
                "SMTP_URL is not set, so messages are written to files in {} and do not reach their recipients: users cannot \
                 confirm addresses or choose new passwords. Set SMTP_URL to your mail server.",
                self.message_folder().display()
            )
        })
    }

    fn leads_to_itself(&self) -> Option<String> {
        (self.is_loopback() && !self.listen.ip().is_loopback()).then(|| {
            format!(
                "HOST is {}, which other machines can reach, but VESTIBULE_BASE_URL is {}, which leads each of them to itself. Set \
                 VESTIBULE_BASE_URL to the address that users open, or remove HOST.",
                self.listen.ip(),
                self.base_url
            )
        })
    }

    /// Whoever opens an https address and reaches a server that listens to this machine alone comes through a proxy on it.
    fn trusts_no_proxy(&self) -> Option<String> {
        let has_proxy = self.is_https() && !self.is_loopback() && self.listen.ip().is_loopback();
        (has_proxy && self.trusted_proxies.is_empty()).then(|| {
            format!(
                "VESTIBULE_BASE_URL is {} and HOST is {}, so a proxy on this machine stands before the server, but \
                 VESTIBULE_TRUSTED_PROXIES is not set: all visitors have its address, and share their limits. Set \
                 VESTIBULE_TRUSTED_PROXIES=127.0.0.1,::1.",
                self.base_url,
                self.listen.ip()
            )
        })
    }

    fn demands_of_nobody(&self) -> Option<String> {
        let demand = &self.second_factor_demand;
        let is_of_nobody = !demand.of_all && !demand.of_administrators && demand.of_groups.is_empty();
        (demand.from.is_some() && is_of_nobody).then(|| {
            "VESTIBULE_REQUIRE_SECOND_FACTOR_FROM is set and VESTIBULE_REQUIRE_SECOND_FACTOR is not: nobody needs a second factor on \
             that day. Set VESTIBULE_REQUIRE_SECOND_FACTOR to all, administrators or group:name, or remove the day."
                .to_owned()
        })
    }
}

/// A sentence about each name in a settings file that is no setting and resembles one, or of whose value a part is lost. Never the
/// value, which may be secret.
pub(super) fn misspelt(source: &Source) -> Vec<String> {
    let sentence = |strange: &StrangeName| {
        let StrangeName { name, loss, file, is_own_file } = strange;
        Some(match loss {
            None => {
                let known = meant(name, *is_own_file)?;
                format!("{name} in {file} is no setting and has no effect (did you mean {known}?).")
            }
            Some(Loss::Comment) => format!(
                "{name} in {file} has no value, because # begins a comment. Put the value in single quotes, or leave the # out if \
                 it is that of a colour."
            ),
            Some(Loss::Variable) => format!(
                "A part of {name} in {file} is lost, because $ begins the name of a variable there, and none of this name is set. Put \
                 the value in single quotes."
            ),
        })
    };
    source.strange().iter().filter_map(sentence).collect()
}

/// The setting that a name without our prefix may mean. In a file of other programs only one of those that have no prefix.
fn meant(name: &str, is_own_file: bool) -> Option<&'static str> {
    let candidates = VARIABLES.iter().filter(|known| is_own_file || !known.starts_with(PREFIX));
    let distances = candidates.map(|known| (damerau_levenshtein(name, without_prefix(known)), *known));
    let (distance, known) = distances.min_by_key(|(distance, _)| *distance)?;
    // Stricter than for names with our prefix, which are meant for this program in any case.
    (distance <= name.chars().count() / 5).then_some(known)
}

/// Looks for unknown settings.
///
/// # Errors
/// If there are some and `VESTIBULE_UNKNOWN_SETTINGS` is not `warn`. The error names all of them, with the names that may be meant.
pub(super) fn unknown_settings(source: &Source, name: &str) -> Result<UnknownSettings, ConfigError> {
    let is_permitted = source.parse_or(name, false, one_of([("refuse", false), ("warn", true)]))?;
    let unknown: Vec<String> = source.unknown().into_iter().map(with_suggestion).collect();
    if is_permitted {
        let warn = |setting: &String| format!("unknown setting {setting}: it has no effect.");
        return Ok(UnknownSettings::Warn(unknown.iter().map(warn).collect()));
    }
    if unknown.is_empty() {
        return Ok(UnknownSettings::Refuse);
    }
    Err(ConfigError(format!(
        "unknown settings: {}. Correct or unset them. On the way back to an older version, which does not know the settings of \
         the newer one, set {name}=warn: then they have no effect.",
        unknown.join(", ")
    )))
}

/// The name, and the known one that may be meant. Never the value, which may be secret.
fn with_suggestion(name: &str) -> String {
    match nearest(name) {
        Some(known) => format!("{name} (did you mean {known}?)"),
        None => name.to_owned(),
    }
}

/// The known name that is the most similar, if it is similar enough to be meant. The prefix does not count: `VESTIBULE_PORT` means
/// `PORT`.
fn nearest(name: &str) -> Option<&'static str> {
    let given = without_prefix(name);
    let distances = VARIABLES.iter().map(|known| (damerau_levenshtein(given, without_prefix(known)), *known));
    let (distance, known) = distances.min_by_key(|(distance, _)| *distance)?;
    (distance <= given.chars().count() / 3).then_some(known)
}

fn without_prefix(name: &str) -> &str {
    name.strip_prefix(PREFIX).unwrap_or(name)
}
