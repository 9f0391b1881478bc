//! What a message says, and how it is written as text.

use crate::language::Language;

/// What a message says. Texts are plain: the layout escapes them.
#[derive(Clone, Debug, Default)]
pub(super) struct Content {
    pub language: Language,
    /// What the message calls the installation.
    pub installation: String,
    pub subject: String,
    pub blocks: Vec<Block>,
    /// In front of the address of the button.
    pub before_address: String,
    /// The site that sends the message.
    pub footer: String,
    /// The operator's links below it.
    pub links: Vec<FooterLink>,
}

/// A paragraph of its own.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Block {
    Paragraph(Vec<Run>),
    Button(Button),
    /// Six digits that do the same as the button, and the words in front of them.
    Code {
        words: Vec<Run>,
        digits: String,
    },
}

/// A part of a paragraph.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Run {
    pub text: String,
    /// Whether its direction must not change that of the text around it.
    pub is_isolated: bool,
}

/// A button with its link.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Button {
    pub label: String,
    pub url: String,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct FooterLink {
    pub label: String,
    pub url: String,
    /// Shown in place of the URL.
    pub address: Option<String>,
}

pub(super) fn text(content: &Content) -> String {
    let mut parts: Vec<String> = content.blocks.iter().map(block_text).collect();
    let mut footer = vec!["-- ".to_owned(), plain(&content.footer)];
    footer.extend(content.links.iter().map(|link| {
        let shown = link.address.as_ref().unwrap_or(&link.url);
        plain(&format!("{}: {shown}", link.label))
    }));
    parts.push(footer.join("\n"));
    parts.join("\n\n") + "\n"
}

fn block_text(block: &Block) -> String {
    match block {
        Block::Paragraph(runs) => runs_text(runs),
        Block::Button(Button { label, url }) => format!("{}:\n{url}", plain(label)),
        Block::Code { words, digits } => format!("{} {digits}", runs_text(words).trim_end()).trim_start().to_owned(),
    }
}

fn runs_text(runs: &[Run]) -> String {
    runs.iter().map(|run| plain(&run.text)).collect()
}

/// The text without characters that would change how the rest is read: line breaks and other control characters, and those that
/// change the direction of the text.
pub(super) fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).filter(|c| !changes_direction(*c)).collect()
}

fn changes_direction(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
