//! The PostgreSQL servers that `DATABASE_URL` names, as `vestibule check` shows them.

use crate::database::TestDatabase;
use crate::support::{Place, block_on};
use serde_json::json;
use url::{Position, Url};

/// Only on PostgreSQL.
#[test]
fn servers_of_the_database_are_named_with_what_they_are() {
    let database = block_on(TestDatabase::new());
    if !database.is_postgres() {
        return;
    }
    let url = database.url();
    let up = Url::parse(url.expose()).expect("a URL")[Position::BeforeHost..Position::AfterPort].to_owned();
    let down = format!("127.0.0.1:{}", crate::port::free_port());
    let both = url.expose().replacen(&up, &format!("{down},{up}"), 1);
    let servers = Place::on_postgres(&both).run(&["check", "--json"]).json()["servers"].clone();
    let first = servers[0].as_str().unwrap_or_default();
    assert!(first.starts_with(&format!("{down} (DATABASE_URL) does not answer: ")), "{servers}");
    assert_eq!(servers[1], json!(format!("{up} (DATABASE_URL) accepts writes")));

    let wrong = Place::on_postgres(&format!("postgres://u:hidden@{down},,{up}/v")).run(&["check"]);
    let message =
        "error: DATABASE_URL names 3 hosts, of which number 2 is missing between two commas, or before or after one.";
    wrong.failed(1, message);
}
