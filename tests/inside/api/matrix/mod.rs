//! Who may do what, at every address and by every server function: what the table says is what comes of it, and nothing is
//! served that the table does not know.

use crate::support::{Call, OTHER_PASSWORD, PASSWORD, Reply, TestApp, Tokens, browser::with_file, picture::plain};
use axum::http::Method;
use futures::{StreamExt, stream};
use image::ImageFormat;
use std::{
    collections::BTreeSet,
    sync::atomic::{AtomicU32, Ordering},
};
use uuid::Uuid;
use vestibule::{
    accounts::{Caller, CreateUserRequest, Principal, User},
    shared::{directory::UserAction, ids::UserId, text::Text, views::Role},
};

const TABLE: &str = include_str!("table.txt");
/// Who asks, in the order of the columns.
const ASKERS: [&str; 5] = ["a stranger", "the user", "another user", "the user, disabled", "an administrator"];
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

/// Somebody with an account, signed in.
struct Person {
    user: User,
    tokens: Tokens,
}

impl Person {
    async fn new(app: &TestApp, role: Role) -> Self {
        let username = free_name();
        let request = CreateUserRequest {
            email: format!("{username}@example.org").into(),
            username: username.into(),
            name: Text::Missing,
            password: PASSWORD.into(),
            role,
        };
        let user = app.accounts.create_user(&Principal::System, &Caller::local(), request).await.expect("an account");
        let sign_in = app.accounts.sign_in_new(&Caller::local(), user.clone(), None).await.expect("a session");
        Self { user, tokens: Tokens { access: sign_in.access_token, refresh: sign_in.refresh_token } }
    }
}

/// A name that nobody has.
fn free_name() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    format!("person-{}", COUNT.fetch_add(1, Ordering::Relaxed))
}

/// Who asks, and what the braces of a row stand for.
struct Scene {
    tokens: Option<Tokens>,
    meanings: Vec<(&'static str, String)>,
}

impl Scene {
    async fn new(app: &TestApp, row: &Row, column: usize) -> Self {
        let named = Person::new(app, Role::User).await;
        let mut meanings = vec![
            ("{id}", named.user.id.to_string()),
            ("{username}", named.user.username.clone()),
            ("{new}", free_name()),
            ("{password}", PASSWORD.to_owned()),
            ("{other_password}", OTHER_PASSWORD.to_owned()),
            ("{bulk_id}", Uuid::from_u128(1).to_string()),
            ("{size}", "64".to_owned()),
            ("{*path}", "nowhere.js".to_owned()),
        ];
        for name in ["{session_id}", "{avatar_id}", "{link}"] {
            if row.address.contains(name) || row.sent.contains(name) {
                meanings.push((name, thing_of(app, named.user.id, name).await));
            }
        }
        let asker = match ASKERS[column] {
            "a stranger" => None,
            "the user" => Some(named),
            "the user, disabled" => {
                let (who, caller, id) = (Principal::System, Caller::local(), named.user.id);
                app.accounts.change_standing(&who, &caller, id, UserAction::Disable).await.expect("a change");
                Some(named)
            }
            "another user" => Some(Person::new(app, Role::User).await),
            _ => Some(Person::new(app, Role::Admin).await),
        };
        let me = asker.as_ref().map_or_else(|| "nobody".to_owned(), |asker| asker.user.username.clone());
        meanings.push(("{me}", me));
        Self { tokens: asker.map(|asker| asker.tokens), meanings }
    }

    fn fill_in(&self, text: &str) -> String {
        self.meanings.iter().fold(text.to_owned(), |text, (name, meaning)| text.replace(name, meaning))
    }

    async fn ask(&self, app: &TestApp, row: &Row) -> Reply {
        let method = if row.method == "ANY" { "GET" } else { row.method }.parse().expect("a method");
        let (address, sent) = (self.fill_in(row.address), self.fill_in(row.sent));
        let call = match address.starts_with("/api/") {
            true => self.by_program(app.call(method, &address), &sent),
            false => self.by_browser(app, method, &address, &sent),
        };
        call.send().await
    }

    /// With a bearer token.
    fn by_program<'a>(&self, call: Call<'a>, sent: &str) -> Call<'a> {
        let call = match &self.tokens {
            Some(Tokens { refresh, .. }) if sent == "refresh" => call.bearer(refresh),
            Some(Tokens { access, .. }) => call.bearer(access),
            None => call,
        };
        match sent {
            "" | "refresh" => call,
            "picture" => call.header("content-type", "image/png").body(file()),
            "people" => call.header("content-type", "text/csv").body(people()),
            json => call.header("content-type", "application/json").body(json.to_owned()),
        }
    }

    /// With cookies: a page as it is opened, a form as the page's own code sends it.
    fn by_browser<'a>(&self, app: &'a TestApp, method: Method, address: &str, sent: &str) -> Call<'a> {
        let mut browser = app.browser();
        if let Some(Tokens { access, refresh }) = self.tokens.clone() {
            browser.jar.extend([("vestibule_access".to_owned(), access), ("vestibule_refresh".to_owned(), refresh)]);
        }
        let call = browser.call(method.clone(), address);
        if method == Method::GET {
            return call.html().header("sec-fetch-site", "none");
        }
        let call = call.header("accept", "application/json").header("sec-fetch-site", "same-origin");
        match sent {
            "picture" => with_file(call, "picture", &file()),
            "people" => with_file(call, "file", people().as_bytes()),
            form => call.header("content-type", "application/x-www-form-urlencoded").body(form.to_owned()),
        }
    }
}

/// What belongs to a user, made where need be.
async fn thing_of(app: &TestApp, id: UserId, name: &str) -> String {
    let (accounts, who, caller) = (&app.accounts, Principal::System, Caller::local());
    match name {
        "{session_id}" => accounts.list_sessions(&who, id).await.expect("sessions")[0].id.to_string(),
        "{avatar_id}" => {
            let user = accounts.set_avatar(&who, &caller, id, async { Ok(file()) }).await.expect("a picture");
            user.avatar.expect("a picture").to_string()
        }
        _ => {
            let link = accounts.issue_password_link(&who, &caller, id).await.expect("a link");
            link.url.rsplit('=').next().expect("a token").to_owned()
        }
    }
}

fn file() -> Vec<u8> {
    plain(ImageFormat::Png, [200, 30, 30])
}

/// A file of one person.
fn people() -> String {
    format!("email\n{}@example.org\n", free_name())
}
