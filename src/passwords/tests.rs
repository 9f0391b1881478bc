//! The hashing threads seen from outside.

use super::*;
use crate::entropy::SystemEntropy;
use std::time::{Duration, Instant};

/// Little enough for quick tests. The configuration lets nothing below the minimum through.
const CHEAP: Argon2Cost = Argon2Cost { memory: 64, iterations: 1, parallelism: 1 };

fn passwords(cost: Argon2Cost) -> Passwords {
    Passwords::new(cost, Arc::new(SystemEntropy))
}

#[tokio::test]
async fn a_password_matches_its_own_hash_and_no_other() {
    let passwords = passwords(Argon2Cost::MINIMUM);
    let hash = passwords.hash("Kettle-Orbit-9").await.unwrap();
    assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
    assert_eq!(passwords.verify("Kettle-Orbit-9", &hash).await, Ok(Verdict::Right));
    assert_eq!(passwords.verify("kettle-orbit-9", &hash).await, Ok(Verdict::Wrong));
}

#[tokio::test]
async fn every_hash_has_a_salt_of_its_own() {
    let passwords = passwords(CHEAP);
    let (one, other) = (passwords.hash("same").await.unwrap(), passwords.hash("same").await.unwrap());
    assert_ne!(one, other);
    let salt = one.split('$').nth(4).unwrap();
    assert_eq!(salt.len(), 22, "16 bytes in base64");
}

#[tokio::test]
async fn foreign_hashes_are_right_but_outdated() {
    let passwords = passwords(CHEAP);
    let hash = "pbkdf2:sha256:1000$Vq3sZ0xT8mKp$582af82ab1d9987aaf95bca731f80d00c11e952d78268312b97ca0beae634aea";
    assert_eq!(passwords.verify("Grüße, Maren 7!", hash).await, Ok(Verdict::RightButOutdated));
    assert_eq!(passwords.verify("Grüße, Maren 8!", hash).await, Ok(Verdict::Wrong));
}

/// The shortest of a few runs: what the machine does besides can only lengthen them.
async fn quickest<F: Future>(mut work: impl FnMut() -> F) -> Duration {
    let mut best = Duration::MAX;
    for _ in 0..8 {
        let started = Instant::now();
        work().await;
        best = best.min(started.elapsed());
    }
    best
}

#[tokio::test]
async fn nobody_and_an_unreadable_hash_take_as_long_as_a_wrong_password() {
    let passwords = passwords(Argon2Cost::MINIMUM);
    let hash = passwords.hash("Kettle-Orbit-9").await.unwrap();
    let wrong = quickest(|| passwords.verify("wrong", &hash)).await;
    let nobody = quickest(|| passwords.verify_nobody("wrong")).await;
    let unreadable = quickest(|| passwords.verify("wrong", "unreadable")).await;
    for (what, time) in [("nobody", nobody), ("unreadable", unreadable)] {
        assert!(time > wrong / 2 && time < wrong * 2, "{what}: {time:?}, a wrong password: {wrong:?}");
    }
    assert_eq!(passwords.verify("wrong", "unreadable").await, Ok(Verdict::Wrong));
}
