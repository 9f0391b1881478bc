//! Server functions for the user directory, for administrators.

use crate::shared::{
    confirmation::{BulkAnswer, Confirmation},
    directory::{BulkReport, UserList},
    directory_query::DirectoryQuery,
    error::AppError,
    json::Json,
    views::Answer,
};
use leptos::prelude::*;

/// A page of the users that match the filters.
#[server(prefix = "/actions", endpoint = "users/list", output = Json)]
pub async fn list_users(#[server(flatten)] query: DirectoryQuery) -> Result<UserList, AppError> {
    use crate::web::context::RequestContext;

    let context = RequestContext::current()?;
    Ok(context.accounts().list_users(&context.principal()?, &query.request()).await?)
}

/// Applies one action to the selected users, or with `all` to all users that match the filters in `back`, the URL of
/// the list. An action on many accounts, a deletion or a promotion must be confirmed with the number of accounts in the
/// question (`confirmed`); a large number must also be `typed`. A plain form is redirected to `back`, and sends the
/// selected ids as `selection` with its confirmation.
#[server(prefix = "/actions", endpoint = "users/bulk", output = Json)]
pub async fn change_users(
    #[server(default)] action: String,
    #[server(default)] ids: Vec<String>,
    #[server(default)] selection: String,
    #[server(default)] all: String,
    #[server(default)] rest: String,
    #[server(default)] back: String,
    #[server(flatten)] answer: Confirmation,
) -> Result<Answer<BulkAnswer>, AppError> {
    use crate::shared::{next::LocalPath, visit::Form};
    use crate::web::{bulk_form, context::RequestContext};

    let context = RequestContext::current()?;
    let ids = [ids, bulk_form::unpack(&selection)].concat();
    let request = bulk_form::request(&action, &ids, !all.is_empty(), rest, &back);
    let back = LocalPath::parse(&back).unwrap_or_else(LocalPath::users);
    let (accounts, who) = (context.accounts(), context.principal()?);
    // Decided on the server, so that no client can skip the question.
    let outcome = match accounts.required_confirmation(&who, &request, &answer).await {
        Ok(Some(question)) => return Ok(context.confirm(question, &ids, &back)),
        Ok(None) => accounts.change_many(&who, &context.caller(), &request).await,
        Err(error) => Err(error),
    };
    match outcome {
        Ok(report) => Ok(context.accept_report(report, &back).map(BulkAnswer::Done)),
        Err(error) => context.reject(error.into(), Form::Bulk, back, &[]),
    }
}

/// Undoes a bulk action.
#[server(prefix = "/actions", endpoint = "users/undo", output = Json)]
pub async fn undo_users(
    #[server(default)] bulk_id: String,
    /// The page to which a plain form is redirected.
    #[server(default)]
    back: String,
) -> Result<Answer<BulkReport>, AppError> {
    use crate::shared::{next::LocalPath, visit::Form};
    use crate::web::{context::RequestContext, form_values::bulk_id as parse_bulk};

    let context = RequestContext::current()?;
    let (who, bulk) = (context.principal()?, parse_bulk(&bulk_id)?);
    let back = LocalPath::parse(&back).unwrap_or_else(LocalPath::users);
    match context.accounts().undo_many(&who, &context.caller(), bulk).await {
        Ok(report) => Ok(context.accept_report(report, &back)),
        Err(error) => context.reject(error.into(), Form::Bulk, back, &[]),
    }
}
