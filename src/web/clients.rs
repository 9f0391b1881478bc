//! The data of pages about clients, which the server renders or the browser fetches.

use crate::accounts::{Accounts, Caller, ClientPreview};
use crate::shared::client_trial::TrialData;
use crate::shared::next::ClientPart;
use crate::shared::programs::ConnectData;
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
            Err(error) => Some(Err(error.detail)),
        },
    };
    // Its row may be one that was written by hand.
    let application = accounts.applications().show_application(caller, client.application.as_str()).await.ok();
    Ok(ClientData {
        title: application.as_ref().map(|view| view.title.clone()).unwrap_or_default(),
        issuer: accounts.settings().issuer.clone(),
        users: accounts.clients().list_client_users(caller, client_id).await?,
        refusals: accounts.clients().list_client_refusals(caller, client_id).await?,
        left_out: accounts.clients().left_out_of_tokens(caller, &client.client_id).await?.into_iter().collect(),
        sends_pkce: !client.definition.require_pkce && accounts.openid().sends_pkce(&client.client_id),
        program: accounts.clients().program_of(&client),
        paste: accounts.clients().paste(&client),
        environment: accounts.clients().environment(&client),
        application,
        client,
        preview,
        asked: user.trim().to_owned(),
    })
}

/// A client, tried as with the account `user`; empty: with that of the caller.
pub async fn trial_data(
    accounts: &Accounts,
    caller: &Caller,
    client_id: &str,
    user: &str,
) -> Result<TrialData, AppError> {
    let client = accounts.clients().show_client(caller, client_id).await?;
    let application = accounts.applications().show_application(caller, client.application.as_str()).await;
    let trial = match accounts.clients().try_client(caller, client_id, user).await {
        Ok(trial) => Ok(trial),
        Err(error) if error.code.status() < 500 => Err(error.detail),
        Err(error) => return Err(error),
    };
    Ok(TrialData {
        title: application.map(|view| view.title).unwrap_or_default(),
        program: accounts.clients().program_of(&client),
        client,
        trial,
    })
}

/// What the page on which a program is connected needs. `at`: what its address says of a parameter.
pub async fn connect_data(
    accounts: &Accounts,
    caller: &Caller,
    at: impl Fn(&str) -> String,
) -> Result<ConnectData, AppError> {
    Ok(ConnectData {
        programs: accounts.clients().list_programs(caller).await?,
        groups: accounts.groups().group_names(caller).await?,
        program: at("program"),
        url: at("url"),
        way: at("way"),
        search: at("search"),
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

/// A part of the page of the client with this id in a form, or the list of applications if it is no id.
pub fn client_page(id: &str, part: ClientPart) -> LocalPath {
    ClientId::parse(id).map_or_else(|_| page("/applications"), |id| LocalPath::client_part(&id, part))
}

/// The page of the application with this name in a form, or the list if it is no name.
pub fn application_page(application: &str) -> LocalPath {
    ApplicationName::parse(application).map_or_else(|_| page("/applications"), |name| LocalPath::application(&name))
}

/// The page with the clients of the application with this name in a form.
pub fn clients_page(application: &str) -> LocalPath {
    ApplicationName::parse(application).map_or_else(|_| page("/applications"), |name| LocalPath::clients(&name))
}
