//! Server functions for groups, for administrators.

use crate::shared::{
    error::AppError,
    groups::{GroupNames, GroupView},
    json::Json,
    views::Answer,
};
use leptos::prelude::*;

/// All groups.
#[server(prefix = "/actions", endpoint = "groups", output = Json)]
pub async fn list_groups() -> Result<Vec<GroupView>, AppError> {
    use crate::web::context::RequestContext;

    let context = RequestContext::current()?;
    Ok(context.accounts().list_groups(&context.principal()?).await?)
}

/// The names of all groups.
#[server(prefix = "/actions", endpoint = "groups/names", output = Json)]
pub async fn list_group_names() -> Result<GroupNames, AppError> {
    use crate::web::context::RequestContext;

    let context = RequestContext::current()?;
    Ok(context.accounts().group_names(&context.principal()?).await?)
}

/// Creates a group.
#[server(prefix = "/actions", endpoint = "groups/create", output = Json)]
pub async fn create_group(
    #[server(default)] name: String,
    #[server(default)] description: String,
) -> Result<Answer<()>, AppError> {
    use crate::shared::{
        groups::CreateGroupRequest,
        visit::{Form, Notice},
    };
    use crate::web::{address::page, context::RequestContext};

    let context = RequestContext::current()?;
    let back = page("/users/groups");
    let typed = [("name", &*name), ("description", &description)];
    // Not `?`, because `reject` redirects a plain form to the login page, and keeps what was typed.
    let who = match context.principal() {
        Ok(who) => who,
        Err(error) => return context.reject(error, Form::Group, back, &typed),
    };
    let request = CreateGroupRequest { name: name.as_str().into(), description: description.as_str().into() };
    match context.accounts().create_group(&who, &context.caller(), request).await {
        Ok(_) => Ok(context.accept((), &back, Some(Notice::GroupCreated))),
        Err(error) => context.reject(error.into(), Form::Group, back, &typed),
    }
}

/// Changes the description of a group.
#[server(prefix = "/actions", endpoint = "groups/update", output = Json)]
pub async fn update_group(
    #[server(default)] name: String,
    #[server(default)] description: String,
) -> Result<Answer<()>, AppError> {
    use crate::shared::{
        groups::UpdateGroupRequest,
        visit::{Form, Notice},
    };
    use crate::web::{address::page, context::RequestContext};

    let context = RequestContext::current()?;
    let back = page("/users/groups");
    let typed = [("name", &*name), ("description", &description)];
    let who = match context.principal() {
        Ok(who) => who,
        Err(error) => return context.reject(error, Form::Groups, back, &typed),
    };
    let request = UpdateGroupRequest { description: description.as_str().into() };
    match context.accounts().update_group(&who, &context.caller(), &name, request).await {
        Ok(_) => Ok(context.accept((), &back, Some(Notice::ChangesSaved))),
        Err(error) => context.reject(error.into(), Form::Groups, back, &typed),
    }
}

/// Deletes a group; its members keep their accounts.
#[server(prefix = "/actions", endpoint = "groups/delete", output = Json)]
pub async fn delete_group(#[server(default)] name: String) -> Result<Answer<()>, AppError> {
    use crate::shared::visit::{Form, Notice};
    use crate::web::{address::page, context::RequestContext};

    let context = RequestContext::current()?;
    let (who, back) = (context.principal()?, page("/users/groups"));
    match context.accounts().delete_group(&who, &context.caller(), &name).await {
        Ok(()) => Ok(context.accept((), &back, Some(Notice::GroupDeleted))),
        Err(error) => context.reject(error.into(), Form::Groups, back, &[]),
    }
}

/// Adds the account `id` to a group.
#[server(prefix = "/actions", endpoint = "groups/add", output = Json)]
pub async fn add_to_group(
    #[server(default)] id: String,
    #[server(default)] group: String,
) -> Result<Answer<()>, AppError> {
    use crate::shared::{
        next::LocalPath,
        visit::{Form, Notice},
    };
    use crate::web::{context::RequestContext, form_values::account_id};

    let context = RequestContext::current()?;
    let (who, id) = (context.principal()?, account_id(&id)?);
    match context.accounts().add_to_group(&who, &context.caller(), &group, id).await {
        Ok(()) => Ok(context.accept((), &LocalPath::user(id), Some(Notice::AddedToGroup))),
        Err(error) => context.reject(error.into(), Form::UserGroups, LocalPath::user(id), &[("group", &*group)]),
    }
}

/// Removes the account `id` from a group.
#[server(prefix = "/actions", endpoint = "groups/remove", output = Json)]
pub async fn remove_from_group(
    #[server(default)] id: String,
    #[server(default)] group: String,
) -> Result<Answer<()>, AppError> {
    use crate::shared::{
        next::LocalPath,
        visit::{Form, Notice},
    };
    use crate::web::{context::RequestContext, form_values::account_id};

    let context = RequestContext::current()?;
    let (who, id) = (context.principal()?, account_id(&id)?);
    match context.accounts().remove_from_group(&who, &context.caller(), &group, id).await {
        Ok(()) => Ok(context.accept((), &LocalPath::user(id), Some(Notice::RemovedFromGroup))),
        Err(error) => context.reject(error.into(), Form::UserGroups, LocalPath::user(id), &[]),
    }
}
