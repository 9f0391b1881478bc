//! Who asks, and from where.

use super::User;
use crate::shared::ids::{SessionId, UserId};
use std::{net::IpAddr, sync::Arc};
use uuid::Uuid;

/// Longer than what any browser calls itself, in characters.
const LONGEST_DEVICE: usize = 256;

/// Where a request comes from, as far as it can be trusted.
#[derive(Clone, Debug, Default)]
pub struct Caller {
    /// The client's own address, seen through trusted proxies. None for the command line.
    pub address: Option<IpAddr>,
    /// What the client calls itself, as [`device`] has it.
    pub device: Option<String>,
    pub request_id: Option<Uuid>,
}

impl Caller {
    /// The command line on the machine itself.
    pub fn local() -> Self {
        Self::default()
    }
}

/// What a client calls itself, on one line and not without end.
pub fn device(user_agent: &str) -> Option<String> {
    let device: String = user_agent.trim().chars().filter(|c| !moves_text(*c)).take(LONGEST_DEVICE).collect();
    (!device.is_empty()).then_some(device)
}

/// Controls, and what breaks lines or turns the direction of what follows.
fn moves_text(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// An account with a living session.
#[derive(Clone, Debug)]
pub struct CurrentUser {
    pub user: Arc<User>,
    pub session: SessionId,
}

/// Who asks for something to be done.
#[derive(Clone, Debug)]
pub enum Principal {
    Anonymous,
    User(CurrentUser),
    /// The operator, through the command line.
    System,
}

impl Principal {
    /// The account that asks; None for strangers and for the operator.
    pub fn user_id(&self) -> Option<UserId> {
        match self {
            Self::User(current) => Some(current.user.id),
            Self::Anonymous | Self::System => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_is_one_line_of_bounded_length() {
        assert_eq!(device("Mozilla/5.0 (X11; Linux)").as_deref(), Some("Mozilla/5.0 (X11; Linux)"));
        assert_eq!(device("curl\r\n{\"event\":\"forged\"}").as_deref(), Some("curl{\"event\":\"forged\"}"));
        assert_eq!(device("a\u{85}b\u{2028}c\u{202e}d\te").as_deref(), Some("abcde"));
        assert_eq!(device(&"ä".repeat(1000)).map(|device| device.chars().count()), Some(256));
        assert_eq!(device(""), None);
        assert_eq!(device(" \u{1b}\n "), None);
    }
}
