//! Server functions for a change of the email address that is pending, or that is undone.

use crate::shared::{
    error::AppError,
    json::Json,
    views::{Answer, UserView},
};
use leptos::prelude::*;

/// The user's new address, while it waits for its confirmation.
#[server(prefix = "/actions", endpoint = "email/pending", output = Json)]
pub async fn pending_email() -> Result<Option<String>, AppError> {
    use crate::web::context::RequestContext;

    let context = RequestContext::current()?;
    let (who, id) = (context.principal()?, context.visitor()?.user.id);
    Ok(context.accounts().find_user(&who, id).await?.pending_email)
}

/// Cancels a change of the user's address that waits for its confirmation.
#[server(prefix = "/actions", endpoint = "email/cancel", output = Json)]
pub async fn cancel_email_change() -> Result<Answer<UserView>, AppError> {
    use crate::accounts::Principal;
    use crate::shared::{
        next::LocalPath,
        requests::UpdateUserRequest,
        visit::{Form, Notice},
    };
    use crate::web::context::RequestContext;

    let context = RequestContext::current()?;
    let back = LocalPath::account();
    let who = match context.visitor() {
        Ok(who) => who.clone(),
        Err(error) => return context.reject(error, Form::CancelEmailChange, back, &[]),
    };
    let id = who.user.id;
    let request = UpdateUserRequest { email: who.user.email.as_str().into(), ..UpdateUserRequest::default() };
    match context.accounts().update_profile(&Principal::User(who), &context.caller(), id, request, None).await {
        Ok(user) => Ok(context.accept(user.view(), &back, Some(Notice::EmailChangeCancelled))),
        Err(error) => context.reject(error.into(), Form::CancelEmailChange, back, &[]),
    }
}

/// Undoes a change of the address with the link that was sent to the previous one. `digits`: from the same message.
#[server(prefix = "/actions", endpoint = "email/undo", output = Json)]
pub async fn undo_email_change(
    #[server(default)] token: String,
    #[server(default)] digits: String,
) -> Result<Answer<()>, AppError> {
    use crate::shared::{
        text::Text,
        visit::{Form, Notice},
    };
    use crate::web::{
        address::{page, page_with},
        context::RequestContext,
    };

    let context = RequestContext::current()?;
    let digits = Text::from(digits);
    let holder = context.link_holder(&digits, &Text::Missing);
    match context.accounts().undo_email_change(&context.caller(), &token, holder).await {
        Ok(()) => Ok(context.accept((), &page("/login"), Some(Notice::EmailChangeUndone))),
        Err(error) => {
            // The page opens only with the token.
            let back = page_with("/undo-email-change", "token", &token);
            context.reject(error.into(), Form::UndoEmailChange, back, &[])
        }
    }
}
