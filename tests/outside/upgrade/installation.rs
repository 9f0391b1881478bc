//! An installation whose program is replaced by that of another version.

use super::previous;
use crate::database::run_on;
use crate::postgres_server::PostgresServer;
use crate::support::{Place, binary, block_on};

/// Nothing listens on this port, so messages wait in the outbox.
const NO_MAIL_SERVER: &str = "smtp://127.0.0.1:1";

/// A working directory and a database. Other versions of the program can run on them.
pub struct Installation {
    place: Place,
    database: String,
    /// Only kept, so that it stops at the end of the test.
    _postgres: Option<PostgresServer>,
}

impl Installation {
    pub fn on_sqlite() -> Self {
        let place = Place::on_sqlite().set("SMTP_URL", NO_MAIL_SERVER);
        let database = format!("sqlite://{}", place.path("data/vestibule.db").display());
        Self { place, database, _postgres: None }
    }

    pub fn on_postgres() -> Self {
        let postgres = PostgresServer::start();
        let place = Place::on_postgres(&postgres.url()).set("SMTP_URL", NO_MAIL_SERVER);
        Self { place, database: postgres.url(), _postgres: Some(postgres) }
    }

    /// Sets a variable for the programs of both versions, in place of an earlier value.
    pub fn set(self, name: &str, value: &str) -> Self {
        Self { place: self.place.set(name, value), ..self }
    }

    /// Installs the previous version.
    pub fn previous(&mut self) -> &Place {
        self.place.use_program(previous().program);
        &self.place
    }

    /// Installs this version.
    pub fn current(&mut self) -> &Place {
        self.place.use_program(binary());
        &self.place
    }

    /// The URL of the database.
    pub fn database(&self) -> &str {
        &self.database
    }

    /// Runs SQL on the database and returns the first column.
    pub fn rows(&self, sql: &str) -> Vec<String> {
        block_on(run_on(&self.database, sql)).expect("SQL that runs")
    }
}
