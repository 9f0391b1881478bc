//! Generates a file for the import, as another system would export it: with Werkzeug hashes and in no particular order.

use super::search_terms::{DOMAINS, FIRST, LAST};
use crate::Result;
use std::{
    fs::File,
    io::{BufWriter, Write},
    path::Path,
};

const COLUMNS: &str = "username,email,name,role,status,email_verified,password_hash,created_at";

/// Writes the file, and returns its size in bytes.
pub fn write(path: &Path, rows: u64) -> Result<u64> {
    let mut file = BufWriter::new(File::create(path)?);
    write!(file, "{COLUMNS}\r\n")?;
    for number in 0..rows {
        write!(file, "{}\r\n", row(number))?;
    }
    file.into_inner()?.sync_all()?;
    Ok(path.metadata()?.len())
}

/// A row that only depends on its number. Consecutive rows are far apart in every sort order.
fn row(number: u64) -> String {
    let mut random = SplitMix64(number);
    let (first, last) = (random.one_of(&FIRST), random.one_of(&LAST));
    // Addresses are ASCII. The number makes them unique, even if a name has no ASCII letters.
    let plain = |name: &str| name.chars().filter(char::is_ascii_alphabetic).collect::<String>().to_ascii_lowercase();
    let username = format!("{}.{}.{number}", plain(first), plain(last));
    let domain = random.one_of(&DOMAINS);
    let status = if random.below(40) == 0 { "disabled" } else { "active" };
    let (year, month, day) = (2020 + random.below(6), 1 + random.below(12), 1 + random.below(28));
    let salt = format!("{:016x}", random.next_u64());
    let digest = format!(
        "{:016x}{:016x}{:016x}{:016x}",
        random.next_u64(),
        random.next_u64(),
        random.next_u64(),
        random.next_u64()
    );
    format!(
        "{username},{username}@{domain},{first} {last},user,{status},true,\
         pbkdf2:sha256:1000000${salt}${digest},{year}-{month:02}-{day:02}"
    )
}

/// A small deterministic random generator (<https://prng.di.unimi.it/splitmix64.c>).
struct SplitMix64(u64);

impl SplitMix64 {
    fn next_u64(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.next_u64() % limit
    }

    fn one_of<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.below(all.len() as u64) as usize]
    }
}
