//! Sessions and their tokens. A session is one sign-in on one device.

mod authenticate;
mod begin;
mod end;
mod known_browser;
mod living;
mod log_in;
mod log_out;
mod refresh;
mod session_cache;

pub use authenticate::TokenError;
pub use begin::SignIn;
pub(super) use living::living;
pub use log_in::{Browser, LogInError};
pub use refresh::RefreshError;
pub(super) use session_cache::SessionCache;
