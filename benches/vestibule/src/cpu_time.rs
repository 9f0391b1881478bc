//! Reads the processor time of a process. The yardsticks read their own, and the benchmark that of the server, in the same way, so that
//! both can be compared.

use crate::Result;
use nix::{time::ClockId, unistd::Pid};
use std::time::Duration;

/// The processor time of all threads of a process, including those that have ended. Unlike `/proc/PID/stat`, which counts hundredths of a
/// second, this clock counts nanoseconds.
pub fn of_process(id: u32) -> Result<Duration> {
    let clock = ClockId::pid_cpu_clock_id(Pid::from_raw(id.try_into()?))?;
    Ok(clock.now()?.into())
}
