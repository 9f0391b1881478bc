//! The note that messages do not reach their recipients.

use crate::ui::{
    client_state::ClientState,
    components::alert::{Alert, Tone},
};
use leptos::prelude::*;

/// Nothing if there is a mail server. The note does not name the path of the folder: it is of use only to those who can read it.
pub fn undelivered_mail() -> AnyView {
    if !ClientState::current().keeps_messages() {
        return ().into_any();
    }
    let more = "Messages are written to files in the folder outbox of the data directory, because SMTP_URL is not set. Until \
                it is, users cannot confirm their addresses, and get links to choose a new password only from you.";
    view! {
        <div class="mt-4">
            <Alert tone=Tone::Warning title="This server sends no mail" more=more.into_any()/>
        </div>
    }
    .into_any()
}
