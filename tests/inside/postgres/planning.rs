//! Only the statements of the directory are planned by settings of our own.

use crate::support::store::database;
use vestibule::store::{Conn, Db, StoreError, Tx};

/// What the planner of a connection may do: read whole tables, gather, compile.
const SETTINGS: &str = "SELECT current_setting('enable_seqscan') || ' ' || \
    current_setting('max_parallel_workers_per_gather') || ' ' || current_setting('jit')";

async fn settings(conn: &mut Conn) -> Result<String, StoreError> {
    let Conn::Postgres(connection) = conn else { unreachable!("this is PostgreSQL") };
    Ok(sqlx::query_as::<_, (String,)>(SETTINGS).fetch_one(&mut **connection).await?.0)
}

async fn settings_of_lists(db: &Db) -> String {
    db.read_directory(|conn| Box::pin(settings(conn))).await.expect("settings")
}

#[tokio::test]
async fn lists_have_settings_of_their_own_and_all_else_has_those_of_the_server() {
    let (place, db) = database().await;
    assert!(place.is_postgres(), "name a server in TEST_DATABASE_URL, as scripts/with-postgres.sh does");
    let usual = place.run(SETTINGS).await.remove(0);
    assert_ne!(usual, "off 0 off");
    assert_eq!(settings_of_lists(&db).await, "off 0 off");
    assert_eq!(db.read(|conn| Box::pin(settings(conn))).await.expect("settings"), usual);
    let written = db.write(async |mut tx: Tx| settings(&mut tx).await);
    assert_eq!(written.await.expect("settings"), usual);
    assert_eq!(settings_of_lists(&db).await, "off 0 off");
}
