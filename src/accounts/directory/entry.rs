//! Whether somebody would get into an application, in words, before they try.

use super::permit_listing;
use crate::accounts::{Action, Caller, Directory, User};
use crate::applications::Application;
use crate::language::{Message, message};
use crate::shared::connections::EntryAnswer;
use crate::shared::{AppError, ApplicationName, Status};

impl Directory {
    /// `login`: a username, an email address or an id.
    ///
    /// # Errors
    /// Also if there is no such account, or no such application.
    pub async fn would_enter(
        &self,
        caller: &Caller,
        application: &ApplicationName,
        login: &str,
    ) -> Result<EntryAnswer, AppError> {
        caller.permit(Action::ManageApplications)?;
        // Before the account is looked for: whoever may not read it does not learn whether it exists.
        permit_listing(caller)?;
        let user = self.users().find_typed(login).await?;
        let all = self.applications().all().await?;
        let application = all.named(application);
        let application = application.ok_or_else(|| AppError::not_found(message::application_unknown()))?;
        Ok(EntryAnswer { user: user.id, username: user.username.clone(), words: answer(&user, application) })
    }
}

/// Yes or no, and why: as `journey/step.rs` decides it of somebody who has proved what they can.
fn answer(user: &User, application: &Application) -> Message {
    let (name, title) = (user.display_name().to_owned(), application.title.clone());
    let (own, groups) = (user.groups.joined(", "), application.groups.joined(", "));
    if user.status != Status::Active {
        return message::entry_no_inactive(name);
    }
    if !application.flaws.is_empty() {
        return message::entry_no_unreadable(title);
    }
    if !application.admits(&user.groups) {
        return match (application.groups.is_empty(), user.groups.is_empty()) {
            (true, _) => message::entry_no_nobody(title),
            (false, true) => message::entry_no_groupless(groups, name, title),
            (false, false) => message::entry_no_other(groups, name, own, title),
        };
    }
    if application.demand.second_factor() && !user.has_second_factor {
        return message::entry_yes_with_factor(name, title);
    }
    if application.everyone {
        return message::entry_yes_everyone(title);
    }
    let by = user.groups.iter().filter(|group| application.groups.contains(group)).map(|group| group.as_str());
    message::entry_yes_by(by.collect::<Vec<_>>().join(", "), name)
}
