//! Reads a new password from the terminal or standard input. It is never an argument: all users of the machine can read
//! those in the list of processes.

use super::error::CliError;
use crate::shared::text::Text;
use std::io::{self, IsTerminal, Read};
use zeroize::Zeroizing;

/// The maximum bytes to read from standard input, far more than a valid password has.
const MAX_INPUT_BYTES: u64 = 4096;

/// Prompts twice on a terminal, or reads all of standard input without the newline at its end.
pub(super) fn read(from_stdin: bool) -> Result<Text, CliError> {
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
    if first != second {
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
