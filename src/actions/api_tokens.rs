//! Server functions for API tokens, of oneself and, for administrators, of others.

use crate::shared::{api_tokens::ApiTokenView, error::AppError, json::Json, views::Answer, visit::TokenSecret};
use leptos::prelude::*;

/// The user's API tokens.
#[server(prefix = "/actions", endpoint = "tokens", output = Json)]
pub async fn list_own_api_tokens() -> Result<Vec<ApiTokenView>, AppError> {
    use crate::web::context::RequestContext;

    let context = RequestContext::current()?;
    let (who, id) = (context.principal()?, context.visitor()?.user.id);
    Ok(context.accounts().list_api_tokens(&who, id).await?)
}

/// Creates an API token for the account `id`, or for the user if it is empty. Returns its secret, which is shown once.
#[server(prefix = "/actions", endpoint = "tokens/create", output = Json)]
pub async fn create_api_token(
    #[server(default)] id: String,
    #[server(default)] name: String,
    #[server(default)] scopes: Vec<String>,
    #[server(default)] expires_in_days: String,
    #[server(default)] current_password: String,
) -> Result<Answer<TokenSecret>, AppError> {
    use crate::accounts::Principal;
    use crate::shared::{api_tokens::CreateApiTokenRequest, strict::Expected, text::Text, visit::Form};
    use crate::web::{context::RequestContext, form_values::token_owner};

    let context = RequestContext::current()?;
    let (account, back) = token_owner(&id)?;
    let names = scopes.join(" ");
    // Never the password: the values return in a cookie.
    let typed = [("name", &*name), ("scopes", &names), ("expires_in_days", &expires_in_days)];
    let who = match context.visitor() {
        Ok(who) => who.clone(),
        Err(error) => return context.reject(error, Form::ApiToken, back, &typed),
    };
    let own = who.user.id;
    let request = CreateApiTokenRequest {
        name: name.as_str().into(),
        scopes: Expected::Given(scopes.iter().map(|scope| scope.as_str().into()).collect()),
        expires_in_days: expires_in_days.as_str().into(),
        // The field of a form is always sent.
        current_password: if current_password.is_empty() { Text::Missing } else { current_password.into() },
    };
    let (who, account) = (Principal::User(who), account.unwrap_or(own));
    match context.accounts().create_api_token(&who, &context.caller(), account, request).await {
        Ok(new) => Ok(context.accept_secret(TokenSecret { name: new.token.name, secret: new.secret }, own, &back)),
        Err(error) => context.reject(error.into(), Form::ApiToken, back, &typed),
    }
}

/// Revokes the API tokens that the account `id` has created for service accounts.
#[server(prefix = "/actions", endpoint = "tokens/revoke-created", output = Json)]
pub async fn revoke_created_tokens(#[server(default)] id: String) -> Result<Answer<()>, AppError> {
    use crate::shared::{
        next::LocalPath,
        visit::{Form, Notice},
    };
    use crate::web::{context::RequestContext, form_values::account_id};

    let context = RequestContext::current()?;
    let (who, id) = (context.principal()?, account_id(&id)?);
    match context.accounts().revoke_created_tokens(&who, &context.caller(), id).await {
        Ok(_) => Ok(context.accept((), &LocalPath::user(id), Some(Notice::ApiTokensRevoked))),
        Err(error) => context.reject(error.into(), Form::User, LocalPath::user(id), &[]),
    }
}

/// Revokes an API token of the account `id`, or of the user if it is empty.
#[server(prefix = "/actions", endpoint = "tokens/revoke", output = Json)]
pub async fn revoke_api_token(
    #[server(default)] id: String,
    #[server(default)] token: String,
) -> Result<Answer<()>, AppError> {
    use crate::accounts::Principal;
    use crate::shared::visit::{Form, Notice};
    use crate::web::{
        context::RequestContext,
        form_values::{api_token_id, token_owner},
    };

    let context = RequestContext::current()?;
    let (account, back) = token_owner(&id)?;
    let who = match context.visitor() {
        Ok(who) => who.clone(),
        Err(error) => return context.reject(error, Form::ApiTokens, back, &[]),
    };
    let (account, token) = (account.unwrap_or(who.user.id), api_token_id(&token)?);
    match context.accounts().revoke_api_token(&Principal::User(who), &context.caller(), account, token).await {
        Ok(()) => Ok(context.accept((), &back, Some(Notice::ApiTokenRevoked))),
        Err(error) => context.reject(error.into(), Form::ApiTokens, back, &[]),
    }
}
