//! Name and description of each metric, and the metrics whose values are read at each scrape. `docs/operations/run.md` repeats the
//! names; a test compares the two.

use prometheus::proto::{Counter, Gauge, LabelPair, Metric, MetricFamily, MetricType};

/// The name and the text after `# HELP`.
pub type Named = (&'static str, &'static str);

pub const HTTP_REQUESTS: Named = ("vestibule_http_requests_total", "Answered requests.");
pub const HTTP_REQUEST_DURATION: Named =
    ("vestibule_http_request_duration_seconds", "Time from the head of a request to the head of its answer.");
pub const HTTP_REQUESTS_IN_PROGRESS: Named =
    ("vestibule_http_requests_in_progress", "Requests that are being processed, including this one.");

pub const SIGN_INS: Named = ("vestibule_sign_ins_total", "Sign-ins, with a second factor when it has come.");
pub const PROVIDER_SIGN_INS: Named = (
    "vestibule_provider_sign_ins_total",
    "Sign-ins at providers, by provider and outcome, of those that have occurred.",
);
pub const REFRESHES: Named = ("vestibule_refreshes_total", "Uses of refresh tokens.");
pub const CLIENT_TOKENS: Named =
    ("vestibule_client_tokens_total", "Answers of the token endpoint to clients that have authenticated themselves.");
pub const CLIENT_REFUSALS: Named = (
    "vestibule_client_refusals_total",
    "What OpenID Connect clients were refused, by client and error, of those that have occurred.",
);
pub const SESSIONS_ACTIVE: Named = (
    "vestibule_sessions_active",
    "Sessions that have not ended or expired, in the whole database, up to 30 seconds old; counted up to 1,000,000.",
);
pub const ACCOUNTS: Named = ("vestibule_accounts", "Accounts in the whole database, up to 30 seconds old.");

pub const HASHING_WAITING: Named = ("vestibule_hashing_jobs_waiting", "Passwords that wait for a hashing thread.");
pub const HASHING_RUNNING: Named = ("vestibule_hashing_jobs_running", "Passwords that are being hashed.");
pub const HASHING_REFUSED: Named =
    ("vestibule_hashing_jobs_refused_total", "Passwords that were refused because the queue for hashing was full.");

pub const MAIL_ATTEMPTS: Named = ("vestibule_mail_attempts_total", "Attempts to send a message.");
pub const MAIL_WAITING: Named =
    ("vestibule_mail_waiting", "Messages in the outbox of the whole database, up to 30 seconds old.");
pub const MAIL_OLDEST_AGE: Named =
    ("vestibule_mail_oldest_age_seconds", "Age of the oldest message in the outbox, 0 if it is empty.");

pub const LOGOUT_ATTEMPTS: Named =
    ("vestibule_client_logout_attempts_total", "Attempts to send a logout token to an OpenID Connect client.");
pub const LOGOUTS_WAITING: Named = (
    "vestibule_client_logouts_waiting",
    "Logout tokens that have not been sent yet, in the whole database, up to 30 seconds old.",
);
pub const LOGOUTS_OLDEST_AGE: Named = (
    "vestibule_client_logouts_oldest_age_seconds",
    "Time since the end of the session of the oldest logout token that has not been sent yet, 0 if there is none.",
);

pub const DATABASE_UP: Named = ("vestibule_database_up", "1 if the database answers and its schema fits, otherwise 0.");
pub const DATABASE_WRITABLE: Named = (
    "vestibule_database_writable",
    "0 after the database has refused a write, for example because its disk is full, until one succeeds; otherwise 1.",
);
pub const DATABASE_CONNECTIONS: Named = ("vestibule_database_connections", "Open connections to the database.");
pub const DATABASE_CONNECTIONS_MAX: Named =
    ("vestibule_database_connections_max", "How many connections to the database may be open.");
pub const DATABASE_WAITING: Named = (
    "vestibule_database_jobs_waiting",
    "Jobs that wait for the writer of SQLite or for a connection of a pool to PostgreSQL.",
);

pub const STANDBY_USED: Named =
    ("vestibule_database_standby_usable", "1 if lists and reports are read at the standby, otherwise 0.");
pub const STANDBY_LAG: Named = (
    "vestibule_database_standby_lag_seconds",
    "How far the standby was behind the primary when they were last compared, which is done every second.",
);
pub const STANDBY_READS: Named =
    ("vestibule_database_standby_reads_total", "Lists and reports that were read at the standby.");
pub const STANDBY_FALLBACKS: Named = (
    "vestibule_database_standby_fallbacks_total",
    "Lists and reports that were read at the primary, because no standby had all of it in time.",
);

pub const LIMIT_REPLICAS: Named = (
    "vestibule_rate_limit_replicas",
    "Replicas that count rate limits together, with this one. 0 while this one counts alone, because the database does not answer.",
);

pub const CLOCK_DIFFERENCE: Named = (
    "vestibule_clock_difference_seconds",
    "How far the clock of the server is ahead of that of PostgreSQL, negative if it is behind; compared every 30 seconds. 0 on SQLite.",
);

pub const FILE_PROBLEMS: Named = (
    "vestibule_applications_file_problems",
    "Mistakes in the file of applications: each closes what it is in. 1 more while a changed file is not in effect.",
);

pub const NEEDS_ATTENTION: Named = (
    "vestibule_needs_attention",
    "1 for each concern that needs the attention of an administrator, as /overview says, otherwise 0; up to 30 seconds old.",
);
pub const BACKUP_AGE: Named = (
    "vestibule_backup_age_seconds",
    "Time since `vestibule backup` has last written or noted a backup. Missing until there is one.",
);

pub const BUILD_INFO: Named = ("vestibule_build_info", "Always 1, with the version of the program.");
pub const START_TIME: Named =
    ("vestibule_process_start_time_seconds", "When the server started, in seconds since 1970.");

/// A metric whose values are read at each scrape.
pub struct Family(MetricFamily);

impl Family {
    /// A number that only grows until the process ends.
    pub fn counter(named: Named) -> Self {
        Self::new(MetricType::COUNTER, named)
    }

    /// A number that can shrink.
    pub fn gauge(named: Named) -> Self {
        Self::new(MetricType::GAUGE, named)
    }

    fn new(kind: MetricType, (name, help): Named) -> Self {
        let mut family = MetricFamily::default();
        family.set_name(name.to_owned());
        family.set_help(help.to_owned());
        family.set_field_type(kind);
        Self(family)
    }

    /// Adds a value. `labels` are names and values.
    pub fn with(mut self, labels: &[(&str, &str)], value: f64) -> Self {
        let mut metric = Metric::from_label(labels.iter().map(|(name, value)| label(name, value)).collect());
        if self.0.get_field_type() == MetricType::COUNTER {
            let mut counter = Counter::default();
            counter.set_value(value);
            metric.set_counter(counter);
        } else {
            let mut gauge = Gauge::default();
            gauge.set_value(value);
            metric.set_gauge(gauge);
        }
        self.0.mut_metric().push(metric);
        self
    }

    /// Adds a value for each outcome.
    pub fn with_outcomes(self, outcomes: &[(&str, u64)]) -> Self {
        outcomes.iter().fold(self, |family, (outcome, count)| family.with(&[("outcome", *outcome)], *count as f64))
    }

    pub fn finish(self) -> MetricFamily {
        self.0
    }
}

fn label(name: &str, value: &str) -> LabelPair {
    let mut pair = LabelPair::default();
    pair.set_name(name.to_owned());
    pair.set_value(value.to_owned());
    pair
}
