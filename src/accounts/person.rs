//! Everything about one person, for administrators.

use super::{
    Accounts, ManageError, Principal, User,
    policy::{self, Action},
};
use crate::{
    shared::{directory::PersonView, ids::UserId},
    store::users,
};

impl Accounts {
    /// The account, deleted or not, and where it is signed in.
    pub async fn show_person(&self, who: &Principal, id: UserId) -> Result<PersonView, ManageError> {
        policy::permit(who, Action::GovernUsers)?;
        let row = self.db().read(move |conn| Box::pin(users::find(conn, id))).await?;
        let user = User::try_from(row.ok_or(ManageError::NotFound)?)?;
        let sessions = self.list_sessions(who, id).await?;
        Ok(PersonView { version: user.version, user: user.view(), sessions })
    }
}
