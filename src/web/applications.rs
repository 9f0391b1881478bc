//! The data of pages about applications, which the server renders.

use crate::accounts::{Accounts, Caller};
use crate::shared::connections::ApplicationPeopleData;
use crate::shared::directory::PEOPLE;
use crate::shared::{AppError, ApplicationView, ListUsersRequest, Status, Text, UserList};

/// How many people are shown at most. A page of the directory has no more than a hundred.
const SHOWN: usize = 50;
/// Of how many groups the members are read. The page links to the members of all of them.
const READ_GROUPS: usize = 10;

/// The people who may enter an application. `user`: of whom the page says whether they would get in; may be empty.
pub async fn people_data(
    accounts: &Accounts,
    caller: &Caller,
    name: &str,
    user: &str,
) -> Result<ApplicationPeopleData, AppError> {
    let application = accounts.applications().show_application(caller, name).await?;
    let admitted = accounts.groups().groups_named(caller, &application.groups).await?;
    let (mut people, mut everybody, mut has_more) = (Vec::new(), None, false);
    if application.everyone {
        let list = first_of(accounts, caller, Text::Missing).await?;
        has_more = list.pagination.next.is_some();
        (people, everybody) = (list.users, Some(list.pagination.total));
    } else {
        // The first of each group are among them all, so the first of these are the first of all.
        for group in admitted.iter().take(READ_GROUPS) {
            let list = first_of(accounts, caller, group.name.as_str().into()).await?;
            has_more |= list.pagination.next.is_some();
            people.extend(list.users);
        }
        people.sort_by_cached_key(|user| (user.display_name().to_lowercase(), user.id.to_string()));
        people.dedup_by_key(|user| user.id);
        has_more |= people.len() > SHOWN || admitted.len() > READ_GROUPS;
        people.truncate(SHOWN);
    }
    let answer = match user.trim() {
        "" => None,
        user => match accounts.directory().would_enter(caller, &application.name, user).await {
            Ok(answer) => Some(Ok(answer)),
            Err(error) if error.code.status() < 500 => Some(Err(error.detail)),
            Err(error) => return Err(error),
        },
    };
    let is_closed = is_closed(accounts, caller, &application).await?;
    Ok(ApplicationPeopleData {
        application,
        admitted,
        people,
        has_more,
        everybody,
        is_closed,
        asked: user.trim().to_owned(),
        answer,
    })
}

/// The first active people by name, of a group if one is given. The directory has an index for each of these orders.
async fn first_of(accounts: &Accounts, caller: &Caller, group: Text) -> Result<UserList, AppError> {
    let request = ListUsersRequest {
        group,
        status: Status::Active.as_str().into(),
        accounts: PEOPLE.into(),
        sort: "name".into(),
        per_page: SHOWN.to_string().into(),
        ..ListUsersRequest::default()
    };
    accounts.directory().list_users(caller, &request).await
}

/// Whether an application has clients alone, all of which are closed for a while.
async fn is_closed(accounts: &Accounts, caller: &Caller, application: &ApplicationView) -> Result<bool, AppError> {
    let clients = accounts.clients().list_clients(caller, application.name.as_str()).await?;
    let are_closed = clients.iter().all(|client| client.definition.closed);
    Ok(application.locations.is_empty() && !clients.is_empty() && are_closed)
}
