//! What a row of the table of settings consists of, and what is made of the rows. The rows are in [`super`].

use super::{Config, SETTINGS, Translation};
use crate::shared::{DAY, Timestamp};
use humantime::format_duration;
use serde_json::Value;
use std::fmt::Display;
use std::path::Path;
use std::time::Duration;

/// What is shown in place of a secret.
pub(super) const HIDDEN: &str = "(set, not shown)";

/// What the table says about a setting beside its type and how it is read.
pub(super) struct Setting {
    pub(super) name: &'static str,
    /// Other variables that belong to it: the file that contains it, what it is in another language, or the rest of a provider.
    pub(super) others: &'static [&'static str],
    pub(super) in_test_mode: InTestMode,
    /// How `vestibule check` shows it. None: not at all.
    pub(super) shown: Option<fn(&Config) -> Value>,
}

/// What a server in test mode does with a setting of its environment.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum InTestMode {
    Applies,
    /// It names an installation: its address, database, secret, mail server, providers, applications or home page. A test that is
    /// started in the environment of a real server must not touch its data, and must send no mail.
    Ignored,
}

/// Makes everything that lists settings out of the rows: the members of `Config`, a method of `Source` that reads each, the names of
/// all variables, and what `vestibule check` shows. A row is
///
/// `pub member: Type = "NAME" | "OTHER_NAME", Applies or Ignored, how it is read, how it is shown;`
///
/// and begins with `part` in place of `pub` if it only becomes a part of a member: of those after `then`, which are read afterwards, and
/// the one after `last` only if there is no mistake. A row that depends on another one asks `source` for it.
macro_rules! settings {
    (
        load($source:ident, $database:ident, $entropy:ident);
        $(
            $($(#[$about:meta])* pub $member:ident)? $(part $part:ident)?: $type:ty =
                $name:literal $(| $other:literal)*, $in_test_mode:ident, $read:expr, $shown:expr;
        )*
        then { $($(#[$about_whole:meta])* $whole:ident: $of:ty = $value:expr,)* }
        last { $(#[$about_last:meta])* $last:ident: $of_last:ty = $last_value:expr }
    ) => {
        /// All settings, validated.
        #[derive(Clone, Debug)]
        pub struct Config {
            $($($(#[$about])* pub $member: $type,)?)*
            $($(#[$about_whole])* pub $whole: $of,)*
            $(#[$about_last])* pub $last: $of_last,
        }

        /// All variables that are read. `.env.example` describes each; a test compares the two.
        pub const VARIABLES: &[&str] = &[$($name, $($other,)*)*];

        /// In the order in which `vestibule check` shows them.
        static SETTINGS: &[table::Setting] = &[$(
            table::Setting {
                name: $name,
                others: &[$($other),*],
                in_test_mode: table::InTestMode::$in_test_mode,
                shown: $shown,
            },
        )*];

        impl Source {
            $(
                fn $($member)? $($part)?(&self) -> Result<$type, ConfigError> {
                    let read: fn(&Source, &str) -> Result<$type, ConfigError> = $read;
                    read(self, $name)
                }
            )*
        }

        impl Config {
            fn read($source: &Source, $database: Database, $entropy: &dyn Entropy) -> Result<Self, ConfigError> {
                let mut mistakes = mistakes::Mistakes::default();
                $(
                    $(let $member = mistakes.note($source.$member());)?
                    $(_ = mistakes.note($source.$part());)?
                )*
                $(let $whole = mistakes.note_whole::<$of>(|| Ok($value));)*
                mistakes.refuse()?;
                let ($($(Some($member),)?)* $(Some($whole),)*) = ($($($member,)?)* $($whole,)*) else {
                    unreachable!("what could not be read is a mistake")
                };
                Ok(Self { $($($member,)?)* $($whole,)* $last: $last_value })
            }
        }
    };
}

impl Config {
    /// The settings in effect by the names of their variables, those of single languages last. Secrets are not in it.
    pub fn effective(&self) -> Vec<(String, Value)> {
        let shown = |setting: &Setting| setting.shown.map(|shown| (setting.name.to_owned(), shown(self)));
        let translated = self.translations.iter().flat_map(Translation::settings);
        SETTINGS.iter().filter_map(shown).chain(translated.map(|(name, value)| (name, value.into()))).collect()
    }
}

pub(super) fn list<T: Display>(items: &[T]) -> Value {
    items.iter().map(T::to_string).collect()
}

pub(super) fn file(path: Option<&Path>) -> Value {
    path.map(|path| path.display().to_string()).into()
}

pub(super) fn time(time: Duration) -> Value {
    format_duration(time).to_string().into()
}

/// In days, as a retention is usually set: humantime would print a year as "11months 30days 3h 50m 24s".
pub(super) fn days(time: Duration) -> Value {
    let (seconds, day) = (time.as_secs(), DAY.as_secs());
    if seconds.is_multiple_of(day) { format!("{}d", seconds / day).into() } else { self::time(time) }
}

pub(super) fn day(start: Timestamp) -> String {
    start.to_string().chars().take("2027-01-15".len()).collect()
}
