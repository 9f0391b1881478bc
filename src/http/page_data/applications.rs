//! The data of pages about applications and their clients, about providers, and about fields of one's own.

use crate::accounts::{Accounts, Caller, CurrentUser, log_cause};
use crate::http::logos::logo_origin;
use crate::http::state::AppState;
use crate::shared::client_access::OwnApplicationsData;
use crate::shared::connections::ApplicationsData;
use crate::shared::first_steps::FirstStepsView;
use crate::shared::providers::ProvidersData;
use crate::shared::{
    AppError, ApplicationData, DeviceData, OfferedProvider, OpenApplication, OwnFieldKind, PageData, ProviderKind,
};
use crate::web::applications::people_data;
use crate::web::clients::{client_data, clients_data, connect_data, trial_data};
use crate::web::cookies::Name;
use crate::web::problem;
use crate::web::urls::parameter;
use axum::http::{HeaderMap, Uri};
use percent_encoding::percent_decode_str;

/// From how many origins the start page shows logos.
const MAX_LOGO_ORIGINS: usize = 20;

pub async fn people(accounts: &Accounts, caller: &Caller, uri: &Uri) -> Result<PageData, AppError> {
    let (name, user) = (segment(uri)?, parameter(uri, "user"));
    Ok(PageData::ApplicationPeople(Box::new(people_data(accounts, caller, &name, &user).await?)))
}

pub async fn clients(accounts: &Accounts, caller: &Caller, uri: &Uri) -> Result<PageData, AppError> {
    Ok(PageData::Clients(Box::new(clients_data(accounts, caller, &segment(uri)?).await?)))
}

pub async fn client(accounts: &Accounts, caller: &Caller, uri: &Uri) -> Result<PageData, AppError> {
    let (id, user) = (segment(uri)?, parameter(uri, "user"));
    Ok(PageData::Client(Box::new(client_data(accounts, caller, &id, &user).await?)))
}

pub async fn trial(accounts: &Accounts, caller: &Caller, uri: &Uri) -> Result<PageData, AppError> {
    let (id, user) = (segment(uri)?, parameter(uri, "user"));
    Ok(PageData::Trial(Box::new(trial_data(accounts, caller, &id, &user).await?)))
}

pub async fn connect(accounts: &Accounts, caller: &Caller, uri: &Uri) -> Result<PageData, AppError> {
    Ok(PageData::Connect(Box::new(connect_data(accounts, caller, |name| parameter(uri, name)).await?)))
}

pub async fn providers(accounts: &Accounts, caller: &Caller) -> Result<PageData, AppError> {
    let (list, file_problems) =
        (accounts.providers().list_providers(caller).await?, accounts.applications().list_file_problems(caller)?);
    Ok(PageData::Providers(Box::new(ProvidersData { list, file_problems })))
}

pub async fn new_provider(accounts: &Accounts, caller: &Caller, uri: &Uri) -> Result<PageData, AppError> {
    let kind: ProviderKind = segment(uri)?.parse().map_err(|_| problem::not_found())?;
    Ok(PageData::NewProvider(Box::new(accounts.providers().new_provider(caller, kind).await?)))
}

pub async fn provider(accounts: &Accounts, caller: &Caller, uri: &Uri) -> Result<PageData, AppError> {
    Ok(PageData::Provider(Box::new(accounts.providers().show_provider(caller, &segment(uri)?).await?)))
}

/// The page of a new field needs no data, but there is one for each kind only.
pub fn new_own_field(uri: &Uri) -> Result<PageData, AppError> {
    segment(uri)?.parse::<OwnFieldKind>().map(|_| PageData::Nothing).map_err(|_| problem::not_found())
}

pub async fn own_field(accounts: &Accounts, caller: &Caller, uri: &Uri) -> Result<PageData, AppError> {
    Ok(PageData::OwnField(Box::new(accounts.own_fields().show_field(caller, &segment(uri)?).await?)))
}

/// The providers with which visitors can sign in. None if the database does not answer: the page opens all the same, with the other
/// ways to sign in.
pub async fn offered_providers(state: &AppState) -> Vec<OfferedProvider> {
    let providers = state.accounts.providers().all().await.map_err(AppError::from).inspect_err(log_cause);
    providers.map(|providers| providers.offered()).unwrap_or_default()
}

/// The account at a provider that this browser has just proved.
///
/// # Errors
/// [`PendingExpired`](crate::shared::error::ErrorCode::PendingExpired) if that is too long ago: the visitor begins again.
pub async fn arrival(state: &AppState, headers: &HeaderMap) -> Result<PageData, AppError> {
    let sealed = state.cookies.read(headers, Name::Arrival).unwrap_or_default();
    Ok(PageData::Arrival(Box::new(state.accounts.identities().show_arrival(sealed).await?)))
}

/// The applications that the visitor may enter.
pub async fn open(accounts: &Accounts, visitor: &CurrentUser) -> Result<PageData, AppError> {
    let applications = accounts.applications().all().await?;
    Ok(PageData::OpenApplications(with_few_logos(applications.open_to(&visitor.user.groups))))
}

/// The same, and the clients that have access to the account.
pub async fn own(accounts: &Accounts, caller: &Caller, visitor: &CurrentUser) -> Result<PageData, AppError> {
    let open = accounts.applications().all().await?.open_to(&visitor.user.groups);
    let access = accounts.openid().list_client_access(caller, visitor.user.id).await?;
    Ok(PageData::OwnApplications(Box::new(OwnApplicationsData { open, access })))
}

/// The first steps, with the applications that the visitor may enter.
pub async fn first_steps(accounts: &Accounts, caller: &Caller) -> Result<PageData, AppError> {
    let view = accounts.installation().show_first_steps(caller).await?;
    let applications = with_few_logos(view.applications);
    Ok(PageData::FirstSteps(Box::new(FirstStepsView { applications, ..view })))
}

/// Takes away logos that the policy of the page cannot name, because there are too many: proxies accept only short headers.
fn with_few_logos(mut open: Vec<OpenApplication>) -> Vec<OpenApplication> {
    let mut origins: Vec<String> = Vec::new();
    for application in &mut open {
        let origin = application.logo.as_deref().and_then(logo_origin);
        let is_known = origin.as_ref().is_some_and(|origin| origins.contains(origin));
        match origin.filter(|_| !is_known) {
            Some(origin) if origins.len() < MAX_LOGO_ORIGINS => origins.push(origin),
            _ if is_known => {}
            _ => application.logo = None,
        }
    }
    open
}

/// The page itself shows an error, beside the field for the letters.
pub async fn device(state: &AppState, caller: &Caller, uri: &Uri) -> PageData {
    let typed = parameter(uri, "user_code");
    let found = match typed.is_empty() {
        true => None,
        false => Some(state.accounts.openid().show_device(caller, &typed).await.inspect_err(log_cause)),
    };
    let (device, problem) = found.map_or((None, None), |found| match found {
        Ok(device) => (Some(device), None),
        Err(error) => (None, Some(error)),
    });
    PageData::Device(Box::new(DeviceData { typed, device, problem }))
}

pub async fn all(state: &AppState, caller: &Caller) -> Result<PageData, AppError> {
    let applications = state.accounts.applications().survey_applications(caller).await?;
    let groups = state.accounts.groups().group_names(caller).await?;
    let file_problems = state.accounts.applications().list_file_problems(caller)?;
    Ok(PageData::Applications(Box::new(ApplicationsData { applications, groups, file_problems })))
}

pub async fn one(state: &AppState, caller: &Caller, uri: &Uri) -> Result<PageData, AppError> {
    let (accounts, name) = (&state.accounts, segment(uri)?);
    let application = accounts.applications().show_application(caller, &name).await?;
    Ok(PageData::Application(Box::new(ApplicationData {
        admitted: accounts.groups().groups_named(caller, &application.groups).await?,
        application,
        base_url: accounts.settings().issuer.clone(),
        groups: accounts.groups().group_names(caller).await?,
        clients: accounts.clients().list_clients(caller, &name).await?,
        connection: accounts.applications().show_connection(caller, &name).await?,
    })))
}

/// The last segment of a path: escaped, as `LocalPath` writes the names of applications and clients.
fn segment(uri: &Uri) -> Result<String, AppError> {
    let last = percent_decode_str(uri.path().rsplit('/').next().unwrap_or_default());
    Ok(last.decode_utf8().map_err(|_| problem::not_found())?.into_owned())
}
