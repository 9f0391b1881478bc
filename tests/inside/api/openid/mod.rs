//! OpenID Connect and OAuth 2.0: the endpoints for clients, and the pages for those who sign in at one.

mod attacks;
mod authorize;
mod consent;
mod cors;
mod device;
mod credentials;
mod discovery;
mod documents;
mod dropped;
mod introspection;
mod limits;
mod logout;
mod modules;
mod prompts;
mod redirects;
mod refresh;
mod replicas;
pub mod tickets;
mod token;
mod userinfo;
mod access;
mod elsewhere;
mod own_data;
