//! What may be wrong with a standby: it lags, was promoted, belongs to another cluster or has not followed a failover.

use super::*;
use crate::binary::Place;
use vestibule::config::Config;

async fn run(server: &PostgresServer, sql: &str) -> Vec<String> {
    run_on(&server.url(), sql).await.expect("SQL that runs")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_standby_whose_replay_pauses_is_left_out_until_it_has_caught_up() {
    let cluster = Cluster::new().await;
    run(&cluster.standby, "SELECT 'asked' FROM pg_wal_replay_pause()").await;
    let is_paused = async || run(&cluster.standby, "SELECT pg_get_wal_replay_pause_state()").await == ["paused"];
    eventually("the replay pauses", is_paused).await;
    for number in 0..5 {
        cluster.assert_exact(&format!("Number {number}")).await;
    }
    cluster.wait_until(Some(LeftOut::Behind)).await;
    assert!(cluster.state().lag > Duration::from_secs(1), "{:?}", cluster.state());
    assert_eq!(ready(&cluster.reader).await, ["behind"]);
    let (reads, since) = (cluster.state().reads, tokio::time::Instant::now());
    for number in 5..25 {
        cluster.assert_exact(&format!("Number {number}")).await;
    }
    assert_eq!(cluster.state().reads, reads);
    assert!(since.elapsed() < 20 * Duration::from_millis(200), "no read waits for it: {:?}", since.elapsed());

    run(&cluster.standby, "SELECT 'asked' FROM pg_wal_replay_resume()").await;
    cluster.wait_until(None).await;
    cluster.assert_exact("Maren Holt").await;
}

/// As one that lags for an hour: nobody can say yet for how long.
#[tokio::test(flavor = "multi_thread")]
async fn a_standby_that_has_lagged_since_before_the_start_is_not_read_before_it_has_caught_up() {
    let cluster = Cluster::new().await;
    run(&cluster.standby, "SELECT 'asked' FROM pg_wal_replay_pause()").await;
    let is_paused = async || run(&cluster.standby, "SELECT pg_get_wal_replay_pause_state()").await == ["paused"];
    eventually("the replay pauses", is_paused).await;
    cluster.writer.add("jonas", "Jonas Berg").await;

    let reader = reading(&cluster.writer, &cluster.primary, &[&cluster.standby]).await;
    reader.db.look_at_standbys().await;
    assert!(matches!(reasons(&reader)[..], [Some(LeftOut::Unknown | LeftOut::Behind)]), "{:?}", states(&reader));
    let list = reader.read(&cluster.admin, "/api/users?q=jonas").await.expect_status(200).json();
    assert_eq!(list["users"][0]["name"], "Jonas Berg");
    eventually("the lag is known", async || reasons(&reader) == [Some(LeftOut::Behind)]).await;
    assert_eq!(ready(&reader).await, ["behind"]);
    assert_eq!(states(&reader)[0].reads, 0);

    // The database has a secret that the command lacks, so it gets another one of the same servers.
    let empty = |url: String| format!("{}template1", url.strip_suffix("postgres").expect("the name of a database"));
    let place = Place::on_postgres(&empty(cluster.primary.url()));
    let place = place.set("DATABASE_READ_URL", &empty(cluster.standby.url()));
    let checked = place.run(&["check"]);
    assert_eq!(checked.code, 0, "{checked:?}");
    assert!(checked.stdout.contains(" bytes behind the primary, and for how long is not known yet."), "{checked:?}");

    run(&cluster.standby, "SELECT 'asked' FROM pg_wal_replay_resume()").await;
    eventually("the standby has caught up", async || reasons(&reader) == [None]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_standby_that_was_promoted_is_not_read() {
    let cluster = Cluster::new().await;
    cluster.assert_exact("Before").await;
    cluster.standby.promote();
    run(&cluster.standby, "UPDATE users SET name = 'Somebody else' RETURNING name").await;
    for number in 0..20 {
        cluster.assert_exact(&format!("Number {number}")).await;
    }
    cluster.wait_until(Some(LeftOut::OtherPrimary)).await;
    assert_eq!(ready(&cluster.reader).await, ["another primary"]);
    cluster.assert_exact("Afterwards").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_primary_and_a_server_of_another_cluster_are_reported_and_not_read() {
    let cluster = Cluster::new().await;
    let other = PostgresServer::start();
    let reader = reading(&cluster.reader, &cluster.primary, &[&other, &cluster.primary, &cluster.standby]).await;
    let expected = [Some(LeftOut::OtherCluster), Some(LeftOut::Primary), None];
    eventually("the states of the standbys", async || reasons(&reader) == expected).await;
    assert_eq!(ready(&reader).await, ["another cluster", "primary", "used"]);
    for number in 0..20 {
        cluster.assert_exact(&format!("Number {number}")).await;
        assert_eq!(cluster.listed_name(&reader).await, format!("Number {number}"));
    }
    let lags: Vec<_> = states(&reader).iter().take(2).map(|state| state.lag).collect();
    assert_eq!(lags, [Duration::ZERO; 2], "neither follows the primary");

    let place = Place::on_postgres(&other.url()).set("DATABASE_READ_URL", &cluster.primary.url());
    let checked = place.run(&["check"]);
    assert_eq!(checked.code, 0, "{checked:?}");
    let address = cluster.primary.url().replace("postgres://postgres@", "").replace("/postgres", "");
    let problem =
        format!("Lists are not read at the standby {address} of DATABASE_READ_URL: it belongs to another cluster ");
    assert!(checked.stdout.contains(&problem), "{checked:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_database_of_the_same_cluster_is_reported_and_not_read() {
    let cluster = Cluster::new().await;
    run(&cluster.primary, "CREATE DATABASE other TEMPLATE template0").await;
    let url = format!("{}other", cluster.standby.url().strip_suffix("postgres").expect("the name of the database"));
    let configure = |config: &mut Config| {
        config.database_url = DatabaseUrl::new(cluster.primary.url());
        config.database_read_urls = vec![DatabaseUrl::new(url)];
        config.database_read_lag = Duration::from_secs(1);
    };
    let reader = cluster.writer.replica(configure).await;
    eventually("the standby is left out", async || reasons(&reader) == [Some(LeftOut::OtherDatabase)]).await;
    assert_eq!(ready(&reader).await, ["another database"]);
    cluster.assert_exact("Maren Winter").await;
    assert_eq!(cluster.listed_name(&reader).await, "Maren Winter");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_standby_that_has_not_followed_a_failover_is_not_read_before_it_has() {
    let near = TestApp::new().await;
    let former = PostgresServer::start();
    let app = near.replica(|config| config.database_url = DatabaseUrl::new(former.url())).await;
    let (_, admin) = app.administrator("aiko").await;
    let (primary, standby) = (former.standby(), former.standby());
    former.stop_immediately();
    primary.promote();

    let reader = reading(&near, &primary, &[&standby]).await;
    eventually("the standby is left out", async || reasons(&reader) == [Some(LeftOut::OtherTimeline)]).await;
    let list = async || reader.read(&admin, "/api/users").await.expect_status(200).json();
    let count = async || list().await["pagination"]["total"].clone();
    assert_eq!(count().await, 1);
    reader.add("maren", "Maren Holt").await;
    assert_eq!(count().await, 2);

    run(&standby, &format!("ALTER SYSTEM SET primary_conninfo = '{}'", primary.url())).await;
    run(&standby, "SELECT pg_reload_conf()::text").await;
    eventually("the standby has followed", async || reasons(&reader) == [None]).await;
    reader.add("jonas", "Jonas Berg").await;
    assert_eq!(count().await, 3);
}
