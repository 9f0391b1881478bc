//! Server functions for service accounts, for administrators.

use crate::shared::{api_tokens::ServiceAccountView, error::AppError, json::Json, views::Answer};
use leptos::prelude::*;

/// The service accounts.
#[server(prefix = "/actions", endpoint = "service-accounts", output = Json)]
pub async fn list_service_accounts() -> Result<Vec<ServiceAccountView>, AppError> {
    use crate::web::context::RequestContext;

    let context = RequestContext::current()?;
    Ok(context.accounts().list_service_accounts(&context.principal()?).await?)
}

/// Creates an account for a program.
#[server(prefix = "/actions", endpoint = "service-accounts/create", output = Json)]
pub async fn create_service_account(
    #[server(default)] username: String,
    #[server(default)] name: String,
    #[server(default)] role: String,
) -> Result<Answer<ServiceAccountView>, AppError> {
    use crate::shared::{
        api_tokens::CreateServiceAccountRequest,
        next::LocalPath,
        visit::{Form, Notice},
    };
    use crate::web::{address::page, context::RequestContext};

    let context = RequestContext::current()?;
    let back = page("/users/service-accounts");
    let typed = [("username", &*username), ("name", &name), ("role", &role)];
    let who = match context.principal() {
        Ok(who) => who,
        Err(error) => return context.reject(error, Form::ServiceAccount, back, &typed),
    };
    let request = CreateServiceAccountRequest {
        username: username.as_str().into(),
        name: name.as_str().into(),
        role: role.as_str().into(),
    };
    match context.accounts().create_service_account(&who, &context.caller(), request).await {
        Ok(account) => {
            let next = LocalPath::user(account.id);
            Ok(context.accept(account, &next, Some(Notice::ServiceAccountCreated)))
        }
        Err(error) => context.reject(error.into(), Form::ServiceAccount, back, &typed),
    }
}
