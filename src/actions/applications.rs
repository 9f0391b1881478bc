//! Server functions for applications: the open ones for every user, and all of them for administrators.

#![expect(clippy::too_many_arguments, reason = "a server function has an argument for each field of its form")]

use crate::shared::{
    applications::{ApplicationView, OpenApplication},
    error::AppError,
    json::Json,
    page::ApplicationData,
    sent::Sent,
    views::Answer,
};
use leptos::prelude::*;

/// The applications that the user may enter.
#[server(prefix = "/actions", endpoint = "applications/open", output = Json)]
pub async fn list_open_applications() -> Result<Vec<OpenApplication>, AppError> {
    use crate::web::context::RequestContext;

    let context = RequestContext::current()?;
    let groups = &context.visitor()?.user.groups;
    Ok(context.accounts().applications().await?.open_to(groups))
}

/// All applications.
#[server(prefix = "/actions", endpoint = "applications", output = Json)]
pub async fn list_applications() -> Result<Vec<ApplicationView>, AppError> {
    use crate::web::context::RequestContext;

    let context = RequestContext::current()?;
    Ok(context.accounts().list_applications(&context.principal()?).await?)
}

/// One application.
#[server(prefix = "/actions", endpoint = "applications/show", output = Json)]
pub async fn show_application(#[server(default)] name: String) -> Result<ApplicationData, AppError> {
    use crate::web::context::RequestContext;

    let context = RequestContext::current()?;
    let application = context.accounts().show_application(&context.principal()?, &name).await?;
    Ok(ApplicationData { application, base_url: context.accounts().settings().issuer.clone() })
}

/// Creates an application. `locations`: one per line. `entry`: `everyone`, `groups`, or nobody. `groups`: names with spaces or
/// commas between them. `remote_user`: `username` or `id`. `after_sign_out`: an absolute URL, or empty.
#[server(prefix = "/actions", endpoint = "applications/create", output = Json)]
pub async fn create_application(
    #[server(default)] name: String,
    #[server(default)] title: String,
    #[server(default)] locations: String,
    #[server(default)] entry: String,
    #[server(default)] groups: String,
    #[server(default)] claims: Vec<String>,
    #[server(default)] remote_user: String,
    #[server(default)] after_sign_out: Sent,
) -> Result<Answer<ApplicationView>, AppError> {
    use crate::shared::{
        next::LocalPath,
        visit::{Form, Notice},
    };
    use crate::web::{application_form::ApplicationForm, context::RequestContext};

    let context = RequestContext::current()?;
    let claims = claims.join(" ");
    let form = ApplicationForm { name, title, locations, entry, groups, claims, remote_user, after_sign_out };
    let back = LocalPath::applications();
    let who = match context.principal() {
        Ok(who) => who,
        Err(error) => return context.reject(error, Form::CreateApplication, back, &form.typed()),
    };
    match context.accounts().create_application(&who, &context.caller(), form.request()).await {
        Ok(application) => {
            let next = LocalPath::application(&application.name);
            Ok(context.accept(application, &next, Some(Notice::ApplicationCreated)))
        }
        Err(error) => context.reject(error.into(), Form::CreateApplication, back, &form.typed()),
    }
}

/// Replaces everything but the name of an application. The fields are those of [`create_application`].
#[server(prefix = "/actions", endpoint = "applications/replace", output = Json)]
pub async fn replace_application(
    #[server(default)] name: String,
    #[server(default)] title: String,
    #[server(default)] locations: String,
    #[server(default)] entry: String,
    #[server(default)] groups: String,
    #[server(default)] claims: Vec<String>,
    #[server(default)] remote_user: String,
    #[server(default)] after_sign_out: Sent,
) -> Result<Answer<ApplicationView>, AppError> {
    use crate::shared::visit::{Form, Notice};
    use crate::web::{application_form::ApplicationForm, context::RequestContext, form_values::application_page};

    let context = RequestContext::current()?;
    let back = application_page(&name);
    let claims = claims.join(" ");
    let mut form = ApplicationForm { name, title, locations, entry, groups, claims, remote_user, after_sign_out };
    let who = match context.principal() {
        Ok(who) => who,
        Err(error) => return context.reject(error, Form::Application, back, &form.typed()),
    };
    let accounts = context.accounts();
    let replaced = async {
        if form.is_incomplete() {
            form.complete(&accounts.show_application(&who, &form.name).await?);
        }
        accounts.replace_application(&who, &context.caller(), &form.name, form.request()).await
    };
    match replaced.await {
        Ok(application) => Ok(context.accept(application, &back, Some(Notice::ChangesSaved))),
        Err(error) => context.reject(error.into(), Form::Application, back, &form.typed()),
    }
}

/// Deletes an application.
#[server(prefix = "/actions", endpoint = "applications/delete", output = Json)]
pub async fn delete_application(#[server(default)] name: String) -> Result<Answer<()>, AppError> {
    use crate::shared::{
        next::LocalPath,
        visit::{Form, Notice},
    };
    use crate::web::{context::RequestContext, form_values::application_page};

    let context = RequestContext::current()?;
    let back = application_page(&name);
    let who = match context.principal() {
        Ok(who) => who,
        Err(error) => return context.reject(error, Form::DeleteApplication, back, &[]),
    };
    match context.accounts().delete_application(&who, &context.caller(), &name).await {
        Ok(()) => Ok(context.accept((), &LocalPath::applications(), Some(Notice::ApplicationDeleted))),
        Err(error) => context.reject(error.into(), Form::DeleteApplication, back, &[]),
    }
}
