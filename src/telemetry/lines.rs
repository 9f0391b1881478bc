//! Writes lines from a thread of its own, many in one call.
//!
//! `tracing-appender` does the same, but its end loses lines after fixed times and then writes to standard output, which is for the
//! output of commands.

use std::io::{self, Write};
use std::sync::mpsc::{Receiver, Sender, SyncSender, TrySendError, channel, sync_channel};
use std::thread;
use std::time::{Duration, Instant};
use tracing_subscriber::fmt::MakeWriter;

/// How long lines wait for further ones after others were written. A process that is killed loses the lines of this time.
const GATHERED_FOR: Duration = Duration::from_millis(10);
/// How many lines wait at most, half a second of the fastest requests. Then those who log wait, so that none is lost.
const MAX_WAITING: usize = 32_768;
/// From how many bytes on lines are written although more are waiting.
const MAX_BYTES: usize = 64 * 1024;

enum Message {
    Line(Vec<u8>),
    /// Everything before is to be written now. Answered by dropping it.
    Flush(Sender<()>),
}

/// Hands lines to the thread. Each call of `write` must be given one line.
#[derive(Clone)]
pub struct Lines(SyncSender<Message>);

impl Lines {
    /// Starts the thread, which writes to `output`.
    pub fn to(output: impl Write + Send + 'static) -> io::Result<Self> {
        let (sender, messages) = sync_channel(MAX_WAITING);
        thread::Builder::new().name("log".to_owned()).spawn(move || write_lines(&messages, output))?;
        Ok(Self(sender))
    }

    /// Waits until all lines so far are written, but no longer than `limit`: nobody may be reading them.
    pub fn flush(&self, limit: Duration) {
        let (written, wait) = channel();
        let (started, mut message) = (Instant::now(), Message::Flush(written));
        while let Err(TrySendError::Full(unsent)) = self.0.try_send(message) {
            if started.elapsed() >= limit {
                return;
            }
            message = unsent;
            thread::sleep(GATHERED_FOR);
        }
        // Returns when the thread drops the sender.
        let _ = wait.recv_timeout(limit.saturating_sub(started.elapsed()));
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
        // The thread ends with the last sender, so this does not fail.
        self.0.send(Message::Line(line.to_vec())).map_err(io::Error::other)?;
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn write_lines(messages: &Receiver<Message>, mut output: impl Write) {
    let mut waiting = Vec::with_capacity(MAX_BYTES);
    // An error, such as a closed pipe, cannot be reported: this is the log.
    let mut write = |waiting: &mut Vec<u8>| {
        let _ = output.write_all(waiting).and_then(|()| output.flush());
        waiting.clear();
    };
    while let Ok(message) = messages.recv() {
        for message in std::iter::once(message).chain(messages.try_iter()) {
            match message {
                Message::Line(line) => waiting.extend(line),
                Message::Flush(written) => {
                    write(&mut waiting);
                    drop(written);
                }
            }
            if waiting.len() >= MAX_BYTES {
                write(&mut waiting);
            }
        }
        write(&mut waiting);
        // Lines that come meanwhile need no system call that wakes this thread.
        thread::sleep(GATHERED_FOR);
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
        let expected: Vec<String> = (0..2 * MAX_WAITING).map(|number| format!("line {number}\n")).collect();
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
    fn a_flush_does_not_wait_for_ever_for_a_reader_that_does_not_read() {
        let stall = Arc::new(Mutex::new(()));
        let stalled = stall.lock().unwrap();
        let lines = Lines::to(Stalled(Arc::clone(&stall))).unwrap();
        (&lines).write_all(b"line\n").unwrap();
        lines.flush(Duration::from_millis(1));
        for _ in 0..MAX_WAITING - 1 {
            (&lines).write_all(b"line\n").unwrap();
        }
        lines.flush(Duration::from_millis(1));
        drop(stalled);
        lines.flush(SOON);
    }
}
