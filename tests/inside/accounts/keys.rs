//! The signing keys that all replicas share, and the secret that encrypts them.

use crate::support::*;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use vestibule::clock::SystemClock;
use vestibule::config::MasterSecret;
use vestibule::entropy::{Entropy, SystemEntropy};
use vestibule::keys::{Keyring, KeyringError, SealedWith, Wrapping};
use vestibule::store::stats::{SqlStats, scope};

fn secret(byte: u8) -> MasterSecret {
    MasterSecret::new(vec![byte; 32])
}

#[tokio::test]
async fn a_token_signed_with_a_new_key_of_another_replica_is_accepted() {
    let one = TestApp::new().await;
    one.register("maren").await;
    // The second replica creates a new key, which the first one has not loaded.
    one.database.run("DELETE FROM signing_keys").await;
    let two = one.replica(|_| {}).await;
    let tokens = two.log_in("maren").await;
    one.me(&tokens.access).expect_status(200).await;
    one.refresh(&tokens).await.expect_status(200);
    let [keys, others] = [one.accounts.signing_keys().jwks(), two.accounts.signing_keys().jwks()];
    assert_eq!(keys, others);
}

#[tokio::test]
async fn many_tokens_with_unknown_keys_cause_few_database_lookups() {
    let (app, other) = (TestApp::new().await, TestApp::new().await);
    let (_, foreign) = other.member("maren").await;
    let stats = Arc::new(SqlStats::default());
    let request = || app.me(&foreign.access).send();
    let flood = async {
        for reply in futures::future::join_all((0..200).map(|_| request())).await {
            assert_eq!(reply.code(), "token_invalid");
        }
    };
    scope(Arc::clone(&stats), flood).await;
    // A lookup takes four statements: the keys of sessions, those of clients, their retired ones, and the secret of refresh
    // tokens. Requests that arrive during a lookup share the next one.
    let lookups = stats.count.load(Ordering::Relaxed) / 4;
    assert!((1..=3).contains(&lookups), "{lookups} looks");
}

#[tokio::test]
async fn the_secret_is_rotated_replica_by_replica_without_interruption() {
    let old = TestApp::new().await;
    let (_, tokens) = old.member("maren").await;
    let sealed_with = async |current, previous| {
        let wrapping = Wrapping::new(&secret(current), Some(&secret(previous)));
        Keyring::check(&old.db, &wrapping).await.expect("a secret that decrypts the keys")
    };
    assert_eq!(sealed_with(7, 6).await, Some(SealedWith::Current));
    assert_eq!(sealed_with(8, 7).await, Some(SealedWith::Previous));

    let new = old
        .replica(|config| {
            config.secret = secret(8);
            config.previous_secret = Some(secret(7));
        })
        .await;
    assert_eq!(sealed_with(8, 7).await, Some(SealedWith::Current));
    let successor = new.refresh(&tokens).await.expect_status(200);
    let again = old.refresh(&tokens).await;
    // A retry at a process with the old one.
    assert_eq!(again.json()["refresh_token"], successor.json()["refresh_token"]);

    let after = old.replica(|config| config.secret = secret(8)).await;
    assert_eq!(after.accounts.signing_keys().jwks(), old.accounts.signing_keys().jwks());
    let again = after.refresh(&tokens).await;
    assert_eq!(again.json()["refresh_token"], successor.json()["refresh_token"]);
}

#[tokio::test]
async fn a_process_with_a_wrong_secret_is_rejected_and_changes_nothing() {
    let app = TestApp::new().await;
    let entropy: Arc<dyn Entropy> = Arc::new(SystemEntropy);
    for wrapping in [Wrapping::new(&secret(8), None), Wrapping::new(&secret(8), Some(&secret(9)))] {
        let opened = Keyring::open(&app.db, wrapping.clone(), &SystemClock, &entropy).await;
        assert!(matches!(opened, Err(KeyringError::WrongSecret)));
        assert!(matches!(Keyring::check(&app.db, &wrapping).await, Err(KeyringError::WrongSecret)));
    }
    let same = Keyring::open(&app.db, Wrapping::new(&secret(7), None), &SystemClock, &entropy).await;
    assert_eq!(same.map(|keys| keys.jwks()).expect("the keys"), app.accounts.signing_keys().jwks());
}
