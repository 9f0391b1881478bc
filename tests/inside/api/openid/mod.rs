//! The OpenID provider, as a client and a browser see it.

mod logout;
