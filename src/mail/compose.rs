//! Builds the message that is sent: headers, its content as text and as HTML, and the logo, if the installation has one.

use super::Outgoing;
use super::content::{Content, text};
use super::html::{Design, html};
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment, Mailbox, MultiPart, SinglePart};
use lettre::{Address, Message};
use std::time::{Duration, UNIX_EPOCH};
use url::Host;

/// Tells other programs that no person wrote the message, so that they do not answer it (RFC 3834; the second is Exchange's).
const AUTOMATIC: [(HeaderName, &str); 2] = [
    (HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated"),
    (HeaderName::new_from_ascii_str("X-Auto-Response-Suppress"), "All"),
];

/// The Content-ID of the logo.
const LOGO_ID: &str = "logo@vestibule";
/// The URL of the logo in the message that contains it.
const LOGO_URL: &str = "cid:logo@vestibule";

/// # Errors
/// Why the message cannot be sent to anyone.
pub(super) fn compose(
    from: &Mailbox,
    outgoing: &Outgoing<'_>,
    content: &Content,
    design: &Design,
) -> Result<Message, String> {
    let recipient = address(outgoing.recipient).ok_or("the address is not valid")?;
    let millis = u64::try_from(outgoing.created_at.0).unwrap_or(0);
    let builder = Message::builder()
        .from(from.clone())
        // Without a name: an address that is not confirmed must not carry text that a stranger has chosen.
        .to(Mailbox::new(None, recipient))
        .subject(content.subject.as_str())
        .date(UNIX_EPOCH + Duration::from_millis(millis))
        .message_id(Some(format!("<{}@{}>", outgoing.id, from.email.domain())));
    let builder = AUTOMATIC
        .into_iter()
        .fold(builder, |builder, (name, value)| builder.raw_header(HeaderValue::new(name, value.to_owned())));
    let (text, html) = (text(content), html(content, design, LOGO_URL));
    let parts = match &design.logo {
        None => MultiPart::alternative_plain_html(text, html),
        Some(logo) => {
            let picture = ContentType::parse("image/png").map_err(|error| error.to_string())?;
            let picture = Attachment::new_inline(LOGO_ID.to_owned()).body(logo.png.clone(), picture);
            let html = MultiPart::related().singlepart(SinglePart::html(html)).singlepart(picture);
            MultiPart::alternative().singlepart(SinglePart::plain(text)).multipart(html)
        }
    };
    builder.multipart(parts).map_err(|error| error.to_string())
}

/// The address with its domain in ASCII, so that a server needs no extension for it.
fn address(text: &str) -> Option<Address> {
    let (local, domain) = text.rsplit_once('@')?;
    let ascii = match Host::parse(domain) {
        Ok(Host::Domain(ascii)) => ascii,
        _ => return None,
    };
    Address::new(local, ascii).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;
    use crate::look::Look;
    use crate::mail::Mail;
    use crate::mail::content::{Block, Run};
    use crate::pictures::logo::Logo;
    use crate::shared::Timestamp;
    use uuid::Uuid;

    fn composed(recipient: &str, subject: &str) -> Result<String, String> {
        composed_by(&"Example <no-reply@example.org>".parse().unwrap(), recipient, subject)
    }

    fn composed_by(from: &Mailbox, recipient: &str, subject: &str) -> Result<String, String> {
        let content = Content { subject: subject.to_owned(), ..Content::default() };
        let message = compose(from, &outgoing(recipient), &content, &Design::new(&Look::default()));
        message.map(|message| String::from_utf8(message.formatted()).unwrap())
    }

    fn outgoing(recipient: &str) -> Outgoing<'_> {
        const MAIL: &Mail = &Mail::Test;
        let (id, created_at) = (Uuid::from_u128(7), Timestamp(1_793_534_400_000));
        Outgoing { id, created_at, recipient, language: Language::English, mail: MAIL, one_time: None }
    }

    #[test]
    fn the_headers_say_that_the_message_is_automatic() {
        let message = composed("maren@example.net", "Hello").unwrap();
        for line in [
            "From: Example <no-reply@example.org>\r\n",
            "To: maren@example.net\r\n",
            "Subject: Hello\r\n",
            "Message-ID: <00000000-0000-0000-0000-000000000007@example.org>\r\n",
            "Auto-Submitted: auto-generated\r\n",
            "X-Auto-Response-Suppress: All\r\n",
            "Date: Sun, 01 Nov 2026 12:00:00 +0000\r\n",
        ] {
            assert!(message.contains(line), "{line} is not in {message}");
        }
    }

    #[test]
    fn a_logo_is_a_part_of_the_message_that_its_html_shows() {
        let logo = Logo { png: b"\x89PNG\r\n\x1a\n".to_vec(), width: 64, height: 64, is_transparent: false };
        let design = Design::new(&Look { logo: Some(logo), ..Look::default() });
        let from = "no-reply@example.org".parse().unwrap();
        let outgoing = outgoing("a@example.net");
        let message = compose(&from, &outgoing, &Content::default(), &design).unwrap().formatted();
        let message = String::from_utf8(message).unwrap().replace("=\r\n", "");
        for part in [
            "Content-Type: multipart/alternative;",
            "Content-Type: multipart/related;",
            "Content-Type: image/png\r\n",
            "Content-ID: <logo@vestibule>\r\n",
            "cid:logo@vestibule",
            "iVBORw0KGgo",
        ] {
            assert!(message.contains(part), "{part} is not in {message}");
        }
        assert!(!composed("a@example.net", "Hello").unwrap().contains("multipart/related"));
    }

    #[test]
    fn line_breaks_in_a_subject_add_no_header() {
        let message = composed("maren@example.net", "Hello\r\nBcc: others@example.net\r\n\r\nbody").unwrap();
        assert!(!message.lines().any(|line| line.starts_with("Bcc:")), "{message}");
    }

    #[test]
    fn the_name_of_a_sender_is_quoted_or_encoded_and_adds_no_recipient() {
        for (name, line) in [
            ("The \"Example\"", "From: \"The \\\"Example\\\"\" <no-reply@example.org>\r\n"),
            ("Bücher", "From: =?utf-8?b?QsO8Y2hlcg==?= <no-reply@example.org>\r\n"),
            ("a@b.c>, <d@e.f", "From: =?utf-8?b?YUBiLmM+LCA8ZEBlLmY=?= <no-reply@example.org>\r\n"),
        ] {
            let from = Mailbox::new(Some(name.to_owned()), "no-reply@example.org".parse().unwrap());
            let message = composed_by(&from, "maren@example.net", &format!("{name}: Hello")).unwrap();
            assert!(message.contains(line), "{line} is not in {message}");
            assert_eq!(message.lines().filter(|line| line.starts_with("Subject: ")).count(), 1, "{message}");
        }
    }

    #[test]
    fn an_address_with_line_breaks_or_further_recipients_is_not_sent_to() {
        for recipient in ["a@example.net\r\nRCPT TO:<b@example.net>", "a@example.net,b@example.net", "a@b@c", "", "a"] {
            assert!(composed(recipient, "Hello").is_err(), "{recipient}");
        }
    }

    #[test]
    fn a_domain_with_other_letters_is_sent_in_ascii() {
        let message = composed("maren@bücher.example", "Hello").unwrap();
        assert!(message.contains("To: maren@xn--bcher-kva.example\r\n"), "{message}");
    }

    #[test]
    fn a_name_cannot_become_markup_or_a_line_or_reverse_the_text() {
        let name = "<b>\"><img src=x>&'\r\nBcc: x\u{202e}\u{2067}";
        let run = |text: &str, is_isolated| Run { text: text.to_owned(), is_isolated };
        let greeting = Block::Paragraph(vec![run("Hello ", false), run(name, true), run(",", false)]);
        let content = Content { blocks: vec![greeting], ..Content::default() };
        let html = html(&content, &Design::new(&Look::default()), LOGO_URL);
        let expected = "Hello <bdi>&lt;b&gt;&quot;&gt;&lt;img src=x&gt;&amp;&#39;  Bcc: x</bdi>,";
        assert!(html.contains(expected), "{html}");
        let text = text(&content);
        assert!(text.starts_with("Hello <b>\"><img src=x>&'  Bcc: x,\n"), "{text}");
    }
}
