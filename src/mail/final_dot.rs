//! Whether the text of a message is with the server.

use tokio::sync::watch;

/// The final dot of one message, the line that ends its text (RFC 5321, 4.1.1.4). From then on the server may have accepted the
/// message, and a client that sends it again without waiting for the answer may deliver it twice (RFC 1047).
#[derive(Debug)]
pub struct FinalDot(watch::Sender<bool>);

impl Default for FinalDot {
    fn default() -> Self {
        Self(watch::Sender::new(false))
    }
}

impl FinalDot {
    /// To be called just before it is sent.
    pub fn send(&self) {
        self.0.send_replace(true);
    }

    pub fn is_sent(&self) -> bool {
        *self.0.borrow()
    }

    /// Waits until it is sent.
    pub async fn sent(&self) {
        // Fails only if the sender is dropped, which this borrows.
        _ = self.0.subscribe().wait_for(|sent| *sent).await;
    }
}
