//! Reads the profiles of callgrind (the format is in its manual, “Callgrind Format Specification”).

use crate::Result;
use std::collections::HashMap;

/// What a server did between two moments.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Counts {
    pub instructions: f64,
    /// Calls of the functions of the allocator that return memory, from outside of it. None if the program has no symbols.
    pub allocations: Option<f64>,
}

/// The beginnings of the names of these functions.
const ALLOCATING: [&str; 4] = ["mi_malloc", "mi_zalloc", "mi_calloc", "mi_realloc"];
/// The beginnings of the names of all functions of the allocator.
const ALLOCATOR: [&str; 2] = ["mi_", "_mi_"];

pub fn parse(profile: &str) -> Result<Counts> {
    let mut names = HashMap::new();
    let (mut caller, mut callee) = ("", "");
    let (mut instructions, mut allocations, mut has_allocator) = (None, 0.0, false);
    for line in profile.lines() {
        let Some((key, value)) = line.split_once(['=', ':']) else { continue };
        match key {
            "fn" => caller = name(value, &mut names),
            "cfn" => callee = name(value, &mut names),
            "calls" if ALLOCATING.iter().any(|begin| callee.starts_with(begin)) => {
                has_allocator = true;
                if !ALLOCATOR.iter().any(|begin| caller.starts_with(begin)) {
                    allocations += value.split(' ').next().unwrap_or_default().parse::<f64>()?;
                }
            }
            "totals" | "summary" => instructions = Some(value.trim().parse()?),
            _ => {}
        }
    }
    let instructions = instructions.ok_or("the profile of callgrind has no total")?;
    Ok(Counts { instructions, allocations: has_allocator.then_some(allocations) })
}

/// The name in `(1) name`, or that of an earlier one in `(1)`.
fn name<'a>(value: &'a str, names: &mut HashMap<&'a str, &'a str>) -> &'a str {
    match value.split_once(' ') {
        Some((id, name)) => {
            names.insert(id, name);
            name
        }
        None => names.get(value).copied().unwrap_or(value),
    }
}
