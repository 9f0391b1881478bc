//! Server functions for clients (OpenID Connect), for administrators. Their forms are plain ones: after each the page is loaded
//! again, which shows a new secret once.

use crate::language::Message;
use crate::shared::client_form::{ClientForm, ClientSecretForm};
use crate::shared::client_trial::TrialData;
use crate::shared::{Answer, AppError, ClientData, ClientsData, Json};
use leptos::prelude::*;

functions! {
    changes: CreateClient, ReplaceClient, DeleteClient, CloseClient, OpenClient, PutClaimsInIdToken, AddClientSecret,
        RemoveClientSecret, MendClientRefusal;
    others: ListClients, ShowClient, TryClient, ListFileProblems;
}

/// The clients of an application.
#[server(prefix = "/actions", endpoint = "clients", output = Json)]
pub async fn list_clients(#[server(default)] application: String) -> Result<ClientsData, AppError> {
    use crate::web::clients::clients_data;
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    context.answer(clients_data(context.accounts(), &context.signed_in()?, &application).await)
}

/// One client, and what it would learn of a user.
#[server(prefix = "/actions", endpoint = "clients/show", output = Json)]
pub async fn show_client(
    #[server(default)] id: String,
    #[server(default)] user: String,
) -> Result<ClientData, AppError> {
    use crate::web::clients::client_data;
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    context.answer(client_data(context.accounts(), &context.signed_in()?, &id, &user).await)
}

/// Tries a client, as with the account of a user; without one, with that of the visitor.
#[server(prefix = "/actions", endpoint = "clients/try", output = Json)]
pub async fn try_client(#[server(default)] id: String, #[server(default)] user: String) -> Result<TrialData, AppError> {
    use crate::web::clients::trial_data;
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    context.answer(trial_data(context.accounts(), &context.signed_in()?, &id, &user).await)
}

/// What is wrong with the operator's file and belongs to no application.
#[server(prefix = "/actions", endpoint = "applications/file", output = Json)]
pub async fn list_file_problems() -> Result<Vec<Message>, AppError> {
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    context.answer(context.accounts().applications().list_file_problems(&context.signed_in()?))
}

/// Creates a client. The page of the client shows its first secret once.
#[server(prefix = "/actions", endpoint = "clients/create", output = Json)]
pub async fn create_client(#[server(flatten)] client: ClientForm) -> Result<Answer<()>, AppError> {
    use crate::shared::TokenSecret;
    use crate::web::clients::clients_page;
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let form = context.form(Form::CreateClient, clients_page(&client.application)).keeping(&client);
    let created = async {
        let user = context.visitor()?.user.id;
        let new = context
            .accounts()
            .clients()
            .create_client(&context.signed_in()?, &client.application, client.request())
            .await?;
        Ok((new, user))
    };
    form.finish_with(created.await, |(new, user), _| {
        let page = LocalPath::client(&new.client.client_id);
        match new.secret {
            Some(new) => {
                let shown = TokenSecret { name: new.details.prefix, secret: new.secret };
                context.accept_secret(shown, user, &page).map(drop)
            }
            None => context.accept((), &page, Some(Notice::ClientCreated)),
        }
    })
}

/// Replaces the definition of a client, if it is still the one that the page has shown.
#[server(prefix = "/actions", endpoint = "clients/replace", output = Json)]
pub async fn replace_client(#[server(flatten)] client: ClientForm) -> Result<Answer<()>, AppError> {
    use crate::language::message;
    use crate::shared::next::ClientPart;
    use crate::web::clients::client_page;
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let form = context.form(Form::Client, client_page(&client.id, ClientPart::Settings)).keeping(&client);
    let replaced = async {
        let (accounts, caller) = (context.accounts(), context.signed_in()?);
        let current = accounts.clients().show_client(&caller, &client.id).await?;
        refuse_outdated(&client.before, &current.updated_at.to_string())?;
        accounts.clients().replace_client(&caller, &client.id, client.request()).await.map(drop)
    }
    .await
    .map_err(|error| changed_meanwhile(message::error_client_changed, error));
    form.finish(replaced, Notice::ChangesSaved)
}

/// Deletes a client.
#[server(prefix = "/actions", endpoint = "clients/delete", output = Json)]
pub async fn delete_client(
    #[server(default)] id: String,
    #[server(default)] application: String,
) -> Result<Answer<()>, AppError> {
    use crate::shared::next::ClientPart;
    use crate::web::clients::{application_page, client_page};
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let deleted = async { context.accounts().clients().delete_client(&context.signed_in()?, &id).await };
    let form = context.form(Form::DeleteClient, client_page(&id, ClientPart::Settings));
    form.finish_at(&application_page(&application), deleted.await, Notice::ClientDeleted)
}

/// Closes a client for a while.
#[server(prefix = "/actions", endpoint = "clients/close", output = Json)]
pub async fn close_client(#[server(default)] id: String) -> Result<Answer<()>, AppError> {
    use crate::shared::next::ClientPart;
    use crate::web::clients::client_page;
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let closed = async { context.accounts().clients().close_client(&context.signed_in()?, &id).await.map(drop) };
    context.form(Form::CloseClient, client_page(&id, ClientPart::Settings)).finish(closed.await, Notice::ClientClosed)
}

/// Opens a client again.
#[server(prefix = "/actions", endpoint = "clients/open", output = Json)]
pub async fn open_client(#[server(default)] id: String) -> Result<Answer<()>, AppError> {
    use crate::shared::next::ClientPart;
    use crate::web::clients::client_page;
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let opened = async { context.accounts().clients().open_client(&context.signed_in()?, &id).await.map(drop) };
    context.form(Form::CloseClient, client_page(&id, ClientPart::Settings)).finish(opened.await, Notice::ClientOpened)
}

/// Puts the claims of a client into its ID token too, as a trial has advised, which is repeated then.
#[server(prefix = "/actions", endpoint = "clients/claims-in-id-token", output = Json)]
pub async fn put_claims_in_id_token(#[server(default)] id: String) -> Result<Answer<()>, AppError> {
    use crate::shared::next::ClientPart;
    use crate::web::clients::client_page;
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let put = async { context.accounts().clients().put_claims_in_id_token(&context.signed_in()?, &id).await.map(drop) };
    context.form(Form::Trial, client_page(&id, ClientPart::Trial)).finish(put.await, Notice::ChangesSaved)
}

/// Adds a secret to a client. Its page shows the secret once, beside what it goes into.
#[server(prefix = "/actions", endpoint = "clients/secrets/add", output = Json)]
pub async fn add_client_secret(#[server(flatten)] secret: ClientSecretForm) -> Result<Answer<()>, AppError> {
    use crate::shared::next::ClientPart;
    use crate::shared::{ClientSecretRequest, TokenSecret};
    use crate::web::clients::client_page;
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let form = context.form(Form::ClientSecret, client_page(&secret.id, ClientPart::Secrets)).keeping(&secret);
    let added = async {
        let user = context.visitor()?.user.id;
        let request = ClientSecretRequest {
            secret: secret.own_password.trim().into(),
            expires_in: secret.expires_in.trim().into(),
        };
        Ok((context.accounts().clients().add_client_secret(&context.signed_in()?, &secret.id, request).await?, user))
    };
    form.finish_with(added.await, |(new, user), _| {
        let shown = TokenSecret { name: new.details.prefix, secret: new.secret };
        context.accept_secret(shown, user, &client_page(&secret.id, ClientPart::Connect)).map(drop)
    })
}

/// Removes a secret of a client.
#[server(prefix = "/actions", endpoint = "clients/secrets/remove", output = Json)]
pub async fn remove_client_secret(
    #[server(default)] id: String,
    #[server(default)] secret: String,
) -> Result<Answer<()>, AppError> {
    use crate::shared::next::ClientPart;
    use crate::web::clients::client_page;
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let (caller, secret) = (context.signed_in()?, id_in(&secret)?);
    let removed = context.accounts().clients().remove_client_secret(&caller, &id, secret).await;
    let page = client_page(&id, ClientPart::Secrets);
    context.form(Form::ClientSecret, page).finish(removed, Notice::ClientSecretRemoved)
}

/// Changes a client so that it is not refused the same again.
#[server(prefix = "/actions", endpoint = "clients/refusals/mend", output = Json)]
pub async fn mend_client_refusal(
    #[server(default)] id: String,
    #[server(default)] refusal: String,
) -> Result<Answer<()>, AppError> {
    use crate::shared::next::ClientPart;
    use crate::web::clients::client_page;
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let (caller, refusal) = (context.signed_in()?, id_in(&refusal)?);
    let mended = context.accounts().clients().mend_client_refusal(&caller, &id, refusal).await.map(drop);
    context.form(Form::ClientRefusals, client_page(&id, ClientPart::Connect)).finish(mended, Notice::ChangesSaved)
}
