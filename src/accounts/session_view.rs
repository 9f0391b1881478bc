//! Sessions and users in memory.

pub struct SessionView {}
