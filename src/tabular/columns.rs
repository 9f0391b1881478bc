//! The columns that a table may have, under their own names and under those that other systems give them.

use super::{FileError, MOST_COLUMNS};
use std::collections::BTreeSet;

/// Letters of a column's name that are repeated in messages.
const LONGEST_NAME: usize = 60;

/// A column that is known.
#[derive(Debug, PartialEq, Eq)]
pub struct Column {
    pub name: &'static str,
    /// What other systems call it.
    pub aliases: &'static [&'static str],
}

impl Column {
    /// Case, spaces, dashes and underscores make no difference: `passwordHash` is `password_hash`.
    fn is_called(&self, name: &str) -> bool {
        std::iter::once(&self.name).chain(self.aliases).any(|known| letters(known).eq(letters(name)))
    }
}

fn letters(name: &str) -> impl Iterator<Item = char> {
    name.chars().filter(|c| !matches!(c, ' ' | '-' | '_')).flat_map(char::to_lowercase)
}

/// The known columns, and the names of others that the file has.
#[derive(Clone)]
pub(super) struct Columns {
    known: &'static [Column],
    ignored: BTreeSet<String>,
}

impl Columns {
    pub(super) fn new(known: &'static [Column]) -> Self {
        Self { known, ignored: BTreeSet::new() }
    }

    /// How many are known.
    pub(super) fn len(&self) -> usize {
        self.known.len()
    }

    /// Which known column this name stands for.
    pub(super) fn place(&self, name: &str) -> Option<usize> {
        self.known.iter().position(|column| column.is_called(name.trim()))
    }

    /// Which known column each name of a CSV file's first line stands for.
    pub(super) fn places(&mut self, names: &[&str]) -> Result<Vec<Option<usize>>, FileError> {
        let mut places = Vec::with_capacity(names.len());
        for name in names {
            let place = self.place(name);
            match places.iter().position(|before| place.is_some() && *before == place) {
                Some(before) => return Err(same_column(names[before], name)),
                None if place.is_none() => self.ignore(name.trim()),
                None => {}
            }
            places.push(place);
        }
        let any = places.iter().any(Option::is_some);
        let known = || self.known.iter().map(|column| column.name).collect::<Vec<_>>().join(", ");
        if any { Ok(places) } else { Err(FileError::NoKnownColumn(known())) }
    }

    pub(super) fn ignore(&mut self, name: &str) {
        if self.ignored.len() < MOST_COLUMNS {
            self.ignored.insert(shortened(name));
        }
    }

    /// In the order of the alphabet.
    pub(super) fn ignored(&self) -> Vec<String> {
        self.ignored.iter().cloned().collect()
    }
}

fn same_column(one: &str, other: &str) -> FileError {
    let (one, other) = (shortened(one.trim()), shortened(other.trim()));
    if one == other { FileError::ColumnTwice(one) } else { FileError::SameColumn(one, other) }
}

/// As much of a name as a message can bear.
pub(super) fn shortened(name: &str) -> String {
    name.chars().take(LONGEST_NAME).collect()
}
