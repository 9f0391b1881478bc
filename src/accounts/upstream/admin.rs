//! Defining providers, for administrators. What the operator's file or the environment defines can be changed only there.

use super::client_secret::is_no_key;
use super::request::{Requested, SecretChange, parse};
use crate::accounts::{Action, Caller, UnitOfWork, User};
use crate::applications::{Provider, ProviderSecret, Providers};
use crate::language::message;
use crate::mail::Mail;
use crate::shared::counters::Counter;
use crate::shared::providers::MAX_PROVIDERS;
use crate::shared::{
    AppError, DAY, ErrorCode, EventKind, OfferedProvidersView, Problem, ProviderListView, ProviderName,
    ProviderRequest, ProviderSource, ProviderView, Timestamp,
};
use crate::store::counts::recent;
use crate::store::identities::{counts, providers as rows};
use crate::store::{Conn, StoreError};
use std::collections::BTreeMap;

/// What is counted of each provider, by its name.
#[derive(Default)]
struct Counts {
    identities: BTreeMap<String, i64>,
    /// How many sign-ins have failed there of late, and the hour of the last one.
    failures: BTreeMap<String, (i64, Timestamp)>,
}

impl crate::accounts::Providers {
    /// The providers with which visitors can sign in, in the order of the page. Everybody may know them.
    pub async fn offered_providers(&self) -> Result<OfferedProvidersView, AppError> {
        Ok(OfferedProvidersView { providers: self.all().await?.offered() })
    }

    /// All providers, in the order of the page, also those that are closed.
    pub async fn list_providers(&self, caller: &Caller) -> Result<ProviderListView, AppError> {
        caller.permit(Action::ManageProviders)?;
        let (all, counts) = (self.all().await?, self.counts().await?);
        Ok(ProviderListView { providers: all.iter().map(|provider| self.provider_view(provider, &counts)).collect() })
    }

    /// The provider with this name.
    pub async fn show_provider(&self, caller: &Caller, name: &str) -> Result<ProviderView, AppError> {
        caller.permit(Action::ManageProviders)?;
        let (all, counts) = (self.all().await?, self.counts().await?);
        Ok(self.provider_view(all.find(name).ok_or_else(no_such_provider)?, &counts))
    }

    /// Defines a provider. People can sign in with it at once.
    ///
    /// # Errors
    /// [`ErrorCode::ProviderTaken`] if another one has its name or its issuer: it could sign in the people of that one.
    pub async fn create_provider(&self, caller: &Caller, request: ProviderRequest) -> Result<ProviderView, AppError> {
        self.permit_recent(caller, Action::ManageProviders)?;
        let requested = parse(&request, None).map_err(AppError::invalid)?;
        let job = async move |mut tx: UnitOfWork| {
            let providers = tx.accounts().providers();
            let all = providers.providers_in(&mut tx).await?;
            let of_database = all.iter().filter(|other| other.source == ProviderSource::Database);
            if of_database.count() >= MAX_PROVIDERS {
                let detail = message::providers_too_many(MAX_PROVIDERS as u64);
                return Err(AppError::new(ErrorCode::ValidationFailed, detail));
            }
            let Requested { name, definition, secret } = requested;
            let secret = if let SecretChange::Set(secret) = secret { Some(secret) } else { None };
            let mut new = Provider::new(name, definition, secret, ProviderSource::Database);
            check_secret(&new)?;
            refuse_taken(&new, &all, None)?;
            put(&mut tx, &new).await?;
            tx.record(tx.event(EventKind::ProviderCreate).detail(&new.name));
            announce_trust(&mut tx, None, &new).await?;
            new.created_at = Some(tx.now());
            new.updated_at = new.created_at;
            Ok(providers.provider_view(&new, &Counts::default()))
        };
        self.change(caller, Action::ManageProviders, job).await
    }

    /// Replaces the definition of a provider. What the request leaves out gets its default, except the secret, which stays.
    pub async fn replace_provider(
        &self,
        caller: &Caller,
        name: &str,
        request: ProviderRequest,
    ) -> Result<ProviderView, AppError> {
        let name = name.to_owned();
        let job = async move |mut tx: UnitOfWork| {
            let providers = tx.accounts().providers();
            let all = providers.providers_in(&mut tx).await?;
            let current = changeable(&all, &name)?;
            let Requested { name, definition, secret } =
                parse(&request, Some(&current.name)).map_err(AppError::invalid)?;
            let mut new = Provider::new(name, definition, None, ProviderSource::Database);
            new.secret = secret_of(secret, &new, current)?;
            check_secret(&new)?;
            refuse_taken(&new, &all, Some(&current.name))?;
            let is_same = new.definition == current.definition && new.secret == current.secret;
            new.created_at = current.created_at;
            new.updated_at = if is_same { current.updated_at } else { Some(tx.now()) };
            if !is_same {
                put(&mut tx, &new).await?;
                tx.record(tx.event(EventKind::ProviderUpdate).detail(&new.name));
                announce_trust(&mut tx, Some(current), &new).await?;
            }
            let since = tx.now().minus(DAY);
            let counts = counts_since(&mut tx, since).await?;
            Ok(providers.provider_view(&new, &counts))
        };
        self.change(caller, Action::ManageProviders, job).await
    }

    /// Deletes a provider. The accounts there that are linked stay so: when it is defined again, they sign in again.
    pub async fn delete_provider(&self, caller: &Caller, name: &str) -> Result<(), AppError> {
        // Not parsed: a row with another text as its name has to go as well.
        let name = name.to_owned();
        let job = async move |mut tx: UnitOfWork| {
            changeable(&tx.accounts().providers().providers_in(&mut tx).await?, &name)?;
            rows::delete(&mut tx, &name).await?;
            tx.record(tx.event(EventKind::ProviderDelete).detail(&name));
            Ok(())
        };
        self.change(caller, Action::ManageProviders, job).await
    }

    async fn counts(&self) -> Result<Counts, StoreError> {
        let since = self.now().minus(DAY);
        self.db().read(async move |mut conn| counts_since(&mut conn, since).await).await
    }

    fn provider_view(&self, provider: &Provider, counts: &Counts) -> ProviderView {
        let origin = &self.settings().issuer;
        let address = |path: String| format!("{origin}{path}");
        let failures = counts.failures.get(provider.name.as_str());
        ProviderView {
            name: provider.name.clone(),
            definition: provider.definition.clone(),
            source: provider.source,
            has_secret: provider.secret.is_some(),
            callback_uri: address(provider.callback_path()),
            backchannel_logout_uri: provider.backchannel_logout_path().map(address),
            problems: provider.flaws.clone(),
            identities: counts.identities.get(provider.name.as_str()).map_or(0, |count| count.unsigned_abs()),
            failures: failures.map_or(0, |(count, _)| count.unsigned_abs()),
            failed_at: failures.map(|(_, last)| *last),
            created_at: provider.created_at,
            updated_at: provider.updated_at,
        }
    }
}

/// Tells the other administrators if a provider vouches for every address from now on: it can sign in to each account with one.
async fn announce_trust(tx: &mut UnitOfWork, before: Option<&Provider>, after: &Provider) -> Result<(), StoreError> {
    let vouches_for_all = |provider: &Provider| provider.definition.trusted_domains.iter().any(|domain| domain == "*");
    // Another issuer or client is another provider.
    let is_same = |before: &Provider| {
        (&before.definition.issuer, &before.definition.client_id)
            == (&after.definition.issuer, &after.definition.client_id)
    };
    if !vouches_for_all(after) || before.is_some_and(|before| vouches_for_all(before) && is_same(before)) {
        return Ok(());
    }
    let (title, at) = (after.title().to_owned(), tx.now());
    let mail = |reader: &User, actor| {
        let (name, provider) = (reader.greeting(), title.clone());
        Mail::ProviderTrusted { name, provider, actor, at }
    };
    tx.notify_administrators(&[], mail).await
}

/// `since`: from when on failures count.
async fn counts_since(conn: &mut Conn, since: Timestamp) -> Result<Counts, StoreError> {
    let identities = counts(conn).await?.into_iter().collect();
    let failures = recent(conn, Counter::ProviderFailures, since).await?;
    let failures = failures.into_iter().map(|(name, count, last)| (name, (count, last))).collect();
    Ok(Counts { identities, failures })
}

async fn put(tx: &mut UnitOfWork, new: &Provider) -> Result<(), AppError> {
    let definition = serde_json::to_string(&new.definition).map_err(AppError::internal)?;
    let sealed = new.secret.as_ref().map(|secret| tx.accounts().providers().sealed_provider_secret(&new.name, secret));
    let now = tx.now();
    Ok(rows::put(tx, new.name.as_str(), &definition, sealed.as_deref(), now).await?)
}

/// The secret from now on.
fn secret_of(change: SecretChange, new: &Provider, current: &Provider) -> Result<Option<ProviderSecret>, AppError> {
    match change {
        SecretChange::Set(secret) => Ok(Some(secret)),
        SecretChange::Remove => Ok(None),
        SecretChange::Keep if current.secret.is_some() && goes_elsewhere(new, current) => {
            // It belongs to the provider that has issued it, and would be sent to another one.
            let problem = Problem::new("required", message::provider_secret_again());
            Err(AppError::invalid(vec![problem.of("client_secret")]))
        }
        SecretChange::Keep => Ok(current.secret.clone()),
    }
}

fn goes_elsewhere(new: &Provider, current: &Provider) -> bool {
    new.issuer != current.issuer || new.definition.token_endpoint != current.definition.token_endpoint
}

/// Without the secret that it needs, the first visitors would find out that the provider refuses this server.
fn check_secret(new: &Provider) -> Result<(), AppError> {
    if new.lacks_secret() {
        let problem = Problem::new("required", message::provider_secret_required());
        return Err(AppError::invalid(vec![problem.of("client_secret")]));
    }
    if is_no_key(new) {
        let problem = Problem::new("not_allowed", message::provider_key_rule());
        return Err(AppError::invalid(vec![problem.of("client_secret")]));
    }
    Ok(())
}

/// `replaced`: the name of the one of the database whose place it takes.
fn refuse_taken(new: &Provider, all: &Providers, replaced: Option<&ProviderName>) -> Result<(), AppError> {
    let is_replaced =
        |other: &Provider| other.source == ProviderSource::Database && replaced.is_some_and(|name| *name == other.name);
    let conflict = all.iter().filter(|other| !is_replaced(other)).find_map(|other| new.conflict_with(other));
    conflict.map_or(Ok(()), |conflict| Err(AppError::fields(ErrorCode::ProviderTaken, vec![conflict])))
}

/// The provider of the database with this name.
fn changeable<'a>(all: &'a Providers, name: &str) -> Result<&'a Provider, AppError> {
    let found =
        all.iter().find(|provider| provider.name.as_str() == name && provider.source == ProviderSource::Database);
    if let Some(found) = found {
        return Ok(found);
    }
    let elsewhere = all.find(name).ok_or_else(no_such_provider)?;
    let problem = match elsewhere.source {
        ProviderSource::Environment => {
            Problem::new("in_environment", message::provider_only_in_environment(name.to_owned()))
        }
        ProviderSource::File | ProviderSource::Database => {
            Problem::new("in_file", message::provider_only_in_file(name.to_owned()))
        }
    };
    Err(AppError::fields(ErrorCode::ProviderTaken, vec![problem.of("name")]))
}

fn no_such_provider() -> AppError {
    AppError::not_found(message::provider_unknown())
}
