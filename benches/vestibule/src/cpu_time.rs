//! The processor time of a process, as Linux counts it. The yardsticks read their own, and the benchmark that of the server, in the
//! same way, so that both can be compared.

use crate::Result;
use std::time::Duration;

/// The unit of processor time in `/proc`: a hundredth of a second on every architecture.
const TICK: Duration = Duration::from_millis(10);

/// The processor time of all threads, including those that have ended. `stat`: the content of `/proc/PID/stat`.
pub fn parse(stat: &str) -> Result<Duration> {
    // The second field of proc_pid_stat(5), the name in parentheses, can contain spaces. utime and stime are fields 14 and 15.
    let (_, fields) = stat.rsplit_once(')').ok_or("/proc/PID/stat has no process name")?;
    let mut fields = fields.split_whitespace().skip(11);
    let mut ticks = || fields.next().unwrap_or_default().parse::<u32>();
    Ok(TICK * (ticks()? + ticks()?))
}
