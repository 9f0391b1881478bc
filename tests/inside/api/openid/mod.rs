//! The OpenID provider, as clients and browsers see it.

mod attacks;
mod dropped;
mod limits;
mod modules;
mod replicas;
