//! Server functions for connecting a program, for administrators. The form is a plain one: the page after it shows a new secret once.

use crate::shared::programs::{ConnectData, ConnectForm};
use crate::shared::{Answer, AppError, Json};
use leptos::prelude::*;

functions! {
    changes: ConnectProgram;
    others: ShowPrograms;
}

/// The programs that are known, and the names of all groups.
#[server(prefix = "/actions", endpoint = "programs", output = Json)]
pub async fn show_programs() -> Result<ConnectData, AppError> {
    use crate::web::clients::connect_data;
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    context.answer(connect_data(context.accounts(), &context.signed_in()?, |_| String::new()).await)
}

/// Connects a program. The page of its client shows what goes into its settings; behind a proxy, that of its application does.
#[server(prefix = "/actions", endpoint = "programs/connect", output = Json)]
pub async fn connect_program(#[server(flatten)] program: ConnectForm) -> Result<Answer<()>, AppError> {
    use crate::shared::TokenSecret;
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let form = context.form(Form::Connect, page("/connect")).keeping(&program);
    let connected = async {
        let user = context.visitor()?.user.id;
        let connecting = program.connecting()?;
        Ok((context.accounts().clients().connect_program(&context.signed_in()?, connecting).await?, user))
    };
    form.finish_with(connected.await, |(connected, user), _| {
        let next = match &connected.client {
            Some(client) => LocalPath::client(&client.client_id),
            None => LocalPath::application(&connected.application.name),
        };
        match connected.secret {
            Some(new) => {
                let shown = TokenSecret { name: new.details.prefix, secret: new.secret };
                context.accept_secret(shown, user, &next).map(drop)
            }
            None => context.accept((), &next, Some(Notice::ProgramConnected)),
        }
    })
}
