//! Measures the processor time of a start, and counts its instructions under valgrind.

use crate::{Result, callgrind, owner::Owner, server::Server};
use std::{collections::BTreeMap, fs, path::Path, time::Duration};

/// An odd number, so that there is a median.
const STARTS: usize = 11;

/// Processor time until the first answer of `/live`.
pub struct Times {
    /// With an empty folder, in which the server makes its database and its keys.
    pub first: Duration,
    /// With an existing database.
    pub again: Duration,
}

/// Measures both kinds of start.
///
/// # Errors
/// The server does not start.
pub fn measure_times(release: &str) -> Result<Times> {
    let (mut first, mut again) = (Vec::new(), Vec::new());
    for _ in 0..STARTS {
        let folder = tempfile::tempdir()?;
        for times in [&mut first, &mut again] {
            let server = Server::start(&[release], folder.path())?;
            times.push(server.processor_time()?);
            server.stop()?;
        }
    }
    Ok(Times { first: median(first), again: median(again) })
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// Counts the instructions of a start with an existing database, the first answer and the end, by raw names of functions. `symbols`:
/// the program with symbols. `release`: the same program, which makes the database.
///
/// # Errors
/// valgrind is not installed, or the server does not start under it.
pub fn count_instructions(
    release: &str,
    symbols: &str,
    owner: impl FnMut(&callgrind::Function<'_>) -> Owner,
) -> Result<BTreeMap<Owner, u64>> {
    let folder = tempfile::tempdir()?;
    Server::start(&[release], folder.path())?.stop()?;
    let file = folder.path().join("callgrind.out");
    let out = format!("--callgrind-out-file={}", file.display());
    // Both names are needed to find out which functions call the allocator, and to demangle them here.
    let command = [valgrind()?, "--quiet", "--tool=callgrind", "--demangle=no", "--error-limit=no", &out, symbols];
    Server::start(&command, folder.path())?.stop()?;
    callgrind::sum(&fs::read_to_string(&file)?, owner)
}

fn valgrind() -> Result<&'static str> {
    let places = ["/usr/bin/valgrind", "/usr/local/bin/valgrind"];
    let found = places.into_iter().find(|place| Path::new(place).exists());
    Ok(found.ok_or("valgrind is not installed: run scripts/setup/valgrind.sh, or leave the instructions out with --without-valgrind")?)
}
