//! OpenID Connect and OAuth 2.0 for clients of applications.

mod cors;
mod credentials;
mod discovery;
mod introspection;
mod refresh;
pub mod tickets;
mod token;
mod userinfo;
