//! Real proxies with the configurations of docs/applications, in front of the built binary and an application.

mod application;
mod front;
mod guide;
mod journey;
mod on_localhost;
mod program;
mod spoofs;
mod tabs;
mod traefik;
mod visitor;
mod websocket;

/// What Vestibule says about a user. The application sees exactly these headers.
const IDENTITY: [&str; 7] = [
    "Remote-User-Id",
    "Remote-User",
    "Remote-Name",
    "Remote-Email",
    "Remote-Groups",
    "Remote-Fields",
    "X-Vestibule-Token",
];

/// A proxy with a guide in docs/applications.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Proxy {
    Nginx,
    Caddy,
    Traefik,
}
