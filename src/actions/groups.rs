//! Server functions for groups, for administrators.

use crate::shared::{
    Answer, AppError, CreateGroupRequest, GroupDetailsView, GroupNames, GroupView, Json, MemberFields,
};
use leptos::prelude::*;

functions! {
    changes: CreateGroup, UpdateGroup, DeleteGroup, AddToGroup, RemoveFromGroup;
    others: ListGroups, ListGroupNames, ShowGroup;
}

/// All groups.
#[server(prefix = "/actions", endpoint = "groups", output = Json)]
pub async fn list_groups() -> Result<Vec<GroupView>, AppError> {
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    context.answer(context.accounts().groups().list_groups(&context.signed_in()?).await)
}

/// The names of all groups.
#[server(prefix = "/actions", endpoint = "groups/names", output = Json)]
pub async fn list_group_names() -> Result<GroupNames, AppError> {
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    context.answer(context.accounts().groups().group_names(&context.signed_in()?).await)
}

/// A group, and the applications that admit it.
#[server(prefix = "/actions", endpoint = "groups/show", output = Json)]
pub async fn show_group(#[server(default)] name: String) -> Result<GroupDetailsView, AppError> {
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    context.answer(context.accounts().groups().show_group_details(&context.signed_in()?, &name).await)
}

/// Creates a group.
#[server(prefix = "/actions", endpoint = "groups/create", output = Json)]
pub async fn create_group(#[server(flatten)] request: CreateGroupRequest) -> Result<Answer<()>, AppError> {
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let form = context.form(Form::Group, page("/users/groups")).keeping(&request);
    let created = async { context.accounts().groups().create_group(&context.signed_in()?, request).await };
    form.finish(created.await.map(|_| ()), Notice::GroupCreated)
}

/// Changes the description of the group with this name.
#[server(prefix = "/actions", endpoint = "groups/update", output = Json)]
pub async fn update_group(#[server(flatten)] group: CreateGroupRequest) -> Result<Answer<()>, AppError> {
    use crate::shared::UpdateGroupRequest;
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let form = context.form(Form::GroupDescription, group_page(group.name.as_str())).keeping(&group);
    let request = UpdateGroupRequest { description: group.description, rule: group.rule };
    let updated =
        async { context.accounts().groups().update_group(&context.signed_in()?, group.name.as_str(), request).await };
    form.finish(updated.await.map(|_| ()), Notice::ChangesSaved)
}

/// Deletes a group; its members keep their accounts.
#[server(prefix = "/actions", endpoint = "groups/delete", output = Json)]
pub async fn delete_group(#[server(default)] name: String) -> Result<Answer<()>, AppError> {
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let deleted = context.accounts().groups().delete_group(&context.signed_in()?, &name).await;
    let form = context.form(Form::DeleteGroup, group_page(&name));
    form.finish_at(&page("/users/groups"), deleted, Notice::GroupDeleted)
}

/// Adds an account to a group.
#[server(prefix = "/actions", endpoint = "groups/add", output = Json)]
pub async fn add_to_group(#[server(flatten)] member: MemberFields) -> Result<Answer<()>, AppError> {
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let (caller, id) = (context.signed_in()?, id_in(&member.id)?);
    let added = context.accounts().groups().add_to_group(&caller, &member.group, id).await;
    let form = context.form(Form::UserGroups, LocalPath::user(id)).keeping(&member);
    form.finish(added, Notice::AddedToGroup)
}

/// Removes an account from a group.
#[server(prefix = "/actions", endpoint = "groups/remove", output = Json)]
pub async fn remove_from_group(#[server(flatten)] member: MemberFields) -> Result<Answer<()>, AppError> {
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let (caller, id) = (context.signed_in()?, id_in(&member.id)?);
    let removed = context.accounts().groups().remove_from_group(&caller, &member.group, id).await;
    context.form(Form::UserGroups, LocalPath::user(id)).finish(removed, Notice::RemovedFromGroup)
}
