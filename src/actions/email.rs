//! Server functions for confirming email addresses.

use crate::shared::{
    error::AppError,
    json::Json,
    views::{Answer, UserView},
};
use leptos::prelude::*;

/// Confirms an email address with the link in a message. Returns the account if its owner is signed in.
#[server(prefix = "/actions", endpoint = "verify-email", output = Json)]
pub async fn verify_email(
    #[server(default)] token: String,
    #[server(default)] digits: String,
    #[server(default)] password: String,
) -> Result<Answer<Option<UserView>>, AppError> {
    use crate::shared::{
        next::LocalPath,
        text::Text,
        visit::{Form, Notice},
    };
    use crate::web::{
        address::{page, page_with},
        context::RequestContext,
    };

    let context = RequestContext::current()?;
    let (digits, password) = (Text::from(digits), Text::from(password));
    let holder = context.link_holder(&digits, &password);
    match context.accounts().confirm_email(&context.caller(), &token, holder).await {
        Ok(user) => {
            let visitor = context.visitor().ok().map(|who| who.user.id);
            let next = if visitor.is_some() { LocalPath::account() } else { page("/login") };
            // The message may have been for another account than the one that is signed in here.
            let own = (visitor == Some(user.id)).then(|| user.view());
            Ok(context.accept(own, &next, Some(Notice::EmailConfirmed)))
        }
        Err(error) => {
            let back = page_with("/verify-email", "token", &token);
            context.reject(error.into(), Form::VerifyEmail, back, &[])
        }
    }
}

/// Sends the user the message that confirms their address again.
#[server(prefix = "/actions", endpoint = "resend-confirmation", output = Json)]
pub async fn resend_confirmation() -> Result<Answer<()>, AppError> {
    use crate::shared::{
        next::LocalPath,
        visit::{Form, Notice},
    };
    use crate::web::context::RequestContext;

    let context = RequestContext::current()?;
    let sent = match context.visitor() {
        Ok(who) => context.accounts().resend_confirmation(who, &context.asking_caller()).await.map_err(AppError::from),
        Err(error) => Err(error),
    };
    match sent {
        Ok(()) => Ok(context.accept((), &LocalPath::account(), Some(Notice::ConfirmationSent))),
        Err(error) => context.reject(error, Form::ResendConfirmation, LocalPath::account(), &[]),
    }
}

/// Marks the address of a user as confirmed, without a message.
#[server(prefix = "/actions", endpoint = "users/confirm-email", output = Json)]
pub async fn mark_confirmed(#[server(default)] id: String) -> Result<Answer<UserView>, AppError> {
    use crate::shared::{
        next::LocalPath,
        visit::{Form, Notice},
    };
    use crate::web::{context::RequestContext, form_values::account_id};

    let context = RequestContext::current()?;
    let (who, id) = (context.principal()?, account_id(&id)?);
    match context.accounts().mark_confirmed(&who, &context.caller(), id).await {
        Ok(user) => Ok(context.accept(user.view_for(&who), &LocalPath::user(id), Some(Notice::EmailConfirmed))),
        Err(error) => context.reject(error.into(), Form::User, LocalPath::user(id), &[]),
    }
}
