//! Before a provider is defined: what its page begins with, and whether it answers.

use super::request::{Requested, parse};
use crate::accounts::{Action, Caller, Providers};
use crate::applications::Provider;
use crate::language::message;
use crate::shared::providers::NewProviderData;
use crate::shared::{AppError, Problem, ProviderKind, ProviderRequest, ProviderSource};

impl Providers {
    /// What the page of a new provider of this kind begins with.
    pub async fn new_provider(&self, caller: &Caller, kind: ProviderKind) -> Result<NewProviderData, AppError> {
        caller.permit(Action::ManageProviders)?;
        let (all, first) = (self.all().await?, kind.as_str());
        let mut names = (1_u32..).map(|number| match number {
            1 => first.to_owned(),
            _ => format!("{first}-{number}"),
        });
        let is_entered = kind.brand().is_none();
        let name = if is_entered { None } else { names.find(|name| all.find(name).is_none()) };
        let callback_uri = format!("{}{}", self.settings().issuer, Provider::callback_path_of("{name}"));
        Ok(NewProviderData { kind, name: name.unwrap_or_default(), callback_uri })
    }

    /// Asks a provider that is to be defined what it publishes about itself, as the first sign-in would. One whose addresses are known,
    /// or entered, is not asked: it publishes nothing.
    ///
    /// # Errors
    /// Of its address, if it does not answer, or says something else than a provider of OpenID Connect.
    pub async fn test_provider(&self, caller: &Caller, request: &ProviderRequest) -> Result<(), AppError> {
        self.permit_recent(caller, Action::ManageProviders)?;
        let Requested { name, definition, .. } = parse(request, None).map_err(AppError::invalid)?;
        let provider = Provider::new(name, definition, None, ProviderSource::Database);
        match self.provider_metadata(&provider).await {
            Ok(_) => Ok(()),
            Err(failure) => {
                let detail = message::provider_test_failed(failure.as_str().to_owned());
                Err(AppError::invalid(vec![Problem::new("not_allowed", detail).of("issuer")]))
            }
        }
    }
}
