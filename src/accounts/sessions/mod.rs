//! Sessions and their tokens. A session is one sign-in on one device.

mod authenticate;
mod begin;
mod device;
mod end;
mod known_browser;
mod last_seen;
mod living;
mod log_in;
mod log_out;
mod new_browser;
mod peek;
mod refresh;
mod report;
mod session_cache;
mod unconfirmed;
mod why_ended;

pub use authenticate::TokenError;
pub use begin::SignIn;
pub(super) use begin::{BACKDATED, Beginning};
pub(super) use last_seen::LastSeen;
pub(super) use living::living;
pub use log_in::{Browser, LogInError};
pub use refresh::RefreshError;
pub(super) use session_cache::SessionCache;
pub use why_ended::EndedSession;
