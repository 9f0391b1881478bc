//! Server functions for providers, for administrators. Their forms are plain ones: after each the page is loaded again.

use crate::shared::provider_form::ProviderForm;
use crate::shared::{Answer, AppError, Json, ProviderListView, ProviderView};
use leptos::prelude::*;

functions! {
    changes: CreateProvider, ReplaceProvider, DeleteProvider;
    others: ListProviders, ShowProvider;
}

/// All providers.
#[server(prefix = "/actions", endpoint = "providers", output = Json)]
pub async fn list_providers() -> Result<ProviderListView, AppError> {
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    context.answer(context.accounts().providers().list_providers(&context.signed_in()?).await)
}

/// One provider.
#[server(prefix = "/actions", endpoint = "providers/show", output = Json)]
pub async fn show_provider(#[server(default)] name: String) -> Result<ProviderView, AppError> {
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    context.answer(context.accounts().providers().show_provider(&context.signed_in()?, &name).await)
}

/// Creates a provider, after a test if the form asks for one.
#[server(prefix = "/actions", endpoint = "providers/create", output = Json)]
pub async fn create_provider(#[server(flatten)] provider: ProviderForm) -> Result<Answer<()>, AppError> {
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let back = provider.page().unwrap_or_else(|| page("/providers"));
    let form = context.form(Form::CreateProvider, back).keeping(&provider);
    let created = async {
        let (providers, caller, request) = (context.accounts().providers(), context.signed_in()?, provider.request());
        if !provider.test.is_empty() {
            providers.test_provider(&caller, &request).await?;
        }
        providers.create_provider(&caller, request).await
    }
    .await;
    form.finish_with(created, |new, _| {
        context.accept((), &LocalPath::provider(&new.name), Some(Notice::ProviderCreated))
    })
}

/// Replaces the definition of a provider, if it is still the one that the page has shown.
#[server(prefix = "/actions", endpoint = "providers/replace", output = Json)]
pub async fn replace_provider(#[server(flatten)] provider: ProviderForm) -> Result<Answer<()>, AppError> {
    use crate::language::message;
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let form = context.form(Form::Provider, provider_page(&provider.id)).keeping(&provider);
    let replaced = async {
        let (accounts, caller) = (context.accounts(), context.signed_in()?);
        let current = accounts.providers().show_provider(&caller, &provider.id).await?;
        let saved_at = current.updated_at.map(|at| at.to_string()).unwrap_or_default();
        refuse_outdated(&provider.before, &saved_at)?;
        accounts.providers().replace_provider(&caller, &provider.id, provider.request()).await.map(drop)
    }
    .await
    .map_err(|error| changed_meanwhile(message::error_provider_changed, error));
    form.finish(replaced, Notice::ChangesSaved)
}

/// Deletes a provider.
#[server(prefix = "/actions", endpoint = "providers/delete", output = Json)]
pub async fn delete_provider(#[server(default)] name: String) -> Result<Answer<()>, AppError> {
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let deleted = async { context.accounts().providers().delete_provider(&context.signed_in()?, &name).await };
    let form = context.form(Form::DeleteProvider, provider_page(&name));
    form.finish_at(&page("/providers"), deleted.await, Notice::ProviderDeleted)
}
