//! The installation as a whole: what is noted of it, what needs attention, and the first steps of an administrator. Each is a table
//! over the same facts, which are read once.
//!
//! | file | responsibility |
//! |---|---|
//! | `facts` | what both tables know |
//! | `attention` | what needs attention: a check for each concern |
//! | `steps` | the first steps: a state for each |
//! | `test_mail` | a message that shows whether mail arrives |
//!
//! Other nouns ask `Installation` for `findings` and `first_steps_lead`.

mod attention;
mod facts;
mod steps;
mod test_mail;

pub use facts::InstallationState;
pub(super) use facts::LastState;

use super::{Action, Caller, Installation, UnitOfWork};
use crate::language::message;
use crate::shared::AppError;
use crate::shared::first_steps::Note;
use crate::store::installation as rows;

impl Installation {
    /// Notes something that administrators state, or takes it back.
    ///
    /// # Errors
    /// Also if it is nothing that they state.
    pub async fn state_note(&self, caller: &Caller, note: Note, is_so: bool) -> Result<(), AppError> {
        if !note.is_stated() {
            return Err(AppError::not_found(message::error_not_found()));
        }
        let job = async move |mut tx: UnitOfWork| {
            let now = tx.now();
            match is_so {
                true => rows::note(&mut tx, note, now, "").await?,
                false => rows::forget_note(&mut tx, note).await?,
            }
            Ok(())
        };
        self.change(caller, Action::ManageInstallation, job).await
    }
}
