//! TLS connections to PostgreSQL and the verification of its certificate (`sslmode`).

use crate::postgres_server::PostgresServer;
use crate::support::*;
use std::path::Path;
use std::process::Command;
use vestibule::config::DatabaseUrl;
use vestibule::store::Db;

/// A self-signed certificate for `localhost`, its key, and the path of the certificate. Debian's PostgreSQL packages install
/// `openssl`.
fn certificate(folder: &Path, name: &str) -> (String, String, String) {
    let path = |suffix: &str| folder.join(format!("{name}.{suffix}")).display().to_string();
    let (certificate, key) = (path("crt"), path("key"));
    let mut command = Command::new("openssl");
    command.args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc", "-days", "1"]);
    command.args([
        "-subj",
        "/CN=localhost",
        "-addext",
        "subjectAltName=DNS:localhost",
        "-addext",
        "basicConstraints=CA:FALSE",
    ]);
    let made = command.args(["-keyout", &key, "-out", &certificate]).output();
    let made = made.unwrap_or_else(|error| panic!("openssl cannot be run, install it: {error}"));
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let read = |path: &str| std::fs::read_to_string(path).unwrap();
    (read(&certificate), read(&key), certificate)
}

async fn connects(url: &str) -> bool {
    let db = Db::connect(url).await.unwrap();
    db.migrations().status().await.is_ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_certificate_of_the_server_is_verified() {
    let folder = tempfile::tempdir().unwrap();
    let (certificate_pem, key, root) = certificate(folder.path(), "root");
    let (_, _, other) = certificate(folder.path(), "other");
    let postgres = PostgresServer::start_with_tls(&certificate_pem, &key);
    let at = |host: &str, query: &str| postgres.url().replace("127.0.0.1", host) + "?" + query;

    assert!(connects(&at("localhost", &format!("sslmode=verify-full&sslrootcert={root}"))).await);
    assert!(connects(&at("localhost", "sslmode=require")).await);
    assert!(
        !connects(&at("localhost", &format!("sslmode=verify-full&sslrootcert={other}"))).await,
        "another certificate"
    );
    assert!(!connects(&at("127.0.0.1", &format!("sslmode=verify-full&sslrootcert={root}"))).await, "another name");

    let plain = PostgresServer::start();
    assert!(!connects(&format!("{}?sslmode=require", plain.url())).await, "a server without TLS");
}

#[tokio::test(flavor = "multi_thread")]
async fn all_connections_are_encrypted_including_the_listener() {
    let folder = tempfile::tempdir().unwrap();
    let (certificate_pem, key, root) = certificate(folder.path(), "root");
    let postgres = PostgresServer::start_with_tls(&certificate_pem, &key);
    let url = format!("{}?sslmode=verify-full&sslrootcert={root}", postgres.url().replace("127.0.0.1", "localhost"));
    let near = TestApp::new().await;
    let app = near.replica(|config| config.database_url = DatabaseUrl::new(url)).await;
    app.member("maren").await;
    while !app.accounts.uses_session_cache() {
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    let lines =
        "SELECT ssl::text FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE application_name = 'vestibule'";
    let lines = run(&postgres.url(), lines).await;
    assert!(lines.len() >= 2, "the pool and the listener: {lines:?}");
    assert!(lines.iter().all(|encrypted| encrypted == "true"), "{lines:?}");
}

async fn run(url: &str, sql: &'static str) -> Vec<String> {
    use sqlx::Connection as _;
    let mut connection = sqlx::PgConnection::connect(url).await.unwrap();
    let rows: Vec<(String,)> = sqlx::query_as(sql).fetch_all(&mut connection).await.unwrap();
    rows.into_iter().map(|(text,)| text).collect()
}
