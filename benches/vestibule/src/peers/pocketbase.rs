//! PocketBase as a contestant, with its own collection of users and its defaults, in which the rate limits are off.

use super::{
    operation::{Operation, PAGE_SIZE},
    program::{isolated, output_of},
    visitor::{
        PASSWORD, Requests, Visitor, clients, credentials, get, get_request, number_at, post, post_request, text_at,
    },
};
use crate::{Result, client::request, server::Server};
use serde_json::json;
use std::{net::SocketAddr, path::Path, process::Command};

const PROGRAMS: &str = "target/peers/pocketbase/bin";
const SEED: &str = "benches/peers/pocketbase/seed.py";
/// Lists every account, which users cannot.
const SUPERUSER: &str = "root@example.com";
const USERS: &str = "/api/collections/users";

pub fn serve(folder: &Path, address: SocketAddr) -> Command {
    let mut command = program(folder);
    command.args(["serve", "--http", &address.to_string()]);
    command
}

fn program(folder: &Path) -> Command {
    let mut command = isolated(&format!("{PROGRAMS}/pocketbase"));
    command.arg("--dir").arg(folder.join("data"));
    command
}

pub async fn version() -> Result<String> {
    let mut command = isolated(&format!("{PROGRAMS}/pocketbase"));
    command.arg("--version");
    Ok(output_of(command).await?.replace("pocketbase version", "PocketBase"))
}

pub async fn prepare(folder: &Path, users: u64) -> Result<()> {
    // Creates the database first.
    let mut upsert = program(folder);
    upsert.args(["superuser", "upsert", SUPERUSER, PASSWORD]);
    output_of(upsert).await?;
    let mut seed = isolated(&format!("{PROGRAMS}/python"));
    seed.arg(SEED).arg(folder.join("data/data.db")).arg(users.to_string());
    output_of(seed).await?;
    Ok(())
}

pub async fn requests(server: &Server, connections: usize) -> Result<Requests> {
    let visitors = Visitor::all(connections);
    for visitor in &visitors {
        let body = json!({ "email": visitor.email(), "password": PASSWORD, "passwordConfirm": PASSWORD });
        post(server, &format!("{USERS}/records"), &body).await?;
    }
    let (mut own, mut refreshes) = (Vec::new(), Vec::new());
    let sign_in = format!("{USERS}/auth-with-password");
    for visitor in visitors.iter().cycle().take(connections) {
        let session = post(server, &sign_in, &credentials("identity", &visitor.email())).await?;
        let token = text_at(&session, "/token")?;
        own.push(get_request(&format!("{USERS}/records/{}", text_at(&session, "/record/id")?), token));
        refreshes.push(request("POST", &format!("{USERS}/auth-refresh"), &[("authorization", token)], ""));
    }
    let superusers = "/api/collections/_superusers/auth-with-password";
    let session = post(server, superusers, &credentials("identity", SUPERUSER)).await?;
    let token = text_at(&session, "/token")?;
    let page = |number: u64| format!("{USERS}/records?page={number}&perPage={PAGE_SIZE}&sort=-created");
    let last = number_at(&get(server, &page(1), token).await?, "/totalPages")?;
    // Rows in their own order need no sort.
    let tuned = format!("{USERS}/records?page=1&perPage={PAGE_SIZE}&sort=-@rowid&skipTotal=1");

    let list = |path: &str| vec![get_request(path, token)];
    let login = |visitor: &Visitor| post_request(&sign_in, &credentials("identity", &visitor.email()));
    let logins: Vec<_> = visitors.iter().map(login).collect();
    Ok(vec![
        clients(Operation::Health, &[request("GET", "/api/health", &[], "")], connections),
        clients(Operation::Me, &own, connections),
        clients(Operation::FirstPage, &list(&page(1)), connections),
        clients(Operation::TunedPage, &list(&tuned), connections),
        clients(Operation::LastPage, &list(&page(last)), connections),
        clients(Operation::Refresh, &refreshes, connections),
        clients(Operation::Login, &logins, connections),
    ])
}
