//! Who may do what, at every address and by every server function: what the table says is what comes of it, what is refused
//! changes nothing, and nothing is served that the table does not know.

mod scene;

use crate::support::{Reply, TestApp};
use axum::http::Method;
use futures::{StreamExt, stream};
use scene::{Person, Scene};
use std::collections::BTreeSet;
use vestibule::{
    shared::views::Role,
    store::tables::{TABLES, Table},
};

const TABLE: &str = include_str!("table.txt");
/// Who asks, in the order of the columns.
const ASKERS: [&str; 7] = [
    "a stranger",
    "the user",
    "another user",
    "the user, disabled",
    "the user, signed out",
    "an administrator, demoted",
    "an administrator",
];
/// One that no route has.
const NO_METHOD: &[u8] = b"PROBE";

/// A row of the table.
struct Row {
    method: &'static str,
    address: &'static str,
    outcomes: [&'static str; ASKERS.len()],
    sent: &'static str,
}

impl Row {
    fn parse(line: &'static str) -> Self {
        let (mut rest, mut cells) = (line, [""; ASKERS.len() + 2]);
        for cell in &mut cells {
            let (word, after) = rest.split_once(' ').unwrap_or((rest, ""));
            (*cell, rest) = (word, after.trim_start());
        }
        let [method, address, outcomes @ ..] = cells;
        assert!(!outcomes.contains(&""), "an outcome is missing: {line}");
        Self { method, address, outcomes, sent: rest }
    }

    /// Whether nothing may come of it for this asker. That a sign-in failed is recorded, so that one is not meant.
    fn is_refused(&self, column: usize) -> bool {
        let is_sign_in = self.method == "POST" && self.address.ends_with("/login");
        !is_sign_in && self.outcomes[column].split('|').all(|outcome| !outcome.starts_with('2'))
    }

    /// As the router has it.
    fn route(&self) -> String {
        let path = self.address.split('?').next().unwrap_or_default();
        format!("{} {path}", self.method)
    }
}

fn table() -> Vec<Row> {
    TABLE.lines().filter(|line| !(line.is_empty() || line.starts_with('#'))).map(Row::parse).collect()
}

/// The paths of all routes. The router tells them to nobody but Debug, which leaves none out.
fn paths(app: &TestApp) -> Vec<String> {
    let told = format!("{:?}", app.router);
    let (routes, _fallbacks) = told.split_once(", fallback_router: ").expect("routes, and then fallbacks");
    let (_, paths) = routes.split_once("node: Node { paths: {").expect("the paths of the routes");
    paths.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

/// The methods of a route, as it tells whoever comes with another one. HEAD comes with GET.
async fn methods(app: &TestApp, path: &str) -> Vec<String> {
    let path = path.replace("{*path}", "x").replace(['{', '}'], "");
    let reply = app.call(Method::from_bytes(NO_METHOD).expect("a method"), &path).send().await;
    match reply.status {
        405 => reply.header("allow").split(',').filter(|method| *method != "HEAD").map(str::to_owned).collect(),
        _ => vec!["ANY".to_owned()],
    }
}

#[tokio::test]
async fn the_table_knows_every_route_and_every_server_function_and_no_other() {
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

#[tokio::test]
async fn whoever_asks_gets_what_the_table_says() {
    // Hundreds sign in from one address.
    let app = TestApp::with(|config| config.rate_limit = false).await;
    // Whatever becomes of the others, one administrator stays.
    Person::new(&app, Role::Admin).await;
    let rows = table();
    let cells = rows.iter().flat_map(|row| (0..ASKERS.len()).map(move |column| (row, column)));
    let wrong = stream::iter(cells).map(|(row, column)| check(&app, row, column)).buffered(8);
    let wrong: Vec<_> = wrong.filter_map(async |wrong| wrong).collect().await;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// All of them are sent between two looks at the database, so that one look is enough for hundreds.
#[tokio::test]
async fn what_is_refused_changes_nothing() {
    let app = TestApp::with(|config| config.rate_limit = false).await;
    Person::new(&app, Role::Admin).await;
    let rows = table();
    let cells = rows.iter().flat_map(|row| (0..ASKERS.len()).map(move |column| (row, column)));
    let refused: Vec<_> = cells.filter(|(row, column)| row.is_refused(*column)).collect();
    assert!(refused.len() > 200, "{}", refused.len());
    let scenes = stream::iter(refused).map(async |(row, column)| (row, Scene::new(&app, row, column).await));
    let scenes: Vec<_> = scenes.buffered(8).collect().await;
    let before = everything(&app).await;
    stream::iter(&scenes).map(|(row, scene)| scene.ask(&app, row)).buffered(8).for_each(async |_| {}).await;
    let after = everything(&app).await;
    let changed: Vec<_> = before.symmetric_difference(&after).collect();
    assert!(changed.is_empty(), "{changed:#?}");
}

/// Every row of every table, as text behind the name of its table.
async fn everything(app: &TestApp) -> BTreeSet<String> {
    let mut rows = BTreeSet::new();
    for Table { name, columns, .. } in TABLES {
        let row = if app.database.is_postgres() {
            format!("{name}::text")
        } else {
            columns.iter().map(|(column, _)| format!("quote({column})")).collect::<Vec<_>>().join(" || ' ' || ")
        };
        rows.extend(app.database.run(&format!("SELECT '{name} ' || {row} FROM {name}")).await);
    }
    rows
}

/// What is wrong with a cell of the table.
async fn check(app: &TestApp, row: &Row, column: usize) -> Option<String> {
    let reply = Scene::new(app, row, column).await.ask(app, row).await;
    let outcome = outcome(&reply);
    let expected = row.outcomes[column];
    let as_expected = expected.split('|').any(|expected| expected == outcome);
    let (method, address, asker) = (row.method, row.address, ASKERS[column]);
    (!as_expected).then(|| format!("{method} {address}: {asker} gets {outcome} in place of {expected}"))
}

/// The status, or the page that one is led to.
fn outcome(reply: &Reply) -> String {
    match reply.status {
        300..400 => reply.location().split('?').next().unwrap_or_default().to_owned(),
        status => status.to_string(),
    }
}
