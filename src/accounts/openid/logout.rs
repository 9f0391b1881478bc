//! Signing out at the request of a client (OpenID Connect RP-Initiated Logout, `docs/decisions/0071-sign-out-of-clients.md`).
//!
//! A client shows by an ID token of the present session that it means this session. Everybody else could have made the link, so a page
//! asks first, and keeps what was asked sealed in its form.

use super::sealed_request::check_length;
use crate::accounts::{CurrentUser, OpenId, Sealed};
use crate::applications::{Application, Parameters, RedirectUri, Registered};
use crate::language::{Message, message};
use crate::shared::{AppError, ClientId, ErrorCode, SessionId, Timestamp, UserId};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use url::form_urlencoded::Serializer;

/// A request to sign out. The default is one that says nothing.
#[derive(Clone, Debug, Default)]
pub struct LogoutRequest {
    client: Option<Registered>,
    /// The session of the ID token, and its user.
    hint: Option<(SessionId, UserId)>,
    /// One that the client has registered.
    redirect_uri: Option<RedirectUri>,
    state: Option<String>,
}

/// What the form of the page that asks contains.
#[derive(Serialize, Deserialize)]
struct Asked {
    session: SessionId,
    client: Option<ClientId>,
    redirect_uri: Option<String>,
    state: Option<String>,
    /// Milliseconds since 1970.
    asked_at: i64,
}

impl Sealed for Asked {
    const PURPOSE: &'static str = "sign-out 1";
    /// How long the page that asks may stay open.
    const LIFETIME: Duration = Duration::from_secs(10 * 60);

    fn ends_at(&self) -> Timestamp {
        Timestamp(self.asked_at).plus(Self::LIFETIME)
    }
}

/// A sign-out that was asked for, and is confirmed by the form.
#[derive(Clone, Debug)]
pub struct ConfirmedLogout {
    pub session: SessionId,
    /// The URL that it leads to. None: to no client.
    pub leads_to: Option<String>,
}

impl LogoutRequest {
    /// Whether the client means the session of this user. Then there is nothing to ask.
    pub fn is_about(&self, who: &CurrentUser) -> bool {
        self.hint.is_some_and(|(session, user)| who.session_id() == Some(session) && who.user.id == user)
    }

    /// The application that asks for it, as far as the request says.
    pub fn application(&self) -> Option<&Application> {
        self.client.as_ref().map(|registered| registered.application.as_ref())
    }

    /// The URL that the sign-out leads to. None: to no client.
    pub fn leads_to(&self) -> Option<String> {
        self.redirect_uri.as_ref().map(|uri| with_state(uri, self.state.as_deref()))
    }
}

impl OpenId {
    /// Reads the parameters of a request to sign out, in `application/x-www-form-urlencoded`.
    ///
    /// # Errors
    /// If the ID token is not one of this server, which may have expired, or the client or the address after the sign-out is not
    /// registered. Then nothing may be sent to the address.
    pub async fn read_logout_request(&self, parameters: &str) -> Result<LogoutRequest, AppError> {
        check_length(parameters)?;
        let parameters = Parameters::parse(parameters.as_bytes());
        let hint = match single(&parameters, "id_token_hint")? {
            Some(token) => {
                let hint = self.read_hint(token).await?;
                Some(hint.ok_or_else(|| malformed(message::oauth_logout_hint()))?)
            }
            None => None,
        };
        let named = single(&parameters, "client_id")?;
        let id = match (&hint, named) {
            (Some(hint), Some(named)) if hint.aud != named => {
                return Err(malformed(message::oauth_logout_other_client()));
            }
            (Some(hint), _) => Some(hint.aud.as_str()),
            (None, named) => named,
        };
        let client = match id {
            Some(id) => Some(self.client_of_logout(id).await?),
            None => None,
        };
        let redirect_uri = match (single(&parameters, "post_logout_redirect_uri")?, &client) {
            (None, _) => None,
            (Some(_), None) => return Err(malformed(message::oauth_logout_no_client())),
            (Some(uri), Some(client)) => {
                let registered = registered_uri(client, uri);
                Some(registered.ok_or_else(|| malformed(message::oauth_logout_address(client.client.id.to_string())))?)
            }
        };
        let state = single(&parameters, "state")?.map(str::to_owned);
        Ok(LogoutRequest { client, hint: hint.map(|hint| (hint.sid, hint.sub)), redirect_uri, state })
    }

    async fn client_of_logout(&self, id: &str) -> Result<Registered, AppError> {
        let applications = self.applications().all().await?;
        let registered = applications.client(&ClientId::from_stored(id.to_owned())).cloned();
        registered.ok_or_else(|| malformed(message::oauth_logout_unknown_client()))
    }

    /// Seals a request for the form of the page that asks this user.
    pub fn seal_logout(&self, who: &CurrentUser, request: &LogoutRequest) -> Result<String, AppError> {
        let asked = Asked {
            session: who.session()?,
            client: request.client.as_ref().map(|registered| registered.client.id.clone()),
            redirect_uri: request.redirect_uri.as_ref().map(ToString::to_string),
            state: request.state.clone(),
            asked_at: self.now().0,
        };
        Ok(self.seal_as(&asked).text)
    }

    /// What a form confirms. None if this server has not sealed it, or too long ago. The address may have been removed from the
    /// client meanwhile.
    pub async fn open_logout(&self, sealed: &str) -> Result<Option<ConfirmedLogout>, AppError> {
        let Ok(asked) = self.open_as::<Asked>(sealed) else { return Ok(None) };
        let leads_to = match (&asked.client, &asked.redirect_uri) {
            (Some(client), Some(uri)) => {
                let applications = self.applications().all().await?;
                let registered = applications.client(client).and_then(|client| registered_uri(client, uri));
                registered.map(|uri| with_state(&uri, asked.state.as_deref()))
            }
            _ => None,
        };
        Ok(Some(ConfirmedLogout { session: asked.session, leads_to }))
    }
}

/// The value of a parameter, which may be there once.
fn single<'a>(parameters: &'a Parameters, name: &'static str) -> Result<Option<&'a str>, AppError> {
    match parameters.is_repeated(name) {
        true => Err(malformed(message::oauth_logout_repeated(name.to_owned()))),
        false => Ok(parameters.get(name)),
    }
}

/// The registered address that is written exactly so.
fn registered_uri(client: &Registered, uri: &str) -> Option<RedirectUri> {
    client.client.post_logout_redirect_uris.iter().find(|registered| registered.as_str() == uri).cloned()
}

fn with_state(uri: &RedirectUri, state: Option<&str>) -> String {
    match state {
        Some(state) => uri.with_query(&Serializer::new(String::new()).append_pair("state", state).finish()),
        None => uri.to_string(),
    }
}

fn malformed(detail: Message) -> AppError {
    AppError::new(ErrorCode::Malformed, detail)
}
