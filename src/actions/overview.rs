//! Server functions of the overview and of the first steps, for administrators.

use crate::shared::first_steps::FirstStepsView;
use crate::shared::overview::{OverviewRequest, OverviewView};
use crate::shared::{Answer, AppError, Json};
use leptos::prelude::*;

functions! {
    changes: NoteFirstStep, TestMail;
    others: ShowOverview, ShowFirstSteps;
}

/// How the installation is doing.
#[server(prefix = "/actions", endpoint = "overview", output = Json)]
pub async fn show_overview(#[server(flatten)] request: OverviewRequest) -> Result<OverviewView, AppError> {
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    context.answer(context.accounts().overview().show_overview(&context.signed_in()?, &request).await)
}

/// The first steps.
#[server(prefix = "/actions", endpoint = "first-steps", output = Json)]
pub async fn show_first_steps() -> Result<FirstStepsView, AppError> {
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    context.answer(context.accounts().installation().show_first_steps(&context.signed_in()?).await)
}

/// Notes what an administrator states of the installation. `undo`: not empty to take it back.
#[server(prefix = "/actions", endpoint = "first-steps/note", output = Json)]
pub async fn note_first_step(
    #[server(default)] note: String,
    #[server(default)] undo: String,
) -> Result<Answer<()>, AppError> {
    use crate::shared::first_steps::Note;
    use crate::web::prelude::*;
    use crate::web::problem;

    let context = RequestContext::current()?;
    let is_so = undo.is_empty();
    let noted = async {
        let (caller, note) = (context.signed_in()?, note.parse::<Note>().map_err(|_| problem::not_found())?);
        context.accounts().installation().state_note(&caller, note, is_so).await
    };
    let next = if is_so && note == Note::FirstStepsHidden.as_str() { "/" } else { "/first-steps" };
    context.form(Form::FirstSteps, page("/first-steps")).finish_at(&page(next), noted.await, Notice::ChangesSaved)
}

/// Sends a message to the own address. The page says what the mail server has answered.
#[server(prefix = "/actions", endpoint = "first-steps/test-mail", output = Json)]
pub async fn test_mail() -> Result<Answer<()>, AppError> {
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let tested = async { context.accounts().installation().test_mail(&context.signed_in()?).await };
    let form = context.form(Form::FirstSteps, page("/first-steps"));
    form.finish_with(tested.await, |_, page| context.accept((), page, None))
}
