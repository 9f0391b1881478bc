//! OpenID Connect and OAuth 2.0: the endpoints for clients, and the pages for those who sign in at one.

mod device;
mod documents;
