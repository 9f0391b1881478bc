//! The one error that leaves the program: through the API as `application/problem+json`, through server
//! functions as JSON, on pages as words.

use super::json::JsonEncoding;
use leptos::prelude::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};
use std::{borrow::Cow, fmt};

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $status:literal, $title:literal;)*) => {
        /// The closed set of errors. Codes are stable: clients may rely on them.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
        pub enum ErrorCode {
            $($(#[$doc])* #[serde(rename = $code)] $name,)*
        }

        impl ErrorCode {
            /// Every code, for documentation and tests.
            pub const ALL: &'static [ErrorCode] = &[$(Self::$name,)*];

            /// The stable name, in snake_case.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// The HTTP status. The only place where an error becomes one.
            pub fn status(self) -> u16 {
                match self { $(Self::$name => $status,)* }
            }

            /// Whether it goes away by waiting for as long as the error says.
            pub fn is_wait(self) -> bool {
                self.status() == 429
            }

            /// A short human-readable summary, the same for every occurrence (RFC 9457, `title`).
            pub fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)* }
            }
        }
    };
}

codes! {
    /// The request could not be read at all.
    Malformed = "malformed", 400, "The request could not be read";
    /// One or more fields break a rule; `errors` names them all.
    ValidationFailed = "validation_failed", 422, "Some answers need a change";
    /// No account with this name and password can sign in.
    InvalidCredentials = "invalid_credentials", 401, "The name and password do not match";
    TokenMissing = "token_missing", 401, "An access token is needed";
    TokenMalformed = "token_malformed", 401, "The token could not be read";
    TokenExpired = "token_expired", 401, "The token has expired";
    TokenRevoked = "token_revoked", 401, "The session has ended";
    TokenInvalid = "token_invalid", 401, "The token is not valid here";
    Forbidden = "forbidden", 403, "Not allowed";
    /// A browser sent the request from another site.
    CrossSite = "cross_site", 403, "The request came from another site";
    /// It has cookies, and neither `Origin` nor `Sec-Fetch-Site`.
    OriginMissing = "origin_missing", 403, "The request does not say where it comes from";
    RegistrationClosed = "registration_closed", 403, "Registration is closed";
    NotFound = "not_found", 404, "Not found";
    MethodNotAllowed = "method_not_allowed", 405, "The method is not allowed here";
    RequestTimeout = "request_timeout", 408, "The request took too long to arrive";
    UsernameTaken = "username_taken", 409, "The username is taken";
    EmailTaken = "email_taken", 409, "The email address is taken";
    /// What is wanted needs an account that is in use.
    Disabled = "account_disabled", 409, "The account is disabled";
    /// Only what was deleted before can be purged.
    NotDeleted = "not_deleted", 409, "The account is in use";
    /// There is one at a time.
    ImportRunning = "import_running", 409, "Another import is at work";
    /// Somebody else changed it first (`If-Match`).
    PreconditionFailed = "precondition_failed", 412, "It has changed since you read it";
    PayloadTooLarge = "payload_too_large", 413, "The request is too large";
    UnsupportedMediaType = "unsupported_media_type", 415, "The content type is not supported";
    TooManyAttempts = "too_many_attempts", 429, "Too many tries";
    /// A budget is spent.
    TooManyRequests = "too_many_requests", 429, "Too many requests";
    Internal = "internal", 500, "Something went wrong here";
    /// More password checks are waiting than may wait.
    Overloaded = "overloaded", 503, "Too busy at the moment";
    /// The database does not answer.
    Unavailable = "unavailable", 503, "Not available at the moment";
}

/// What is wrong with one field, and how to mend it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct FieldError {
    pub field: Cow<'static, str>,
    /// Stable, snake_case.
    pub code: Cow<'static, str>,
    /// A sentence that says the mend.
    pub message: Cow<'static, str>,
}

/// An error as clients see it. Holds nothing internal.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct AppError {
    pub code: ErrorCode,
    /// One or two sentences for people: what happened, and the mend.
    pub detail: Cow<'static, str>,
    /// All fields at once, for validation and conflicts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// Seconds until it makes sense to try again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u32>,
    /// The budget that is spent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spent: Option<SpentBudget>,
    /// Under which the log has more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
}

/// A budget of which nothing is left.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SpentBudget {
    pub name: Cow<'static, str>,
    /// How many fit into it …
    pub quota: u32,
    /// … and the seconds in which it is whole again.
    pub window: u32,
}

impl AppError {
    pub fn new(code: ErrorCode, detail: impl Into<Cow<'static, str>>) -> Self {
        Self { code, detail: detail.into(), errors: Vec::new(), retry_after: None, spent: None, request_id: None }
    }

    /// An error of fields: `code` says whether they break a rule or are taken.
    pub fn fields(code: ErrorCode, errors: Vec<FieldError>) -> Self {
        let detail = match errors.as_slice() {
            [only] => only.message.clone(),
            _ => Cow::Borrowed("More than one answer needs a change."),
        };
        Self { errors, ..Self::new(code, detail) }
    }

    /// To be tried again after `seconds`, which the answer says in `Retry-After`.
    pub fn retry(mut self, seconds: u32) -> Self {
        self.retry_after = Some(seconds.max(1));
        self
    }

    /// What is wrong with `field`.
    pub fn of_field(&self, field: &str) -> Option<&FieldError> {
        self.errors.iter().find(|error| error.field == field)
    }
}

impl fmt::Display for AppError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.detail)
    }
}

impl std::error::Error for AppError {}

impl FromServerFnError for AppError {
    type Encoder = JsonEncoding;

    /// What can go wrong on the way to and from a server function.
    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Request(_) => {
                Self::new(ErrorCode::Unavailable, "The server did not answer. Check your connection and try again.")
            }
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) | ServerFnErrorErr::Deserialization(_) => {
                Self::new(ErrorCode::Malformed, "The form could not be read. Reload the page and try again.")
            }
            _ => Self::new(ErrorCode::Internal, "Something went wrong here. Nothing is lost. Try again."),
        }
    }
}
