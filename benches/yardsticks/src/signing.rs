//! Measures how many tokens this machine can sign per second with RS256, which is the maximum rate of answers to clients.

use crate::Result;
use ring::rand::SystemRandom;
use ring::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use std::{
    thread,
    time::{Duration, Instant},
};

/// A key of 2048 bits, as the program makes them. It protects nothing.
const KEY: &[u8] = include_bytes!("../../../tests/support/client_key.der");
/// About as long as what is signed of a token.
const MESSAGE: [u8; 700] = [b'x'; 700];

/// The signatures per second of all threads together.
pub fn rate(threads: u32, window: Duration) -> Result<f64> {
    let threads: Vec<_> = (0..threads).map(|_| thread::spawn(move || rate_of_thread(window))).collect();
    threads.into_iter().map(|thread| thread.join().map_err(|_| "a signing thread panicked")?).sum()
}

fn rate_of_thread(window: Duration) -> Result<f64> {
    let key = RsaKeyPair::from_der(KEY).map_err(|error| format!("the key: {error}"))?;
    let random = SystemRandom::new();
    let mut signature = vec![0; key.public().modulus_len()];
    let mut sign = || key.sign(&RSA_PKCS1_SHA256, &random, &MESSAGE, &mut signature).map_err(|_| "no signature");

    // The first one is not measured: it includes the page faults of new memory.
    sign()?;
    let started = Instant::now();
    let mut signatures = 0.0;
    while started.elapsed() < window {
        sign()?;
        signatures += 1.0;
    }
    Ok(signatures / started.elapsed().as_secs_f64())
}
