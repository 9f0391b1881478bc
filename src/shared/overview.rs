//! The overview of administrators: how the installation is doing, in numbers, and what needs attention.

use super::timestamp::{Timestamp, days};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::time::Duration;

names! {
    /// The period that the overview is about. It ends now.
    #[derive(Default, JsonSchema)]
    pub enum Period {
        /// By the hour.
        Day = "24h",
        Week = "7d",
        #[default]
        Month = "30d",
        /// 52 weeks.
        Year = "1y",
    }
}

impl Period {
    pub fn duration(self) -> Duration {
        days(match self {
            Self::Day => 1,
            Self::Week => 7,
            Self::Month => 30,
            Self::Year => 364,
        })
    }
}

names! {
    /// What may need the attention of an administrator.
    #[derive(JsonSchema)]
    pub enum Concern {
        /// The database refuses writes, or its disk is nearly full.
        Disk = "disk",
        /// Messages could not be sent yet, or were given up on a day on which none was sent.
        Mail = "mail",
        /// A client does not take the messages that sessions have ended.
        Client = "client",
        /// Clients were refused something in the last 24 hours that they have sent themselves.
        Refusals = "client_refusals",
        /// Sign-ins at a provider fail.
        Provider = "provider",
        /// The file of applications has mistakes, or its last version is not in effect.
        ApplicationsFile = "applications_file",
        /// Another server on the same database has applied another file of applications.
        Replica = "replica",
        /// Secrets of clients, or API tokens that are used, end soon.
        Secrets = "secrets",
        /// A signing key has been replaced and can be removed, or the previous secret is still set.
        Keys = "keys",
        /// There is no backup of the last week.
        Backup = "backup",
        /// Administrators without a second factor.
        Administrators = "administrators",
        /// Settings that are valid and probably a mistake.
        Settings = "settings",
    }
}

impl Concern {
    /// Whether something is broken, and not only due.
    pub fn is_urgent(self) -> bool {
        match self {
            Self::Disk => true,
            Self::Mail
            | Self::Client
            | Self::Refusals
            | Self::Provider
            | Self::ApplicationsFile
            | Self::Replica
            | Self::Secrets
            | Self::Keys
            | Self::Backup
            | Self::Administrators
            | Self::Settings => false,
        }
    }
}

/// Something that needs attention.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Finding {
    pub concern: Concern,
    /// How many messages, refused clients, failures, secrets or administrators.
    pub count: u64,
    /// Since when it is so; of what will end, when the first one ends. None: that is not known.
    pub since: Option<Timestamp>,
    /// The client or the provider; of several, the one that is next. Of the disk: `refused`, if the database refuses writes; of keys: `key`
    /// or `secret`.
    pub name: Option<String>,
    /// What the program says of it, in English.
    pub detail: Option<String>,
}

impl Finding {
    pub fn new(concern: Concern, count: u64) -> Self {
        Self { concern, count, since: None, name: None, detail: None }
    }

    /// With the time since when it is so.
    #[must_use]
    pub fn since(self, since: Option<Timestamp>) -> Self {
        Self { since, ..self }
    }
}

/// A query for the overview. An empty parameter counts as missing.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct OverviewRequest {
    /// The period.
    #[schemars(with = "Period", extend("default" = "30d"))]
    pub period: String,
}

/// How the installation is doing. Hours and days are in UTC.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Overview")]
pub struct OverviewView {
    pub period: Period,
    /// When the numbers were read.
    pub at: Timestamp,
    pub attention: Vec<Finding>,
    /// Sign-ins by their way: `passkey`, `second_factor` (after a password), `provider`, `password` alone, `other`.
    pub sign_ins: SeriesView,
    /// Refused sign-ins and entries, by the reason; the most frequent first.
    pub refusals: SeriesView,
    /// New accounts: by `registration`, by an `administrator`, by `import`.
    pub accounts: SeriesView,
    /// People who were active: in the `day` with which a column ends, in the `week` and in the `month` that end with it.
    pub active: SeriesView,
    /// How many people there are: `everybody`, those with a `second_factor`, and with a `passkey`. From the first day on that was
    /// measured.
    pub people: SeriesView,
    pub mail: MailView,
    /// The applications that were entered most often, the first ones first.
    pub applications: Vec<EntriesView>,
    /// How many applications there are.
    pub all_applications: u64,
}

/// Numbers over time.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "OverviewSeries")]
pub struct SeriesView {
    /// When each column begins, the first one first.
    pub columns: Vec<Timestamp>,
    pub lines: Vec<LineView>,
}

/// One of them.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "OverviewLine")]
pub struct LineView {
    pub label: String,
    /// The number of each column.
    pub values: Vec<u64>,
    /// Of the whole period; of people, the last number.
    pub total: u64,
    /// The same of the period before.
    pub before: u64,
}

/// Messages.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "OverviewMail")]
pub struct MailView {
    pub sent: u64,
    /// Those that were given up, after trying for a day.
    pub given_up: u64,
    /// Those that wait now.
    pub waiting: u64,
}

/// How often sessions have entered an application for the first time.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "OverviewEntries")]
pub struct EntriesView {
    pub name: String,
    pub title: String,
    pub entries: u64,
}

impl SeriesView {
    /// Of all lines.
    pub fn total(&self) -> u64 {
        self.lines.iter().map(|line| line.total).sum()
    }

    /// Of all lines, in the period before.
    pub fn before(&self) -> u64 {
        self.lines.iter().map(|line| line.before).sum()
    }

    /// The line with this label.
    pub fn line(&self, label: &str) -> Option<&LineView> {
        self.lines.iter().find(|line| line.label == label)
    }
}
