//! Server functions for everything that can still sign in to an account: the list, its rows, and starting over.

use crate::shared::{Answer, AppError, Handle, Json, OwnWaysInView, WayInFields};
use leptos::prelude::*;

functions! {
    changes: EndWayIn, EndEverythingElse, StartOver;
    others: ListOwnWaysIn;
}

/// Everything that can still sign in to the user's account, the newest first.
#[server(prefix = "/actions", endpoint = "ways-in", output = Json)]
pub async fn list_own_ways_in() -> Result<OwnWaysInView, AppError> {
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let id = context.visitor()?.user.id;
    context.answer(own_ways_in(context.accounts(), &context.caller(), id).await)
}

/// Ends one of them, of the user's account or another one.
#[server(prefix = "/actions", endpoint = "ways-in/end", output = Json)]
pub async fn end_way_in(#[server(flatten)] fields: WayInFields) -> Result<Answer<()>, AppError> {
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let (account, back) = owner(&fields.user, security_page(&fields.after, &fields.next))?;
    let ended = async {
        let (account, password) = (account.unwrap_or(context.visitor()?.user.id), Text::from(fields.current_password));
        context.accounts().ways_in().end_way_in(&context.caller(), account, &fields.way, &password).await
    };
    context
        .form(Form::WaysIn, back)
        .finish_with(ended.await, |kind, page| context.accept((), page, Some(kind.notice())))
}

/// Ends everything of the user's account but this session, and what the user signs in with. `after` and `next`: as in the address of
/// the page.
#[server(prefix = "/actions", endpoint = "ways-in/end-others", output = Json)]
pub async fn end_everything_else(
    #[server(default)] after: String,
    #[server(default)] next: Handle,
) -> Result<Answer<()>, AppError> {
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let form = context.form(Form::WaysIn, security_page(&after, &next));
    let ended =
        async { context.accounts().ways_in().end_everything_else(&context.caller(), context.visitor()?.user.id).await };
    form.finish(ended.await, Notice::EverythingElseEnded)
}

/// Takes away everything that signs in to an account, and sends its owner a link for a new password.
#[server(prefix = "/actions", endpoint = "users/start-over", output = Json)]
pub async fn start_over(#[server(default)] id: String) -> Result<Answer<()>, AppError> {
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let (caller, id) = (context.signed_in()?, id_in(&id)?);
    let started = context.accounts().ways_in().start_over(&caller, id).await;
    context.form(Form::StartOver, LocalPath::user(id)).finish(started, Notice::StartedOver)
}
