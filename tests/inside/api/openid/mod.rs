//! OpenID Connect and OAuth 2.0: the endpoints of clients, and what people see of them.

mod access;
mod elsewhere;
mod own_data;
