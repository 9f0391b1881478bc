//! Decodes a chunked body (RFC 9112, 7.1) as a stream, for bodies that are too large for the memory.

use crate::Result;

#[derive(Debug, Default)]
pub struct ChunkDecoder(State);

#[derive(Debug)]
enum State {
    /// In the line before a chunk, with the value of the digits so far.
    Size(u64),
    /// In a chunk, with the number of remaining bytes.
    Data(u64),
    /// In the CRLF after a chunk or after the last line, with the number of remaining bytes.
    LineEnd {
        left: u8,
        last: bool,
    },
    Ended,
}

impl Default for State {
    fn default() -> Self {
        Self::Size(0)
    }
}

impl ChunkDecoder {
    /// Decodes the received bytes and passes the content to `take`. Trailers are not supported: our server does not send any.
    pub fn feed(&mut self, mut bytes: &[u8], take: &mut impl FnMut(&[u8])) -> Result<()> {
        while let Some((&first, rest)) = bytes.split_first() {
            (self.0, bytes) = match self.0 {
                State::Size(size) => (size_after(size, first)?, rest),
                State::Data(left) => {
                    let length = bytes.len().min(usize::try_from(left)?);
                    let (piece, rest) = bytes.split_at(length);
                    take(piece);
                    let left = left - length as u64;
                    (if left == 0 { State::LineEnd { left: 2, last: false } } else { State::Data(left) }, rest)
                }
                State::LineEnd { left: 1, last: true } => (State::Ended, rest),
                State::LineEnd { left: 1, last: false } => (State::Size(0), rest),
                State::LineEnd { left, last } => (State::LineEnd { left: left - 1, last }, rest),
                State::Ended => return Err("the server sent more data than the response".into()),
            };
        }
        Ok(())
    }

    pub fn ended(&self) -> bool {
        matches!(self.0, State::Ended)
    }
}

/// The state after the next byte of the line before a chunk.
fn size_after(size: u64, byte: u8) -> Result<State> {
    Ok(match (byte, char::from(byte).to_digit(16)) {
        (b'\r', _) => State::Size(size),
        (b'\n', _) if size == 0 => State::LineEnd { left: 2, last: true },
        (b'\n', _) => State::Data(size),
        (_, Some(digit)) => {
            State::Size(size.checked_mul(16).ok_or("the size of a chunk is too large")? + u64::from(digit))
        }
        (_, None) => return Err("the size of a chunk is not a number".into()),
    })
}
