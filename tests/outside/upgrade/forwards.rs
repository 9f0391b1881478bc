//! This version on the data of the previous one.

use super::contents::{self, Schema};
use super::filled::{self, Filled};
use super::installation::Installation;
use crate::smtp_server::SmtpServer;
use crate::support::Server;
use crate::wait::wait_until;

#[test]
#[ignore = "needs the previous version: make test-upgrade"]
fn everything_is_kept_on_sqlite() {
    upgrade(Installation::on_sqlite());
}

#[test]
#[ignore = "needs the previous version: make test-upgrade"]
fn everything_is_kept_on_postgres() {
    upgrade(Installation::on_postgres());
}

fn upgrade(mut installation: Installation) {
    let filled = Filled::by_previous(&mut installation);
    let schema = Schema::of(&installation);
    let before = schema.read(&installation);
    assert_eq!(before["users"].len(), 7, "{before:?}");

    let migrated = installation.current().run(&["migrate", "up"]);
    assert_eq!(migrated.code, 0, "{migrated:?}");
    contents::assert_same(&before, &schema.read(&installation));

    let smtp = SmtpServer::start();
    let mut installation = installation.set("SMTP_URL", &format!("smtp://127.0.0.1:{}", smtp.port()));
    // The next attempt may be minutes away.
    installation.rows("UPDATE outbox SET next_attempt_at = 0");
    let server = Server::start(installation.current());
    filled.check_given_out(&server);
    filled::check_passwords(&server);
    filled::check_commands(&mut installation);
    let jonas = "jonas@example.org".to_owned();
    wait_until("message to jonas", || smtp.recipients().contains(&jonas));
    assert_eq!(server.stop().code, 0);
}
