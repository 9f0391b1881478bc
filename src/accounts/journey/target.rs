//! What a goal leads to now, and what pages on the way say of it. Only what is in memory is read, unless another server has changed it:
//! each page asks.

use super::Goal;
use crate::accounts::{AuthorizationRequest, Journeys, ReadError};
use crate::applications::{Address, Application, Demand, Origin, Parameters, RedirectUri, Registered};
use crate::shared::{AppError, ClientId, GoesTo};
use std::slice;
use std::sync::Arc;

/// What a goal leads to. A goal says nothing that counts: whatever is here was read from the registration.
#[derive(Clone, Debug)]
pub enum Target {
    /// A page of this server. Also the authorization endpoint, where it has an error for the client, or where somebody has to sign in
    /// before the document of the client is fetched.
    Page,
    /// The address, the application that is there, and what is demanded there of a proof.
    Application(Address, Arc<Application>, Demand),
    Client(Box<AuthorizationRequest>),
    /// It cannot be reached any more. With the client, if it is known.
    Gone(Option<Registered>),
}

impl Journeys {
    /// What a goal leads to now.
    ///
    /// # Errors
    /// If the server fails. What cannot be read is [`Target::Gone`].
    pub async fn target(&self, goal: &Goal) -> Result<Target, AppError> {
        match goal {
            Goal::Page(_) => Ok(Target::Page),
            Goal::OnThisHost(path) => {
                let url = format!("{}{path}", self.settings().issuer);
                // Without an application, the page of the error says so.
                Ok(self.application_at(&url).await?.unwrap_or(Target::Page))
            }
            Goal::Application(to, _) => Ok(self.application_at(to).await?.unwrap_or(Target::Gone(None))),
            Goal::Authorize(parameters) => self.client_of(parameters).await,
            Goal::Launch(client) => Ok(Target::Gone(self.openid().registered_client(client).await?)),
        }
    }

    async fn application_at(&self, url: &str) -> Result<Option<Target>, AppError> {
        let Ok(address) = Address::parse_doubtful_url(url) else { return Ok(None) };
        let applications = self.applications().all().await?;
        let found = applications.entrance(&address).map(|(application, demand)| (Arc::clone(application), demand));
        Ok(found.map(|(application, demand)| Target::Application(address, application, demand)))
    }

    async fn client_of(&self, parameters: &str) -> Result<Target, AppError> {
        // A document of a client is not fetched for this, but one that is in memory is used.
        match self.openid().read_authorization(None, parameters).await {
            Ok(request) => Ok(Target::Client(Box::new(request))),
            Err(ReadError::Page(unverified)) if unverified.error.code.status() >= 500 => Err(*unverified.error),
            Err(ReadError::Page(_)) => {
                let named = Parameters::parse(parameters.as_bytes()).owned("client_id").map(ClientId::from_stored);
                let registered = match named {
                    Some(client) => self.openid().registered_client(&client).await?,
                    None => None,
                };
                Ok(Target::Gone(registered))
            }
            Err(ReadError::Redirect(_) | ReadError::SignIn) => Ok(Target::Page),
        }
    }
}

impl Target {
    /// What pages say of it. None for a page of this server, and if nothing is verified.
    pub fn goes_to(&self) -> Option<GoesTo> {
        match self {
            Self::Page | Self::Gone(None) => None,
            Self::Application(address, application, _) => {
                let (title, host) = (application.title.clone(), Some(address.origin.authority()));
                Some(GoesTo { title, host, logo: None })
            }
            Self::Client(request) => {
                let (title, logo) = (&request.registered.application.title, request.client().definition.logo());
                Some(request.recipient.goes_to(title, logo))
            }
            Self::Gone(Some(registered)) => {
                let origin = self.launch().and_then(|url| Origin::of_url(&url));
                let logo = registered.client.definition.logo().map(str::to_owned);
                let (title, host) = (registered.application.title.clone(), origin.map(|origin| origin.authority()));
                Some(GoesTo { title, host, logo })
            }
        }
    }

    /// Where somebody can begin again by a link. None if no administrator has registered that.
    pub fn launch(&self) -> Option<String> {
        match self {
            Self::Page | Self::Gone(None) => None,
            Self::Application(address, application, _) => {
                let mut all = application.locations.iter();
                let own = all.find(|location| *location.origin() == address.origin);
                Some(own.map_or_else(|| application.entrance(), ToString::to_string))
            }
            // Its addresses are what anybody has written into a document.
            Self::Client(request) if request.recipient.described_at.is_some() => None,
            Self::Client(request) => launch_of(&request.registered, slice::from_ref(&request.recipient.redirect_uri)),
            Self::Gone(Some(registered)) => launch_of(registered, &registered.client.redirect_uris),
        }
    }
}

/// Where people open a client: as it is registered, or at the root of its application, or of where its answers go.
fn launch_of(registered: &Registered, redirect_uris: &[RedirectUri]) -> Option<String> {
    let of_application = registered.application.locations.first().map(|location| location.origin());
    let of_answers = || redirect_uris.iter().filter_map(RedirectUri::origin).find(|origin| origin.is_https());
    let opened = registered.client.launch_uri().map(str::to_owned);
    opened.or_else(|| Some(format!("{}/", of_application.or_else(of_answers)?)))
}
