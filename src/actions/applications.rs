//! Server functions for applications: the open ones for every user, and all of them for administrators.

use crate::shared::{
    Answer, AppError, ApplicationData, ApplicationForm, ApplicationView, ConnectionView, Json, OpenApplication,
};
use leptos::prelude::*;

functions! {
    changes: CreateApplication, ReplaceApplication, DeleteApplication;
    others: ListOpenApplications, ListApplications, ShowApplication, ShowConnection;
}

/// The applications that the user may enter.
#[server(prefix = "/actions", endpoint = "applications/open", output = Json)]
pub async fn list_open_applications() -> Result<Vec<OpenApplication>, AppError> {
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    context.answer(context.accounts().applications().open_applications(&context.signed_in()?).await)
}

/// All applications, with how many people may enter each.
#[server(prefix = "/actions", endpoint = "applications", output = Json)]
pub async fn list_applications() -> Result<Vec<ApplicationView>, AppError> {
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    context.answer(context.accounts().applications().survey_applications(&context.signed_in()?).await)
}

/// One application.
#[server(prefix = "/actions", endpoint = "applications/show", output = Json)]
pub async fn show_application(#[server(default)] name: String) -> Result<ApplicationData, AppError> {
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let (accounts, caller) = (context.accounts(), context.signed_in()?);
    let application = context.answer(accounts.applications().show_application(&caller, &name).await)?;
    let groups = context.answer(accounts.groups().group_names(&caller).await)?;
    let clients = context.answer(accounts.clients().list_clients(&caller, &name).await)?;
    let admitted = context.answer(accounts.groups().groups_named(&caller, &application.groups).await)?;
    let base_url = accounts.settings().issuer.clone();
    // The page asks for the connection with another call.
    Ok(ApplicationData { application, base_url, groups, clients, admitted, connection: ConnectionView::default() })
}

/// How one application is connected.
#[server(prefix = "/actions", endpoint = "applications/connection", output = Json)]
pub async fn show_connection(#[server(default)] name: String) -> Result<ConnectionView, AppError> {
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    context.answer(context.accounts().applications().show_connection(&context.signed_in()?, &name).await)
}

/// Creates an application.
#[server(prefix = "/actions", endpoint = "applications/create", output = Json)]
pub async fn create_application(
    #[server(flatten)] application: ApplicationForm,
) -> Result<Answer<ApplicationView>, AppError> {
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let mut application = application;
    application.separate_groups();
    let form = context.form(Form::CreateApplication, LocalPath::applications()).keeping(&application);
    let created = async {
        context.accounts().applications().create_application(&context.signed_in()?, application.request()).await
    };
    form.finish_with(created.await, |application, _| {
        let next = LocalPath::application(&application.name);
        context.accept(application, &next, Some(Notice::ApplicationCreated))
    })
}

/// Replaces everything but the name of an application, if it is still the one that the page has shown.
#[server(prefix = "/actions", endpoint = "applications/replace", output = Json)]
pub async fn replace_application(
    #[server(flatten)] application: ApplicationForm,
) -> Result<Answer<ApplicationView>, AppError> {
    use crate::language::message;
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let mut application = application;
    application.separate_groups();
    let replaced = async {
        let (accounts, caller) = (context.accounts(), context.signed_in()?);
        let current = accounts.applications().show_application(&caller, &application.name).await?;
        refuse_outdated(&application.before, &current.editable())?;
        application.complete(&current);
        accounts.applications().replace_application(&caller, &application.name, application.request()).await
    }
    .await
    .map_err(|error| changed_meanwhile(message::error_application_changed, error));
    // Kept as completed.
    let form = context.form(Form::Application, application_page(&application.name)).keeping(&application);
    form.finish(replaced, Notice::ChangesSaved)
}

/// Deletes an application.
#[server(prefix = "/actions", endpoint = "applications/delete", output = Json)]
pub async fn delete_application(#[server(default)] name: String) -> Result<Answer<()>, AppError> {
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let deleted = async { context.accounts().applications().delete_application(&context.signed_in()?, &name).await };
    let form = context.form(Form::DeleteApplication, application_page(&name));
    form.finish_at(&LocalPath::applications(), deleted.await, Notice::ApplicationDeleted)
}
