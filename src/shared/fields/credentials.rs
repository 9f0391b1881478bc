//! What is asked of a person who has an account: that something was given, and nothing more.

use super::Problem;

/// The longest name to sign in with, in code points: that of an email address.
const LONGEST_LOGIN: usize = 120;

/// A username or an email address to sign in with, of at most 120 code points; space around it does not count.
pub fn login(raw: &str) -> Result<String, Problem> {
    let name = given(raw.trim(), "Enter your username or email address.")?;
    if name.chars().count() > LONGEST_LOGIN {
        return Err(Problem::new("too_long", "Use at most 120 characters."));
    }
    Ok(name)
}

/// The password to sign in with, exactly as it was typed.
pub fn password(raw: &str) -> Result<String, Problem> {
    given(raw, "Enter your password.")
}

/// The password, asked for once more by someone who is signed in.
pub fn current_password(raw: &str) -> Result<String, Problem> {
    given(raw, "Enter your current password.")
}

fn given(text: &str, mend: &'static str) -> Result<String, Problem> {
    if text.is_empty() { Err(Problem::new("required", mend)) } else { Ok(text.to_owned()) }
}
