//! Reads what callgrind writes: <https://valgrind.org/docs/manual/cl-format.html>.

use crate::{Result, owner::Owner};
use std::collections::{BTreeMap, HashMap};

/// A function in the profile.
pub struct Function<'a> {
    pub name: &'a str,
    /// The program or library that has it.
    pub object: &'a str,
}

/// Sums the instructions of each function itself, by owner.
///
/// # Errors
/// The file is not in that format, or its parts are not the total that it names.
pub fn sum(profile: &str, mut owner: impl FnMut(&Function<'_>) -> Owner) -> Result<BTreeMap<Owner, u64>> {
    let (mut names, mut objects) = (HashMap::new(), HashMap::new());
    let (mut function, mut object, mut is_call) = ("", "", false);
    let mut sums: HashMap<(&str, &str), u64> = HashMap::new();
    let mut total = None;
    for line in profile.lines() {
        if let Some(name) = line.strip_prefix("fn=") {
            function = resolve(name, &mut names);
        } else if let Some(name) = line.strip_prefix("cfn=") {
            resolve(name, &mut names);
        } else if let Some(name) = line.strip_prefix("ob=") {
            object = resolve(name, &mut objects);
        } else if let Some(name) = line.strip_prefix("cob=") {
            resolve(name, &mut objects);
        } else if line.starts_with("calls=") {
            is_call = true;
        } else if let Some(text) = line.strip_prefix("summary:").or_else(|| line.strip_prefix("totals:")) {
            total = text.split_whitespace().next().map(str::parse::<u64>).transpose()?;
        } else if line.starts_with(|sign: char| sign.is_ascii_digit() || "+-*".contains(sign)) {
            let cost = line.split_whitespace().nth(1).unwrap_or("0").parse::<u64>()?;
            // The line after a call has what the called function costs.
            if !std::mem::take(&mut is_call) {
                *sums.entry((function, object)).or_default() += cost;
            }
        }
    }
    let sum = sums.values().sum::<u64>();
    if total != Some(sum) {
        return Err(format!("the functions of callgrind's profile add up to {sum}, its total is {total:?}").into());
    }
    let mut by_owner = BTreeMap::new();
    for ((name, object), cost) in sums {
        *by_owner.entry(owner(&Function { name, object })).or_default() += cost;
    }
    Ok(by_owner)
}

/// Resolves a compressed name: `(1) name` defines it, `(1)` repeats it.
fn resolve<'a>(text: &'a str, names: &mut HashMap<&'a str, &'a str>) -> &'a str {
    match text.split_once(' ') {
        Some((id, name)) if id.starts_with('(') => {
            names.insert(id, name);
            name
        }
        _ => names.get(text).copied().unwrap_or(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROFILE: &str = "# callgrind format
version: 1
positions: line
events: Ir

ob=(1) /srv/vestibule
fl=(1) ???
fn=(1) run
0 100
cob=(2) /lib/libc.so.6
cfi=(1)
cfn=(2) memcpy
calls=3 0
0 50
+1 7

ob=(2)
fn=(2)
0 50

totals: 157
";

    fn sums(profile: &str) -> Result<BTreeMap<Owner, u64>> {
        sum(profile, |function| Owner::Library(format!("{} of {}", function.name, function.object)))
    }

    #[test]
    fn calls_are_not_counted_twice() {
        let library = |name: &str| Owner::Library(name.to_owned());
        let expected = [(library("run of /srv/vestibule"), 107), (library("memcpy of /lib/libc.so.6"), 50)];
        assert_eq!(sums(PROFILE).unwrap(), BTreeMap::from(expected));
    }

    #[test]
    fn a_profile_that_does_not_add_up_is_refused() {
        let error = sums(&PROFILE.replace("157", "158")).unwrap_err().to_string();
        assert_eq!(error, "the functions of callgrind's profile add up to 157, its total is Some(158)");
    }
}
