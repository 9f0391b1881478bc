//! What the replies of the mail server mean.

use super::{Report, SendError};
use lettre::transport::smtp::Error;
use lettre::transport::smtp::response::Response;

/// An error that is final if the server answered with a code of 500 or more.
pub(super) fn refused(
    step: &str,
    error: &Error,
    report: &mut Report<'_>,
    permanent: impl FnOnce(String) -> SendError,
) -> SendError {
    match later(step, error, report) {
        SendError::Later(text) if error.is_permanent() => permanent(text),
        other => other,
    }
}

pub(super) fn later(step: &str, error: &Error, report: &mut Report<'_>) -> SendError {
    report(&format!("{step}: {}", printable(&error.to_string())));
    SendError::Later(match error.status() {
        Some(code) => format!("{step} was answered with {code}"),
        // Without the text of the server, which may contain the address.
        None if error.is_response() => format!("{step} was answered with something that is not SMTP"),
        None => format!("{step} failed ({})", printable(&error.to_string())),
    })
}

pub(super) fn reply(response: &Response) -> String {
    let text: Vec<_> = response.message().collect();
    printable(&format!("{} {}", response.code(), text.join(" / ")))
}

/// What a server has sent may be shown on a terminal.
pub(super) fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(500).collect()
}
