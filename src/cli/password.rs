//! A new password, typed on a terminal or piped in; never an argument, which everyone on the machine can read.

use super::error::CliError;
use crate::shared::text::Text;
use std::io::{self, IsTerminal, Read};
use zeroize::Zeroizing;

/// Bytes: far above the longest password there is.
const MOST: u64 = 4096;

/// Asks twice on a terminal, or takes all of standard input without the newline at its end.
pub(super) fn read(from_stdin: bool) -> Result<Text, CliError> {
    let password = if from_stdin { piped(io::stdin().lock())? } else { typed()? };
    Ok(Text::from(password.as_str()))
}

fn piped(input: impl Read) -> Result<Zeroizing<String>, CliError> {
    let mut text = Zeroizing::new(String::new());
    let read = input.take(MOST + 1).read_to_string(&mut text);
    read.map_err(|_| CliError::refused("Standard input is not text: send the password in UTF-8."))?;
    if text.len() as u64 > MOST {
        return Err(CliError::refused("Standard input is longer than any password: send the password alone."));
    }
    let without_newline = text.strip_suffix('\n').map(|line| line.strip_suffix('\r').unwrap_or(line));
    Ok(without_newline.map_or_else(|| text.clone(), |line| Zeroizing::new(line.to_owned())))
}

fn typed() -> Result<Zeroizing<String>, CliError> {
    if !io::stdin().is_terminal() {
        return Err(CliError::Usage(
            "There is no terminal to ask for the password: add --password-stdin and send it on standard input."
                .to_owned(),
        ));
    }
    let first = Zeroizing::new(rpassword::prompt_password("New password: ")?);
    let second = Zeroizing::new(rpassword::prompt_password("The same again: ")?);
    if first != second {
        return Err(CliError::refused("The two passwords differ: try again."));
    }
    Ok(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(input: &[u8]) -> Option<String> {
        piped(input).ok().map(|password| password.to_string())
    }

    #[test]
    fn one_newline_at_the_end_is_not_part_of_the_password() {
        assert_eq!(read(b"Kettle-Orbit-9\n").as_deref(), Some("Kettle-Orbit-9"));
        assert_eq!(read(b"Kettle-Orbit-9\r\n").as_deref(), Some("Kettle-Orbit-9"));
        assert_eq!(read(b"Kettle-Orbit-9").as_deref(), Some("Kettle-Orbit-9"));
    }

    #[test]
    fn everything_else_is() {
        assert_eq!(read(b" two words \n\n").as_deref(), Some(" two words \n"));
        assert_eq!(read(b"").as_deref(), Some(""));
        assert_eq!(read(b"ends with \r").as_deref(), Some("ends with \r"));
    }

    #[test]
    fn what_cannot_be_a_password_is_refused_before_anyone_looks_at_it() {
        assert_eq!(read(b"\xff\xfe"), None);
        assert_eq!(read("x".repeat(4097).as_bytes()), None);
        assert!(read("x".repeat(4096).as_bytes()).is_some());
    }
}
