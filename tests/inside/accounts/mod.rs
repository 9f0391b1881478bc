//! The use cases where it matters that many come at once, or that time passes.

mod administration;
mod authority;
mod closed;
mod import;
mod keys;
mod known_browser;
mod passwords;
mod refresh;
mod sweep;
mod throttle;
