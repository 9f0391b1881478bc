//! Server functions for the access of programs: API tokens, of oneself and, for administrators, of others, and service accounts.

use crate::shared::{
    Answer, ApiTokenFields, ApiTokenView, AppError, CreateServiceAccountRequest, Json, NewApiTokenView,
    RevocationFields, ServiceAccountView, TokenSecret,
};
use leptos::prelude::*;

functions! {
    changes: CreateApiToken, CreateTrialToken, RevokeApiToken, RevokeCreatedTokens, CreateServiceAccount;
    others: ListOwnApiTokens, ListServiceAccounts;
}

/// The user's API tokens.
#[server(prefix = "/actions", endpoint = "tokens", output = Json)]
pub async fn list_own_api_tokens() -> Result<Vec<ApiTokenView>, AppError> {
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let id = context.visitor()?.user.id;
    context.answer(context.accounts().api_tokens().list_api_tokens(&context.caller(), id).await)
}

/// Creates an API token for an account, or for the user. Returns its secret, which is shown once.
#[server(prefix = "/actions", endpoint = "tokens/create", output = Json)]
pub async fn create_api_token(#[server(flatten)] fields: ApiTokenFields) -> Result<Answer<TokenSecret>, AppError> {
    use crate::shared::CreateApiTokenRequest;
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let (account, back) = owner(&fields.id, page("/account/tokens"))?;
    let form = context.form(Form::ApiToken, back).keeping(&fields);
    let created = async {
        let own = context.visitor()?.user.id;
        let request = CreateApiTokenRequest {
            name: fields.name.into(),
            scopes: Expected::Given(fields.scopes.into_iter().map(Text::from).collect()),
            expires_in_days: fields.expires_in_days.into(),
            // The field of a form is always sent.
            current_password: match fields.current_password {
                Text::Given(empty) if empty.is_empty() => Text::Missing,
                password => password,
            },
        };
        let new = context
            .accounts()
            .api_tokens()
            .create_api_token(&context.caller(), account.unwrap_or(own), request)
            .await?;
        Ok((TokenSecret { name: new.token.name, secret: new.secret }, own))
    };
    form.finish_with(created.await, |(shown, own), back| context.accept_secret(shown, own, back))
}

/// Creates the API token with which `public/docs.js` tries the API for the user.
#[server(prefix = "/actions", endpoint = "tokens/trial", output = Json)]
pub async fn create_trial_token(#[server(default)] scopes: Vec<String>) -> Result<NewApiTokenView, AppError> {
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let scopes = Expected::Given(scopes.into_iter().map(Text::from).collect());
    let (caller, who) = (context.caller(), context.visitor()?);
    context.answer(context.accounts().api_tokens().create_trial_token(&caller, who, &scopes).await)
}

/// Revokes an API token of an account, or of the user.
#[server(prefix = "/actions", endpoint = "tokens/revoke", output = Json)]
pub async fn revoke_api_token(#[server(flatten)] fields: RevocationFields) -> Result<Answer<()>, AppError> {
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let (account, back) = owner(&fields.id, page("/account/tokens"))?;
    let revoked = async {
        let account = account.unwrap_or(context.visitor()?.user.id);
        context.accounts().api_tokens().revoke_api_token(&context.caller(), account, id_in(&fields.token)?).await
    };
    context.form(Form::ApiTokens, back).finish(revoked.await, Notice::ApiTokenRevoked)
}

/// Revokes the API tokens that the account `id` has created for service accounts.
#[server(prefix = "/actions", endpoint = "tokens/revoke-created", output = Json)]
pub async fn revoke_created_tokens(#[server(default)] id: String) -> Result<Answer<()>, AppError> {
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let (caller, id) = (context.signed_in()?, id_in(&id)?);
    let revoked = context.accounts().api_tokens().revoke_created_tokens(&caller, id).await;
    context.form(Form::User, LocalPath::user(id)).finish(revoked.map(|_| ()), Notice::ApiTokensRevoked)
}

/// The service accounts.
#[server(prefix = "/actions", endpoint = "service-accounts", output = Json)]
pub async fn list_service_accounts() -> Result<Vec<ServiceAccountView>, AppError> {
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    context.answer(context.accounts().users().list_service_accounts(&context.signed_in()?).await)
}

/// Creates an account for a program.
#[server(prefix = "/actions", endpoint = "service-accounts/create", output = Json)]
pub async fn create_service_account(
    #[server(flatten)] request: CreateServiceAccountRequest,
) -> Result<Answer<ServiceAccountView>, AppError> {
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let form = context.form(Form::ServiceAccount, page("/users/service-accounts")).keeping(&request);
    let created = async { context.accounts().users().create_service_account(&context.signed_in()?, request).await };
    form.finish_with(created.await, |account, _| {
        let next = LocalPath::user(account.id);
        context.accept(account, &next, Some(Notice::ServiceAccountCreated))
    })
}
