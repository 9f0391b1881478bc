//! Confirmation before data is deleted permanently.

use super::{error::CliError, output};
use std::io::{self, IsTerminal as _, Write as _};

/// Succeeds with `--yes`, or if the operator types `yes` on the terminal.
pub(super) fn confirm(yes: bool) -> Result<(), CliError> {
    if yes {
        return Ok(());
    }
    if !io::stdin().is_terminal() {
        return Err(CliError::failed("this cannot be undone, and there is no terminal to confirm it: add --yes"));
    }
    output::to_stderr("Type yes to continue: ");
    io::stderr().flush()?;
    let mut answer = String::new();
    io::stdin().read_line(&mut answer)?;
    if answer.trim() == "yes" { Ok(()) } else { Err(CliError::failed("not confirmed: nothing was changed")) }
}
