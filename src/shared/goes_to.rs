//! What the pages on the way say of where somebody is going.

use serde::{Deserialize, Serialize};

/// The client or the application to which a page leads on. Only what an administrator has registered, or what was verified, so that
/// nobody can make a page name something that it does not lead to.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct GoesTo {
    /// The title of the application. Of a client that no administrator has registered, the host of its document.
    pub title: String,
    /// The host where the way ends. None if the title is one already, or if it ends in a program on the device.
    pub host: Option<String>,
    /// The address of the logo.
    pub logo: Option<String>,
}

/// The way to a client or an application in a browser that does not lead on there by itself.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct WayOn {
    pub goes_to: GoesTo,
    /// The address where people begin there. None: only from elsewhere.
    pub launch: Option<String>,
}
