//! The configuration of CI, Docker, systemd, proxies and Render fits the program. Tests cannot run these tools, and mistakes
//! would show only on deployment, so the files are parsed and compared with the program.

mod ci;
mod compose;
mod containers;
mod documentation;
mod image;
mod monitoring;
mod packages;
mod pinned;
mod proxies;
mod release;
mod render;
mod support;
mod systemd;
