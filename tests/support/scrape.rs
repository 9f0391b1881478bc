//! Reads what `GET /metrics` returns, and panics on anything that the text format 0.0.4 of Prometheus does not allow.

use super::TestApp;
use std::collections::{BTreeMap, BTreeSet};

/// All metrics of one response.
#[derive(Debug)]
pub struct Scrape {
    pub families: Vec<Family>,
}

/// The values of one metric.
#[derive(Debug)]
pub struct Family {
    pub name: String,
    pub help: String,
    /// `counter`, `gauge` or `histogram`.
    pub kind: String,
    pub samples: Vec<Sample>,
}

#[derive(Debug)]
pub struct Sample {
    /// The name of the metric; a histogram has several.
    pub name: String,
    pub labels: BTreeMap<String, String>,
    pub value: f64,
}

impl Scrape {
    /// Without a token, from the machine of the server.
    pub async fn of(app: &TestApp) -> Self {
        let reply = app.get("/metrics").seen_from("127.0.0.1").send().await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        Self::parse(&reply.text())
    }

    pub fn parse(text: &str) -> Self {
        assert!(text.ends_with('\n'), "the last line has no end");
        let mut families: Vec<Family> = Vec::new();
        for line in text.lines() {
            if let Some((name, help)) = line.strip_prefix("# HELP ").and_then(|rest| rest.split_once(' ')) {
                assert!(families.iter().all(|family| family.name != name), "{name} occurs twice");
                families.push(Family::new(name, help));
                continue;
            }
            let family = families.last_mut().expect("a description before the values");
            match line.strip_prefix("# TYPE ").and_then(|rest| rest.split_once(' ')) {
                Some((name, kind)) => family.set_kind(name, kind),
                None => family.add(line),
            }
        }
        assert!(families.iter().all(|family| !family.samples.is_empty()), "a metric has no value");
        Self { families }
    }

    pub fn family(&self, name: &str) -> Option<&Family> {
        self.families.iter().find(|family| family.name == name)
    }

    /// The value with this name and exactly these labels.
    pub fn value(&self, name: &str, labels: &[(&str, &str)]) -> Option<f64> {
        let is_meant = |sample: &&Sample| {
            sample.name == name
                && sample.labels.len() == labels.len()
                && labels.iter().all(|(label, value)| sample.labels.get(*label).is_some_and(|is| is == value))
        };
        self.families.iter().flat_map(|family| &family.samples).find(is_meant).map(|sample| sample.value)
    }
}

impl Family {
    fn new(name: &str, help: &str) -> Self {
        assert!(is_name(name), "{name}");
        Self { name: name.to_owned(), help: help.to_owned(), kind: String::new(), samples: Vec::new() }
    }

    fn set_kind(&mut self, name: &str, kind: &str) {
        assert!(name == self.name && self.kind.is_empty() && self.samples.is_empty(), "# TYPE {name} {kind}");
        assert!(["counter", "gauge", "histogram"].contains(&kind), "{name} is a {kind}");
        self.kind = kind.to_owned();
    }

    fn add(&mut self, line: &str) {
        let sample = Sample::parse(line);
        let rest = sample.name.strip_prefix(&self.name).unwrap_or_else(|| panic!("{line} is below {}", self.name));
        let endings: &[&str] = if self.kind == "histogram" { &["_bucket", "_sum", "_count"] } else { &[""] };
        assert!(endings.contains(&rest), "{line} is below {}", self.name);
        let is_same = |other: &Sample| other.name == sample.name && other.labels == sample.labels;
        assert!(!self.samples.iter().any(is_same), "{line} occurs twice");
        self.samples.push(sample);
    }

    /// The names of its labels, except the upper bounds of a histogram.
    pub fn labels(&self) -> BTreeSet<&str> {
        let names = self.samples.iter().flat_map(|sample| sample.labels.keys());
        names.map(String::as_str).filter(|name| *name != "le").collect()
    }
}

impl Sample {
    /// `name value` or `name{label="value",…} value`.
    fn parse(line: &str) -> Self {
        let end = line.find(['{', ' ']).unwrap_or_else(|| invalid(line));
        let (name, mut rest) = line.split_at(end);
        let mut labels = BTreeMap::new();
        let mut separator = '{';
        while let Some(after) = rest.strip_prefix(separator) {
            let (label, after) = after.split_once("=\"").unwrap_or_else(|| invalid(line));
            let (value, after) = unquoted(after).unwrap_or_else(|| invalid(line));
            assert!(is_name(label) && labels.insert(label.to_owned(), value).is_none(), "{line}");
            (separator, rest) = (',', after);
        }
        if separator == ',' {
            rest = rest.strip_prefix('}').unwrap_or_else(|| invalid(line));
        }
        let value = rest.strip_prefix(' ').and_then(|value| value.parse().ok()).unwrap_or_else(|| invalid(line));
        assert!(is_name(name), "{line}");
        Self { name: name.to_owned(), labels, value }
    }
}

fn invalid<T>(line: &str) -> T {
    panic!("this line is not valid: {line}")
}

/// The text up to the closing quotation mark, and what follows it.
fn unquoted(text: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut characters = text.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return Some((value, &text[at + 1..])),
            '\\' => match characters.next()?.1 {
                'n' => value.push('\n'),
                escaped @ ('\\' | '"') => value.push(escaped),
                _ => return None,
            },
            other => value.push(other),
        }
    }
    None
}

fn is_name(text: &str) -> bool {
    !text.is_empty()
        && !text.starts_with(|first: char| first.is_ascii_digit())
        && text.chars().all(|character| character.is_ascii_alphanumeric() || character == '_')
}
