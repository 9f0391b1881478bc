//! Where somebody is going who has to sign in, to confirm who they are, or to add a factor first: the journey. It begins where the goal
//! was asked for, the browser keeps it, and whoever comes back with its handle ends at the goal.
//!
//! | file | responsibility |
//! |---|---|
//! | `landing` | where somebody lands who is going nowhere in particular |
//! | `kept` | where a journey is kept until somebody comes back |
//! | `asked` | whether somebody has proved who they are since the journey asked for it |
//! | `target` | what the goal leads to now: a page, a client or an application |
//! | `step` | what comes next on a journey |
//! | `owed` | what an account has to do beside proving who it is: fields to fill in, terms to accept |
//! | `standing` | what `step` has to know of an account, and the error that names a proof |
//! | `terms` | which terms somebody is shown |
//!
//! Other nouns ask `Journeys` for `target`.

mod asked;
mod kept;
mod landing;
mod owed;
mod standing;
mod step;
mod target;
mod terms;

pub use asked::{Asked, Reauthenticated};
pub use kept::KeptJourney;
pub(super) use owed::Owed;
pub(super) use standing::proof_demanded;
pub use step::Wanted;
pub(super) use step::{Asks, Look, Standing, Step, next_step};
pub use target::Target;

use crate::shared::{ClientId, LocalPath};
use serde::{Deserialize, Serialize};

/// The journey of one person to one goal. It proves nothing, and what its goal demands is not in it: that is read when somebody comes
/// back, so that a demand that is raised meanwhile counts, and a goal that is closed meanwhile is closed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Journey {
    #[serde(rename = "g")]
    pub goal: Goal,
    /// Who was asked to prove who they are before going on, if somebody was. Members of a sealed value have short names.
    #[serde(rename = "a", default, skip_serializing_if = "Option::is_none")]
    pub asked: Option<Asked>,
    /// Milliseconds since 1970.
    #[serde(rename = "t")]
    pub began_at: i64,
}

/// Where a journey ends.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Goal {
    /// A page of this server: the path with its query.
    #[serde(rename = "p")]
    Page(LocalPath),
    /// The same where no page of this server is: an application on its host may be there.
    #[serde(rename = "h")]
    OnThisHost(LocalPath),
    /// The address of an application on a host of its own, and the hash of the secret that its browser has there.
    #[serde(rename = "a")]
    Application(String, String),
    /// The request of a client to the authorization endpoint, in `application/x-www-form-urlencoded`.
    #[serde(rename = "c")]
    Authorize(String),
    /// All that is left of such a request that nobody could keep: the client, at which somebody can begin again.
    #[serde(rename = "l")]
    Launch(ClientId),
}
