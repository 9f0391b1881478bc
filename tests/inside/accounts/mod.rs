//! The use cases where it matters that many come at once, or that time passes.

mod administration;
mod authority;
mod import;
mod keys;
mod passwords;
mod refresh;
mod sweep;
mod throttle;
