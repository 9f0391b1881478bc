//! Finds the descendants of a process in `/proc`. The list of children there is missing in many kernels, so the parent of every
//! process is read.

use crate::Result;
use std::fs;

/// A process and its parent.
pub type Parent = (u32, u32);

/// Reads the parents of all processes.
pub fn read_parents() -> Result<Vec<Parent>> {
    let mut parents = Vec::new();
    for entry in fs::read_dir("/proc")? {
        let Some(id) = entry?.file_name().to_str().and_then(|name| name.parse().ok()) else {
            continue;
        };
        // A process can end after its folder was listed.
        if let Ok(stat) = fs::read_to_string(format!("/proc/{id}/stat")) {
            parents.push((id, parse_parent(&stat)?));
        }
    }
    Ok(parents)
}

/// The parent of a process. `stat`: the content of `/proc/PID/stat`.
pub fn parse_parent(stat: &str) -> Result<u32> {
    // The second field of proc_pid_stat(5), the name in parentheses, can contain spaces. The parent is field 4.
    let (_, fields) = stat.rsplit_once(')').ok_or("/proc/PID/stat has no process name")?;
    Ok(fields.split_whitespace().nth(1).unwrap_or_default().parse()?)
}

/// The children of a process, their children, and so on.
pub fn descendants(root: u32, parents: &[Parent]) -> Vec<u32> {
    let mut found = Vec::new();
    let mut open = vec![root];
    while let Some(current) = open.pop() {
        let children = parents.iter().filter(|(_, parent)| *parent == current).map(|(id, _)| *id);
        let first = found.len();
        found.extend(children);
        open.extend_from_slice(&found[first..]);
    }
    found
}
