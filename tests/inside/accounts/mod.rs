//! Use cases that depend on concurrency or on the passage of time.

mod administration;
mod authority;
mod import;
mod keys;
mod known_browser;
mod lockout;
mod passwords;
mod refresh;
mod sweep;
mod throttle;
