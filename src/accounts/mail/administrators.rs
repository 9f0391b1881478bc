//! Messages to administrators about what another administrator has done: a stolen session of one is noticed by the others.

use crate::accounts::{UnitOfWork, User};
use crate::mail::Mail;
use crate::shared::UserId;
use crate::store::{StoreError, account_status, users};

/// The maximum number of administrators who get a message.
const MAX_ADMINISTRATORS: u32 = 20;
/// The maximum number of new administrators that a message names.
const MAX_NAMED: usize = 10;

impl UnitOfWork {
    /// Sends a notice to all active administrators with a confirmed address, except the actor and `except`. `mail`: the message, by the
    /// reader and the username of the actor, which a command has not.
    pub(in crate::accounts) async fn notify_administrators(
        &mut self,
        except: &[UserId],
        mail: impl Fn(&User, Option<String>) -> Mail,
    ) -> Result<(), StoreError> {
        let actor = match self.actor_id() {
            Some(id) => users::find(self, id).await?,
            None => None,
        };
        let (own, username) = (self.actor_id(), actor.map(|row| row.username));
        for row in account_status::administrators(self, MAX_ADMINISTRATORS).await? {
            let reader = User::from(row);
            if Some(reader.id) != own && !except.contains(&reader.id) {
                self.notify_owner(&reader, &mail(&reader, username.clone()));
            }
        }
        Ok(())
    }

    /// Tells the other administrators that these accounts are administrators as well, or can sign in again.
    pub(in crate::accounts) async fn announce_administrators(&mut self, ids: &[UserId]) -> Result<(), StoreError> {
        let mut names = Vec::new();
        for id in ids.iter().take(MAX_NAMED) {
            names.extend(users::find(self, *id).await?.map(|row| row.username));
        }
        if names.is_empty() {
            return Ok(());
        }
        let (more, at) = (if ids.len() > MAX_NAMED { ", …" } else { "" }, self.now());
        let accounts = format!("{}{more}", names.join(", "));
        let mail = |reader: &User, actor| {
            let (name, account) = (reader.greeting(), accounts.clone());
            Mail::AdministratorAdded { name, account, actor, at }
        };
        self.notify_administrators(ids, mail).await
    }
}
