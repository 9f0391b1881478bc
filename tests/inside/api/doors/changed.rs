//! Goals that are deleted, changed or closed while somebody signs in. They read what has become of it, or the client does; nothing breaks,
//! and nobody has to sign in again.

use super::goals::{Goal, answered};
use super::passing::password;
use super::people::{Person, prepare};
use super::walk::Walk;
use super::{Door, HOME, JOURNAL, Setting};
use crate::support::openid::{WIKI, WIKI_URL, client_request};
use crate::support::*;
use vestibule::shared::applications::ApplicationRequest;
use vestibule::shared::clients::ClientRequest;

const WRITERS: &str = "writers";

/// What an administrator does meanwhile.
#[derive(Clone, Copy, Debug)]
enum Change {
    DeleteClient,
    /// The address where the client gets its answers is not registered any more.
    RemoveAddress,
    DeleteApplicationOfClient,
    CloseApplicationOfClient,
    RaiseDemandOfClient,
    DeleteApplication,
    CloseApplication,
    /// The person is no longer in the only group that may enter.
    TakeGroup,
    RaiseDemandOfApplication,
}

const CLIENT_CHANGES: [Change; 5] = [
    Change::DeleteClient,
    Change::RemoveAddress,
    Change::DeleteApplicationOfClient,
    Change::CloseApplicationOfClient,
    Change::RaiseDemandOfClient,
];
const APPLICATION_CHANGES: [Change; 4] =
    [Change::DeleteApplication, Change::CloseApplication, Change::TakeGroup, Change::RaiseDemandOfApplication];

impl Change {
    /// A goal that demands more is still one.
    fn is_passable(self) -> bool {
        matches!(self, Self::RaiseDemandOfClient | Self::RaiseDemandOfApplication)
    }

    async fn make(self, walk: &Walk<'_>) {
        let (setting, operator) = (walk.setting, Caller::system());
        let (app, client) = (&setting.world.app, &setting.client);
        let second_factor = Expected::Given(true);
        match self {
            Self::DeleteClient => app.accounts.clients().delete_client(&operator, &client.id).await.expect("a change"),
            Self::RemoveAddress => {
                let redirect_uris = texts(&["https://wiki.example.com/elsewhere"]);
                app.change_client(client, ClientRequest { redirect_uris, ..client_request(WIKI) }).await;
            }
            Self::RaiseDemandOfClient => {
                app.change_client(client, ClientRequest { acr: "second-factor".into(), ..client_request(WIKI) }).await;
            }
            Self::DeleteApplicationOfClient => delete(app, WIKI).await,
            Self::CloseApplicationOfClient => replace(app, WIKI, closed_at(WIKI, WIKI_URL)).await,
            Self::DeleteApplication => delete(app, "journal").await,
            Self::CloseApplication => replace(app, "journal", closed_at("journal", JOURNAL)).await,
            Self::TakeGroup => {
                let id = app.id_of(&walk.person.username).await.parse().expect("an id");
                app.accounts.groups().remove_from_group(&operator, WRITERS, id).await.expect("a change");
            }
            Self::RaiseDemandOfApplication => {
                let demanding = ApplicationRequest { second_factor, ..open_at("journal", JOURNAL) };
                replace(app, "journal", demanding).await;
            }
        }
    }
}

async fn replace(app: &TestApp, name: &str, request: ApplicationRequest) {
    let request = ApplicationRequest { name: Text::Missing, ..request };
    app.accounts.applications().replace_application(&Caller::system(), name, request).await.expect("a change");
}

async fn delete(app: &TestApp, name: &str) {
    app.accounts.applications().delete_application(&Caller::system(), name).await.expect("a change");
}

/// Whether somebody reads what has become of their goal, here or at the client.
fn is_told(walk: &Walk<'_>) -> bool {
    let is_page = walk.address.starts_with('/') && walk.page.status < 500 && walk.page.text().contains("<h1");
    is_page || walk.address == HOME || answered(&walk.address, "error").is_some()
}

/// Sets out, and signs in when the change is made: at the sign-in page, or at the one that asks again.
async fn check(goal: Goal, change: Change, door: Door) {
    let setting = Setting::new(|_| {}).await;
    let app = &setting.world.app;
    let mut walk = Walk::new(&setting, Person::new(1), false);
    prepare(door, &mut walk).await;
    if goal == Goal::Application {
        app.group(WRITERS, &[walk.person.username.as_str()]).await;
        let request =
            ApplicationRequest { groups: texts(&[WRITERS]), max_age: "5m".into(), ..closed_at("journal", JOURNAL) };
        replace(app, "journal", request).await;
        walk.set_out_at_proxy(JOURNAL).await;
    } else {
        goal.begin(&mut walk, door == Door::StepUp).await;
    }
    change.make(&walk).await;
    if door == Door::StepUp {
        walk.confirm().await;
    } else {
        password(&mut walk).await;
    }
    let what = format!("{goal:?} {change:?} {door:?}: {}", walk.place());
    if change.is_passable() {
        walk.settle(goal).await;
        assert_eq!(goal.outcome(&walk), "arrives", "{what}, then {}", walk.place());
    } else {
        assert!(is_told(&walk), "{what} {}", walk.page.text());
        assert_eq!(answered(&walk.address, "code"), None, "{what}");
    }
    walk.browser.open("/account").await.expect_status(200);
}

#[tokio::test]
async fn a_client_that_changes_on_the_way_breaks_nothing() {
    for goal in [Goal::Client(200), Goal::Client(7_000)] {
        for change in CLIENT_CHANGES {
            check(goal, change, Door::Password).await;
        }
    }
}

#[tokio::test]
async fn a_client_that_changes_before_somebody_confirms_breaks_nothing() {
    for change in CLIENT_CHANGES {
        check(Goal::Client(2_000), change, Door::StepUp).await;
    }
}

#[tokio::test]
async fn an_application_that_changes_on_the_way_breaks_nothing() {
    for change in APPLICATION_CHANGES {
        for door in [Door::Password, Door::StepUp] {
            check(Goal::Application, change, door).await;
        }
    }
}
