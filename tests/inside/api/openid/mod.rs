//! The OpenID provider, as a client and a browser see it. Vestibule is at `http://localhost:3000`, the client `wiki` at
//! `https://wiki.example.com`.

mod authorize;
mod consent;
mod logout;
mod prompts;
mod redirects;
