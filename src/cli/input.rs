//! What operators type: options that several commands share, a confirmation, and a new password.

use super::error::CliError;
use super::output;
use crate::passwords;
use crate::shared::{EventGroup, EventKind, ExportFormat, Outcome, ProxyKind, Sort, Text};
use std::io::{self, IsTerminal, Read, Write as _};
use zeroize::Zeroizing;

/// The maximum bytes to read from standard input, far more than a valid password has.
const MAX_INPUT_BYTES: u64 = 4096;

// clap calls these parsers before the database is opened.

/// The name of a column to sort by, with the prefix `-` for descending order.
pub(super) fn sort(text: &str) -> Result<String, String> {
    let column = text.strip_prefix('-').unwrap_or(text);
    if Sort::ALL.iter().any(|sort| sort.as_str() == column) {
        return Ok(text.to_owned());
    }
    let columns: Vec<_> = Sort::ALL.iter().map(|sort| sort.as_str()).collect();
    Err(format!("use one of {}, with - in front for descending order", columns.join(", ")))
}

pub(super) fn export_format(text: &str) -> Result<ExportFormat, String> {
    text.parse().map_err(|_| "use csv or jsonl".to_owned())
}

pub(super) fn proxy(text: &str) -> Result<ProxyKind, String> {
    text.parse().map_err(|_| "use caddy, nginx or traefik".to_owned())
}

pub(super) fn event_kind(text: &str) -> Result<EventKind, String> {
    let known = EventKind::ALL.iter().map(|kind| kind.as_str()).collect::<Vec<_>>().join(", ");
    text.parse().map_err(|_| format!("use one of {known}"))
}

pub(super) fn event_group(text: &str) -> Result<EventGroup, String> {
    let known = EventGroup::ALL.iter().map(|group| group.as_str()).collect::<Vec<_>>().join(", ");
    text.parse().map_err(|_| format!("use one of {known}"))
}

pub(super) fn outcome(text: &str) -> Result<Outcome, String> {
    text.parse().map_err(|_| "use success or refused".to_owned())
}

/// Confirmation before data is deleted, or many accounts are changed. Succeeds with `--yes`, or if the operator types `yes` on the terminal.
pub(super) fn confirm(yes: bool) -> Result<(), CliError> {
    if yes {
        return Ok(());
    }
    if !io::stdin().is_terminal() {
        return Err(CliError::failed("this needs a confirmation, and there is no terminal to confirm it: add --yes"));
    }
    output::to_stderr("Type yes to continue: ");
    io::stderr().flush()?;
    let mut answer = String::new();
    io::stdin().read_line(&mut answer)?;
    if answer.trim() == "yes" { Ok(()) } else { Err(CliError::failed("not confirmed: nothing was changed")) }
}

/// Reads a new password: prompts twice on a terminal, or reads all of standard input without the newline at its end. It is never
/// an argument: all users of the machine can read those in the list of processes.
pub(super) fn read_password(from_stdin: bool) -> Result<Text, CliError> {
    let password = if from_stdin { read_piped(io::stdin().lock())? } else { prompt()? };
    Ok(Text::from(password.as_str()))
}

fn read_piped(input: impl Read) -> Result<Zeroizing<String>, CliError> {
    let mut text = Zeroizing::new(String::new());
    // One byte more than the maximum shows that the input is too long.
    let read = input.take(MAX_INPUT_BYTES + 1).read_to_string(&mut text);
    read.map_err(|_| CliError::failed("Standard input is not text: send the password in UTF-8."))?;
    if text.len() as u64 > MAX_INPUT_BYTES {
        return Err(CliError::failed("Standard input is too long for a password: send only the password."));
    }
    // Only the line break that `echo` or a password manager adds. Other whitespace can be part of the password.
    let without_newline = text.strip_suffix('\n').map(|line| line.strip_suffix('\r').unwrap_or(line));
    Ok(without_newline.map_or_else(|| text.clone(), |line| Zeroizing::new(line.to_owned())))
}

fn prompt() -> Result<Zeroizing<String>, CliError> {
    if !io::stdin().is_terminal() {
        return Err(CliError::Usage(
            "There is no terminal to type the password: add --password-stdin and send it on standard input.".to_owned(),
        ));
    }
    let first = Zeroizing::new(rpassword::prompt_password("New password: ")?);
    let second = Zeroizing::new(rpassword::prompt_password("Repeat the new password: ")?);
    if !passwords::are_same(&first, &second) {
        return Err(CliError::failed("The passwords do not match: try again."));
    }
    Ok(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(input: &[u8]) -> Option<String> {
        read_piped(input).ok().map(|password| password.to_string())
    }

    #[test]
    fn one_newline_at_the_end_is_not_part_of_the_password() {
        assert_eq!(read(b"Kettle-Orbit-9\n").as_deref(), Some("Kettle-Orbit-9"));
        assert_eq!(read(b"Kettle-Orbit-9\r\n").as_deref(), Some("Kettle-Orbit-9"));
        assert_eq!(read(b"Kettle-Orbit-9").as_deref(), Some("Kettle-Orbit-9"));
    }

    #[test]
    fn all_other_whitespace_is_part_of_the_password() {
        assert_eq!(read(b" two words \n\n").as_deref(), Some(" two words \n"));
        assert_eq!(read(b"").as_deref(), Some(""));
        assert_eq!(read(b"ends with \r").as_deref(), Some("ends with \r"));
    }

    #[test]
    fn input_that_is_too_long_or_not_text_is_rejected() {
        assert_eq!(read(b"\xff\xfe"), None);
        assert_eq!(read("x".repeat(4097).as_bytes()), None);
        assert!(read("x".repeat(4096).as_bytes()).is_some());
    }
}
