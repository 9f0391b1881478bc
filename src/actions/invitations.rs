//! Server functions for the invitation of one user, for administrators.

use crate::shared::{error::AppError, json::Json, views::Answer};
use leptos::prelude::*;

/// Sends an invitation to the address of an account without a password. It replaces the previous one.
#[server(prefix = "/actions", endpoint = "invitations/send", output = Json)]
pub async fn send_invitation(#[server(default)] id: String) -> Result<Answer<()>, AppError> {
    use crate::shared::{
        next::LocalPath,
        visit::{Form, Notice},
    };
    use crate::web::{context::RequestContext, form_values::account_id};

    let context = RequestContext::current()?;
    let (who, id) = (context.principal()?, account_id(&id)?);
    match context.accounts().send_invitation(&who, &context.caller(), id).await {
        Ok(_) => Ok(context.accept((), &LocalPath::user(id), Some(Notice::InvitationSent))),
        Err(error) => context.reject(error.into(), Form::User, LocalPath::user(id), &[]),
    }
}

/// Makes the open invitation of an account invalid.
#[server(prefix = "/actions", endpoint = "invitations/revoke", output = Json)]
pub async fn revoke_invitation(#[server(default)] id: String) -> Result<Answer<()>, AppError> {
    use crate::shared::{
        next::LocalPath,
        visit::{Form, Notice},
    };
    use crate::web::{context::RequestContext, form_values::account_id};

    let context = RequestContext::current()?;
    let (who, id) = (context.principal()?, account_id(&id)?);
    match context.accounts().revoke_invitation(&who, &context.caller(), id).await {
        Ok(()) => Ok(context.accept((), &LocalPath::user(id), Some(Notice::InvitationRevoked))),
        Err(error) => context.reject(error.into(), Form::User, LocalPath::user(id), &[]),
    }
}
