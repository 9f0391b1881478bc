//! Use cases that depend on concurrency or on the passage of time.

mod administration;
mod applications;
mod authority;
mod client_sessions;
mod clients;
mod deletions;
mod factors;
mod groups;
mod identities;
mod import;
mod key_rotation;
mod keys;
mod known_browser;
mod last_seen;
mod lockout;
mod logouts;
mod mailings;
mod outbox;
mod passwords;
mod proofs;
mod recovery_model;
mod refresh;
mod rotation_model;
mod sign_in_model;
mod sweep;
mod throttle;
