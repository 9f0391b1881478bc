//! `/test/mail`: the messages that the server has sent.

use crate::{
    accounts::Accounts,
    mail::{Preview, Previews},
    shared::{
        error::{AppError, ErrorCode},
        timestamp::Timestamp,
    },
    web::problem::{self, Problem},
};
use axum::{
    Extension, Json,
    extract::{Query, State, rejection::QueryRejection},
    http::StatusCode,
};
use serde::{Deserialize, Serialize};
use std::{io, time::Duration};
use uuid::Uuid;

/// How long a request waits for messages that are still being sent.
const WAIT: Duration = Duration::from_secs(1);

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct MailQuery {
    /// Only messages to this address; empty for all.
    to: String,
}

#[derive(Serialize)]
pub(super) struct MailList {
    messages: Vec<Message>,
}

#[derive(Serialize)]
struct Message {
    id: Uuid,
    to: String,
    subject: String,
    text: String,
    html: String,
    links: Vec<String>,
    code: Option<String>,
    created_at: Timestamp,
}

impl From<(Uuid, Preview)> for Message {
    fn from((id, preview): (Uuid, Preview)) -> Self {
        Self {
            id,
            links: preview.links().into_iter().map(str::to_owned).collect(),
            code: preview.code().map(str::to_owned),
            to: preview.recipient,
            subject: preview.subject,
            text: preview.text,
            html: preview.html,
            created_at: preview.created_at,
        }
    }
}

/// The newest messages, the newest first, with those of all requests that were answered before this one.
pub(super) async fn list(
    State(accounts): State<Accounts>,
    Extension(previews): Extension<Previews>,
    query: Result<Query<MailQuery>, QueryRejection>,
) -> Result<Json<MailList>, Problem> {
    let Query(MailQuery { to }) = query.map_err(|_| {
        AppError::new(ErrorCode::Malformed, "Send no parameter, or once the parameter `to` with an address.")
    })?;
    accounts.wait_until_mail_is_sent(WAIT).await?;
    let newest = if to.is_empty() { previews.newest().await } else { previews.newest_to(&to).await };
    let messages = newest.map_err(|error| unusable(&error))?;
    Ok(Json(MailList { messages: messages.into_iter().map(Message::from).collect() }))
}

/// Deletes all messages, with those of all requests that were answered before this one.
pub(super) async fn delete_all(
    State(accounts): State<Accounts>,
    Extension(previews): Extension<Previews>,
) -> Result<StatusCode, Problem> {
    accounts.wait_until_mail_is_sent(WAIT).await?;
    previews.delete_all().await.map_err(|error| unusable(&error))?;
    Ok(StatusCode::NO_CONTENT)
}

fn unusable(error: &io::Error) -> Problem {
    tracing::error!(%error, "the files of the messages cannot be used");
    Problem(problem::internal())
}
