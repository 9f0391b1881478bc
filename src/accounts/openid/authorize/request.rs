//! Reads a request to the authorization endpoint.
//!
//! Until client and redirect URI are verified, an error is shown to the person who came with the request: nothing is sent to an
//! address of which it is not known whose it is (RFC 9700, section 4.11). Afterwards the client gets it.

use super::answer::{Answer, Recipient, described_at};
use super::values::Values;
use crate::accounts::openid::sealed_request::{check_length, malformed};
use crate::accounts::{CurrentUser, Denial, OpenId, Unverified};
use crate::applications::openid::{MAX_RESOURCES, Prompts};
use crate::applications::{
    Client, CodeChallenge, Demand, DocumentUrl, FieldScopes, OauthError, OauthErrorCode, Parameters, RedirectUri,
    Registered, RequestedClaims, Resource, ResponseMode, Scopes,
};
use crate::language::{Message, message};
use crate::shared::{AppError, ClientId, Fault, Level, UserId};
use std::time::Duration;

/// The maximum length of a login hint in characters. A longer one is no name.
const MAX_LOGIN_HINT: usize = 120;

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
    /// Of the fields of one's own that the client may learn.
    pub field_scopes: FieldScopes,
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
    Page(Unverified),
    /// For the client.
    Redirect(Box<Answer>),
    /// A document describes the client: somebody has to sign in before it is fetched.
    SignIn,
}

impl From<Unverified> for ReadError {
    fn from(unverified: Unverified) -> Self {
        Self::Page(unverified)
    }
}

impl From<AppError> for ReadError {
    fn from(error: AppError) -> Self {
        Unverified::from(error).into()
    }
}

impl AuthorizationRequest {
    pub fn client(&self) -> &Client {
        &self.registered.client
    }

    /// What the client gets of the scopes that it asks for.
    pub fn granted(&self) -> Scopes {
        self.registered.client.granted_scopes(&self.registered.application, &self.field_scopes, &self.scopes)
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
            client: registered.client.id.clone(),
            redirect_uri,
            mode: mode.unwrap_or_default(),
            state: parameters.owned("state").filter(|_| !parameters.is_repeated("state")),
            issuer: self.settings().issuer.clone(),
            described_at: described_at(&registered.client.id),
        };
        let refuse = |error: OauthError| ReadError::Redirect(Box::new(recipient.error(&error)));
        if !is_mode_known {
            let error = OauthErrorCode::InvalidRequest.because("response_mode has to be query, fragment or form_post");
            let sent = parameters.get("response_mode").unwrap_or_default();
            return Err(refuse(error.about_word(Fault::ResponseMode, sent)));
        }
        registered.client.refuse_closed().map_err(refuse)?;
        let values = Values::read(&registered, &parameters).map_err(refuse)?;
        let (token, sub) = (parameters.get("id_token_hint"), values.claims.as_ref().and_then(|all| all.sub.as_deref()));
        let hint = self.expected_account(&registered.client.id, token, sub).await.map_err(|denial| match denial {
            Denial::Refused(error) => refuse(error),
            Denial::Failed(error) => ReadError::from(*error),
        })?;
        let Values { scopes, nonce, prompts, max_age, acr, essential_acr, challenge, resources, claims } = values;
        let field_scopes = self.field_scopes(&registered.client).await.map_err(AppError::from)?;
        let applications = self.applications().all().await.map_err(AppError::from)?;
        let names: Vec<String> = resources.iter().map(ToString::to_string).collect();
        Ok(AuthorizationRequest {
            demand: applications.demand(&registered, names.iter().map(String::as_str)),
            registered,
            recipient,
            is_address_named: parameters.get("redirect_uri").is_some(),
            scopes,
            field_scopes,
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
        let id = parameters.get("client_id");
        let id = id.ok_or_else(|| of_nobody(message::oauth_client_missing(), "client_id is missing"))?;
        if parameters.is_repeated("client_id") || parameters.is_repeated("redirect_uri") {
            let why = "client_id or redirect_uri is there more than once";
            return Err(of_nobody(message::oauth_request_ambiguous(), why).into());
        }
        let applications = self.applications().all().await.map_err(AppError::from)?;
        if let Some(registered) = applications.client(&ClientId::from_stored(id.to_owned())) {
            return Ok(registered.clone());
        }
        let document = DocumentUrl::parse(id).filter(|_| self.has_document_clients());
        let Some(document) = document else {
            return Err(of_nobody(message::oauth_client_unknown(), "client_id is not registered").into());
        };
        let resources = parameters.resources().take(MAX_RESOURCES).map(Resource::parse).collect::<Result<Vec<_>, _>>();
        // Without a resource it belongs to no application.
        let found = self.document_client(who, &document, &resources.unwrap_or_default()).await?;
        found.ok_or(ReadError::SignIn)
    }
}

/// A request of which nobody knows which client has sent it.
fn of_nobody(page: Message, why: &'static str) -> Unverified {
    Unverified::of(malformed(page), None, OauthErrorCode::InvalidRequest.because(why))
}

/// The redirect URI of a request, if the client has registered it.
fn redirect_uri(registered: &Registered, parameters: &Parameters) -> Result<RedirectUri, Unverified> {
    let client = &registered.client;
    // One that is not registered is only known by its host.
    let title = described_at(&client.id).unwrap_or_else(|| registered.application.title.clone());
    let refuse = |page: Message, error: OauthError| Unverified::of(malformed(page), Some(client.id.clone()), error);
    let invalid = |why: &'static str| OauthErrorCode::InvalidRequest.because(why);
    match (parameters.get("redirect_uri"), client.redirect_uris.as_slice()) {
        (None, [only]) => Ok(only.clone()),
        (None, _) => {
            let error = invalid("redirect_uri is missing").about(Fault::RedirectUriMissing);
            Err(refuse(message::oauth_redirect_missing(title), error))
        }
        (Some(text), _) => match RedirectUri::parse(text) {
            Ok(requested) if client.allows_redirect(&requested) => Ok(requested),
            // It consists of characters of addresses alone, and is no link.
            Ok(requested) => {
                let error = invalid("redirect_uri is not registered").about_address(Fault::RedirectUri, text);
                Err(refuse(message::oauth_redirect_unknown(title, requested.to_string()), error))
            }
            Err(_) => {
                let error = invalid("redirect_uri cannot be one").about_address(Fault::RedirectUriInvalid, text);
                Err(refuse(message::oauth_redirect_invalid(title), error))
            }
        },
    }
}
