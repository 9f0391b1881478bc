//! The note that messages do not reach their recipients, on the pages from which administrators send some.

use crate::ui::ClientState;
use crate::ui::components::{Tone, page_alert};
use crate::ui::routes::administrators::say;
use leptos::prelude::*;

/// Where there is no mail server. It does not name the path of the folder, which is of use only to those who can read it.
pub fn mail_note() -> Option<AnyView> {
    let note = || page_alert(Tone::Warning, say::users_no_mail(), say::users_no_mail_about().into_any());
    ClientState::current().keeps_messages().then(note)
}
