//! A client that repeats a whole session: signs in, requests `/api/auth/me`, refreshes its tokens and lists users.

use super::page_requests::get;
use crate::{
    Result,
    accounts::Account,
    client::{Client, Clients, RefreshClient, Tokens, succeeded},
    response::Response,
    server::Server,
};

/// The steps of a session.
pub const STEPS: [&str; 4] = ["sign in", "me", "refresh", "a page of people"];

struct SessionClient {
    login: Vec<u8>,
    step: Step,
    /// The next request, which depends on the last responses.
    request: Vec<u8>,
    access_token: String,
    refresh_token: String,
}

enum Step {
    SignIn,
    Me,
    Refresh,
    List,
}

/// Clients that each start with another of the [`STEPS`], so that they do not all sign in at the same time.
pub async fn clients(server: &Server, accounts: &[Account], connections: usize) -> Result<Clients> {
    let mut clients: Clients = Vec::new();
    for (index, account) in accounts.iter().cycle().take(connections).enumerate() {
        let mut client = SessionClient::new(account.login_request());
        for _ in 0..index % STEPS.len() {
            let response = server.send(client.request()).await?;
            client.handle_response(&response)?;
        }
        clients.push(Box::new(client));
    }
    Ok(clients)
}

impl SessionClient {
    fn new(login: Vec<u8>) -> Self {
        let (access_token, refresh_token) = Default::default();
        Self { request: login.clone(), login, step: Step::SignIn, access_token, refresh_token }
    }

    fn store_tokens(&mut self, response: &Response) -> Result<()> {
        let tokens = Tokens::of(response)?;
        self.access_token = tokens.access_token.to_owned();
        self.refresh_token = tokens.refresh_token.to_owned();
        Ok(())
    }
}

impl Client for SessionClient {
    fn request(&self) -> &[u8] {
        &self.request
    }

    fn handle_response(&mut self, response: &Response) -> Result<()> {
        succeeded(response)?;
        if let Step::SignIn | Step::Refresh = self.step {
            self.store_tokens(response)?;
        }
        let bearer = format!("Bearer {}", self.access_token);
        (self.step, self.request) = match self.step {
            Step::SignIn => (Step::Me, get("/api/auth/me", &bearer)),
            Step::Me => (Step::Refresh, RefreshClient::new(&self.refresh_token).request().to_vec()),
            Step::Refresh => (Step::List, get("/api/users", &bearer)),
            Step::List => (Step::SignIn, self.login.clone()),
        };
        Ok(())
    }
}
