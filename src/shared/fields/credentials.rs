//! What is asked of a person who has an account: that something was given, and nothing more.

use super::Problem;

/// A username or an email address to sign in with.
pub fn login(raw: &str) -> Result<String, Problem> {
    given(raw.trim(), "Enter your username or email address.")
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
