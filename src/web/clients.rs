//! The data of pages about clients, which the server renders or the browser fetches.

use crate::accounts::{Accounts, Caller, ClientPreview};
use crate::shared::{AppError, ApplicationName, ClientData, ClientId, ClientsData, LocalPath, ShownPreview};
use crate::web::urls::page;
use serde_json::Value;

/// The clients of an application.
pub async fn clients_data(accounts: &Accounts, caller: &Caller, application: &str) -> Result<ClientsData, AppError> {
    let view = accounts.applications().show_application(caller, application).await?;
    let clients = accounts.clients().list_clients(caller, application).await?;
    Ok(ClientsData { application: view.name.to_string(), title: view.title, clients })
}

/// A client. `user`: the account about which the page says what the client would learn; may be empty.
pub async fn client_data(
    accounts: &Accounts,
    caller: &Caller,
    client_id: &str,
    user: &str,
) -> Result<ClientData, AppError> {
    let client = accounts.clients().show_client(caller, client_id).await?;
    let preview = match user.trim() {
        "" => None,
        user => match accounts.clients().preview_client(caller, client_id, user).await {
            Ok(preview) => Some(Ok(shown(preview))),
            Err(error) => Some(Err(error.detail.say())),
        },
    };
    // Its row may be one that was written by hand.
    let application = accounts.applications().show_application(caller, client.application.as_str()).await;
    Ok(ClientData {
        title: application.map(|view| view.title).unwrap_or_default(),
        issuer: accounts.settings().issuer.clone(),
        users: accounts.clients().list_client_users(caller, client_id).await?,
        refusals: accounts.clients().list_client_refusals(caller, client_id).await?,
        left_out: accounts.clients().left_out_of_tokens(caller, &client.client_id).await?.into_iter().collect(),
        sends_pkce: !client.definition.require_pkce && accounts.openid().sends_pkce(&client.client_id),
        client,
        preview,
    })
}

fn shown(preview: ClientPreview) -> ShownPreview {
    let ClientPreview { user, may_enter, scopes, id_token, userinfo, access_token, notes } = preview;
    ShownPreview {
        username: user.username.clone(),
        may_enter,
        scopes: scopes.to_string(),
        id_token: format!("{:#}", Value::Object(id_token)),
        userinfo: format!("{:#}", Value::Object(userinfo)),
        access_token: if access_token.is_empty() {
            String::new()
        } else {
            format!("{:#}", Value::Object(access_token))
        },
        notes,
    }
}

/// The page of the client with this id in a form, or the list of applications if it is no id.
pub fn client_page(id: &str) -> LocalPath {
    ClientId::parse(id).map_or_else(|_| page("/applications"), |id| LocalPath::client(&id))
}

/// The page with the clients of the application with this name in a form.
pub fn clients_page(application: &str) -> LocalPath {
    ApplicationName::parse(application).map_or_else(|_| page("/applications"), |name| LocalPath::clients(&name))
}
