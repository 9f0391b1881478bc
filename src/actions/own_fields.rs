//! Server functions for fields of one's own: their definitions, for administrators, and what an account has in them. The forms of
//! definitions are plain ones: after each the page is loaded again.

use crate::shared::own_fields::{AskedOfNew, OwnFieldForm, OwnValuesForm, StoredValue};
use crate::shared::{Answer, AppError, Json, OwnFieldView};
use leptos::prelude::*;

functions! {
    changes: CreateOwnField, ReplaceOwnField, DeleteOwnField, RestoreOwnField, FillOwnFields;
    others: ListOwnFields, ShowOwnField, ListOwnValues, ListOwnInputs;
}

/// All fields, those that were deleted and can be restored last.
#[server(prefix = "/actions", endpoint = "fields", output = Json)]
pub async fn list_own_fields() -> Result<Vec<OwnFieldView>, AppError> {
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    context.answer(context.accounts().own_fields().list_fields(&context.signed_in()?).await)
}

/// One field.
#[server(prefix = "/actions", endpoint = "fields/show", output = Json)]
pub async fn show_own_field(#[server(default)] name: String) -> Result<OwnFieldView, AppError> {
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    context.answer(context.accounts().own_fields().show_field(&context.signed_in()?, &name).await)
}

/// Defines a field. If it has to be filled in at the next sign-in, the form says first how many accounts lack it.
#[server(prefix = "/actions", endpoint = "fields/create", output = Json)]
pub async fn create_own_field(#[server(flatten)] field: OwnFieldForm) -> Result<Answer<()>, AppError> {
    use crate::web::own_fields::refuse_unfitting;
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let back = field.page().unwrap_or_else(|| page("/users/fields"));
    let form = context.form(Form::CreateOwnField, back).keeping(&field);
    let created = async {
        let (fields, caller, request) = (context.accounts().own_fields(), context.signed_in()?, field.request());
        if field.confirmed.is_empty() {
            refuse_unfitting(&fields.preview_field(&caller, None, &request).await?)?;
        }
        fields.create_field(&caller, request).await
    }
    .await;
    form.finish_with(created, |new, _| {
        context.accept((), &LocalPath::own_field(&new.name), Some(Notice::OwnFieldCreated))
    })
}

/// Changes a field, if it is still the one that the page has shown. If there are accounts that the change does not fit, the form says
/// first how many.
#[server(prefix = "/actions", endpoint = "fields/replace", output = Json)]
pub async fn replace_own_field(#[server(flatten)] field: OwnFieldForm) -> Result<Answer<()>, AppError> {
    use crate::language::message;
    use crate::web::own_fields::refuse_unfitting;
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let form = context.form(Form::OwnField, own_field_page(&field.id)).keeping(&field);
    let replaced = async {
        let (fields, caller, request) = (context.accounts().own_fields(), context.signed_in()?, field.request());
        let current = fields.show_field(&caller, &field.id).await?;
        refuse_outdated(&field.before, &current.updated_at.to_string())?;
        if field.confirmed.is_empty() {
            refuse_unfitting(&fields.preview_field(&caller, Some(&field.id), &request).await?)?;
        }
        fields.update_field(&caller, &field.id, request).await
    }
    .await
    .map_err(|error| changed_meanwhile(message::error_own_field_changed, error));
    // It may have another name now.
    form.finish_with(replaced, |field, _| {
        context.accept((), &LocalPath::own_field(&field.name), Some(Notice::ChangesSaved))
    })
}

/// Deletes a field. Its values are kept for 30 days.
#[server(prefix = "/actions", endpoint = "fields/delete", output = Json)]
pub async fn delete_own_field(#[server(default)] name: String) -> Result<Answer<()>, AppError> {
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let deleted = async { context.accounts().own_fields().delete_field(&context.signed_in()?, &name).await };
    let form = context.form(Form::DeleteOwnField, own_field_page(&name));
    form.finish_at(&page("/users/fields"), deleted.await, Notice::OwnFieldDeleted)
}

/// Undoes the deletion of a field.
#[server(prefix = "/actions", endpoint = "fields/restore", output = Json)]
pub async fn restore_own_field(#[server(default)] name: String) -> Result<Answer<()>, AppError> {
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let restored =
        async { context.accounts().own_fields().restore_field(&context.signed_in()?, &name).await.map(drop) };
    let form = context.form(Form::DeleteOwnField, own_field_page(&name));
    form.finish(restored.await, Notice::OwnFieldRestored)
}

/// What the visitor has in the fields that they see.
#[server(prefix = "/actions", endpoint = "fields/own", output = Json)]
pub async fn list_own_values() -> Result<Vec<StoredValue>, AppError> {
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let id = context.visitor()?.user.id;
    context.answer(context.accounts().own_fields().stored_values(&context.caller(), id).await)
}

/// What a new account is asked for: whoever registers, or, with `for_another`, somebody who creates one for another person.
#[server(prefix = "/actions", endpoint = "fields/inputs", output = Json)]
pub async fn list_own_inputs(#[server(default)] for_another: String) -> Result<AskedOfNew, AppError> {
    use crate::web::own_fields::{asked_at_registration, asked_for_another};
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let accounts = context.accounts();
    context.answer(match for_another.is_empty() {
        true => asked_at_registration(accounts).await,
        false => asked_for_another(accounts, &context.signed_in()?).await,
    })
}

/// Changes what an account has. On the page that asks for what is missing, all of that has to be there.
#[server(prefix = "/actions", endpoint = "fields/fill", output = Json)]
pub async fn fill_own_fields(#[server(flatten)] values: OwnValuesForm) -> Result<Answer<()>, AppError> {
    use crate::shared::UpdateUserRequest;
    use crate::web::own_fields::refuse_missing;
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let (other, back) = owner(&values.id, LocalPath::account())?;
    // One answers for oneself alone: what others lack may be in a field that only they see.
    let is_asked = !values.asked.is_empty() && other.is_none();
    let back = if is_asked { values.next.on("/account/details") } else { back };
    let form = context.form(Form::OwnValues, back).keeping(&values);
    let saved = async {
        let id = match other {
            Some(id) => id,
            None => context.visitor()?.user.id,
        };
        let request = UpdateUserRequest { fields: values.fields.clone(), ..UpdateUserRequest::default() };
        let accounts = context.accounts();
        accounts.users().update_profile(&context.signed_in()?, id, request, None).await?;
        if is_asked {
            refuse_missing(accounts, id).await?;
        }
        Ok(())
    }
    .await;
    form.finish_with(saved, |(), back| match is_asked {
        true => context.accept((), &values.next.or_account(), None),
        false => context.accept((), back, Some(Notice::ChangesSaved)),
    })
}
