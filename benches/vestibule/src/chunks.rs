//! A body in chunks (RFC 9112, 7.1) that is too long to be kept: handed over as it comes.

use crate::Result;

/// How far it has come.
#[derive(Debug, Default)]
pub struct Chunks(State);

#[derive(Debug)]
enum State {
    /// In the line before a chunk: what its digits say so far.
    Size(u64),
    /// So many bytes of a chunk are still to come.
    Data(u64),
    /// So many bytes of the end of a line after a chunk, or after the last one.
    Close {
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

impl Chunks {
    /// Takes what has come, and hands over what of it is the body's. There are no trailers: our server sends none.
    pub fn feed(&mut self, mut bytes: &[u8], take: &mut impl FnMut(&[u8])) -> Result<()> {
        while let Some((&first, rest)) = bytes.split_first() {
            (self.0, bytes) = match self.0 {
                State::Size(size) => (size_after(size, first)?, rest),
                State::Data(left) => {
                    let length = bytes.len().min(usize::try_from(left)?);
                    let (piece, rest) = bytes.split_at(length);
                    take(piece);
                    let left = left - length as u64;
                    (if left == 0 { State::Close { left: 2, last: false } } else { State::Data(left) }, rest)
                }
                State::Close { left: 1, last: true } => (State::Ended, rest),
                State::Close { left: 1, last: false } => (State::Size(0), rest),
                State::Close { left, last } => (State::Close { left: left - 1, last }, rest),
                State::Ended => return Err("the server said more than was asked".into()),
            };
        }
        Ok(())
    }

    pub fn ended(&self) -> bool {
        matches!(self.0, State::Ended)
    }
}

/// Where the next byte of the line before a chunk leads.
fn size_after(size: u64, byte: u8) -> Result<State> {
    Ok(match (byte, char::from(byte).to_digit(16)) {
        (b'\r', _) => State::Size(size),
        (b'\n', _) if size == 0 => State::Close { left: 2, last: true },
        (b'\n', _) => State::Data(size),
        (_, Some(digit)) => State::Size(size.checked_mul(16).ok_or("a chunk without end")? + u64::from(digit)),
        (_, None) => return Err("a chunk of unknown length".into()),
    })
}
