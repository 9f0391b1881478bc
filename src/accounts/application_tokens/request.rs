//! A token that a client asks for and sends to an application itself: an app, a program, or a page without forward authentication.

use crate::{
    accounts::{
        Accounts, ApplicationError, Caller, CurrentUser, Principal,
        policy::{self, Action},
    },
    shared::{
        applications::{ApplicationName, ApplicationTokenRequest},
        fields::Fields,
    },
};

/// The lifetime of a token in seconds: enough for several requests. The end of the session, of the membership and of the account
/// are noticed after this time at the latest.
const LIFETIME: u16 = 5 * 60;

/// A signed token for one application.
#[derive(Debug)]
pub struct ApplicationToken {
    pub token: String,
    /// In seconds.
    pub lifetime: u16,
}

impl Accounts {
    /// A token for the application of the request, if it admits the user. Unlike an access token, which is worth the whole
    /// session, it is of no use anywhere else.
    ///
    /// # Errors
    /// [`ApplicationError::NotAdmitted`] also if there is no such application, so that users do not learn the names of those that they
    /// may not enter. For the same reason a refusal is no event.
    pub async fn request_application_token(
        &self,
        who: &CurrentUser,
        caller: &Caller,
        request: &ApplicationTokenRequest,
    ) -> Result<ApplicationToken, ApplicationError> {
        policy::permit(&Principal::User(who.clone()), Action::EnterApplications)?;
        let mut fields = Fields::default();
        let name = fields.parse("application", &request.application, ApplicationName::parse);
        fields.finish().map_err(ApplicationError::Invalid)?;
        let applications = self.applications().await?;
        let found = name.and_then(|name| applications.named(&name));
        let admitting = found.filter(|application| application.admits(&who.user.groups));
        let application = admitting.ok_or(ApplicationError::NotAdmitted)?;
        self.enter(who, application, || caller.clone()).await?;
        let token = self.sign_for_application(who, application, i64::from(LIFETIME))?;
        Ok(ApplicationToken { token, lifetime: LIFETIME })
    }
}
