//! Server functions of the directory, for administrators.

use crate::shared::{
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

/// Does one thing to those that were ticked, or with `all` to everyone on the list at `back`: all its pages. A plain form
/// goes on there.
#[server(prefix = "/actions", endpoint = "users/bulk", output = Json)]
pub async fn change_users(
    #[server(default)] action: String,
    #[server(default)] ids: Vec<String>,
    #[server(default)] all: String,
    #[server(default)] rest: String,
    #[server(default)] back: String,
) -> Result<Answer<BulkReport>, AppError> {
    use crate::shared::{directory::BulkRequest, next::LocalPath, visit::Form};
    use crate::web::{address::directory_query_of, reply::Exchange};

    let exchange = Exchange::current()?;
    let (action, new_role) = action.split_once(':').unwrap_or((&action, ""));
    let everyone = !all.is_empty();
    let request = BulkRequest {
        action: action.into(),
        role: new_role.into(),
        ids: (!everyone).then(|| ids.into_iter().map(Into::into).collect()),
        filter: everyone.then(|| directory_query_of(&back).filter()),
        rest: rest.into(),
    };
    let back = LocalPath::parse(&back).unwrap_or_else(LocalPath::users);
    match exchange.accounts().change_many(&exchange.principal()?, &exchange.caller(), &request).await {
        Ok(report) => Ok(exchange.accept_report(report, &back)),
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
