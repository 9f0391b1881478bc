//! What the data of a page says about the page.

use super::PageData;
use crate::language::say;
use crate::shared::awaiting_password::MailingView;
use crate::shared::error::AppError;
use crate::shared::link_pages::{ChoosePasswordView, LinkView};
use std::borrow::Cow;

impl PageData {
    /// The name of the person, the group or the application that the page is about.
    pub fn subject(&self) -> Option<Cow<'_, str>> {
        Some(match self {
            Self::User(view) => view.user.display_name().into(),
            Self::Group(data) => data.details.group.name.as_str().into(),
            Self::Application(data) => data.application.title.as_str().into(),
            Self::ApplicationPeople(data) => data.application.title.as_str().into(),
            Self::Clients(data) => say::clients_of(&data.title).into(),
            Self::Client(data) => data.client.client_id.as_str().into(),
            Self::Provider(view) => view.name.as_str().into(),
            Self::OwnField(view) => view.name.as_str().into(),
            _ => return None,
        })
    }

    /// Whether it contains a secret that is shown once.
    pub fn is_secret(&self) -> bool {
        matches!(self, Self::NewAuthenticator(_))
    }

    /// The addresses of the logos of clients that the page shows.
    pub fn logos(&self) -> Vec<&str> {
        match self {
            Self::OpenApplications(open) => open.iter().filter_map(|open| open.logo.as_deref()).collect(),
            Self::FirstSteps(view) => view.applications.iter().filter_map(|open| open.logo.as_deref()).collect(),
            Self::Client(data) => data.client.definition.logo().into_iter().collect(),
            Self::Consent(asked) => asked.logo.as_deref().into_iter().collect(),
            Self::Device(data) => data.device.iter().filter_map(|device| device.logo.as_deref()).collect(),
            Self::PasswordLink(ChoosePasswordView { goes_to, .. }) | Self::Link(LinkView { goes_to, .. }) => {
                goes_to.iter().filter_map(|goes_to| goes_to.logo.as_deref()).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Whether the page shows work that goes on, so that it changes by itself.
    pub fn goes_on(&self) -> bool {
        matches!(self, Self::AwaitingPassword(view) if view.mailing.as_ref().is_some_and(MailingView::is_active))
    }

    /// The error, if a list could not be read.
    pub fn error(&self) -> Option<&AppError> {
        match self {
            Self::Directory(data) => data.list.as_ref().err(),
            // The first `as_ref` is that of `Arc`, the second that of `Result`.
            Self::Audit(log) => log.as_ref().as_ref().err(),
            Self::Invitations(list) => list.as_ref().as_ref().err(),
            Self::Group(data) => data.members.as_ref().err(),
            Self::Device(data) => data.problem.as_ref(),
            Self::Nothing
            | Self::NewUser(_)
            | Self::Overview(_)
            | Self::FirstSteps(_)
            | Self::User(_)
            | Self::Account(_)
            | Self::Security(_)
            | Self::FactorDemand(_)
            | Self::NewAuthenticator(_)
            | Self::WaysToConfirm(_)
            | Self::PendingSignIn(_)
            | Self::Sessions(_)
            | Self::ApiTokens(_)
            | Self::ServiceAccounts(_)
            | Self::AwaitingPassword(_)
            | Self::Groups(_)
            | Self::Applications(_)
            | Self::Application(_)
            | Self::ApplicationPeople(_)
            | Self::Clients(_)
            | Self::Client(_)
            | Self::Trial(_)
            | Self::Connect(_)
            | Self::Providers(_)
            | Self::NewProvider(_)
            | Self::Provider(_)
            | Self::OwnFields(_)
            | Self::Registration(_)
            | Self::OwnInputs(_)
            | Self::OwnField(_)
            | Self::OpenApplications(_)
            | Self::Consent(_)
            | Self::OwnApplications(_)
            | Self::SentMessage(_)
            | Self::PasswordLink(_)
            | Self::Link(_)
            | Self::Arrival(_) => None,
        }
    }
}
