//! Fields to sign in with. They are only checked for presence and length: the rules for new values do not apply.

use super::Problem;

/// The maximum number of characters of a login: that of an email address.
const MAX_LOGIN_CHARS: usize = 120;

/// A username or an email address, trimmed.
pub fn login(raw: &str) -> Result<String, Problem> {
    let name = required(raw.trim(), "Enter your username or email address.")?;
    if name.chars().count() > MAX_LOGIN_CHARS {
        return Err(Problem::new("too_long", "Use at most 120 characters."));
    }
    Ok(name)
}

/// The password to sign in with, not trimmed.
pub fn password(raw: &str) -> Result<String, Problem> {
    required(raw, "Enter your password.")
}

/// The password that was chosen at a registration.
pub fn chosen_password(raw: &str) -> Result<String, Problem> {
    required(raw, "Enter the password that you chose when you registered.")
}

/// The current password, which a signed-in user enters to confirm an action.
pub fn current_password(raw: &str) -> Result<String, Problem> {
    required(raw, "Enter your current password.")
}

/// The six digits in a message, without spaces: people type some, and mail programs add them.
pub fn digits(raw: &str) -> Result<String, Problem> {
    let digits: String = raw.chars().filter(|c| !c.is_whitespace()).collect();
    if digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(digits);
    }
    Err(Problem::new("required", "Enter the six digits from the message."))
}

fn required(text: &str, message: &'static str) -> Result<String, Problem> {
    if text.is_empty() { Err(Problem::new("required", message)) } else { Ok(text.to_owned()) }
}
