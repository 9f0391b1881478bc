//! better-auth as a contestant: e-mail and password on SQLite, behind the HTTP server of Node (`benches/peers/better-auth`). It lists
//! accounts only with a plugin, and its sessions need no refresh.

use super::{
    operation::Operation,
    program::isolated,
    visitor::{PASSWORD, Requests, Visitor, clients, credentials, post, post_request},
};
use crate::{Result, client::request, server::Server};
use serde_json::json;
use std::{net::SocketAddr, path::Path, process::Command};

const PROGRAM: &str = "target/peers/better-auth/server.mjs";

/// Prepares a command of the program.
pub fn program(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = isolated("node");
    command
        .arg(PROGRAM)
        .args(arguments)
        .env("NODE_ENV", "production")
        .env("DATABASE_FILE", folder.join("better-auth.db"));
    command
}

pub fn serve(folder: &Path, address: SocketAddr) -> Command {
    program(folder, &["serve", &address.port().to_string()])
}

pub async fn requests(server: &Server, connections: usize) -> Result<Requests> {
    let visitors = Visitor::all(connections);
    for visitor in &visitors {
        let body = json!({ "name": visitor.username(), "email": visitor.email(), "password": PASSWORD });
        post(server, "/api/auth/sign-up/email", &body).await?;
    }
    let login = |visitor: &Visitor| post_request("/api/auth/sign-in/email", &credentials("email", &visitor.email()));
    let logins: Vec<_> = visitors.iter().map(login).collect();
    let mut sessions = Vec::new();
    for login in logins.iter().cycle().take(connections) {
        let response = server.send(login).await?;
        let cookie = response.header("set-cookie").and_then(|cookie| cookie.split(';').next());
        let cookie = cookie.ok_or("the answer to a sign-in has no cookie")?;
        sessions.push(request("GET", "/api/auth/get-session", &[("cookie", cookie)], ""));
    }
    Ok(vec![
        clients(Operation::Health, &[request("GET", "/api/auth/ok", &[], "")], connections),
        clients(Operation::Me, &sessions, connections),
        clients(Operation::Login, &logins, connections),
    ])
}
