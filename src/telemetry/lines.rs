//! Writes lines from a thread of its own, many in one call.
//!
//! `tracing-appender` does the same, but its end loses lines after fixed times and then writes to standard output, which is for the
//! output of commands.

use std::io::{self, Write};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use std::{mem, thread};
use tracing_subscriber::fmt::MakeWriter;

/// How long lines wait for further ones after others were written. A process that is killed loses the lines of this time.
const GATHERED_FOR: Duration = Duration::from_millis(10);
/// From how many waiting bytes on those who log wait, so that no line is lost: the lines of half a second of the fastest requests.
const MAX_WAITING: usize = 8 * 1024 * 1024;
/// How much memory is kept for the next lines.
const MAX_KEPT: usize = 256 * 1024;

/// Hands lines to the thread. Each call of `write` must be given one line. Clones hand them to the same thread, which runs until the
/// process ends.
#[derive(Clone)]
pub struct Lines(Arc<Shared>);

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    /// The first line waits. Only the thread waits for this.
    begun: Condvar,
    /// The waiting lines were taken, or written.
    progress: Condvar,
}

#[derive(Default)]
struct State {
    waiting: Vec<u8>,
    /// All bytes that were ever handed over, and of them those that were written.
    accepted: u64,
    written: u64,
    /// Whether the thread waits for a line. Otherwise it finds those that come, and waking it up would cost a system call.
    is_idle: bool,
}

impl Lines {
    /// Starts the thread, which writes to `output`.
    pub fn to(output: impl Write + Send + 'static) -> io::Result<Self> {
        let shared = Arc::<Shared>::default();
        let lines = Self(Arc::clone(&shared));
        thread::Builder::new().name("log".to_owned()).spawn(move || shared.write_lines(output))?;
        Ok(lines)
    }

    /// Waits until all lines so far are written, but no longer than `limit`: nothing may be reading them.
    pub fn flush(&self, limit: Duration) {
        let state = self.0.lock();
        let accepted = state.accepted;
        let _ = self.0.progress.wait_timeout_while(state, limit, |state| state.written < accepted);
    }
}

impl<'a> MakeWriter<'a> for Lines {
    type Writer = &'a Lines;

    fn make_writer(&'a self) -> &'a Lines {
        self
    }
}

impl Write for &Lines {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let shared = &self.0;
        let full = |state: &mut State| state.waiting.len() >= MAX_WAITING;
        let mut state = shared.progress.wait_while(shared.lock(), full).unwrap_or_else(PoisonError::into_inner);
        state.waiting.extend_from_slice(line);
        state.accepted += line.len() as u64;
        if mem::take(&mut state.is_idle) {
            drop(state);
            shared.begun.notify_one();
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Shared {
    /// A panic elsewhere does not end the log.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn write_lines(&self, mut output: impl Write) {
        let mut lines = Vec::new();
        loop {
            let mut state = self.lock();
            while state.waiting.is_empty() {
                state.is_idle = true;
                state = self.begun.wait(state).unwrap_or_else(PoisonError::into_inner);
            }
            state.is_idle = false;
            mem::swap(&mut lines, &mut state.waiting);
            drop(state);
            self.progress.notify_all();
            // An error, such as a closed pipe, cannot be reported: this is the log.
            let _ = output.write_all(&lines).and_then(|()| output.flush());
            self.lock().written += lines.len() as u64;
            self.progress.notify_all();
            lines.clear();
            lines.shrink_to(MAX_KEPT);
            // Lines that come meanwhile need no system call that wakes this thread.
            thread::sleep(GATHERED_FOR);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::telemetry::tests::Pieces;
    use std::sync::{Arc, Mutex, PoisonError};

    const SOON: Duration = Duration::from_secs(20);

    #[test]
    fn lines_are_written_together_in_their_order_and_none_is_lost() {
        let pieces = Pieces::default();
        let lines = Lines::to(pieces.clone()).unwrap();
        let expected: Vec<String> = (0..100_000).map(|number| format!("line {number}\n")).collect();
        for line in &expected {
            (&lines).write_all(line.as_bytes()).unwrap();
        }
        lines.flush(SOON);
        assert_eq!(pieces.text(), expected.concat());
        let pieces = pieces.pieces();
        assert!(pieces.len() < expected.len() / 100, "{} pieces", pieces.len());
        assert!(pieces.iter().all(|piece| piece.ends_with('\n')), "no line is cut");
    }

    /// Waits in its first write until the lock is free.
    struct Stalled(Arc<Mutex<()>>);

    impl Write for Stalled {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            drop(self.0.lock().unwrap_or_else(PoisonError::into_inner));
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_flush_does_not_wait_for_ever_for_a_reader_that_does_not_read_but_those_who_log_wait() {
        let stall = Arc::new(Mutex::new(()));
        let stalled = stall.lock().unwrap();
        let lines = Lines::to(Stalled(Arc::clone(&stall))).unwrap();
        (&lines).write_all(b"line\n").unwrap();
        lines.flush(Duration::from_millis(1));
        // Otherwise a thread that starts late takes the long line as well, and nothing is waiting.
        drop(lines.0.progress.wait_while(lines.0.lock(), |state| !state.waiting.is_empty()).unwrap());
        (&lines).write_all(&vec![b'x'; MAX_WAITING]).unwrap();
        lines.flush(Duration::from_millis(1));
        let writer = thread::spawn({
            let lines = lines.clone();
            move || (&lines).write_all(b"line\n").unwrap()
        });
        thread::sleep(Duration::from_millis(50));
        assert!(!writer.is_finished(), "who logs waits while too much is waiting");
        drop(stalled);
        writer.join().unwrap();
        lines.flush(SOON);
    }
}
