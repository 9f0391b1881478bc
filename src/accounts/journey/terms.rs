//! Which terms somebody is shown: those of the installation, and of applications that they may enter. Nobody learns of the terms of others,
//! nor that there is such an application.

use super::{Goal, Target};
use crate::accounts::terms::no_such_version;
use crate::accounts::{Action, Caller, CurrentUser, Journeys, Principal};
use crate::language::message;
use crate::shared::terms::TermsView;
use crate::shared::{AppError, ApplicationName};

impl Journeys {
    /// What the caller has to accept: of the installation, and of the application with this name, if there is one. Empty: of none.
    ///
    /// # Errors
    /// If it is not a name.
    pub async fn list_owed_terms(&self, caller: &Caller, application: &str) -> Result<Vec<TermsView>, AppError> {
        let Principal::User(who) = &caller.who else { return Err(AppError::forbidden(message::terms_by_people())) };
        caller.permit(Action::AcceptTerms(who.user.id))?;
        let named = match application {
            "" => Vec::new(),
            name => vec![
                ApplicationName::parse(name).map_err(|problem| AppError::invalid(vec![problem.of("application")]))?,
            ],
        };
        self.terms().show_owed(who.user.id, &self.open_among(who, named).await?).await
    }

    /// What somebody has to accept on the way to a goal. If that is nothing, what all their applications ask: so nobody is asked here and
    /// there for ever, wherever they go.
    pub async fn terms_before(&self, who: &CurrentUser, goal: Option<&Goal>) -> Result<Vec<TermsView>, AppError> {
        let applications = self.applications().all().await?;
        let target = match goal {
            Some(goal) => self.target(goal).await?,
            None => Target::Page,
        };
        let ahead = match target {
            Target::Application(_, application, _) => vec![application.name.clone()],
            Target::Client(request) => {
                let resources: Vec<String> = request.resources.iter().map(ToString::to_string).collect();
                applications.meant_by(&request.registered, resources.iter().map(String::as_str))
            }
            Target::Page | Target::Gone(_) => Vec::new(),
        };
        let owed = self.terms().show_owed(who.user.id, &self.open_among(who, ahead).await?).await?;
        if !owed.is_empty() {
            return Ok(owed);
        }
        let all = applications.all().iter().map(|application| application.name.clone()).collect();
        self.terms().show_owed(who.user.id, &self.open_among(who, all).await?).await
    }

    /// A version that is or was in effect: of the installation, or of an application that the caller may enter or whose terms they have
    /// accepted. Administrators see all. None: the one of the installation that is in effect.
    pub async fn show_public_terms(&self, caller: &Caller, version: Option<i64>) -> Result<TermsView, AppError> {
        let terms = self.terms().public_terms(version).await?;
        let Some(application) = terms.application.clone() else { return Ok(terms) };
        let is_shown = match &caller.who {
            Principal::User(who) => {
                !self.open_among(who, vec![application]).await?.is_empty()
                    || self.terms().has_accepted(who.user.id, terms.version).await?
                    || caller.may(Action::ReadTerms)
            }
            Principal::System => true,
            Principal::Anonymous => false,
        };
        if is_shown { Ok(terms) } else { Err(no_such_version()) }
    }

    /// Those of these applications that somebody may enter.
    async fn open_among(
        &self,
        who: &CurrentUser,
        names: Vec<ApplicationName>,
    ) -> Result<Vec<ApplicationName>, AppError> {
        let applications = self.applications().all().await?;
        let is_open = |name: &ApplicationName| {
            applications.named(name).is_some_and(|application| application.admits(&who.user.groups))
        };
        Ok(names.into_iter().filter(is_open).collect())
    }
}
