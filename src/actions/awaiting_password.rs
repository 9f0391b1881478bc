//! Server functions for accounts without a password, for administrators.

use crate::shared::{
    awaiting_password::{AwaitingPasswordView, MailingView},
    error::AppError,
    json::Json,
    views::Answer,
};
use leptos::prelude::*;

/// How many accounts have no password, of the import with this number or, if it is empty, of all; and the mailing to such accounts.
#[server(prefix = "/actions", endpoint = "users/awaiting-password", output = Json)]
pub async fn show_awaiting_password(#[server(default)] import: String) -> Result<AwaitingPasswordView, AppError> {
    use crate::shared::awaiting_password::AwaitingPasswordRequest;
    use crate::web::context::RequestContext;

    let context = RequestContext::current()?;
    let request = AwaitingPasswordRequest { import: import.into(), ..AwaitingPasswordRequest::default() };
    Ok(context.accounts().show_awaiting_password(&context.principal()?, &request).await?)
}

/// The mailing that is running, or else the last one that has ended.
#[server(prefix = "/actions", endpoint = "users/mailing", output = Json)]
pub async fn show_mailing() -> Result<Option<MailingView>, AppError> {
    use crate::web::context::RequestContext;

    let context = RequestContext::current()?;
    Ok(context.accounts().show_mailing(&context.principal()?).await?)
}

/// Begins to send invitations to these accounts.
#[server(prefix = "/actions", endpoint = "users/invite-all", output = Json)]
pub async fn begin_mailing(#[server(default)] import: String) -> Result<Answer<MailingView>, AppError> {
    use crate::shared::{
        awaiting_password::{AwaitingPasswordRequest, PATH},
        visit::{Form, Notice},
    };
    use crate::web::{address::page_with, context::RequestContext};

    let context = RequestContext::current()?;
    let (who, back) = (context.principal()?, page_with(PATH, "import", &import));
    let request = AwaitingPasswordRequest { import: import.into(), ..AwaitingPasswordRequest::default() };
    match context.accounts().begin_mailing(&who, &context.caller(), &request).await {
        Ok(mailing) => {
            let notice = if mailing.total == 0 { Notice::NoInvitations } else { Notice::MailingBegun };
            Ok(context.accept(mailing, &back, Some(notice)))
        }
        Err(error) => context.reject(error.into(), Form::Mailing, back, &[]),
    }
}

/// Stops the mailing that is running. `import` belongs to the page to which a plain form is redirected.
#[server(prefix = "/actions", endpoint = "users/stop-mailing", output = Json)]
pub async fn stop_mailing(#[server(default)] import: String) -> Result<Answer<MailingView>, AppError> {
    use crate::shared::{
        awaiting_password::PATH,
        visit::{Form, Notice},
    };
    use crate::web::{address::page_with, context::RequestContext};

    let context = RequestContext::current()?;
    let (who, back) = (context.principal()?, page_with(PATH, "import", &import));
    match context.accounts().stop_mailing(&who, &context.caller()).await {
        Ok(mailing) => Ok(context.accept(mailing, &back, Some(Notice::MailingStopped))),
        Err(error) => context.reject(error.into(), Form::Mailing, back, &[]),
    }
}
