//! One of the two builds that are compared, with its copy of the database.

use super::{builds::Build, requests::Request};
use crate::{
    Failure, Result,
    accounts::{self, Account, Accounts},
    client::Clients,
    engines,
    load::{self, Outcome},
    openid,
    postgres::{Database, Postgres},
    progress,
    server::{self, Server, Subject},
};
use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};
use tempfile::TempDir;

/// Half of the time for which access tokens are valid.
const SIGNED_IN_FOR: Duration = Duration::from_secs(450);

/// A build, its database, and its server while that runs.
pub struct Side<'a> {
    pub subject: Subject,
    pub accounts: &'a Accounts,
    connections: usize,
    server: Option<Server>,
    /// In the order of [`Request::ALL`]. Their sessions outlast the server.
    clients: Vec<Clients>,
    /// When the clients signed in.
    signed_in: Option<Instant>,
    _folder: TempDir,
    _database: Option<Database<'a>>,
}

/// The contents of the database that both builds get.
pub struct Contents<'a> {
    folder: TempDir,
    database: Option<Database<'a>>,
    subject: Subject,
    pub accounts: Accounts,
}

impl<'a> Contents<'a> {
    /// Creates them with the build before, because a build opens the databases of earlier ones, and not of later ones.
    pub async fn create(
        postgres: Option<&'a Postgres>,
        before: &Build,
        connections: usize,
        users: u64,
    ) -> Result<Self> {
        let folder = server::temporary_folder()?;
        // For forward authentication, and with a client of OpenID Connect.
        fs::write(folder.path().join("vestibule.toml"), accounts::APPLICATIONS.to_owned() + &openid::client_table())?;
        let database = match postgres {
            Some(postgres) => Some(postgres.create("before").await?),
            None => None,
        };
        let url =
            database.as_ref().map_or("sqlite://vestibule.db".into(), |database| database.url().expose().to_owned());
        let subject = Subject::of(&before.binary, folder.path())
            .with("DATABASE_URL", &url)
            .with("VESTIBULE_SECRET", &engines::secret()?)
            .with("VESTIBULE_TRUSTED_PROXIES", "127.0.0.1")
            .with("VESTIBULE_BASE_URL", accounts::BASE_URL);
        let accounts = accounts::create(&subject, connections).await?;
        progress(&format!("seeding {users} accounts"));
        subject.run(&["seed", "--users", &users.to_string(), "--database", &url], Stdio::null()).await?;
        Account::administrator(0).create_admin(&subject).await?;
        Ok(Self { folder, database, subject, accounts })
    }

    /// Gives a copy of them to a build, and starts it once, which migrates the copy.
    pub async fn copy_for(&'a self, build: &Build, purpose: &str, connections: usize) -> Result<Side<'a>> {
        let folder = server::temporary_folder()?;
        let copied =
            Command::new("cp").arg("--archive").arg(self.folder.path().join(".")).arg(folder.path()).status()?;
        if !copied.success() {
            return Err(format!("the installation could not be copied to {}", folder.path().display()).into());
        }
        let database = match &self.database {
            Some(database) => Some(database.copy(purpose).await?),
            None => None,
        };
        let mut subject = self.subject.clone().moved_to(&build.binary, folder.path());
        if let Some(database) = &database {
            subject = subject.with("DATABASE_URL", database.url().expose());
        }
        let server = subject.start_first().await.map_err(|error| {
            format!(
                "{} does not start on a database of the build before, which may be a later version: {error}",
                build.version
            )
        })?;
        let mut side = Side {
            subject,
            accounts: &self.accounts,
            connections,
            server: Some(server),
            clients: Request::ALL.map(|_| Clients::new()).into(),
            signed_in: None,
            _folder: folder,
            _database: database,
        };
        side.stop().await?;
        Ok(side)
    }
}

impl Side<'_> {
    pub fn server(&self) -> Result<&Server> {
        Ok(self.server.as_ref().ok_or("the server is not running")?)
    }

    /// Starts the server, and returns the time until its first answer.
    pub async fn start(&mut self) -> Result<Duration> {
        let started = Instant::now();
        self.run(self.subject.clone()).await?;
        Ok(started.elapsed())
    }

    /// Signs all clients in, unless their access tokens will outlast what is measured next. Passkeys are added once.
    pub async fn sign_in_clients(&mut self) -> Result<()> {
        if self.signed_in.is_some_and(|signed_in| signed_in.elapsed() < SIGNED_IN_FOR) {
            return Ok(());
        }
        for request in Request::ALL {
            if request == Request::Passkey && !self.clients_of(request).is_empty() {
                continue;
            }
            let clients = request.clients(self, self.connections).await;
            *self.clients_of(request) = clients.map_err(|error| self.name_error(request, &error))?;
        }
        self.signed_in = Some(Instant::now());
        Ok(())
    }

    /// Starts the server under a program that observes it, which makes it much slower. `binary`: another one in place of its own.
    pub async fn start_under(&mut self, observer: &[String], binary: Option<&Path>) -> Result<()> {
        let mut subject = self.subject.clone().under(observer);
        if let Some(binary) = binary {
            subject.binary = binary.to_owned();
        }
        self.run(subject).await
    }

    /// Starts a server, to which all clients send the first request of their journey.
    async fn run(&mut self, subject: Subject) -> Result<()> {
        self.clients.iter_mut().flatten().for_each(|client| client.restart());
        self.server = Some(subject.start_again().await?);
        Ok(())
    }

    pub async fn stop(&mut self) -> Result<()> {
        match self.server.take() {
            Some(server) => server.stop().await,
            None => Ok(()),
        }
    }

    /// Sends as many requests with all clients of a kind.
    pub async fn send(&mut self, request: Request, count: u32) -> Result<Outcome> {
        let clients = std::mem::take(self.clients_of(request));
        let (outcome, clients) =
            load::run_batch(self.server()?, clients, count).await.map_err(|error| self.name_error(request, &error))?;
        *self.clients_of(request) = clients;
        Ok(outcome)
    }

    /// Sends as many requests with one client of a kind, one after the other.
    pub async fn send_alone(&mut self, request: Request, count: u32) -> Result<()> {
        let others = self.clients_of(request).split_off(1);
        let sent = self.send(request, count).await;
        self.clients_of(request).extend(others);
        sent.map(drop)
    }

    fn clients_of(&mut self, request: Request) -> &mut Clients {
        &mut self.clients[request as usize]
    }

    fn name_error(&self, request: Request, error: &Failure) -> String {
        format!("{} with {}: {error}", request.name(), self.subject.binary.display())
    }
}
