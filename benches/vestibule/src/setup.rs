//! The conditions of a run, which the report starts with.

use crate::{machine::Machine, plan::Plan};
use serde::Serialize;

#[derive(Serialize)]
pub struct Setup {
    pub binary: String,
    pub machine: Machine,
    pub connections: usize,
    pub plan: Plan,
}
