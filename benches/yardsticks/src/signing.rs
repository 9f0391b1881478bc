//! Measures how many tokens this machine can sign per second with RS256, and the processor time that one of them takes.

use crate::{Result, cpu_time};
use ring::rand::SystemRandom;
use ring::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use std::{
    process, thread,
    time::{Duration, Instant},
};

/// A key of 2048 bits, as the program makes them. It protects nothing.
const KEY: &[u8] = include_bytes!("../../../tests/support/client_key.der");
/// About as long as what is signed of a token.
const MESSAGE: [u8; 700] = [b'x'; 700];

/// The signatures of one thread, and for how long it has made them.
struct Signed {
    count: f64,
    time: Duration,
}

/// The signatures per second of all threads together, and the processor time of one in microseconds.
pub fn measure(threads: u32, window: Duration) -> Result<(f64, f64)> {
    let key = RsaKeyPair::from_der(KEY).map_err(|error| format!("the key: {error}"))?;
    let (key, before) = (&key, cpu_time::of_process(process::id())?);
    let signed = thread::scope(|scope| -> Result<Vec<Signed>> {
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(move || sign_for(key, window))).collect();
        threads.into_iter().map(|thread| thread.join().map_err(|_| "a signing thread panicked")?).collect()
    })?;
    let cpu = cpu_time::of_process(process::id())?.saturating_sub(before);
    let per_second = signed.iter().map(|thread| thread.count / thread.time.as_secs_f64()).sum();
    let count: f64 = signed.iter().map(|thread| thread.count).sum();
    Ok((per_second, 1e6 * cpu.as_secs_f64() / count))
}

fn sign_for(key: &RsaKeyPair, window: Duration) -> Result<Signed> {
    let random = SystemRandom::new();
    let mut signature = vec![0; key.public().modulus_len()];
    let (started, mut count) = (Instant::now(), 0.0);
    while started.elapsed() < window {
        key.sign(&RSA_PKCS1_SHA256, &random, &MESSAGE, &mut signature).map_err(|_| "no signature")?;
        count += 1.0;
    }
    Ok(Signed { count, time: started.elapsed() })
}
