//! Reads a request to the authorization endpoint.
//!
//! Until client and redirect URI are verified, an error is shown to the person who came with the request: nothing is sent to an
//! address of which it is not known whose it is (RFC 9700, section 4.11). Afterwards the client gets it.

use super::answer::{Answer, Recipient, described_at};
use crate::accounts::openid::sealed_request::{check_length, malformed};
use crate::accounts::{CurrentUser, Denial, OpenId};
use crate::applications::openid::{MAX_RESOURCES, Prompts, parse_acr_values, parse_max_age};
use crate::applications::{
    Client, CodeChallenge, Demand, DocumentUrl, OauthError, OauthErrorCode, Parameters, RedirectUri, Registered,
    RequestedClaims, Resource, ResponseMode, Scopes,
};
use crate::language::message;
use crate::shared::{AppError, ClientId, GrantKind, Level, UserId};
use std::time::Duration;

/// The maximum length of a nonce in bytes: the ID token that it comes back in has to fit into an address, as a hint.
const MAX_NONCE: usize = 1_024;
/// The maximum length of a login hint in characters. A longer one is no name.
const MAX_LOGIN_HINT: usize = 120;
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

/// A request of a registered client, with a redirect URI that is its own.
#[derive(Clone, Debug)]
pub struct AuthorizationRequest {
    pub registered: Registered,
    /// What the client, its application, and those at the addresses of the resources demand of a proof.
    pub demand: Demand,
    pub recipient: Recipient,
    /// Whether the request names the redirect URI.
    pub is_address_named: bool,
    pub scopes: Scopes,
    pub nonce: Option<String>,
    pub prompts: Prompts,
    /// How long ago people may have proved who they are.
    pub max_age: Option<Duration>,
    /// The wanted levels, the most wanted first.
    pub acr: Vec<Level>,
    /// Whether the client wants no answer with another level.
    pub essential_acr: bool,
    pub challenge: Option<CodeChallenge>,
    /// As the client has registered them.
    pub resources: Vec<Resource>,
    pub claims: Option<RequestedClaims>,
    /// The account that the client expects.
    pub hint: Option<UserId>,
    /// What to offer as the name at the sign-in.
    pub login_hint: Option<String>,
    /// At which provider to sign in. One that is not defined is no mistake of the client: the sign-in page offers the others.
    pub idp_hint: Option<String>,
    pub ui_locales: Option<String>,
    /// All parameters, as they arrived.
    pub text: String,
}

/// Why a request cannot be answered with a code.
#[derive(Clone, Debug)]
pub enum ReadError {
    /// For the person: client or redirect URI is not verified, or the server cannot tell.
    Page(AppError),
    /// For the client.
    Redirect(Box<Answer>),
    /// A document describes the client: somebody has to sign in before it is fetched.
    SignIn,
}

impl From<AppError> for ReadError {
    fn from(error: AppError) -> Self {
        Self::Page(error)
    }
}

impl AuthorizationRequest {
    pub fn client(&self) -> &Client {
        &self.registered.client
    }

    /// What the client gets of the scopes that it asks for.
    pub fn granted(&self) -> Scopes {
        self.registered.client.granted_scopes(&self.registered.application, self.scopes)
    }
}

impl OpenId {
    /// Reads the parameters of a request, in `application/x-www-form-urlencoded`. `who`: for whom the document of a client is read.
    pub async fn read_authorization(
        &self,
        who: Option<&CurrentUser>,
        text: &str,
    ) -> Result<AuthorizationRequest, ReadError> {
        check_length(text)?;
        let parameters = Parameters::parse(text.as_bytes());
        let registered = self.find_client(who, &parameters).await?;
        let redirect_uri = redirect_uri(&registered, &parameters)?;
        let mode = parameters.get("response_mode").map_or(Ok(ResponseMode::default()), |text| text.parse());
        let is_mode_known = mode.is_ok();
        let recipient = Recipient {
            redirect_uri,
            mode: mode.unwrap_or_default(),
            state: parameters.owned("state").filter(|_| !parameters.is_repeated("state")),
            issuer: self.settings().issuer.clone(),
            described_at: described_at(&registered.client.id),
        };
        let refuse = |error: OauthError| ReadError::Redirect(Box::new(recipient.error(&error)));
        if !is_mode_known {
            return Err(refuse(OauthErrorCode::InvalidRequest.because("response_mode has to be query or form_post")));
        }
        registered.client.refuse_closed().map_err(refuse)?;
        let values = Values::read(&registered, &parameters).map_err(refuse)?;
        let (token, sub) = (parameters.get("id_token_hint"), values.claims.as_ref().and_then(|all| all.sub.as_deref()));
        let hint = self.expected_account(&registered.client.id, token, sub).await.map_err(|denial| match denial {
            Denial::Refused(error) => refuse(error),
            Denial::Failed(error) => ReadError::Page(*error),
        })?;
        let Values { scopes, nonce, prompts, max_age, acr, essential_acr, challenge, resources, claims } = values;
        let applications = self.applications().all().await.map_err(AppError::from)?;
        let names: Vec<String> = resources.iter().map(ToString::to_string).collect();
        Ok(AuthorizationRequest {
            demand: applications.demand(&registered, names.iter().map(String::as_str)),
            registered,
            recipient,
            is_address_named: parameters.get("redirect_uri").is_some(),
            scopes,
            nonce,
            prompts,
            max_age,
            acr,
            essential_acr,
            challenge,
            resources,
            claims,
            hint,
            login_hint: parameters.owned("login_hint").filter(|hint| hint.chars().count() <= MAX_LOGIN_HINT),
            idp_hint: parameters.owned("idp_hint"),
            ui_locales: parameters.owned("ui_locales"),
            text: text.to_owned(),
        })
    }

    /// The client that a request names.
    async fn find_client(&self, who: Option<&CurrentUser>, parameters: &Parameters) -> Result<Registered, ReadError> {
        let id = parameters.get("client_id").ok_or_else(|| malformed(message::oauth_client_missing()))?;
        if parameters.is_repeated("client_id") || parameters.is_repeated("redirect_uri") {
            return Err(malformed(message::oauth_request_ambiguous()).into());
        }
        let applications = self.applications().all().await.map_err(AppError::from)?;
        if let Some(registered) = applications.client(&ClientId::from_stored(id.to_owned())) {
            return Ok(registered.clone());
        }
        let document = DocumentUrl::parse(id).filter(|_| self.has_document_clients());
        let Some(document) = document else { return Err(malformed(message::oauth_client_unknown()).into()) };
        let resources = parameters.resources().take(MAX_RESOURCES).map(Resource::parse).collect::<Result<Vec<_>, _>>();
        // Without a resource it belongs to no application.
        let found = self.document_client(who, &document, &resources.unwrap_or_default()).await?;
        found.ok_or(ReadError::SignIn)
    }
}

/// The redirect URI of a request, if the client has registered it.
fn redirect_uri(registered: &Registered, parameters: &Parameters) -> Result<RedirectUri, AppError> {
    let client = &registered.client;
    // One that is not registered is only known by its host.
    let title = described_at(&client.id).unwrap_or_else(|| registered.application.title.clone());
    match (parameters.get("redirect_uri"), client.redirect_uris.as_slice()) {
        (None, [only]) => Ok(only.clone()),
        (None, _) => Err(malformed(message::oauth_redirect_missing(title))),
        (Some(text), _) => match RedirectUri::parse(text) {
            Ok(requested) if client.allows_redirect(&requested) => Ok(requested),
            // It consists of characters of addresses alone, and is no link.
            Ok(requested) => Err(malformed(message::oauth_redirect_unknown(title, requested.to_string()))),
            Err(_) => Err(malformed(message::oauth_redirect_invalid(title))),
        },
    }
}

/// What is read without the database.
struct Values {
    scopes: Scopes,
    nonce: Option<String>,
    prompts: Prompts,
    max_age: Option<Duration>,
    acr: Vec<Level>,
    essential_acr: bool,
    challenge: Option<CodeChallenge>,
    resources: Vec<Resource>,
    claims: Option<RequestedClaims>,
}

impl Values {
    fn read(registered: &Registered, parameters: &Parameters) -> Result<Self, OauthError> {
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
        Some(_) => {
            return Err(OauthErrorCode::UnsupportedResponseType.because("response_type has to be code"));
        }
    }
    if !client.has_grant(GrantKind::AuthorizationCode) {
        return Err(OauthErrorCode::UnauthorizedClient.because("This client may not use authorization codes"));
    }
    Ok(())
}

/// The challenge of PKCE, with S256 alone: `plain` is no protection from those who read the request.
fn challenge(client: &Client, parameters: &Parameters) -> Result<Option<CodeChallenge>, OauthError> {
    match (parameters.get("code_challenge"), parameters.get("code_challenge_method")) {
        (Some(challenge), Some("S256")) => {
            let parsed = CodeChallenge::parse(challenge);
            parsed
                .map(Some)
                .ok_or_else(|| OauthErrorCode::InvalidRequest.because("code_challenge is no SHA-256 in base64url"))
        }
        (Some(_), _) => Err(OauthErrorCode::InvalidRequest.because("code_challenge_method has to be S256")),
        (None, Some(_)) => Err(OauthErrorCode::InvalidRequest.because("code_challenge is missing")),
        (None, None) if client.needs_pkce() => {
            Err(OauthErrorCode::InvalidRequest
                .because("code_challenge is missing: this client has to use PKCE with S256"))
        }
        (None, None) => Ok(None),
    }
}

/// The resources of a request, as the client has registered them. Each once.
fn resources(client: &Client, parameters: &Parameters) -> Result<Vec<Resource>, OauthError> {
    let mut found: Vec<Resource> = Vec::new();
    for text in parameters.resources().take(MAX_RESOURCES + 1) {
        let requested =
            Resource::parse(text).map_err(|_| OauthErrorCode::InvalidTarget.because("resource is no absolute URI"))?;
        let registered = client
            .resource(&requested)
            .ok_or_else(|| OauthErrorCode::InvalidTarget.because("The client has no such resource"))?;
        if !found.contains(registered) {
            found.push(registered.clone());
        }
    }
    if found.len() > MAX_RESOURCES {
        return Err(OauthErrorCode::InvalidTarget.because("There are too many resources"));
    }
    Ok(found)
}
