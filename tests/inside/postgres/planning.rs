//! Only the statements of the user directory run with changed planner settings.

use crate::support::store::database;
use crate::support::*;
use vestibule::store::{Conn, Db};

/// The planner settings of a connection: sequential scans, parallel workers and JIT.
const SETTINGS: &str = "SELECT current_setting('enable_seqscan') || ' ' || \
    current_setting('max_parallel_workers_per_gather') || ' ' || current_setting('jit')";

async fn settings(conn: &mut Conn) -> Result<String, StoreError> {
    let Conn::Postgres(connection) = conn else { unreachable!("this is PostgreSQL") };
    Ok(sqlx::query_as::<_, (String,)>(SETTINGS).fetch_one(connection).await?.0)
}

async fn settings_of_lists(db: &Db) -> String {
    db.read_directory(async |mut conn| settings(&mut conn).await).await.expect("settings")
}

#[tokio::test]
async fn only_directory_reads_change_the_planner_settings() {
    let (place, db) = database().await;
    assert!(place.is_postgres(), "name a server in TEST_DATABASE_URL, as scripts/with-postgres.sh does");
    let default_settings = place.run(SETTINGS).await.remove(0);
    assert_ne!(default_settings, "off 0 off");
    assert_eq!(settings_of_lists(&db).await, "off 0 off");
    assert_eq!(db.read(async |mut conn| settings(&mut conn).await).await.expect("settings"), default_settings);
    let written = db.write(async |mut tx: Tx| settings(&mut tx).await);
    assert_eq!(written.await.expect("settings"), default_settings);
    assert_eq!(settings_of_lists(&db).await, "off 0 off");
}
