//! Who asks, and from where.

use super::User;
use crate::shared::ids::SessionId;
use std::{net::IpAddr, sync::Arc};

/// Where a request comes from, as far as it can be trusted.
#[derive(Clone, Debug, Default)]
pub struct Caller {
    /// The client's own address, seen through trusted proxies. None for the command line.
    pub address: Option<IpAddr>,
}

impl Caller {
    /// The command line on the machine itself.
    pub fn local() -> Self {
        Self::default()
    }
}

/// An account with a living session.
#[derive(Clone, Debug)]
pub struct CurrentUser {
    pub user: Arc<User>,
    pub session: SessionId,
}

/// Who asks for something to be done.
#[derive(Clone, Debug)]
pub enum Principal {
    Anonymous,
    User(CurrentUser),
    /// The operator, through the command line.
    System,
}
