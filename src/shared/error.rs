//! The error of every use case: the API sends it as `application/problem+json`, server functions as JSON, and pages show its messages.
//! What is not for the client is its [cause](AppError::cause), which is never sent.

use super::factors::{Level, PendingView};
use super::json::JsonEncoding;
use crate::language::{Message, message};
use leptos::prelude::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::error::Error;
use std::fmt;
use std::sync::Arc;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $status:literal, $title:ident;)*) => {
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

            /// Whether the client should wait for `retry_after` and try again.
            pub fn is_wait(self) -> bool {
                self.status() == 429
            }

            /// Whether the client is not signed in, or no longer.
            pub fn is_signed_out(self) -> bool {
                use ErrorCode::{TokenExpired, TokenInvalid, TokenMalformed, TokenMissing, TokenRevoked};
                matches!(self, TokenMissing | TokenMalformed | TokenExpired | TokenRevoked | TokenInvalid)
            }

            /// A short human-readable summary, the same for every occurrence (RFC 9457, `title`).
            pub fn title(self) -> &'static str {
                match self { $(Self::$name => $crate::language::say::$title(),)* }
            }
        }
    };
}

codes! {
    /// The request could not be read at all.
    Malformed = "malformed", 400, error_title_malformed;
    /// One or more fields break a rule; `errors` names them all.
    ValidationFailed = "validation_failed", 422, error_title_validation_failed;
    /// No account with this name and password can sign in.
    InvalidCredentials = "invalid_credentials", 401, error_title_invalid_credentials;
    /// The password is right, and the account has a second factor.
    SecondFactorRequired = "second_factor_required", 401, error_title_second_factor_required;
    /// The code of an authenticator app or the recovery code is wrong, or was used before.
    InvalidCode = "invalid_code", 401, error_title_invalid_code;
    /// The sign-in that waited for its second factor is over.
    PendingExpired = "pending_expired", 401, error_title_pending_expired;
    PasskeyRefused = "passkey_refused", 401, error_title_passkey_refused;
    /// The last proof of who somebody is was too long ago.
    StepUpRequired = "step_up_required", 401, error_title_step_up_required;
    TokenMissing = "token_missing", 401, error_title_token_missing;
    TokenMalformed = "token_malformed", 401, error_title_token_malformed;
    TokenExpired = "token_expired", 401, error_title_token_expired;
    TokenRevoked = "token_revoked", 401, error_title_token_revoked;
    TokenInvalid = "token_invalid", 401, error_title_token_invalid;
    Forbidden = "forbidden", 403, error_title_forbidden;
    /// The account may do it, but not with an API token of these scopes.
    TokenScope = "token_scope", 403, error_title_token_scope;
    /// A second factor is demanded of the account, which has none yet (`VESTIBULE_REQUIRE_SECOND_FACTOR`).
    SecondFactorMissing = "second_factor_missing", 403, error_title_second_factor_missing;
    /// Fields of one's own have to be filled in before the account enters an application; `errors` names them all.
    FieldsRequired = "fields_required", 403, error_title_fields_required;
    /// The account has to accept terms before it enters the application.
    TermsRequired = "terms_required", 403, error_title_terms_required;
    /// A browser sent the request from another site.
    CrossSite = "cross_site", 403, error_title_cross_site;
    /// The request has cookies, but neither `Origin` nor `Sec-Fetch-Site`.
    OriginMissing = "origin_missing", 403, error_title_origin_missing;
    /// The provider at which somebody signs in refuses, or says something that is not accepted.
    ProviderRefused = "provider_refused", 403, error_title_provider_refused;
    RegistrationClosed = "registration_closed", 403, error_title_registration_closed;
    /// The password is right, but the address has to be confirmed before signing in.
    EmailUnconfirmed = "email_unconfirmed", 403, error_title_email_unconfirmed;
    NotFound = "not_found", 404, error_title_not_found;
    /// A one-time link that was used, has expired, or was replaced by a newer one.
    LinkInvalid = "link_invalid", 404, error_title_link_invalid;
    MethodNotAllowed = "method_not_allowed", 405, error_title_method_not_allowed;
    RequestTimeout = "request_timeout", 408, error_title_request_timeout;
    UsernameTaken = "username_taken", 409, error_title_username_taken;
    EmailTaken = "email_taken", 409, error_title_email_taken;
    GroupTaken = "group_taken", 409, error_title_group_taken;
    GroupInUse = "group_in_use", 409, error_title_group_in_use;
    /// Another application has the name or one of the locations, another client the id, or the file of applications defines it.
    ApplicationTaken = "application_taken", 409, error_title_application_taken;
    /// Another account is linked to this account at a provider.
    IdentityTaken = "identity_taken", 409, error_title_identity_taken;
    /// Another field has the name, or another account the value of a field that no two may have, or the operator's file defines the field.
    FieldTaken = "field_taken", 409, error_title_field_taken;
    /// Another provider has the name or the issuer, or the operator's file or environment defines it.
    ProviderTaken = "provider_taken", 409, error_title_provider_taken;
    /// The action requires an active account.
    Disabled = "account_disabled", 409, error_title_disabled;
    /// Only a deleted account can be purged.
    NotDeleted = "not_deleted", 409, error_title_not_deleted;
    /// Only one import can run at a time.
    ImportRunning = "import_running", 409, error_title_import_running;
    /// Invitations are being sent to other users.
    MailingRunning = "mailing_running", 409, error_title_mailing_running;
    /// Without it, there would be no way to sign in to the account.
    FactorNeeded = "factor_needed", 409, error_title_factor_needed;
    /// The base URL of this server cannot have passkeys.
    PasskeysUnavailable = "passkeys_unavailable", 409, error_title_passkeys_unavailable;
    /// The account was changed concurrently (`If-Match`).
    PreconditionFailed = "precondition_failed", 412, error_title_precondition_failed;
    PayloadTooLarge = "payload_too_large", 413, error_title_payload_too_large;
    UnsupportedMediaType = "unsupported_media_type", 415, error_title_unsupported_media_type;
    /// The account has sent another request with the same `Idempotency-Key`, or this one, whose result cannot be read any more.
    IdempotencyKeyReused = "idempotency_key_reused", 422, error_title_idempotency_key_reused;
    TooManyAttempts = "too_many_attempts", 429, error_title_too_many_attempts;
    /// A rate limit is exceeded.
    TooManyRequests = "too_many_requests", 429, error_title_too_many_requests;
    Internal = "internal", 500, error_title_internal;
    /// The queue of password checks is full.
    Overloaded = "overloaded", 503, error_title_overloaded;
    /// The provider at which somebody signs in does not answer.
    ProviderUnavailable = "provider_unavailable", 503, error_title_provider_unavailable;
    /// The database does not answer.
    Unavailable = "unavailable", 503, error_title_unavailable;
}

/// What is wrong with one field, and how to fix it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct FieldError {
    pub field: Cow<'static, str>,
    /// Stable, snake_case.
    pub code: Cow<'static, str>,
    /// A sentence that says how to fix it.
    pub message: Message,
}

/// Why something was not done, in words for the client.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct AppError {
    pub code: ErrorCode,
    /// One or two sentences: what happened, and how to fix it.
    pub detail: Message,
    /// All fields at once, for validation and conflicts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// Seconds until it makes sense to try again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u32>,
    /// The exceeded rate limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spent: Option<Box<ExceededBudget>>,
    /// Finds the details in the log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<Box<str>>,
    /// Only for clients of the API: pages have a cookie in its place, so it is no part of what they read.
    #[serde(skip)]
    pub extension: Option<Box<Extension>>,
    #[serde(skip)]
    cause: Cause,
}

/// What only some errors tell clients of the API.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Extension {
    /// [`ErrorCode::SecondFactorRequired`]: how the sign-in goes on.
    SecondFactor(PendingView),
    /// [`ErrorCode::StepUpRequired`]: the age of a proof in seconds that is accepted, and its level.
    StepUp { max_age: u64, level: Level },
    /// The same, for an application: it need not limit the age.
    Demand { max_age: Option<u64>, level: Level },
}

/// What has failed, for the log and the operator. It is no part of what clients see, so errors that differ in it alone are equal.
#[derive(Clone, Debug, Default)]
struct Cause(Option<Arc<dyn Error + Send + Sync>>);

impl PartialEq for Cause {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Cause {}

/// A rate limit that was exceeded.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ExceededBudget {
    pub name: Cow<'static, str>,
    /// The number of requests …
    pub quota: u32,
    /// … in so many seconds.
    pub window: u32,
}

impl AppError {
    pub fn new(code: ErrorCode, detail: Message) -> Self {
        Self {
            code,
            detail,
            errors: Vec::new(),
            retry_after: None,
            spent: None,
            request_id: None,
            extension: None,
            cause: Cause(None),
        }
    }

    /// What the request is about does not exist, or the client must not learn that it does.
    pub fn not_found(detail: Message) -> Self {
        Self::new(ErrorCode::NotFound, detail)
    }

    pub fn forbidden(detail: Message) -> Self {
        Self::new(ErrorCode::Forbidden, detail)
    }

    /// Fields that break a rule.
    pub fn invalid(errors: Vec<FieldError>) -> Self {
        Self::fields(ErrorCode::ValidationFailed, errors)
    }

    /// A username or an email address that another account has. A taken username decides the code.
    pub fn taken(errors: Vec<FieldError>) -> Self {
        let of_username = errors.iter().any(|error| error.field == "username");
        Self::fields(if of_username { ErrorCode::UsernameTaken } else { ErrorCode::EmailTaken }, errors)
    }

    /// Something that the client can neither cause nor correct has failed.
    pub fn internal(cause: impl Error + Send + Sync + 'static) -> Self {
        Self::new(ErrorCode::Internal, message::error_on_the_server()).caused_by(cause)
    }

    /// Adds what has failed, which no client learns.
    pub fn caused_by(mut self, cause: impl Error + Send + Sync + 'static) -> Self {
        self.cause = Cause(Some(Arc::new(cause)));
        self
    }

    /// What has failed, if the server is to blame.
    pub fn cause(&self) -> Option<&(dyn Error + Send + Sync + 'static)> {
        self.cause.0.as_deref()
    }

    /// Whether a username, an email address or the value of a field is taken.
    pub fn is_taken(&self) -> bool {
        matches!(self.code, ErrorCode::UsernameTaken | ErrorCode::EmailTaken | ErrorCode::FieldTaken)
    }

    /// Errors of fields. `code`: whether values are invalid or already taken.
    pub fn fields(code: ErrorCode, errors: Vec<FieldError>) -> Self {
        let detail = match errors.as_slice() {
            [only] => only.message.clone(),
            several => message::error_several_problems(several.len() as u64),
        };
        Self { errors, ..Self::new(code, detail) }
    }

    /// Adds the time to wait, which the response repeats in `Retry-After`.
    pub fn retry(mut self, seconds: u32) -> Self {
        // Zero would invite a retry at once, which would fail again.
        self.retry_after = Some(seconds.max(1));
        self
    }

    /// Adds what only clients of the API learn.
    pub fn extended(mut self, extension: Extension) -> Self {
        self.extension = Some(Box::new(extension));
        self
    }

    /// The same error with its messages as words, in the current language, for an answer that is written elsewhere.
    pub fn in_words(mut self) -> Self {
        self.detail = Message::written(self.detail.say());
        for error in &mut self.errors {
            error.message = Message::written(error.message.say());
        }
        self
    }

    /// The error of `field`.
    pub fn of_field(&self, field: &str) -> Option<&FieldError> {
        self.errors.iter().find(|error| error.field == field)
    }
}

impl fmt::Display for AppError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.detail, f)
    }
}

impl std::error::Error for AppError {}

impl FromServerFnError for AppError {
    type Encoder = JsonEncoding;

    /// Errors in the transport and the encoding of server functions.
    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            // The browser got no response at all.
            ServerFnErrorErr::Request(_) => Self::new(ErrorCode::Unavailable, message::error_no_response()),
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) | ServerFnErrorErr::Deserialization(_) => {
                Self::new(ErrorCode::Malformed, message::error_form_of_an_old_page())
            }
            _ => Self::new(ErrorCode::Internal, message::error_unknown()),
        }
    }
}
