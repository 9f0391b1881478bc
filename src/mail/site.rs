//! The site in whose name messages are sent, in one language: its name, its addresses, and the words in its messages.

use super::content::{Content, FooterLink};
use super::templates::layout::Line;
use super::templates::placeholders::{Placeholder, Values};
use super::templates::{TextName, Texts};
use crate::language::Language;
use crate::look::{Look, mailto};
use crate::shared::fields::names::InstallationName;

/// Links come from the base URL alone.
pub(super) struct Site {
    name: InstallationName,
    base_url: String,
    /// With the port, if there is one.
    pub host: String,
    look: Look,
    texts: Texts,
}

impl Site {
    pub(super) fn new(base_url: &str, name: InstallationName, look: Look, texts: Texts) -> Self {
        let host = base_url.split_once("://").map_or(base_url, |(_, host)| host);
        Self { name, base_url: base_url.to_owned(), host: host.to_owned(), look, texts }
    }

    pub(super) fn language(&self) -> Language {
        self.texts.language
    }

    pub(super) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base_url)
    }

    /// What a message with this text says. None if its button has no link.
    pub(super) fn content(&self, text: TextName, values: Values) -> Option<Content> {
        let own = |values: Values| values.with(Placeholder::Installation, self.name.as_str().to_owned());
        let template = self.texts.message(text);
        let (subject, blocks) = template.fill(&own(values))?;
        let around = own(Values::default()).with(Placeholder::Host, self.host.clone());
        let words = |line: Line| self.texts.layout.words(line, &around);
        Some(Content {
            language: self.language(),
            installation: self.name.as_str().to_owned(),
            subject: self.subject(subject, template.names_installation()),
            blocks,
            before_address: words(Line::Button),
            footer: words(Line::Footer),
            links: self.links(words),
        })
    }

    /// A subject with the name of the installation, if it has one of its own: that of the product says nothing to a recipient.
    fn subject(&self, subject: String, has_name: bool) -> String {
        match self.name.given() {
            Some(name) if !has_name => format!("{name}: {subject}"),
            _ => subject,
        }
    }

    /// The operator's links, which are at the end of every message.
    fn links(&self, words: impl Fn(Line) -> String) -> Vec<FooterLink> {
        let pages = [(Line::Terms, &self.look.terms_url), (Line::Privacy, &self.look.privacy_url)];
        let pages = pages
            .into_iter()
            .filter_map(|(line, url)| Some(FooterLink { label: words(line), url: url.clone()?, address: None }));
        let support = self.look.support_email.as_ref().map(|address| FooterLink {
            label: words(Line::Support),
            url: mailto(address),
            address: Some(address.clone()),
        });
        pages.chain(support).collect()
    }
}
