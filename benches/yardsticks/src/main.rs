//! What Vestibule is compared with by `make bench`, without any of its settings.
//!
//! - `yardsticks bare-axum PORT`: axum with one handler, until the process is killed.
//! - `yardsticks argon2 MEMORY ITERATIONS PARALLELISM THREADS MILLISECONDS`: prints how many passwords the threads hash a second.
//! - `yardsticks rs256 THREADS MILLISECONDS`: prints how many tokens the threads sign a second, and the processor time of one in
//!   microseconds.
//! - `yardsticks stops THREADS MILLISECONDS`: prints the time of all threads together and each gap in it, in microseconds.

mod bare_axum;
/// The benchmark reads the processor time of the server in the same way.
#[path = "../../vestibule/src/cpu_time.rs"]
mod cpu_time;
mod hashing;
mod signing;
mod stops;

use hashing::Cost;
use std::{error::Error, iter, process::ExitCode, time::Duration};

/// Every error ends the program, so a message is sufficient.
type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

const USAGE: &str = "usage: yardsticks bare-axum PORT\n       \
                     yardsticks argon2 MEMORY ITERATIONS PARALLELISM THREADS MILLISECONDS\n       \
                     yardsticks rs256 THREADS MILLISECONDS\n       \
                     yardsticks stops THREADS MILLISECONDS";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

fn run() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let yardstick = arguments.next().ok_or(USAGE)?;
    let numbers = arguments.map(|argument| argument.parse()).collect::<std::result::Result<Vec<u32>, _>>()?;
    match (yardstick.as_str(), numbers.as_slice()) {
        ("bare-axum", &[port]) => bare_axum::run(port.try_into()?),
        ("argon2", &[memory, iterations, parallelism, threads, milliseconds]) => {
            let cost = Cost { memory, iterations, parallelism };
            let rate = hashing::rate(cost, threads, Duration::from_millis(milliseconds.into()))?;
            println!("{rate}");
            Ok(())
        }
        ("rs256", &[threads, milliseconds]) => {
            let (per_second, cpu_micros) = signing::measure(threads, Duration::from_millis(milliseconds.into()))?;
            println!("{per_second} {cpu_micros}");
            Ok(())
        }
        ("stops", &[threads, milliseconds]) => {
            let (time, gaps) = stops::measure(threads, Duration::from_millis(milliseconds.into()))?;
            for duration in iter::once(time).chain(gaps) {
                println!("{}", duration.as_micros());
            }
            Ok(())
        }
        _ => Err(USAGE.into()),
    }
}
