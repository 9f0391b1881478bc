//! Errors of OAuth 2.0 and OpenID Connect. Where one goes depends on what is verified when it happens: to a page, until client and
//! redirect URI are; to the redirect URI afterwards; and as JSON to those who ask the other endpoints.

use super::sent;
use crate::shared::Fault;
use std::borrow::Cow;
use std::fmt;

names! {
    /// The registered values of `error` that are answered here.
    #[derive(Hash)]
    pub enum OauthErrorCode {
        InvalidRequest = "invalid_request",
        UnauthorizedClient = "unauthorized_client",
        AccessDenied = "access_denied",
        UnsupportedResponseType = "unsupported_response_type",
        InvalidScope = "invalid_scope",
        ServerError = "server_error",
        TemporarilyUnavailable = "temporarily_unavailable",
        // RFC 6749, section 5.2.
        InvalidClient = "invalid_client",
        InvalidGrant = "invalid_grant",
        UnsupportedGrantType = "unsupported_grant_type",
        // RFC 6750, section 3.1.
        InvalidToken = "invalid_token",
        InsufficientScope = "insufficient_scope",
        // RFC 8707, section 2.
        InvalidTarget = "invalid_target",
        // OpenID Connect Core, section 3.1.2.6.
        InteractionRequired = "interaction_required",
        LoginRequired = "login_required",
        ConsentRequired = "consent_required",
        RequestNotSupported = "request_not_supported",
        RequestUriNotSupported = "request_uri_not_supported",
        RegistrationNotSupported = "registration_not_supported",
        // RFC 9470, section 3.
        UnmetAuthenticationRequirements = "unmet_authentication_requirements",
        // RFC 8628, section 3.5.
        AuthorizationPending = "authorization_pending",
        SlowDown = "slow_down",
        ExpiredToken = "expired_token",
    }
}

impl OauthErrorCode {
    /// The status of an answer in JSON.
    pub fn status(self) -> u16 {
        match self {
            Self::InvalidClient | Self::InvalidToken => 401,
            Self::InsufficientScope => 403,
            Self::ServerError => 500,
            Self::TemporarilyUnavailable => 503,
            _ => 400,
        }
    }

    /// The error with this description, for the developers of the client. Other characters than the allowed ones become a question
    /// mark: it may contain what a client has sent.
    pub fn because(self, description: impl Into<Cow<'static, str>>) -> OauthError {
        let description = description.into();
        let is_allowed = |c: char| matches!(c, ' '..='~') && c != '"' && c != '\\';
        let description = match description.chars().all(is_allowed) {
            true => description,
            false => Cow::Owned(description.chars().map(|c| if is_allowed(c) { c } else { '?' }).collect()),
        };
        OauthError { code: self, description, retry_after: None, fault: self.usual_fault(), sent: None }
    }

    /// What is usually wrong when a client gets this error. None: nothing that somebody could correct. People have to do something
    /// first, have decided otherwise, or the server has failed.
    fn usual_fault(self) -> Option<Fault> {
        match self {
            Self::InvalidRequest
            | Self::UnauthorizedClient
            | Self::RequestNotSupported
            | Self::RequestUriNotSupported
            | Self::RegistrationNotSupported => Some(Fault::Other),
            Self::UnsupportedResponseType => Some(Fault::ResponseType),
            Self::InvalidScope | Self::InsufficientScope => Some(Fault::Scope),
            Self::InvalidClient => Some(Fault::Authentication),
            Self::InvalidGrant => Some(Fault::Code),
            Self::UnsupportedGrantType => Some(Fault::GrantUnknown),
            Self::InvalidToken => Some(Fault::AccessToken),
            Self::InvalidTarget => Some(Fault::Resource),
            Self::UnmetAuthenticationRequirements => Some(Fault::Proof),
            Self::ExpiredToken => Some(Fault::DeviceCode),
            Self::AccessDenied
            | Self::ServerError
            | Self::TemporarilyUnavailable
            | Self::InteractionRequired
            | Self::LoginRequired
            | Self::ConsentRequired
            | Self::AuthorizationPending
            | Self::SlowDown => None,
        }
    }
}

/// Why a client does not get what it asks for. The text is for its developers: English, plain ASCII without quotes, backslashes or
/// line breaks (RFC 6749, section 4.1.2.1). It contains nothing of a person.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OauthError {
    pub code: OauthErrorCode,
    description: Cow<'static, str>,
    /// Seconds until it makes sense to try again.
    pub retry_after: Option<u32>,
    /// What was wrong, for the refusals of the client. None: it is none of them.
    pub fault: Option<Fault>,
    /// What the request had there. Never sent to the client.
    pub sent: Option<Box<str>>,
}

impl OauthError {
    pub fn description(&self) -> &str {
        &self.description
    }

    /// The same error, where more is known of what was wrong than the code says.
    pub fn about(self, fault: Fault) -> Self {
        Self { fault: Some(fault), ..self }
    }

    /// The same, where an administrator has decided so: nothing is wrong with the client.
    pub fn decided(self) -> Self {
        Self { fault: None, ..self }
    }

    /// The same with the address that was wrong.
    pub fn about_address(self, fault: Fault, address: &str) -> Self {
        Self { fault: Some(fault), sent: Some(sent::address(address).into()), ..self }
    }

    /// The same with the word of the protocol that was wrong.
    pub fn about_word(self, fault: Fault, word: &str) -> Self {
        Self { fault: Some(fault), sent: Some(sent::word(word).into()), ..self }
    }

    pub fn retry(self, seconds: u32) -> Self {
        Self { retry_after: Some(seconds.max(1)), ..self }
    }
}

impl fmt::Display for OauthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.description)
    }
}

impl std::error::Error for OauthError {}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_description_has_only_allowed_characters(text in "\\PC{0,20}|[\\x00-\\x7f]{0,20}") {
            let error = OauthErrorCode::InvalidRequest.because(text.clone());
            let is_allowed = |c: u8| matches!(c, 0x20 | 0x21 | 0x23..=0x5b | 0x5d..=0x7e);
            prop_assert!(error.description().bytes().all(is_allowed));
            prop_assert_eq!(error.description().chars().count(), text.chars().count());
        }
    }
}
