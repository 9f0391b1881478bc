//! Server functions of the directory, for administrators.

use crate::shared::{
    confirmation::{BulkAnswer, Confirmation},
    directory::{BulkReport, UserList},
    directory_query::DirectoryQuery,
    error::AppError,
    json::Json,
    views::Answer,
};
use leptos::prelude::*;

/// A page of everyone who keeps to the filters.
#[server(prefix = "/actions", endpoint = "users/list", output = Json)]
pub async fn list_users(#[server(flatten)] query: DirectoryQuery) -> Result<UserList, AppError> {
    use crate::web::reply::Exchange;

    let exchange = Exchange::current()?;
    Ok(exchange.accounts().list_users(&exchange.principal()?, &query.request()).await?)
}

/// Does one thing to those that were ticked, or with `all` to everyone on the list at `back`: all its pages. Many accounts,
/// a deletion or a promotion have to be confirmed first: by the count that was asked about (`confirmed`), which has to be
/// `typed` where it is large. A plain form goes on at `back`; with the answer it sends its ticks as `selection`.
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
    use crate::web::{bulk_form, reply::Exchange};

    let exchange = Exchange::current()?;
    let ids = [ids, bulk_form::unpack(&selection)].concat();
    let request = bulk_form::request(&action, &ids, !all.is_empty(), rest, &back);
    let back = LocalPath::parse(&back).unwrap_or_else(LocalPath::users);
    let (accounts, who) = (exchange.accounts(), exchange.principal()?);
    let outcome = match accounts.question_before(&who, &request, &answer).await {
        Ok(Some(question)) => return Ok(exchange.ask(question, &ids, &back)),
        Ok(None) => accounts.change_many(&who, &exchange.caller(), &request).await,
        Err(error) => Err(error),
    };
    match outcome {
        Ok(report) => Ok(exchange.accept_report(report, &back).map(BulkAnswer::Done)),
        Err(error) => exchange.reject(error.into(), Form::Bulk, back, &[]),
    }
}

/// Takes back what was done to many.
#[server(prefix = "/actions", endpoint = "users/undo", output = Json)]
pub async fn undo_users(
    #[server(default)] bulk_id: String,
    /// Where a plain form goes on.
    #[server(default)]
    back: String,
) -> Result<Answer<BulkReport>, AppError> {
    use crate::shared::{next::LocalPath, visit::Form};
    use crate::web::reply::{Exchange, bulk_id as parse_bulk};

    let exchange = Exchange::current()?;
    let (who, bulk) = (exchange.principal()?, parse_bulk(&bulk_id)?);
    let back = LocalPath::parse(&back).unwrap_or_else(LocalPath::users);
    match exchange.accounts().undo_many(&who, &exchange.caller(), bulk).await {
        Ok(report) => Ok(exchange.accept_report(report, &back)),
        Err(error) => exchange.reject(error.into(), Form::Bulk, back, &[]),
    }
}
