//! Asking before something is lost for good.

use super::{error::CliError, output};
use std::io::{self, IsTerminal as _, Write as _};

/// Goes on when `--yes` was given, or when the operator types `yes` on the terminal.
pub(super) fn confirm(yes: bool) -> Result<(), CliError> {
    if yes {
        return Ok(());
    }
    if !io::stdin().is_terminal() {
        return Err(CliError::refused("this cannot be undone, and there is no terminal to ask on: add --yes"));
    }
    output::aside("Type yes to go on: ");
    io::stderr().flush()?;
    let mut answer = String::new();
    io::stdin().read_line(&mut answer)?;
    match answer.trim() {
        "yes" => Ok(()),
        _ => Err(CliError::refused("nothing was changed")),
    }
}
