//! The server function of the link that reports a sign-in.

use crate::shared::{error::AppError, json::Json, views::Answer};
use leptos::prelude::*;

/// Ends the session that the link is about, and sends a password link.
#[server(prefix = "/actions", endpoint = "report-sign-in", output = Json)]
pub async fn report_sign_in(
    #[server(default)] token: String,
    #[server(default)] digits: String,
) -> Result<Answer<()>, AppError> {
    use crate::shared::{
        text::Text,
        visit::{Form, Notice},
    };
    use crate::web::{
        address::{page, page_with},
        context::RequestContext,
    };

    let context = RequestContext::current()?;
    let digits = Text::from(digits);
    match context
        .accounts()
        .report_sign_in(&context.caller(), &token, context.link_holder(&digits, &Text::Missing))
        .await
    {
        Ok(()) => Ok(context.accept((), &page("/login"), Some(Notice::SignInReported))),
        Err(error) => {
            // The page opens only with the token.
            let back = page_with("/report-sign-in", "token", &token);
            context.reject(error.into(), Form::ReportSignIn, back, &[])
        }
    }
}
