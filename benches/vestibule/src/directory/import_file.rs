//! A file of accounts to bring in, as another system would have kept them: with hashes of Werkzeug, in no order.

use super::search_terms::{DOMAINS, FIRST, LAST};
use crate::Result;
use std::{
    fs::File,
    io::{BufWriter, Write},
    path::Path,
};

const COLUMNS: &str = "username,email,name,role,status,email_verified,password_hash,created_at";

/// Writes so many rows, and tells how many bytes they are.
pub fn write(path: &Path, rows: u64) -> Result<u64> {
    let mut file = BufWriter::new(File::create(path)?);
    write!(file, "{COLUMNS}\r\n")?;
    for number in 0..rows {
        write!(file, "{}\r\n", row(number))?;
    }
    file.into_inner()?.sync_all()?;
    Ok(path.metadata()?.len())
}

/// The same for the same number, and scattered over names and days: one after the other they belong far apart.
fn row(number: u64) -> String {
    let mut dice = SplitMix64(number);
    let (first, last) = (dice.one_of(&FIRST), dice.one_of(&LAST));
    // Addresses are ASCII; the number tells those apart whose names leave nothing else.
    let plain = |name: &str| name.chars().filter(char::is_ascii_alphabetic).collect::<String>().to_ascii_lowercase();
    let username = format!("{}.{}.{number}", plain(first), plain(last));
    let domain = dice.one_of(&DOMAINS);
    let status = if dice.below(40) == 0 { "disabled" } else { "active" };
    let (year, month, day) = (2020 + dice.below(6), 1 + dice.below(12), 1 + dice.below(28));
    let salt = format!("{:016x}", dice.roll());
    let digest = format!("{:016x}{:016x}{:016x}{:016x}", dice.roll(), dice.roll(), dice.roll(), dice.roll());
    format!(
        "{username},{username}@{domain},{first} {last},user,{status},true,\
         pbkdf2:sha256:1000000${salt}${digest},{year}-{month:02}-{day:02}"
    )
}

/// SplitMix64.
struct SplitMix64(u64);

impl SplitMix64 {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.roll() % limit
    }

    fn one_of<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.below(all.len() as u64) as usize]
    }
}
