//! Use cases that depend on concurrency or on the passage of time.

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
