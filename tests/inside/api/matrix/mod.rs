//! Tests the access matrix (`table.txt`): every route and server function is in the table and returns the listed outcome for
//! every actor, and rejected requests change nothing.

mod own_field;
mod presses;
mod scenario;

use crate::support::*;
use futures::{StreamExt, stream};
use scenario::{Scenario, SignedInUser};
use std::collections::BTreeSet;
use std::path::Path;
use vestibule::store::tables::TABLES;

const TABLE: &str = include_str!("table.txt");
/// The actors, in the order of the columns.
const ACTORS: [&str; 9] = [
    "a stranger",
    "the user",
    "another user",
    "the user, disabled",
    "the user, signed out",
    "an administrator, demoted",
    "an administrator",
    "an API token of an administrator",
    "an API token of the user",
];
/// An unknown method, which makes the router return the allowed ones.
const NO_METHOD: &[u8] = b"PROBE";

/// A row of the table.
struct Row {
    method: &'static str,
    address: &'static str,
    outcomes: [&'static str; ACTORS.len()],
    sent: &'static str,
}

impl Row {
    fn parse(line: &'static str) -> Self {
        let (mut rest, mut cells) = (line, [""; ACTORS.len() + 2]);
        for cell in &mut cells {
            let (word, after) = rest.split_once(' ').unwrap_or((rest, ""));
            (*cell, rest) = (word, after.trim_start());
        }
        let [method, address, outcomes @ ..] = cells;
        let outcomes = outcomes.map(|outcome| if outcome == "asset" { asset_status() } else { outcome });
        assert!(!outcomes.contains(&""), "an outcome is missing: {line}");
        Self { method, address, outcomes, sent: rest }
    }

    /// Whether the request of this actor must change nothing. Sign-ins are excluded, because a failed one is recorded, and so are those
    /// at a provider, because a failure there is counted.
    fn is_refused(&self, column: usize) -> bool {
        if self.address.starts_with("/auth/with/") && self.method == "GET" {
            return false;
        }
        // These lead on with a redirect when they have done what they do.
        let leads_on = ["/login", "/other-account", "/terms/publish", "/terms/withdraw"]
            .iter()
            .any(|end| self.address.ends_with(end));
        !(self.method == "POST" && leads_on) && !self.outcomes[column].starts_with('2')
    }

    /// Whether it stops a mailing, which another request may have begun.
    fn stops_mailing(&self) -> bool {
        let of_api = self.method == "DELETE" && self.address.ends_with("/awaiting-password/invitations");
        of_api || self.address.ends_with("/stop-mailing")
    }

    /// Method and path, as the router lists them.
    fn route(&self) -> String {
        let path = self.address.split('?').next().unwrap_or_default();
        format!("{} {path}", self.method)
    }
}

/// The status of a file for browsers: they are missing if only the server has been built.
fn asset_status() -> &'static str {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/site/favicon.svg");
    if file.exists() { "200" } else { "404" }
}

fn table() -> Vec<Row> {
    TABLE.lines().filter(|line| !(line.is_empty() || line.starts_with('#'))).map(Row::parse).collect()
}

/// The paths of all routes. The Debug output is the only place where the router exposes them.
fn paths(app: &TestApp) -> Vec<String> {
    let debug = format!("{:?}", app.router);
    let (routes, _fallbacks) = debug.split_once(", fallback_router: ").expect("routes, and then fallbacks");
    let (_, paths) = routes.split_once("node: Node { paths: {").expect("the paths of the routes");
    paths.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

/// The methods of a route, from the `Allow` header of a 405 response. HEAD is omitted, because every GET route has it, and
/// OPTIONS, because it reads and changes nothing.
async fn methods(app: &TestApp, path: &str) -> Vec<String> {
    let path = path.replace("{*path}", "x").replace(['{', '}'], "");
    let reply = app.call(Method::from_bytes(NO_METHOD).expect("a method"), &path).send().await;
    match reply.status {
        405 => {
            let methods = reply.header("allow").split(',');
            methods.filter(|method| !["HEAD", "OPTIONS"].contains(method)).map(str::to_owned).collect()
        }
        _ => vec!["ANY".to_owned()],
    }
}

#[tokio::test]
async fn the_access_matrix_lists_exactly_the_served_routes() {
    let app = TestApp::new().await;
    let paths = paths(&app);
    for (function, _) in leptos::server_fn::axum::server_fn_paths() {
        assert!(paths.iter().any(|path| path == function), "{function} is not among the paths that were found");
    }
    let mut served = BTreeSet::new();
    for path in paths {
        served.extend(methods(&app, &path).await.iter().map(|method| format!("{method} {path}")));
    }
    let known: BTreeSet<_> = table().iter().map(Row::route).collect();
    let missing: Vec<_> = served.difference(&known).collect();
    let gone: Vec<_> = known.difference(&served).collect();
    assert!(missing.is_empty() && gone.is_empty(), "not in the table: {missing:#?}\nno longer served: {gone:#?}");
}

/// What the document says about who may call an endpoint, and with which scopes, is what the first row with its route shows.
#[test]
fn the_document_says_who_may_call_an_endpoint() {
    let rows = table();
    let paths = vestibule::http::document()["paths"].as_object().expect("paths").iter();
    let operations = paths.filter(|(path, _)| path.starts_with("/api/")).flat_map(|(path, methods)| {
        let methods = methods.as_object().expect("methods").iter();
        methods.map(move |(method, operation)| (format!("{} {path}", method.to_uppercase()), operation))
    });
    let wrong: Vec<_> = operations
        .filter(|(route, operation)| {
            let outcomes = rows.iter().find(|row| row.route() == *route).expect("a row").outcomes;
            let may = outcomes.map(|outcome| !["401", "403"].contains(&outcome));
            let [stranger, user, _, _, _, _, admin, every_scope, own_scope] = may;
            let description = operation["description"].as_str().and_then(|text| text.rsplit("\n\n").next());
            let by_role = match description.and_then(|text| text.split_inclusive('.').next()).unwrap_or_default() {
                "Anyone may call this." | "For the holder of a one-time link." => stranger,
                "For the holder of the token." | "For users who are signed in." => !stranger && user,
                "For the owner of the account." => !stranger && user && !admin,
                "For the owner of the account and for administrators." => !stranger && user && outcomes[2] == "404",
                "For administrators." => !stranger && !user && admin,
                unknown => panic!("{route} is for {unknown:?}"),
            };
            // None where no token is needed.
            let by_scope = operation["security"][0]["bearer"].as_array().is_none_or(|scopes| {
                let has_own = scopes.iter().any(|scope| scope == "self");
                own_scope == has_own && (every_scope || own_scope) != scopes.is_empty()
            });
            !(by_role && by_scope)
        })
        .map(|(route, _)| route)
        .collect();
    assert!(wrong.is_empty(), "not as in the table: {wrong:#?}");
}

#[tokio::test]
async fn responses_match_the_access_matrix() {
    // Hundreds of users sign in from one address.
    let app = TestApp::with(|config| config.rate_limit = false).await;
    // The rows change the other administrators, so this one remains: the last one cannot be demoted.
    SignedInUser::new(&app, Role::Admin).await;
    let rows = table();
    let cells = rows.iter().flat_map(|row| (0..ACTORS.len()).map(move |column| (row, column)));
    let checked: Vec<_> = stream::iter(cells).map(|(row, column)| check(&app, row, column)).buffered(8).collect().await;
    let wrong: Vec<_> = checked.into_iter().flatten().collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Sends all rejected requests between two snapshots of the database, because a snapshot for each would be slow.
#[tokio::test]
async fn rejected_requests_change_nothing() {
    let app = TestApp::with(|config| config.rate_limit = false).await;
    SignedInUser::new(&app, Role::Admin).await;
    let rows = table();
    let cells = rows.iter().flat_map(|row| (0..ACTORS.len()).map(move |column| (row, column)));
    let refused: Vec<_> = cells.filter(|(row, column)| row.is_refused(*column)).collect();
    assert!(refused.len() > 200, "{}", refused.len());
    let scenarios = stream::iter(refused).map(async |(row, column)| (row, Scenario::new(&app, row, column).await));
    let scenarios: Vec<_> = scenarios.buffered(8).collect().await;
    let before = snapshot(&app).await;
    stream::iter(&scenarios).map(|(row, scenario)| scenario.send(&app, row)).buffered(8).for_each(async |_| {}).await;
    let after = snapshot(&app).await;
    let changed: Vec<_> = before.symmetric_difference(&after).collect();
    assert!(changed.is_empty(), "{changed:#?}");
}

/// Every row of every table, as text with the name of its table.
pub async fn snapshot(app: &TestApp) -> BTreeSet<String> {
    let mut rows = BTreeSet::new();
    for (name, _) in TABLES {
        let row = if app.database.is_postgres() {
            format!("{name}::text")
        } else {
            let columns = format!("SELECT 'quote(' || name || ')' FROM pragma_table_info('{name}')");
            app.database.run(&columns).await.join(" || ' ' || ")
        };
        rows.extend(app.database.run(&format!("SELECT '{name} ' || {row} FROM {name}")).await);
    }
    rows
}

/// Sends the request of a cell and describes the difference from the expected outcome.
async fn check(app: &TestApp, row: &Row, column: usize) -> Option<String> {
    let empty;
    let app = match row.stops_mailing() {
        true => {
            empty = TestApp::new().await;
            SignedInUser::new(&empty, Role::Admin).await;
            &empty
        }
        false => app,
    };
    let reply = Scenario::new(app, row, column).await.send(app, row).await;
    let outcome = outcome(&reply);
    let expected = row.outcomes[column];
    let (method, address, actor) = (row.method, row.address, ACTORS[column]);
    (outcome != expected).then(|| format!("{method} {address}: {actor} gets {outcome} in place of {expected}"))
}

/// The status, or the path of a redirect.
fn outcome(reply: &Reply) -> String {
    match reply.status {
        300..400 => reply.location().split('?').next().unwrap_or_default().to_owned(),
        status => status.to_string(),
    }
}
