//! The words around each message: `layout.txt`, with a line for each of them.

use super::placeholders::{Placeholder, Values};
use super::template::{Mistake, Piece, joined, numbered, pieces};

names! {
    /// A line of the file, by its name.
    pub enum Line {
        /// In front of the address of the button.
        Button = "Button",
        /// Who has sent the message.
        Footer = "Footer",
        Terms = "Terms",
        Privacy = "Privacy",
        Support = "Support",
    }
}

impl Line {
    fn placeholders(self) -> &'static [Placeholder] {
        match self {
            Self::Footer => &[Placeholder::Installation, Placeholder::Host],
            Self::Button | Self::Terms | Self::Privacy | Self::Support => &[],
        }
    }
}

/// The words, in the order of [`Line::ALL`].
#[derive(Debug)]
pub(in crate::mail) struct Layout([Vec<Piece>; Line::ALL.len()]);

impl Layout {
    pub(super) fn parse(text: &str) -> Result<Self, Mistake> {
        let (mut lines, mut last) = (Line::ALL.map(|_| Vec::new()), 1);
        for (number, text) in numbered(text).filter(|(_, text)| !text.trim().is_empty()) {
            last = number;
            let (name, words) = text.split_once(':').unwrap_or((text, ""));
            let line: Line = name.trim().parse().map_err(|_| Mistake::new(number, unknown(name)))?;
            if words.trim().is_empty() {
                return Err(Mistake::new(number, format!("put words behind `{line}:`")));
            }
            if !lines[line as usize].is_empty() {
                return Err(Mistake::new(number, format!("there is a line with `{line}:` already: remove one")));
            }
            lines[line as usize] = pieces(number, words.trim(), line.placeholders())?;
        }
        if let Some(missing) = Line::ALL.into_iter().find(|line| lines[*line as usize].is_empty()) {
            return Err(Mistake::new(last, format!("the text ends without a line that begins with {missing}: add it")));
        }
        // Readers compare it with that of the link: anybody can give an installation any name.
        if !lines[Line::Footer as usize].contains(&Piece::Value(Placeholder::Host)) {
            return Err(Mistake::new(last, "the text has a footer without {host}: add it"));
        }
        Ok(Self(lines))
    }

    /// The words of a line.
    pub(in crate::mail) fn words(&self, line: Line, values: &Values) -> String {
        joined(&self.0[line as usize], values).unwrap_or_default()
    }
}

fn unknown(name: &str) -> String {
    format!("`{}` is no line of the layout: use {}", name.trim(), Line::ALL.map(Line::as_str).join(", "))
}
