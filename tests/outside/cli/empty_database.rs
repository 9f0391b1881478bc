//! Commands that need data, on a database without tables.

use super::NEED_DATA;
use crate::database::TestDatabase;
use crate::support::{Place, block_on};
use url::Url;
use vestibule::config::DatabaseUrl;

/// An empty database, and a directory whose `DATABASE_URL` names it, on PostgreSQL with a password.
fn empty_database() -> (TestDatabase, Place, DatabaseUrl) {
    let database = block_on(TestDatabase::new());
    let url = match database.url().sqlite_file() {
        Some(file) => {
            std::fs::write(file, "").expect("an empty file");
            database.url()
        }
        None => {
            let mut url = Url::parse(database.url().expose()).expect("a URL");
            // A server that asks for no password ignores it.
            if url.password().is_none() {
                url.set_password(Some("quiet-lantern")).expect("a URL with a host");
            }
            DatabaseUrl::new(url)
        }
    };
    let place = Place::on_postgres(url.expose());
    (database, place, url)
}

fn tables(database: &TestDatabase) -> Vec<String> {
    block_on(database.run(if database.is_postgres() {
        "SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public'"
    } else {
        "SELECT name FROM sqlite_schema"
    }))
}

#[test]
fn commands_that_need_data_create_nothing_in_an_empty_database() {
    let (database, place, url) = empty_database();
    place.write("people.csv", "email\nmaren@example.org\n");
    let shown = url.sqlite_file().map_or_else(|| url.to_string(), |file| file.display().to_string());
    assert!(!shown.contains("quiet-lantern"), "{shown}");
    let message = format!(
        "error: the database {shown} is empty: run the command in the folder of the server, or name the database with \
         DATABASE_URL, VESTIBULE_DATA_DIR or --env-file"
    );
    for arguments in NEED_DATA {
        place.run(arguments).failed(1, &message);
        assert_eq!(tables(&database), [""; 0], "{arguments:?}");
    }
    assert!(!place.path("out.csv").exists() && !place.path("backup.db").exists());

    // What creates something is done in an empty database.
    assert_eq!(place.run(&["group", "create", "editors"]).code, 0);
    assert!(place.run(&["group", "list"]).stdout.contains("editors"));
}

#[test]
fn the_database_of_an_earlier_version_is_upgraded() {
    let (_database, place, _) = empty_database();
    assert_eq!(place.run(&["migrate", "up", "1"]).code, 0);
    assert_eq!(place.run(&["user", "list"]).code, 0);
    assert_eq!(place.run(&["migrate", "up"]).stdout, "Nothing to apply: the database is up to date.\n");
}
