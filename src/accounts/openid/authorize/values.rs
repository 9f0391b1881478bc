//! The values of a request to the authorization endpoint that are read without the database.

use crate::applications::openid::{MAX_RESOURCES, Prompts, parse_acr_values, parse_max_age};
use crate::applications::{
    Client, CodeChallenge, OauthError, OauthErrorCode, Parameters, Registered, RequestedClaims, Resource, Scopes,
};
use crate::shared::{Fault, GrantKind, Level};
use std::time::Duration;

/// The maximum length of a nonce in bytes: the ID token that it comes back in has to fit into an address, as a hint.
const MAX_NONCE: usize = 1_024;
/// All parameters that are read. One of them twice makes a request ambiguous (RFC 6749, section 3.1).
const NAMES: [&str; 21] = [
    "response_type",
    "response_mode",
    "client_id",
    "redirect_uri",
    "scope",
    "state",
    "nonce",
    "prompt",
    "max_age",
    "id_token_hint",
    "login_hint",
    "idp_hint",
    "ui_locales",
    "acr_values",
    "claims",
    "code_challenge",
    "code_challenge_method",
    "request",
    "request_uri",
    "registration",
    "display",
];

/// What is read without the database, of a request whose client and redirect URI are verified.
pub(super) struct Values {
    pub scopes: Scopes,
    pub nonce: Option<String>,
    pub prompts: Prompts,
    pub max_age: Option<Duration>,
    pub acr: Vec<Level>,
    pub essential_acr: bool,
    pub challenge: Option<CodeChallenge>,
    pub resources: Vec<Resource>,
    pub claims: Option<RequestedClaims>,
}

impl Values {
    pub fn read(registered: &Registered, parameters: &Parameters) -> Result<Self, OauthError> {
        let client = &registered.client;
        check_kind(client, parameters)?;
        let challenge = challenge(client, parameters)?;
        let resources = resources(client, parameters)?;
        let nonce = parameters.owned("nonce");
        if nonce.as_ref().is_some_and(|nonce| nonce.len() > MAX_NONCE) {
            return Err(OauthErrorCode::InvalidRequest.because(format!("nonce is longer than {MAX_NONCE} bytes")));
        }
        let prompts = Prompts::parse(parameters.get("prompt").unwrap_or_default());
        let prompts =
            prompts.ok_or_else(|| OauthErrorCode::InvalidRequest.because("prompt has none beside another value"))?;
        let max_age = parameters.get("max_age").map(parse_max_age).transpose();
        let max_age = max_age.map_err(|_| OauthErrorCode::InvalidRequest.because("max_age is no number of seconds"))?;
        let claims = parameters.get("claims").map(|text| {
            RequestedClaims::parse(text).ok_or_else(|| {
                OauthErrorCode::InvalidRequest.because("claims is no JSON object with userinfo and id_token")
            })
        });
        let claims = claims.transpose()?;
        let mut acr = claims.as_ref().map(|claims| claims.acr.clone()).unwrap_or_default();
        let essential_acr = claims.as_ref().is_some_and(|claims| claims.is_acr_essential);
        if essential_acr && acr.is_empty() {
            let code = OauthErrorCode::UnmetAuthenticationRequirements;
            return Err(code.because("No level of authentication is known that claims asks for"));
        }
        if !essential_acr {
            let voluntary = parse_acr_values(parameters.get("acr_values").unwrap_or_default());
            let others: Vec<_> = voluntary.into_iter().filter(|level| !acr.contains(level)).collect();
            acr.extend(others);
        }
        let scopes = Scopes::parse(parameters.get("scope").unwrap_or_default());
        Ok(Self { scopes, nonce, prompts, max_age, acr, essential_acr, challenge, resources, claims })
    }
}

/// Whether this is a request for a code, with parameters that are understood.
fn check_kind(client: &Client, parameters: &Parameters) -> Result<(), OauthError> {
    if let Some(name) = NAMES.into_iter().find(|name| parameters.is_repeated(name)) {
        return Err(OauthErrorCode::InvalidRequest.because(format!("{name} is there more than once")));
    }
    for (name, code) in [
        ("request", OauthErrorCode::RequestNotSupported),
        ("request_uri", OauthErrorCode::RequestUriNotSupported),
        ("registration", OauthErrorCode::RegistrationNotSupported),
    ] {
        if parameters.get(name).is_some() {
            return Err(code.because(format!("{name} is not supported: send plain parameters")));
        }
    }
    match parameters.get("response_type") {
        Some("code") => {}
        None => return Err(OauthErrorCode::InvalidRequest.because("response_type is missing")),
        Some(other) => {
            let error = OauthErrorCode::UnsupportedResponseType.because("response_type has to be code");
            return Err(error.about_word(Fault::ResponseType, other));
        }
    }
    if !client.has_grant(GrantKind::AuthorizationCode) {
        let error = OauthErrorCode::UnauthorizedClient.because("This client may not use authorization codes");
        return Err(error.about_word(Fault::Grant, GrantKind::AuthorizationCode.as_str()));
    }
    Ok(())
}

/// The challenge of PKCE, with S256 alone: `plain` is no protection from those who read the request.
fn challenge(client: &Client, parameters: &Parameters) -> Result<Option<CodeChallenge>, OauthError> {
    let wrong = |why: &'static str, fault| OauthErrorCode::InvalidRequest.because(why).about(fault);
    match (parameters.get("code_challenge"), parameters.get("code_challenge_method")) {
        (Some(challenge), Some("S256")) => {
            let parsed = CodeChallenge::parse(challenge);
            parsed.map(Some).ok_or_else(|| wrong("code_challenge is no SHA-256 in base64url", Fault::PkceMethod))
        }
        // `plain`, if it is not named (RFC 7636, section 4.3).
        (Some(_), other) => {
            let error = OauthErrorCode::InvalidRequest.because("code_challenge_method has to be S256");
            Err(error.about_word(Fault::PkceMethod, other.unwrap_or_default()))
        }
        (None, Some(_)) => Err(wrong("code_challenge is missing", Fault::PkceMissing)),
        (None, None) if client.needs_pkce() => {
            Err(wrong("code_challenge is missing: this client has to use PKCE with S256", Fault::PkceMissing))
        }
        (None, None) => Ok(None),
    }
}

/// The resources of a request, as the client has registered them. Each once.
fn resources(client: &Client, parameters: &Parameters) -> Result<Vec<Resource>, OauthError> {
    let mut found: Vec<Resource> = Vec::new();
    for text in parameters.resources().take(MAX_RESOURCES + 1) {
        let wrong = |why: &'static str| OauthErrorCode::InvalidTarget.because(why).about_address(Fault::Resource, text);
        let requested = Resource::parse(text).map_err(|_| wrong("resource is no absolute URI"))?;
        let registered = client.resource(&requested).ok_or_else(|| wrong("The client has no such resource"))?;
        if !found.contains(registered) {
            found.push(registered.clone());
        }
    }
    if found.len() > MAX_RESOURCES {
        return Err(OauthErrorCode::InvalidTarget.because("There are too many resources"));
    }
    Ok(found)
}
