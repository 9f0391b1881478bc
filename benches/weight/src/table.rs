//! Markdown tables, and numbers in them.

use std::fmt::{self, Display, Formatter};

/// The first column is aligned left, the others right.
pub struct Table(Vec<Vec<String>>);

impl Table {
    pub fn new(head: &[&str]) -> Self {
        Self(vec![head.iter().map(|&cell| cell.to_owned()).collect()])
    }

    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.0.push(cells.into_iter().collect());
    }
}

impl Display for Table {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let width = |column: usize| self.0.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
        let widths: Vec<usize> = (0..self.0[0].len()).map(width).collect();
        for (number, row) in self.0.iter().enumerate() {
            write!(f, "|")?;
            for (column, (cell, &width)) in row.iter().zip(&widths).enumerate() {
                match column {
                    0 => write!(f, " {cell:<width$} |")?,
                    _ => write!(f, " {cell:>width$} |")?,
                }
            }
            writeln!(f)?;
            if number == 0 {
                let line = |(column, &width): (usize, &usize)| {
                    format!("{}{}|", "-".repeat(width + 1), if column == 0 { '-' } else { ':' })
                };
                writeln!(f, "|{}", widths.iter().enumerate().map(line).collect::<String>())?;
            }
        }
        Ok(())
    }
}

/// Writes a number with a comma before each third digit.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let comma = |at: usize| at > 0 && (digits.len() - at).is_multiple_of(3);
    digits.char_indices().map(|(at, digit)| if comma(at) { format!(",{digit}") } else { digit.to_string() }).collect()
}

/// Writes a share of a total in percent. Empty if there is none.
pub fn percent(part: u64, total: u64) -> String {
    if part == 0 || total == 0 { String::new() } else { format!("{:.1}", 100.0 * part as f64 / total as f64) }
}

/// Writes a number, and nothing for 0.
pub fn unless_zero(number: u64) -> String {
    if number == 0 { String::new() } else { grouped(number) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned() {
        let mut table = Table::new(&["crate", "bytes"]);
        table.row(["tokio".to_owned(), grouped(1_234_567)]);
        assert_eq!(table.to_string(), "| crate |     bytes |\n|-------|----------:|\n| tokio | 1,234,567 |\n");
    }

    #[test]
    fn numbers_are_grouped() {
        assert_eq!([0, 999, 1000, 65536, 1_000_000].map(grouped), ["0", "999", "1,000", "65,536", "1,000,000"]);
    }
}
