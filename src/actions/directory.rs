//! Server functions of the directory, for administrators.

use crate::shared::{directory::UserList, error::AppError, json::Json};
use leptos::prelude::*;

/// A page of everyone who keeps to the filters.
#[server(prefix = "/actions", endpoint = "users/list", output = Json)]
pub async fn list_users(
    #[server(default)] q: String,
    #[server(default)] role: String,
    #[server(default)] status: String,
    #[server(default)] sort: String,
    #[server(default)] page: String,
    #[server(default)] per_page: String,
    #[server(default)] cursor: String,
) -> Result<UserList, AppError> {
    use crate::http::reply::Exchange;
    use crate::shared::directory::ListUsersRequest;

    let exchange = Exchange::current()?;
    let request = ListUsersRequest {
        q: q.into(),
        role: role.into(),
        status: status.into(),
        sort: sort.into(),
        page: page.into(),
        per_page: per_page.into(),
        cursor: cursor.into(),
    };
    Ok(exchange.accounts().list_users(&exchange.principal()?, &request).await?)
}
