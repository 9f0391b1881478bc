//! Flask as a contestant: Flask-JWT-Extended and SQLAlchemy on SQLite, behind gunicorn (`benches/peers/flask`).

use super::{
    operation::{Operation, PAGE_SIZE},
    program::isolated,
    visitor::{
        PASSWORD, Requests, Visitor, clients, credentials, get, get_request, number_at, post, post_request, text_at,
    },
};
use crate::{Result, client::request, cores, server::Server};
use serde_json::json;
use std::{net::SocketAddr, path::Path, process::Command};

const APPLICATION: &str = "benches/peers/flask";
const PROGRAMS: &str = "target/peers/flask/bin";

/// As the documentation of gunicorn recommends.
pub fn workers() -> usize {
    2 * cores() + 1
}

/// Prepares a command of the application.
pub fn application(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = with_database(&format!("{PROGRAMS}/python"), folder);
    command.arg(format!("{APPLICATION}/app.py")).args(arguments);
    command
}

pub fn serve(folder: &Path, address: SocketAddr) -> Command {
    let mut command = with_database(&format!("{PROGRAMS}/gunicorn"), folder);
    command.args(["--chdir", APPLICATION, "--bind", &address.to_string(), "--workers", &workers().to_string()]).args([
        "--worker-class",
        "gthread",
        "--threads",
        "2",
        "--log-level",
        "error",
        "app:create_app()",
    ]);
    command
}

fn with_database(program: &str, folder: &Path) -> Command {
    let mut command = isolated(program);
    command.env("DATABASE_URL", format!("sqlite:///{}", folder.join("flask.db").display()));
    command
}

pub async fn requests(server: &Server, connections: usize) -> Result<Requests> {
    let visitors = Visitor::all(connections);
    for visitor in &visitors {
        let body = json!({ "username": visitor.username(), "email": visitor.email(), "password": PASSWORD });
        post(server, "/api/users/register", &body).await?;
    }
    let (mut access, mut renewals) = (Vec::new(), Vec::new());
    for visitor in visitors.iter().cycle().take(connections) {
        let tokens = post(server, "/api/auth/login", &credentials("username", visitor.username())).await?;
        access.push(format!("Bearer {}", text_at(&tokens, "/access_token")?));
        renewals.push(format!("Bearer {}", text_at(&tokens, "/refresh_token")?));
    }
    let page = |number: u64| format!("/api/users/?page={number}&per_page={PAGE_SIZE}");
    let last = number_at(&get(server, &page(1), access.first().ok_or("there is no session")?).await?, "/pages")?;

    let of = |path: &str| -> Vec<Vec<u8>> { access.iter().map(|bearer| get_request(path, bearer)).collect() };
    let refresh = |bearer: &String| request("POST", "/api/auth/refresh", &[("authorization", bearer)], "");
    let refreshes: Vec<_> = renewals.iter().map(refresh).collect();
    let login = |visitor: &Visitor| post_request("/api/auth/login", &credentials("username", visitor.username()));
    let logins: Vec<_> = visitors.iter().map(login).collect();
    Ok(vec![
        clients(Operation::Health, &[request("GET", "/health", &[], "")], connections),
        clients(Operation::Me, &of("/api/auth/me"), connections),
        clients(Operation::FirstPage, &of(&page(1)), connections),
        clients(Operation::LastPage, &of(&page(last)), connections),
        clients(Operation::Refresh, &refreshes, connections),
        clients(Operation::Login, &logins, connections),
    ])
}
