//! OpenID Connect and OAuth 2.0: the endpoints for clients, and the pages for those who sign in at one.

mod authorize;
mod consent;
mod cors;
mod device;
mod discovery;
mod documents;
mod introspection;
mod logout;
mod prompts;
mod redirects;
mod refresh;
pub mod tickets;
mod token;
mod userinfo;
