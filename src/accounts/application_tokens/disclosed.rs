//! What an application may know about a user.

use crate::{
    accounts::User,
    applications::Application,
    shared::{applications::Claim, groups::GroupNames},
};

/// What an application may know about a user, besides the id and the username. What it may not know, and what the user does not
/// have, is None.
pub struct Disclosed<'a> {
    pub name: Option<&'a str>,
    pub email: Option<&'a str>,
    pub groups: Option<&'a GroupNames>,
}

impl<'a> Disclosed<'a> {
    /// The same for headers and tokens.
    pub fn of(user: &'a User, application: &Application) -> Self {
        let may_know = |claim| application.claims.contains(&claim);
        Self {
            name: user.name.as_deref().filter(|_| may_know(Claim::Name)),
            email: may_know(Claim::Email).then_some(user.email.as_str()),
            groups: may_know(Claim::Groups).then_some(&user.groups),
        }
    }
}
