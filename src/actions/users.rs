//! Server functions for many users, for administrators: the user directory, new accounts, and accounts without a password.

use crate::shared::{
    Answer, AppError, AwaitingPasswordView, BulkAnswer, BulkChangeList, BulkFields, BulkReport, DirectoryQuery,
    InvitationFields, InvitationListView, InvitedUser, Json, MailingView, UndoFields, UserList,
};
use leptos::prelude::*;

functions! {
    changes: CreateUser, ChangeUsers, UndoUsers, BeginMailing, StopMailing;
    others: ListUsers, ListBulkChanges, ListInvitations, ShowAwaitingPassword, ShowMailing;
}

/// A page of the users that match the filters.
#[server(prefix = "/actions", endpoint = "users/list", output = Json)]
pub async fn list_users(#[server(flatten)] query: DirectoryQuery) -> Result<UserList, AppError> {
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    context.answer(context.accounts().directory().show_users(&context.signed_in()?, &query.request()).await)
}

/// Open invitations, the newest first; with the cursor of a list, the older ones after it.
#[server(prefix = "/actions", endpoint = "invitations", output = Json)]
pub async fn list_invitations(#[server(default)] cursor: String) -> Result<InvitationListView, AppError> {
    use crate::shared::ListInvitationsRequest;
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let request = ListInvitationsRequest { cursor: cursor.into() };
    context.answer(context.accounts().invitations().list_invitations(&context.signed_in()?, &request).await)
}

/// Creates an account, and the link with which its owner chooses a password.
#[server(prefix = "/actions", endpoint = "users/create", output = Json)]
pub async fn create_user(#[server(flatten)] fields: InvitationFields) -> Result<Answer<InvitedUser>, AppError> {
    use crate::accounts::SetupLink;
    use crate::shared::{InviteUserRequest, Text};
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let form = context.form(Form::CreateUser, page("/users/new")).keeping(&fields);
    let groups = fields.groups.into_iter().map(Text::from).collect();
    let request = InviteUserRequest {
        // A form sends an empty text. Then it is derived.
        username: if fields.username.trim().is_empty() { Text::Missing } else { fields.username.into() },
        email: fields.email.into(),
        profile: fields.profile,
        role: fields.role.into(),
        invite: Expected::Given(fields.delivery == "mail"),
        groups: Expected::Given(groups),
        fields: fields.fields,
    };
    let created = async { context.accounts().users().invite_user(&context.signed_in()?, request).await };
    form.finish_with(created.await, |(user, link), _| match link {
        SetupLink::Shown(link) => {
            let invited = InvitedUser { user: user.view(), link: Some(link.view()) };
            context.accept_link(invited, link.view(), user.id)
        }
        SetupLink::Mailed(_) => {
            let invited = InvitedUser { user: user.view(), link: None };
            context.accept(invited, &LocalPath::user(user.id), Some(Notice::InvitationSent))
        }
    })
}

/// Applies one action to the selected users, or to all users that match the filters of the list. An action on many accounts, a
/// deletion, a promotion or the end of invitations must be confirmed with the number of accounts in the question; a large number must also be typed. A
/// plain form is redirected to the list, and sends the selected ids again with its confirmation.
#[server(prefix = "/actions", endpoint = "users/bulk", output = Json)]
pub async fn change_users(#[server(flatten)] fields: BulkFields) -> Result<Answer<BulkAnswer>, AppError> {
    use crate::shared::bulk::Confirmation;
    use crate::web::forms;
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let action = fields.full_action();
    let BulkFields { ids, selection, all, rest, back, confirmed, typed, .. } = fields;
    let is_all = !all.is_empty();
    // Rows that were ticked before that belong to all.
    let ids = if is_all { Vec::new() } else { [ids, forms::unpack(&selection)].concat() };
    let request = forms::bulk_request(&action, &ids, is_all, rest, &back);
    let back = LocalPath::parse(&back).unwrap_or_else(LocalPath::users);
    let confirmation = Confirmation { count: confirmed, typed };
    let (accounts, caller) = (context.accounts(), context.signed_in()?);
    if !is_all && ids.is_empty() {
        return context.form(Form::Bulk, back).reject(forms::none_selected());
    }
    // Decided on the server, so that no client can skip the question.
    let outcome = match accounts.directory().required_confirmation(&caller, &request, &confirmation).await {
        Ok(Some(question)) => return Ok(context.confirm(question, &ids, &back)),
        Ok(None) => accounts.directory().change_many(&caller, &request).await,
        Err(error) => Err(error),
    };
    let form = context.form(Form::Bulk, back);
    form.finish_with(outcome, |report, back| context.accept_report(report, back).map(BulkAnswer::Done))
}

/// The bulk changes of accounts of the last 24 hours.
#[server(prefix = "/actions", endpoint = "users/bulk-changes", output = Json)]
pub async fn list_bulk_changes() -> Result<BulkChangeList, AppError> {
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    context.answer(context.accounts().directory().recent_bulk_changes(&context.signed_in()?).await)
}

/// Undoes a bulk action.
#[server(prefix = "/actions", endpoint = "users/undo", output = Json)]
pub async fn undo_users(#[server(flatten)] fields: UndoFields) -> Result<Answer<BulkReport>, AppError> {
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let (caller, bulk) = (context.signed_in()?, id_in(&fields.bulk_id)?);
    let undone = context.accounts().directory().undo_many(&caller, bulk).await;
    let form = context.form(Form::Bulk, LocalPath::parse(&fields.back).unwrap_or_else(LocalPath::users));
    form.finish_with(undone, |report, back| context.accept_report(report, back))
}

/// How many accounts have no password, of the import with this number or, if it is empty, of all; and the mailing to such accounts.
#[server(prefix = "/actions", endpoint = "users/awaiting-password", output = Json)]
pub async fn show_awaiting_password(#[server(default)] import: String) -> Result<AwaitingPasswordView, AppError> {
    use crate::shared::AwaitingPasswordRequest;
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let request = AwaitingPasswordRequest { import: import.into(), ..AwaitingPasswordRequest::default() };
    context.answer(context.accounts().mailings().show_awaiting_password(&context.signed_in()?, &request).await)
}

/// The mailing that is running, or else the last one that has ended.
#[server(prefix = "/actions", endpoint = "users/mailing", output = Json)]
pub async fn show_mailing() -> Result<Option<MailingView>, AppError> {
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    context.answer(context.accounts().mailings().show_mailing(&context.signed_in()?).await)
}

/// Begins to send invitations to these accounts.
#[server(prefix = "/actions", endpoint = "users/invite-all", output = Json)]
pub async fn begin_mailing(#[server(default)] import: String) -> Result<Answer<MailingView>, AppError> {
    use crate::shared::AwaitingPasswordRequest;
    use crate::shared::awaiting_password::PATH;
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let form = context.form(Form::Mailing, page_with(PATH, "import", &import));
    let request = AwaitingPasswordRequest { import: import.into(), ..AwaitingPasswordRequest::default() };
    let begun = context.accounts().mailings().begin_mailing(&context.signed_in()?, &request).await;
    form.finish_with(begun, |mailing, back| {
        let notice = if mailing.total == 0 { Notice::NoInvitations } else { Notice::MailingBegun };
        context.accept(mailing, back, Some(notice))
    })
}

/// Stops the mailing that is running. `import` belongs to the page to which a plain form is redirected.
#[server(prefix = "/actions", endpoint = "users/stop-mailing", output = Json)]
pub async fn stop_mailing(#[server(default)] import: String) -> Result<Answer<MailingView>, AppError> {
    use crate::shared::awaiting_password::PATH;
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let stopped = context.accounts().mailings().stop_mailing(&context.signed_in()?).await;
    context.form(Form::Mailing, page_with(PATH, "import", &import)).finish(stopped, Notice::MailingStopped)
}
