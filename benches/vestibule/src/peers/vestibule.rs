//! Vestibule as a contestant: the release, with the settings of the other runs.

use super::{
    operation::{Operation, PAGE_SIZE},
    visitor::{Requests, clients, get, get_request, number_at},
};
use crate::{
    Result,
    accounts::{self, Account, BASE_URL},
    client::request,
    server::{Server, Subject},
};
use std::{path::Path, process::Stdio};

const DATABASE: &str = "sqlite://vestibule.db";

pub fn subject(folder: &Path) -> Result<Subject> {
    Ok(Subject::new(folder)?.with("DATABASE_URL", DATABASE).with("VESTIBULE_BASE_URL", BASE_URL))
}

pub async fn prepare(folder: &Path, users: u64, connections: usize) -> Result<()> {
    let subject = subject(folder)?;
    accounts::create(&subject, connections).await?;
    subject.run(&["seed", "--users", &users.to_string(), "--database", DATABASE], Stdio::null()).await?;
    for number in 0..connections.min(16) {
        Account::administrator(number).create_admin(&subject).await?;
    }
    Ok(())
}

pub async fn requests(server: &Server, connections: usize) -> Result<Requests> {
    let count = connections.min(16);
    // In the order in which `accounts::create` divides them.
    let signed_in: Vec<Account> = (0..count).map(Account::numbered).collect();
    let signing_in: Vec<Account> = (count..2 * count).map(Account::numbered).collect();
    let mut members = Vec::new();
    for account in signed_in.iter().cycle().take(connections) {
        members.push(format!("Bearer {}", account.sign_in(server).await?));
    }
    let mut administrators = Vec::new();
    for number in (0..count).cycle().take(connections) {
        administrators.push(format!("Bearer {}", Account::administrator(number).sign_in(server).await?));
    }
    let page = |number: u64| format!("/api/users?page={number}&per_page={PAGE_SIZE}");
    let first = get(server, &page(1), administrators.first().ok_or("there is no administrator")?).await?;
    let last = number_at(&first, "/pagination/pages")?;

    let of = |path: &str, sessions: &[String]| -> Vec<Vec<u8>> {
        sessions.iter().map(|authorization| get_request(path, authorization)).collect()
    };
    let same = |operation, path| clients(operation, &[request("GET", path, &[], "")], connections);
    let logins: Vec<_> = signing_in.iter().map(Account::login_request).collect();
    Ok(vec![
        same(Operation::Health, "/health"),
        clients(Operation::Me, &of("/api/auth/me", &members), connections),
        clients(Operation::FirstPage, &of(&page(1), &administrators), connections),
        clients(Operation::TunedPage, &of(&page(1), &administrators), connections),
        clients(Operation::LastPage, &of(&page(last), &administrators), connections),
        (Operation::Refresh, accounts::refresh_clients(server, &signed_in, connections).await?),
        clients(Operation::Login, &logins, connections),
        same(Operation::Page, "/login"),
    ])
}
