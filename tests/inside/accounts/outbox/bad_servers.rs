//! Mail servers that lie, hang up or talk without end: a message is sent, waits or is given up, and nothing that such a server
//! says is stored.

use super::{deliver, failures, queue, waiting};
use crate::support::*;
use std::io;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// In every bad reply; nothing of it may be stored, because what servers say often contains the address.
const MARK: &str = "mallory";

#[derive(Clone, Copy, Debug)]
enum BadReply {
    Bytes(&'static [u8]),
    HangUp,
    /// The same bytes again and again.
    Endless(&'static [u8]),
}

/// What happens to the message.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Fate {
    Sent,
    Waits,
    GivenUp,
}

/// A server that answers one step with `bad`, and the others as it should.
#[derive(Clone)]
struct BadServer {
    step: &'static str,
    bad: BadReply,
    /// The commands that it has received, without their arguments.
    received: Arc<Mutex<Vec<String>>>,
}

impl BadServer {
    /// Returns the port, and the commands that will be received there.
    async fn start(step: &'static str, bad: BadReply) -> (u16, Arc<Mutex<Vec<String>>>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let received = Arc::new(Mutex::new(Vec::new()));
        let server = Self { step, bad, received: Arc::clone(&received) };
        tokio::spawn(async move {
            while let Ok((connection, _)) = listener.accept().await {
                // An error means that the client has closed the connection.
                tokio::spawn(server.clone().talk(connection));
            }
        });
        (port, received)
    }

    async fn talk(self, connection: TcpStream) -> io::Result<()> {
        let (reader, mut writer) = connection.into_split();
        let mut lines = BufReader::new(reader).lines();
        let mut step = "greeting".to_owned();
        loop {
            match self.reply(&step) {
                BadReply::Bytes(bytes) => writer.write_all(bytes).await?,
                BadReply::HangUp => return Ok(()),
                BadReply::Endless(bytes) => loop {
                    writer.write_all(bytes).await?;
                },
            }
            let in_message = step == "DATA";
            step = loop {
                let Some(line) = lines.next_line().await? else { return Ok(()) };
                if !in_message {
                    break line.split(' ').next().unwrap_or_default().to_owned();
                }
                if line == "." {
                    break "message".to_owned();
                }
            };
            self.received.lock().expect("no panic").push(step.clone());
        }
    }

    fn reply(&self, step: &str) -> BadReply {
        if step == self.step {
            return self.bad;
        }
        BadReply::Bytes(match step {
            "greeting" => b"220 mail.test\r\n",
            "EHLO" => b"250-mail.test\r\n250 STARTTLS\r\n",
            "DATA" => b"354 Go ahead\r\n",
            "QUIT" => b"221 Bye\r\n",
            _ => b"250 OK\r\n",
        })
    }
}

#[tokio::test]
async fn what_a_bad_server_says_decides_about_a_message_only_where_it_may() {
    use BadReply::{Bytes, Endless, HangUp};
    use Fate::{GivenUp, Sent, Waits};
    let app = TestApp::new().await;
    let cases = [
        // The server itself works.
        ("nothing", HangUp, Sent),
        ("greeting", Bytes(b"SSH-2.0-mallory\r\n"), Waits),
        ("greeting", Bytes(b"220 mallory \xff\xfe\r\n"), Waits),
        ("greeting", Bytes(b"999 mallory\r\n"), Waits),
        ("greeting", Bytes(b"554 mallory\r\n"), Waits),
        ("greeting", Endless(b"mallory"), Waits),
        ("EHLO", Endless(b"250-mallory\r\n"), Waits),
        ("EHLO", Bytes(b"502 mallory\r\n"), Waits),
        // The fault of the configuration, so it is not final.
        ("MAIL", Bytes(b"550 mallory\r\n"), Waits),
        ("DATA", Bytes(b"451 mallory\r\n"), Waits),
        ("DATA", Bytes(b"554 mallory\r\n"), GivenUp),
        ("message", Bytes(b"451 mallory\r\n"), Waits),
        ("message", Bytes(b"554 mallory\r\n"), GivenUp),
        // It may have accepted the message, or not.
        ("message", HangUp, Waits),
        ("message", Endless(b"250-mallory\r\n"), Waits),
        // Too late to matter.
        ("QUIT", Bytes(b"554 mallory\r\n"), Sent),
    ];
    for (step, bad, fate) in cases {
        let given_up = failures(&app).await.len();
        let (port, _) = BadServer::start(step, bad).await;
        queue(&app, "maren@example.org", None).await;
        deliver(&app, &app.mailer(&format!("smtp://127.0.0.1:{port}"))).await;
        let has_failed = failures(&app).await.len() > given_up;
        let seen = match (waiting(&app).await.is_empty(), has_failed) {
            (true, true) => GivenUp,
            (true, false) => Sent,
            (false, _) => Waits,
        };
        assert_eq!(seen, fate, "{step}: {bad:?}");
        let errors = app.database.run("SELECT last_error FROM outbox").await.concat();
        assert!(!errors.contains(MARK) && errors.is_empty() == (fate != Waits), "{step}: {bad:?}: {errors}");
        app.database.run("DELETE FROM outbox").await;
    }
    assert!(app.database.run("SELECT email_key FROM refused_addresses").await.is_empty(), "no address was refused");
}

#[tokio::test]
async fn nothing_is_sent_unencrypted_to_a_server_that_only_pretends_to_encrypt() {
    let app = TestApp::new().await;
    // The second one says in clear what the client would read as encrypted.
    for bad in [&b"454 mallory\r\n"[..], b"220 mallory\r\n250 mallory\r\n250 mallory\r\n"] {
        let (port, received) = BadServer::start("STARTTLS", BadReply::Bytes(bad)).await;
        queue(&app, "maren@example.org", None).await;
        deliver(&app, &app.mailer(&format!("smtp://127.0.0.1:{port}?tls=required"))).await;
        assert_eq!(waiting(&app).await, ["maren@example.org"]);
        let received = received.lock().expect("no panic").clone();
        assert!(received.contains(&"STARTTLS".to_owned()), "{received:?}");
        assert!(!received.iter().any(|command| command == "MAIL"), "{received:?}");
        app.database.run("DELETE FROM outbox").await;
    }
}
