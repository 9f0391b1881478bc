//! OpenID Connect and OAuth 2.0: the endpoints for clients, and the pages for those who sign in at one.

mod access;
mod attacks;
mod authorize;
mod consent;
mod cors;
mod credentials;
mod device;
mod discovery;
mod documents;
mod dropped;
mod elsewhere;
mod introspection;
mod limits;
mod logout;
mod modules;
mod own_data;
mod prompts;
mod raised_demands;
mod redirects;
mod refresh;
mod refusals;
mod replicas;
mod retired_keys;
pub mod tickets;
mod token;
mod trial;
mod userinfo;
