//! The accounts of the benchmark, and the clients that use them. They sign up and sign in through the API.

use crate::{
    Result,
    client::{Client, Clients, RefreshClient, RepeatClient, Tokens, request, succeeded},
    progress,
    response::Response,
    server::{Server, Subject},
};
use serde_json::json;
use std::fs::{self, File};

/// The base URL of the measured servers, whatever their ports are.
pub const BASE_URL: &str = "http://localhost:3000";
/// An application on the host of the server.
pub const APPLICATIONS: &str = "[[application]]\nname = \"shop\"\ntitle = \"Shop\"\nlocations = [\"http://localhost:3000/shop\"]\n\
                                everyone = true\n";

const PASSWORD: &str = "Kettle-on-the-hob-42!";

/// An account, by its username: its address and its password follow from it.
pub struct Account(String);

impl Account {
    async fn register(server: &Server, count: usize) -> Result<Vec<Self>> {
        let mut accounts = Vec::new();
        for number in 0..count {
            let account = Self(format!("guest-{number}"));
            server.send(&account.register_request()).await?;
            accounts.push(account);
        }
        Ok(accounts)
    }

    /// Creates an administrator with the command line.
    pub async fn create_admin(&self, subject: &Subject) -> Result<()> {
        let password = subject.folder.join("password");
        fs::write(&password, PASSWORD)?;
        let email = format!("{}@example.org", self.0);
        let names = ["--username", &self.0, "--email", &email, "--role", "admin", "--password-stdin"];
        let input = File::open(&password)?.into();
        subject.run(&[&["user", "create"][..], &names].concat(), input).await
    }

    /// One of the accounts of a run, by its number.
    pub fn numbered(number: usize) -> Self {
        Self(format!("guest-{number}"))
    }

    /// An administrator, beside the accounts of a run.
    pub fn administrator(number: usize) -> Self {
        Self(format!("keeper-{number}"))
    }

    /// Usernames that nobody has, as long as those of the accounts.
    pub fn unregistered(count: usize) -> Vec<Self> {
        (0..count).map(|number| Self(format!("ghost-{number}"))).collect()
    }

    /// Signs in without measuring it, and returns the access token.
    pub async fn sign_in(&self, server: &Server) -> Result<String> {
        let response = server.send(&self.login_request()).await?;
        Ok(Tokens::of(&response)?.access_token.to_owned())
    }

    fn register_request(&self) -> Vec<u8> {
        let Self(username) = self;
        let body = json!({ "username": username, "email": format!("{username}@example.org"), "password": PASSWORD });
        post_json("/api/users/register", &body.to_string())
    }

    pub fn login_request(&self) -> Vec<u8> {
        let body = json!({ "username": self.0, "password": PASSWORD });
        post_json("/api/auth/login", &body.to_string())
    }

    /// Asks for a password link by mail.
    fn forgot_request(&self) -> Vec<u8> {
        let body = json!({ "email": format!("{}@example.org", self.0) });
        post_json("/api/auth/password/forgot", &body.to_string())
    }
}

/// The accounts of a run.
pub struct Accounts {
    /// Their sessions last as long as the run.
    pub signed_in: Vec<Account>,
    /// Sign in again and again. Others, because an account has at most 100 sessions: each further one ends the oldest.
    pub signing_in: Vec<Account>,
    /// One for each connection: they get passkeys, so that their passwords alone do not sign in.
    pub with_passkeys: Vec<Account>,
}

/// Creates a database with enough accounts for the connections. The server is stopped afterwards.
pub async fn create(subject: &Subject, connections: usize) -> Result<Accounts> {
    progress("creating a database and accounts");
    let server = subject.start_first().await?;
    let count = connections.min(16);
    let mut signed_in = Account::register(&server, 2 * count + connections).await?;
    server.stop().await?;
    let with_passkeys = signed_in.split_off(2 * count);
    Ok(Accounts { signing_in: signed_in.split_off(count), signed_in, with_passkeys })
}

pub fn post_json(path: &str, body: &str) -> Vec<u8> {
    request("POST", path, &[("content-type", "application/json")], body)
}

/// Clients that sign in repeatedly.
pub fn sign_in_clients(accounts: &[Account], connections: usize) -> Clients {
    let client = |account: &Account| Box::new(RepeatClient(account.login_request())) as Box<dyn Client>;
    accounts.iter().cycle().take(connections).map(client).collect()
}

/// Registers one account after the other.
struct RegisterClient {
    connection: usize,
    number: usize,
    request: Vec<u8>,
}

impl RegisterClient {
    fn new(connection: usize, number: usize) -> Self {
        let request = Account(format!("newcomer-{connection}-{number}")).register_request();
        Self { connection, number, request }
    }
}

impl Client for RegisterClient {
    fn request(&self) -> &[u8] {
        &self.request
    }

    fn handle_response(&mut self, response: &Response) -> Result<()> {
        succeeded(response)?;
        *self = Self::new(self.connection, self.number + 1);
        Ok(())
    }
}

/// Clients that register, each under usernames of its own.
pub fn register_clients(connections: usize) -> Clients {
    (0..connections).map(|connection| Box::new(RegisterClient::new(connection, 0)) as Box<dyn Client>).collect()
}

/// Clients that ask for password links repeatedly.
pub fn forgot_clients(accounts: &[Account], connections: usize) -> Clients {
    let client = |account: &Account| Box::new(RepeatClient(account.forgot_request())) as Box<dyn Client>;
    accounts.iter().cycle().take(connections).map(client).collect()
}

/// Clients that request `/api/auth/me` repeatedly, each in its own session.
pub async fn me_clients(server: &Server, accounts: &[Account], connections: usize) -> Result<Clients> {
    api_clients(server, accounts, "/api/auth/me", connections).await
}

/// Clients that request the same path of the API repeatedly, each in its own session.
pub async fn api_clients(server: &Server, accounts: &[Account], path: &str, connections: usize) -> Result<Clients> {
    let mut clients: Clients = Vec::new();
    for account in accounts.iter().cycle().take(connections) {
        let bearer = format!("Bearer {}", account.sign_in(server).await?);
        clients.push(Box::new(RepeatClient(request("GET", path, &[("authorization", &bearer)], ""))));
    }
    Ok(clients)
}

/// Proxies that ask about the same request to an application repeatedly, each in its own session.
pub async fn forward_clients(server: &Server, accounts: &[Account], connections: usize) -> Result<Clients> {
    let mut clients: Clients = Vec::new();
    for account in accounts.iter().cycle().take(connections) {
        let cookie = format!("vestibule_access={}", account.sign_in(server).await?);
        let headers = [
            ("cookie", cookie.as_str()),
            ("x-forwarded-method", "GET"),
            ("x-forwarded-proto", "http"),
            ("x-forwarded-host", "localhost:3000"),
            ("x-forwarded-uri", "/shop/cart?item=7"),
            ("x-forwarded-for", "198.51.100.7"),
        ];
        clients.push(Box::new(RepeatClient(request("GET", "/auth/forward", &headers, ""))));
    }
    Ok(clients)
}

/// Clients that refresh their tokens repeatedly, each in its own session.
pub async fn refresh_clients(server: &Server, accounts: &[Account], connections: usize) -> Result<Clients> {
    let mut clients: Clients = Vec::new();
    for account in accounts.iter().cycle().take(connections) {
        let response = server.send(&account.login_request()).await?;
        clients.push(Box::new(RefreshClient::new(Tokens::of(&response)?.refresh_token)));
    }
    Ok(clients)
}

/// Browsers that load the same page repeatedly, each in its own session.
pub async fn page_clients(server: &Server, accounts: &[Account], path: &str, connections: usize) -> Result<Clients> {
    let mut clients: Clients = Vec::new();
    for account in accounts.iter().cycle().take(connections) {
        let cookie = format!("vestibule_access={}", account.sign_in(server).await?);
        clients.push(Box::new(RepeatClient(request("GET", path, &[("cookie", &cookie)], ""))));
    }
    Ok(clients)
}

/// Clients that request the same path repeatedly, without a session.
pub fn anonymous_clients(path: &str, headers: &[(&str, &str)], connections: usize) -> Clients {
    let client = || Box::new(RepeatClient(request("GET", path, headers, ""))) as Box<dyn Client>;
    std::iter::repeat_with(client).take(connections).collect()
}
