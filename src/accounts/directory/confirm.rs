//! The confirmation that a page asks for before a bulk change. The API does not ask for one.

use super::bulk_request::Targets;
use crate::{
    accounts::{
        Accounts, ListUsersError, ManageError, Principal, UpdateProfileError,
        policy::{self, Action},
    },
    shared::{
        confirmation::{self, Confirmation, ConfirmationRequest},
        directory::{BulkRequest, FilterRequest, ListUsersRequest},
        ids::UserId,
        strict::Expected,
    },
};

impl Accounts {
    /// The question to be answered before `request` is carried out. None if `answer` answers it, or if the change needs
    /// no confirmation.
    pub async fn required_confirmation(
        &self,
        who: &Principal,
        request: &BulkRequest,
        answer: &Confirmation,
    ) -> Result<Option<ConfirmationRequest>, ManageError> {
        policy::permit(who, Action::GovernUsers)?;
        let job = self.parse_bulk_request(request)?;
        let (count, is_exact) = match &job.targets {
            // A job that continues was confirmed when it began.
            Targets::Matching(_, Some(_)) => return Ok(None),
            Targets::Matching(_, None) => self.count_matching(who, &request.filter).await?,
            Targets::Ids(ids) => (ids.len() as u64, true),
        };
        if !confirmation::is_needed(job.action, count) || answer.covers(count) {
            return Ok(None);
        }
        let name = match &job.targets {
            Targets::Ids(ids) if ids.len() == 1 => self.name_of(who, ids[0]).await?,
            _ => None,
        };
        let is_mistyped = answer.is_mistyped();
        let selection = String::new();
        Ok(Some(ConfirmationRequest { action: job.action, count, is_exact, name, is_mistyped, selection }))
    }

    /// The number of matching accounts, and whether it is exact: those of a search or a group are counted up to a maximum.
    async fn count_matching(
        &self,
        who: &Principal,
        filter: &Expected<FilterRequest>,
    ) -> Result<(u64, bool), ManageError> {
        // Only the total is needed, so the page is as short as possible.
        let mut request = ListUsersRequest { per_page: "1".into(), ..ListUsersRequest::default() };
        if let Expected::Given(FilterRequest { q, role, status, group, .. }) = filter {
            (request.q, request.role) = (q.clone(), role.clone());
            (request.status, request.group) = (status.clone(), group.clone());
        }
        let list = self.list_users(who, &request).await.map_err(|error| match error {
            ListUsersError::Failed(failure) => ManageError::Failed(failure),
            ListUsersError::Invalid(errors) => ManageError::Invalid(errors),
            // The request has no cursor and no page number, so only `Forbidden` can occur here.
            ListUsersError::Forbidden | ListUsersError::BadCursor(_) | ListUsersError::PastTheEnd { .. } => {
                ManageError::Forbidden
            }
        })?;
        Ok((list.pagination.total, list.pagination.total_is_exact))
    }

    async fn name_of(&self, who: &Principal, id: UserId) -> Result<Option<String>, ManageError> {
        match self.find_user(who, id).await {
            Ok(user) => Ok(Some(user.view().display_name().to_owned())),
            Err(UpdateProfileError::Failed(failure)) => Err(ManageError::Failed(failure)),
            Err(_) => Ok(None),
        }
    }
}
