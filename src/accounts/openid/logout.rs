//! Signing out at the request of a client (OpenID Connect RP-Initiated Logout, `docs/decisions/0071-sign-out-of-clients.md`).
//!
//! A client shows by an ID token of the present session that it means this session. Everybody else could have made the link, so a page
//! asks first, and keeps what was asked sealed in its form.

use super::authorize::{described_at, leads_to};
use super::sealed_request::{check_length, malformed};
use crate::accounts::{CurrentUser, OpenId, Sealed, Unverified};
use crate::applications::{OauthErrorCode, Parameters, RedirectUri};
use crate::language::{Message, message};
use crate::shared::consent::LeadsTo;
use crate::shared::{AppError, ClientEndpoint, ClientId, Fault, SessionId, Timestamp, UserId};
use serde::{Deserialize, Serialize};
use std::net::IpAddr;
use std::time::Duration;
use url::form_urlencoded::Serializer;

/// A request to sign out. The default is one that says nothing.
#[derive(Clone, Debug, Default)]
pub struct LogoutRequest {
    client: Option<Asking>,
    /// The session of the ID token, and its user.
    hint: Option<(SessionId, UserId)>,
    /// One that the client has registered.
    redirect_uri: Option<RedirectUri>,
    state: Option<String>,
}

/// A client that asks for a sign-out.
#[derive(Clone, Debug)]
pub(super) struct Asking {
    pub id: ClientId,
    /// What people call it.
    pub title: String,
    /// Where it may lead afterwards.
    pub addresses: Vec<RedirectUri>,
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
    /// None: to no client.
    pub leads_to: Option<WayBack>,
}

/// Where a sign-out leads.
#[derive(Clone, Debug)]
pub struct WayBack {
    pub url: String,
    /// What to say about it.
    pub leads_to: LeadsTo,
    /// The host of the client's document, if no administrator has registered the client. Then the address is what anybody has written
    /// there.
    pub described_at: Option<String>,
}

impl WayBack {
    fn of(client: &ClientId, uri: &RedirectUri, state: Option<&str>) -> Self {
        Self { url: with_state(uri, state), leads_to: leads_to(uri), described_at: described_at(client) }
    }
}

impl LogoutRequest {
    /// Whether the client means the session of this user. Then there is nothing to ask.
    pub fn is_about(&self, who: &CurrentUser) -> bool {
        self.hint.is_some_and(|(session, user)| who.session_id() == Some(session) && who.user.id == user)
    }

    /// The title of the application that asks for it, as far as the request says.
    pub fn asked_by(&self) -> Option<&str> {
        self.client.as_ref().map(|client| client.title.as_str())
    }

    /// Where the sign-out leads. None: to no client.
    pub fn leads_to(&self) -> Option<WayBack> {
        let (client, uri) = self.client.as_ref().zip(self.redirect_uri.as_ref())?;
        Some(WayBack::of(&client.id, uri, self.state.as_deref()))
    }
}

impl OpenId {
    /// Reads the parameters of a request to sign out, in `application/x-www-form-urlencoded`. `who`: the user of the session.
    /// `address`: of the browser.
    ///
    /// # Errors
    /// If the ID token is not one of this server, which may have expired, or the client or the address after the sign-out is not
    /// registered. Then nothing may be sent to the address.
    pub async fn read_logout_request(
        &self,
        who: Option<&CurrentUser>,
        address: Option<IpAddr>,
        parameters: &str,
    ) -> Result<LogoutRequest, AppError> {
        let read = self.logout_request(who, parameters).await;
        read.map_err(|unverified| self.shown(ClientEndpoint::Logout, address, unverified))
    }

    async fn logout_request(&self, who: Option<&CurrentUser>, parameters: &str) -> Result<LogoutRequest, Unverified> {
        check_length(parameters)?;
        let parameters = Parameters::parse(parameters.as_bytes());
        let named = single(&parameters, "client_id")?.map(|id| ClientId::from_stored(id.to_owned()));
        let hint = match single(&parameters, "id_token_hint")? {
            None => None,
            Some(token) => match self.read_hint(token).await? {
                Some(hint) => Some(hint),
                None => {
                    let client = match &named {
                        Some(id) => self.registered_client(id).await?.map(|_| id.clone()),
                        None => None,
                    };
                    let why = "id_token_hint is no ID token of this server";
                    return Err(wrong_hint(message::oauth_logout_hint(), client, why));
                }
            },
        };
        let of_hint = hint.as_ref().map(|hint| ClientId::from_stored(hint.aud.clone()));
        if of_hint.is_some() && named.is_some() && of_hint != named {
            let why = "id_token_hint is an ID token of another client than client_id";
            return Err(wrong_hint(message::oauth_logout_other_client(), of_hint, why));
        }
        let client = match (of_hint, named) {
            (Some(id), _) => Some(self.asking(who, id, true).await?),
            (None, Some(id)) => Some(self.asking(who, id, false).await?),
            (None, None) => None,
        };
        let redirect_uri = match (single(&parameters, "post_logout_redirect_uri")?, &client) {
            (None, _) => None,
            (Some(_), None) => return Err(malformed(message::oauth_logout_no_client()).into()),
            (Some(uri), Some(client)) => Some(registered_uri(&client.addresses, uri).ok_or_else(|| {
                let error = OauthErrorCode::InvalidRequest.because("post_logout_redirect_uri is not registered");
                let error = error.about_address(Fault::PostLogoutRedirectUri, uri);
                let page = message::oauth_logout_address(client.id.to_string());
                Unverified::of(malformed(page), Some(client.id.clone()), error)
            })?),
        };
        let state = single(&parameters, "state")?.map(str::to_owned);
        Ok(LogoutRequest { client, hint: hint.map(|hint| (hint.sid, hint.sub)), redirect_uri, state })
    }

    /// The client with this id. `is_shown`: whether an ID token shows that it is the one that asks. One with a document needs that,
    /// because its addresses are what anybody has written there.
    async fn asking(&self, who: Option<&CurrentUser>, id: ClientId, is_shown: bool) -> Result<Asking, Unverified> {
        if let Some(registered) = self.registered_client(&id).await? {
            let addresses = registered.client.post_logout_redirect_uris.clone();
            return Ok(Asking { id, title: registered.application.title.clone(), addresses });
        }
        let described = if is_shown { self.described_asking(who, &id).await } else { None };
        described.ok_or_else(|| {
            let error = OauthErrorCode::InvalidRequest.because("client_id is not registered");
            Unverified::of(malformed(message::oauth_logout_unknown_client()), None, error)
        })
    }

    /// Seals a request for the form of the page that asks this user.
    pub fn seal_logout(&self, who: &CurrentUser, request: &LogoutRequest) -> Result<String, AppError> {
        let asked = Asked {
            session: who.session()?,
            client: request.client.as_ref().map(|client| client.id.clone()),
            redirect_uri: request.redirect_uri.as_ref().map(ToString::to_string),
            state: request.state.clone(),
            asked_at: self.now().0,
        };
        Ok(self.seal_as(&asked).text)
    }

    /// What a form confirms. None if this server has not sealed it, or too long ago. The address may have been removed from the
    /// client meanwhile. `who`: for whom the document of the client is read, which another server may have read before.
    pub async fn open_logout(
        &self,
        who: Option<&CurrentUser>,
        sealed: &str,
    ) -> Result<Option<ConfirmedLogout>, AppError> {
        let Ok(asked) = self.open_as::<Asked>(sealed) else { return Ok(None) };
        let leads_to = match (&asked.client, &asked.redirect_uri) {
            (Some(client), Some(uri)) => {
                // What was sealed was shown by an ID token, or is about a registered client.
                let asking = self.asking(who, client.clone(), true).await.ok();
                let registered = asking.and_then(|asking| registered_uri(&asking.addresses, uri));
                registered.map(|uri| WayBack::of(client, &uri, asked.state.as_deref()))
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

fn wrong_hint(page: Message, client: Option<ClientId>, why: &'static str) -> Unverified {
    let error = OauthErrorCode::InvalidRequest.because(why).about(Fault::IdTokenHint);
    Unverified::of(malformed(page), client, error)
}

/// The registered address that is written so. A slash more or less at its end means nothing: clients differ in it, no code goes there,
/// and the browser is led to the registered one.
fn registered_uri(addresses: &[RedirectUri], uri: &str) -> Option<RedirectUri> {
    let plain = |uri: &str| uri.strip_suffix('/').unwrap_or(uri).to_owned();
    let exact = addresses.iter().find(|registered| registered.as_str() == uri);
    exact.or_else(|| addresses.iter().find(|registered| plain(registered.as_str()) == plain(uri))).cloned()
}

fn with_state(uri: &RedirectUri, state: Option<&str>) -> String {
    match state {
        Some(state) => uri.with_query(&Serializer::new(String::new()).append_pair("state", state).finish()),
        None => uri.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slash_at_the_end_of_an_address_means_nothing() {
        let addresses = ["https://wiki.example/", "https://wiki.example/bye", "https://wiki.example/bye/x?a=1"];
        let addresses = addresses.map(|uri| RedirectUri::parse(uri).expect("an address"));
        let found = |uri: &str| registered_uri(&addresses, uri).map(|uri| uri.to_string()).unwrap_or_default();
        assert_eq!(found("https://wiki.example"), "https://wiki.example/");
        assert_eq!(
            [found("https://wiki.example/bye"), found("https://wiki.example/bye/")],
            ["https://wiki.example/bye"; 2]
        );
        for other in [
            "https://wiki.example//",
            "https://wiki.example/by",
            "https://wiki.example/bye//",
            "https://wiki.example/bye/x",
            "",
        ] {
            assert_eq!(found(other), "", "{other}");
        }
    }
}
