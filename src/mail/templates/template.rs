//! The format of texts: a line with the subject, then paragraphs between empty lines. There is no markup.
//!
//! `[Label]({link})` between empty lines is the button, `{code}` at the end of a paragraph the digits that do the same. Other
//! placeholders stand anywhere in a paragraph. A paragraph whose value is missing is left out: an account may have no name.

use super::placeholders::{Placeholder, Values};
use crate::mail::content::{Block, Button, Run};
use std::mem::{self, discriminant};

/// A mistake in a text.
#[derive(PartialEq, Eq, Debug)]
pub(super) struct Mistake {
    pub line: usize,
    pub what: String,
}

impl Mistake {
    pub(super) fn new(line: usize, what: impl Into<String>) -> Self {
        Self { line, what: what.into() }
    }
}

/// A piece of a line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Piece {
    Text(String),
    Value(Placeholder),
}

/// The text of a message.
#[derive(Debug)]
pub(in crate::mail) struct Template {
    subject: Vec<Piece>,
    parts: Vec<Part>,
}

#[derive(Debug)]
enum Part {
    Words(Vec<Piece>),
    /// With its label.
    Button(String),
    /// With what stands in front of the digits.
    Code(Vec<Piece>),
}

impl Template {
    /// `placeholders`: those of the message. All must occur, except optional ones.
    pub(super) fn parse(text: &str, placeholders: &[Placeholder]) -> Result<Self, Mistake> {
        let mut lines = numbered(text);
        let first = lines.next().map_or("", |(_, line)| line);
        let subject = first.strip_prefix("Subject:").map(str::trim).filter(|subject| !subject.is_empty());
        let subject =
            subject.ok_or_else(|| Mistake::new(1, "begin with the subject, such as `Subject: Your new account`"))?;
        let mut template = Self { subject: pieces(1, subject, &[Placeholder::Installation])?, parts: Vec::new() };
        let (mut paragraph, mut last) = (Vec::new(), 1);
        for (number, line) in lines {
            last = number;
            match line.trim() {
                "" => template.add(&mem::take(&mut paragraph), placeholders)?,
                line => paragraph.push((number, line)),
            }
        }
        template.add(&paragraph, placeholders)?;
        match placeholders.iter().find(|placeholder| !placeholder.is_optional() && !template.has(**placeholder)) {
            None => Ok(template),
            Some(missing) => Err(Mistake::new(last, format!("the text ends without {{{missing}}}: add it"))),
        }
    }

    /// Adds a paragraph, unless it has no lines.
    fn add(&mut self, lines: &[(usize, &str)], placeholders: &[Placeholder]) -> Result<(), Mistake> {
        let Some((number, _)) = lines.first() else { return Ok(()) };
        let part = part(lines, placeholders)?;
        let is_words = matches!(part, Part::Words(_));
        if !is_words && self.parts.iter().any(|other| discriminant(other) == discriminant(&part)) {
            return Err(Mistake::new(*number, "a text has one button and one code: remove the second"));
        }
        self.parts.push(part);
        Ok(())
    }

    fn has(&self, placeholder: Placeholder) -> bool {
        self.parts.iter().any(|part| match (part, placeholder) {
            (Part::Button(_), _) => placeholder == Placeholder::Link,
            (Part::Code(_), Placeholder::Code) => true,
            (Part::Words(pieces) | Part::Code(pieces), _) => pieces.contains(&Piece::Value(placeholder)),
        })
    }

    /// Whether the subject has the name of the installation.
    pub(in crate::mail) fn names_installation(&self) -> bool {
        self.subject.contains(&Piece::Value(Placeholder::Installation))
    }

    /// The subject and the paragraphs. None if the button has no link.
    pub(in crate::mail) fn fill(&self, values: &Values) -> Option<(String, Vec<Block>)> {
        let mut blocks = Vec::new();
        for part in &self.parts {
            match part {
                Part::Words(pieces) => blocks.extend(runs(pieces, values).map(Block::Paragraph)),
                Part::Button(label) => {
                    let url = values.get(Placeholder::Link)?.to_owned();
                    blocks.push(Block::Button(Button { label: label.clone(), url }));
                }
                Part::Code(pieces) => {
                    let code = runs(pieces, values).zip(values.get(Placeholder::Code));
                    blocks.extend(code.map(|(words, digits)| Block::Code { words, digits: digits.to_owned() }));
                }
            }
        }
        Some((joined(&self.subject, values)?, blocks))
    }
}

/// The lines of a text with their numbers.
pub(super) fn numbered(text: &str) -> impl Iterator<Item = (usize, &str)> {
    (1..).zip(text.trim_start_matches('\u{feff}').lines())
}

/// What the lines of a paragraph are.
fn part(lines: &[(usize, &str)], placeholders: &[Placeholder]) -> Result<Part, Mistake> {
    if let [(number, line)] = lines
        && placeholders.contains(&Placeholder::Link)
        && let Some(label) = line.strip_prefix('[').and_then(|line| line.strip_suffix("]({link})"))
    {
        if label.trim().is_empty() || label.contains(['{', '}', '[', ']']) {
            return Err(Mistake::new(*number, "use words without placeholders for the button: [Sign in]({link})"));
        }
        return Ok(Part::Button(label.trim().to_owned()));
    }
    let mut words = Vec::new();
    for (number, line) in lines {
        if !words.is_empty() {
            words.push(Piece::Text(" ".to_owned()));
        }
        words.extend(pieces(*number, line, placeholders)?);
    }
    let Some(at) = words.iter().position(|piece| *piece == Piece::Value(Placeholder::Code)) else {
        return Ok(Part::Words(words));
    };
    let after = words.split_off(at);
    match after.len() {
        1 => Ok(Part::Code(words)),
        _ => Err(Mistake::new(lines[0].0, "put an empty line below {code}, which ends its paragraph")),
    }
}

/// The pieces of a line, which may have these placeholders.
pub(super) fn pieces(number: usize, line: &str, placeholders: &[Placeholder]) -> Result<Vec<Piece>, Mistake> {
    let (mut pieces, mut rest) = (Vec::new(), line);
    while let Some(at) = rest.find(['{', '}']) {
        let (text, from) = rest.split_at(at);
        let (name, after) = from
            .strip_prefix('{')
            .and_then(|inner| inner.split_once('}'))
            .ok_or_else(|| Mistake::new(number, "use braces around placeholders only, such as {installation}"))?;
        let known = name.parse::<Placeholder>().ok().filter(|placeholder| placeholders.contains(placeholder));
        let placeholder = known.ok_or_else(|| Mistake::new(number, unknown(name, placeholders)))?;
        if placeholder == Placeholder::Link {
            return Err(Mistake::new(number, "put the button between empty lines: [Sign in]({link})"));
        }
        push_text(&mut pieces, text);
        pieces.push(Piece::Value(placeholder));
        rest = after;
    }
    push_text(&mut pieces, rest);
    Ok(pieces)
}

fn push_text(pieces: &mut Vec<Piece>, text: &str) {
    if !text.is_empty() {
        pieces.push(Piece::Text(text.to_owned()));
    }
}

fn unknown(name: &str, placeholders: &[Placeholder]) -> String {
    let known: Vec<_> = placeholders.iter().map(|placeholder| format!("{{{placeholder}}}")).collect();
    if known.is_empty() {
        return format!("{{{name}}} cannot stand here: this line has no placeholders");
    }
    format!("{{{name}}} is no placeholder here: use {}", known.join(", "))
}

/// The pieces with their values. None if one is missing.
fn runs(pieces: &[Piece], values: &Values) -> Option<Vec<Run>> {
    let run = |piece: &Piece| match piece {
        Piece::Text(text) => Some(Run { text: text.clone(), is_isolated: false }),
        Piece::Value(placeholder) => {
            Some(Run { text: values.get(*placeholder)?.to_owned(), is_isolated: placeholder.is_chosen_by_people() })
        }
    };
    pieces.iter().map(run).collect()
}

/// The pieces with their values as one text. None if a value is missing.
pub(super) fn joined(pieces: &[Piece], values: &Values) -> Option<String> {
    Some(runs(pieces, values)?.into_iter().map(|run| run.text).collect())
}
