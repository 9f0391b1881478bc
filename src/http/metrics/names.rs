//! Name and description of each metric. `docs/operations.md` repeats them; a test compares the two.

/// The name and the text after `# HELP`.
pub type Metric = (&'static str, &'static str);

pub const HTTP_REQUESTS: Metric = ("vestibule_http_requests_total", "Answered requests.");
pub const HTTP_REQUEST_DURATION: Metric =
    ("vestibule_http_request_duration_seconds", "Time from the head of a request to the head of its answer.");
pub const HTTP_REQUESTS_IN_PROGRESS: Metric =
    ("vestibule_http_requests_in_progress", "Requests that are being processed, including this one.");

pub const SIGN_INS: Metric = ("vestibule_sign_ins_total", "Sign-ins with a password.");
pub const REFRESHES: Metric = ("vestibule_refreshes_total", "Uses of refresh tokens.");
pub const SESSIONS_ACTIVE: Metric = (
    "vestibule_sessions_active",
    "Sessions that have not ended or expired, in the whole database, up to 30 seconds old; counted up to 1,000,000.",
);
pub const ACCOUNTS: Metric = ("vestibule_accounts", "Accounts in the whole database, up to 30 seconds old.");

pub const HASHING_WAITING: Metric = ("vestibule_hashing_jobs_waiting", "Passwords that wait for a hashing thread.");
pub const HASHING_RUNNING: Metric = ("vestibule_hashing_jobs_running", "Passwords that are being hashed.");
pub const HASHING_REFUSED: Metric =
    ("vestibule_hashing_jobs_refused_total", "Passwords that were refused because the queue for hashing was full.");

pub const MAIL_ATTEMPTS: Metric = ("vestibule_mail_attempts_total", "Attempts to send a message.");
pub const MAIL_WAITING: Metric =
    ("vestibule_mail_waiting", "Messages in the outbox of the whole database, up to 30 seconds old.");
pub const MAIL_OLDEST_AGE: Metric =
    ("vestibule_mail_oldest_age_seconds", "Age of the oldest message in the outbox, 0 if it is empty.");

pub const DATABASE_UP: Metric =
    ("vestibule_database_up", "1 if the database answers and its schema fits, otherwise 0.");
pub const DATABASE_WRITABLE: Metric = (
    "vestibule_database_writable",
    "0 after the database has refused a write, for example because its disk is full, until one succeeds; otherwise 1.",
);
pub const DATABASE_CONNECTIONS: Metric = ("vestibule_database_connections", "Open connections to the database.");
pub const DATABASE_CONNECTIONS_MAX: Metric =
    ("vestibule_database_connections_max", "How many connections to the database may be open.");
pub const DATABASE_WAITING: Metric = (
    "vestibule_database_jobs_waiting",
    "Jobs that wait for the writer of SQLite or for a connection of a pool to PostgreSQL.",
);

pub const BUILD_INFO: Metric = ("vestibule_build_info", "Always 1, with the version of the program.");
pub const START_TIME: Metric =
    ("vestibule_process_start_time_seconds", "When the server started, in seconds since 1970.");
