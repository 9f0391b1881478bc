//! What CI, Docker, systemd, proxies and Render are told must fit the program, for a mistake there shows only when it
//! is deployed. None of them can be run by a test, so what they read is parsed and compared with what is there.

mod ci;
mod compose;
mod confinement;
mod documentation;
mod image;
mod pinned;
mod proxies;
mod render;
mod support;
mod unit;
