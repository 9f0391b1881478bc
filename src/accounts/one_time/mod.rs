//! One-time tokens: links in messages, and links that administrators pass on ([decision
//! 31](../../../docs/decisions/0031-one-time-tokens.md)).

mod browser;
mod issue;
mod parameters;
mod redeem;
mod token;

pub use browser::AskingBrowser;
pub(super) use issue::{Issued, NewToken};
pub(super) use parameters::{address_in, with_address};
pub(super) use redeem::Opened;
pub use redeem::{LinkError, LinkHolder, LinkKind};
pub(super) use token::{draw, hash_of};
