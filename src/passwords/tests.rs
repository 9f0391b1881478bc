//! Hashing and verifying through the hashing threads.

use super::*;
use crate::entropy::SystemEntropy;
use std::time::Duration;

/// Cheap enough for fast tests. The configuration rejects a cost below the minimum.
const CHEAP: Argon2Cost = Argon2Cost { memory: 64, iterations: 1, parallelism: 1 };

fn passwords(cost: Argon2Cost) -> Passwords {
    Passwords::new(cost, Arc::new(SystemEntropy))
}

#[tokio::test]
async fn a_password_matches_its_own_hash_and_no_other() {
    let passwords = passwords(Argon2Cost::MINIMUM);
    let hash = passwords.hash("Kettle-Orbit-9", Priority::sign_in(None)).await.unwrap();
    assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
    assert_eq!(passwords.verify("Kettle-Orbit-9", &hash, Priority::sign_in(None)).await, Ok(Verdict::Right));
    assert_eq!(passwords.verify("kettle-orbit-9", &hash, Priority::sign_in(None)).await, Ok(Verdict::Wrong));
}

#[tokio::test]
async fn a_cheap_hash_is_right_but_outdated() {
    let passwords = passwords(CHEAP);
    let hash = hash_cheaply("Kettle-Orbit-9", &SystemEntropy);
    assert_eq!(passwords.verify("Kettle-Orbit-9", &hash, Priority::sign_in(None)).await, Ok(Verdict::RightButOutdated));
    assert_eq!(passwords.verify("kettle-orbit-9", &hash, Priority::sign_in(None)).await, Ok(Verdict::Wrong));
}

#[tokio::test]
async fn every_hash_has_its_own_salt() {
    let passwords = passwords(CHEAP);
    let (one, other) = (
        passwords.hash("same", Priority::sign_in(None)).await.unwrap(),
        passwords.hash("same", Priority::sign_in(None)).await.unwrap(),
    );
    assert_ne!(one, other);
    let salt = one.split('$').nth(4).unwrap();
    assert_eq!(salt.len(), 22, "16 bytes in base64");
}

#[tokio::test]
async fn foreign_hashes_are_right_but_outdated() {
    let passwords = passwords(CHEAP);
    let hash = "pbkdf2:sha256:1000$Vq3sZ0xT8mKp$582af82ab1d9987aaf95bca731f80d00c11e952d78268312b97ca0beae634aea";
    assert_eq!(passwords.verify("Grüße, Maren 7!", hash, Priority::sign_in(None)).await, Ok(Verdict::RightButOutdated));
    assert_eq!(passwords.verify("Grüße, Maren 8!", hash, Priority::sign_in(None)).await, Ok(Verdict::Wrong));
}

#[tokio::test]
async fn hashes_that_take_much_memory_wait_for_room_and_keep_nobody_else_waiting() {
    let passwords = passwords(CHEAP);
    let scrypt = |cost: u32| format!("scrypt:{cost}:8:1$salt${}", "00".repeat(64));
    let argon2 = "$argon2id$v=19$m=65536,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZg$EvlELTAU5W+ad0ZBESzy6uyx7LDk8jDtuhu9GsXKiPU";
    let (large, small) = ([scrypt(65_536), argon2.to_owned()], hash_cheaply("Kettle-Orbit-9", &SystemEntropy));
    let verify = async |hash: &str| passwords.verify("Kettle-Orbit-9", hash, Priority::sign_in(None)).await;

    let others = passwords.room.part(&scrypt(262_144)).await.unwrap();
    for hash in &large {
        assert!(tokio::time::timeout(Duration::from_millis(50), verify(hash)).await.is_err(), "{hash}");
    }
    assert_eq!(verify(&small).await, Ok(Verdict::RightButOutdated));
    drop(others);
    for hash in &large {
        assert_eq!(verify(hash).await, Ok(Verdict::Wrong), "{hash}");
    }
}

#[tokio::test]
async fn argon2_hashes_of_django_are_right_but_outdated() {
    let passwords = passwords(CHEAP);
    // Created with Django 5.2.
    let hash = "argon2$argon2id$v=19$m=1024,t=2,p=2$VnEzc1oweFQ4bUtw$zPleYkjnKiITp8xo/n+amzcS/o70SwZOORWRWnul1gY";
    assert_eq!(check_stored(hash), Ok(()));
    let verify = |password| passwords.verify(password, hash, Priority::sign_in(None));
    assert_eq!(verify("Grüße, Maren 7!").await, Ok(Verdict::RightButOutdated));
    assert_eq!(verify("Grüße, Maren 8!").await, Ok(Verdict::Wrong));
}

#[tokio::test]
async fn argon2_hashes_of_directories_are_right_but_outdated() {
    let passwords = passwords(CHEAP);
    let hash = "{ARGON2}$argon2id$v=19$m=64,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZg$tAmxe3HAlpPzzm6dqmJEb1cNZVeOLtyVFfLOt0wvCPE";
    assert_eq!((check_stored(hash), format_name(hash)), (Ok(()), "Argon2"));
    let verify = |password| passwords.verify(password, hash, Priority::sign_in(None));
    assert_eq!(verify("Grüße, Maren 7!").await, Ok(Verdict::RightButOutdated));
    assert_eq!(verify("Grüße, Maren 8!").await, Ok(Verdict::Wrong));
}

#[test]
fn a_too_expensive_argon2_hash_is_rejected() {
    let hash =
        |cost| format!("$argon2id$v=19${cost}$MDEyMzQ1Njc4OWFiY2RlZg$EvlELTAU5W+ad0ZBESzy6uyx7LDk8jDtuhu9GsXKiPU");
    for cost in ["m=1048576,t=1,p=1", "m=262145,t=1,p=1", "m=262144,t=4,p=1", "m=64,t=12289,p=1"] {
        assert_eq!(check_stored(&hash(cost)), Err(UnusableHash::TooCostly("Argon2")), "{cost}");
        assert_eq!(check_stored(&format!("argon2{}", hash(cost))), Err(UnusableHash::TooCostly("Argon2")), "{cost}");
    }
    for cost in ["m=262144,t=3,p=1", "m=102400,t=2,p=8", "m=65536,t=3,p=4"] {
        assert_eq!(check_stored(&hash(cost)), Ok(()), "{cost}");
    }
    assert_eq!(check_stored("$argon2id$v=19$m=64"), Err(UnusableHash::Unreadable("Argon2")));
}

/// Typed on one keyboard and on another one, such as that of macOS.
const COMPOSED: &str = "Gr\u{fc}\u{df}e, Maren 7!";
const DECOMPOSED: &str = "Gru\u{308}\u{df}e, Maren 7!";

#[tokio::test]
async fn a_password_matches_however_its_letters_were_typed() {
    let passwords = passwords(CHEAP);
    let verify = async |password: &str, hash: &str| passwords.verify(password, hash, Priority::sign_in(None)).await;
    for chosen in [COMPOSED, DECOMPOSED] {
        let hash = passwords.hash(chosen, Priority::sign_in(None)).await.unwrap();
        for typed in [COMPOSED, DECOMPOSED] {
            assert_eq!(verify(typed, &hash).await, Ok(Verdict::Right), "{chosen:?} {typed:?}");
        }
        assert_eq!(verify("Gru\u{308}\u{df}e, Maren 8!", &hash).await, Ok(Verdict::Wrong));
        assert_eq!(verify("Grusse, Maren 7!", &hash).await, Ok(Verdict::Wrong));
    }
    // Hashes of a seed and of imported texts.
    let hash = hash_cheaply(DECOMPOSED, &SystemEntropy);
    assert_eq!(verify(COMPOSED, &hash).await, Ok(Verdict::RightButOutdated));
}

/// Made by Werkzeug, by Argon2 with the cost of this test, and by Argon2 with less.
#[tokio::test]
async fn a_hash_of_the_text_as_it_was_sent_is_right_but_outdated() {
    let passwords = passwords(CHEAP);
    let verify = async |password: &str, hash: &str| passwords.verify(password, hash, Priority::sign_in(None)).await;
    for hash in [
        "pbkdf2:sha256:1000$Vq3sZ0xT8mKp$fb1bbb6efc279bec8a7ef3f6398e19171e561042ec9a383a9811daae830d63a8",
        "$argon2id$v=19$m=64,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZg$YC3FSt3Fo2BaRBThgJWnle5hU1UtYnn8IleZogSHMXM",
        "argon2$argon2id$v=19$m=64,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZg$YC3FSt3Fo2BaRBThgJWnle5hU1UtYnn8IleZogSHMXM",
    ] {
        assert_eq!(verify(DECOMPOSED, hash).await, Ok(Verdict::RightButOutdated), "{hash}");
        // What was sent then is not known.
        assert_eq!(verify(COMPOSED, hash).await, Ok(Verdict::Wrong), "{hash}");
    }
    // The same of what is composed, as nearly all of them are.
    let hash = "pbkdf2:sha256:1000$Vq3sZ0xT8mKp$582af82ab1d9987aaf95bca731f80d00c11e952d78268312b97ca0beae634aea";
    assert_eq!(verify(DECOMPOSED, hash).await, Ok(Verdict::RightButOutdated));
    let hash = "$argon2id$v=19$m=64,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZg$tAmxe3HAlpPzzm6dqmJEb1cNZVeOLtyVFfLOt0wvCPE";
    assert_eq!(verify(DECOMPOSED, hash).await, Ok(Verdict::Right));
    for stored in [NONE, "!made-up", "", "?"] {
        assert_eq!(verify(DECOMPOSED, stored).await, Ok(Verdict::Wrong), "{stored:?}");
    }
}

/// Accounts that exist and those that do not go through this, so they take the same time.
#[tokio::test]
async fn only_a_text_that_is_not_composed_is_hashed_twice() {
    let passwords = passwords(CHEAP);
    let lengths = async |password: &str| {
        passwords
            .in_each_form(password, Priority::sign_in(None), |_: &Hasher, text: &[u8], _: &mut Memory| text.len())
            .await
    };
    assert_eq!(lengths("Kettle-Orbit-9").await, Ok((14, None)));
    assert_eq!(lengths("Käse").await, Ok((5, None)));
    assert_eq!(lengths("Ka\u{308}se").await, Ok((5, Some(6))));
    assert_eq!(passwords.verify_dummy(DECOMPOSED, Priority::sign_in(None)).await, Ok(()));
}

/// The processor time of this thread. Unlike wall-clock time, it does not depend on other processes.
fn processor_time(work: impl FnOnce()) -> Duration {
    let now = || {
        let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
        Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap())
    };
    let started = now();
    work();
    now() - started
}

#[test]
fn a_missing_account_and_an_invalid_hash_take_as_long_as_a_wrong_password() {
    let hasher = Hasher::new(Argon2Cost::MINIMUM);
    let mut memory = Memory::default();
    let hash = hasher.hash(b"Kettle-Orbit-9", &[7; argon::SALT_LEN], &mut memory);
    let mut best = [Duration::MAX; 4];
    for _ in 0..5 {
        let wrong = processor_time(|| assert_eq!(verify(&hasher, b"wrong", &hash, &mut memory), Verdict::Wrong));
        let invalid = processor_time(|| assert_eq!(verify(&hasher, b"wrong", "?", &mut memory), Verdict::Wrong));
        let missing = processor_time(|| hasher.verify_dummy(b"wrong", &mut memory));
        // A hash that alone would take a microsecond.
        let quick = "{SSHA}bEmlqYBkroNE5e8vEbl21TGCBw7w8fLz9PX29w==";
        let quick = processor_time(|| assert_eq!(verify(&hasher, b"wrong", quick, &mut memory), Verdict::Wrong));
        best = [best[0].min(wrong), best[1].min(invalid), best[2].min(missing), best[3].min(quick)];
    }
    let [wrong, invalid, missing, quick] = best.map(|time| time.as_secs_f64());
    for (what, time) in [("invalid hash", invalid), ("missing account", missing), ("quick hash", quick)] {
        assert!((0.7..1.4).contains(&(time / wrong)), "{what}: {time} s, a wrong password: {wrong} s");
    }
}
