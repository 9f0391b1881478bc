//! Downloads are pinned: actions by commit, images by digest, tools by checksum.

use super::image;
use super::support::{files, parse, values_of};
use crate::repository::read;
use serde_json::Value;
use std::path::Path;

fn is_hex(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

#[test]
fn actions_are_pinned_by_commit_with_their_version_in_a_comment() {
    let workflows = files(".github/workflows", ".yml");
    assert!(!workflows.is_empty());
    for path in workflows {
        let text = read(&path);
        let document: Value = parse(path.to_str().expect("text"));
        let mut uses = Vec::new();
        values_of(&document, "uses", &mut uses);
        for action in uses {
            let commit = action.split_once('@').map_or("", |(_, commit)| commit);
            assert!(is_hex(commit, 40), "{}: {action} is not pinned by commit", path.display());
            assert!(text.contains(&format!("{action} # v")), "{}: {action} names no release", path.display());
        }
    }
}

#[test]
fn images_are_pinned_by_version_and_digest() {
    let mut images: Vec<String> = image::instructions()
        .into_iter()
        .filter(|(name, _)| name == "FROM")
        .map(|(_, from)| from.split(' ').next().unwrap_or_default().to_owned())
        .collect();
    let compose: Value = parse("docker-compose.yml");
    let mut named = Vec::new();
    values_of(&compose, "image", &mut named);
    images.extend(named.into_iter().filter(|name| *name != env!("CARGO_PKG_NAME")).map(str::to_owned));
    assert!(images.len() >= 5, "{images:?}");
    for image in images {
        assert_names_a_release(&image);
        let digest = image.split_once("@sha256:").map_or("", |(_, digest)| digest);
        assert!(is_hex(digest, 64), "{image} is not pinned by digest");
    }
}

/// Asserts that an image name has a tag other than `latest`.
#[track_caller]
fn assert_names_a_release(image: &str) {
    let named = image.split_once('@').map_or(image, |(named, _)| named);
    let tag = named.rsplit_once('/').map_or(named, |(_, last)| last).split_once(':').map(|(_, tag)| tag);
    assert!(tag.is_some_and(|tag| !tag.is_empty() && tag != "latest"), "{image} names no release");
}

/// `vestibule-pages` generates JavaScript for exactly one version of wasm-bindgen.
#[test]
fn the_tool_of_make_run_has_the_version_of_the_program() {
    let lock = read("Cargo.lock");
    let package = lock.split("\n\n").find(|package| package.contains("name = \"wasm-bindgen\"\n")).expect("a package");
    let version =
        package.lines().find_map(|line| line.strip_prefix("version = ")).expect("a version").trim_matches('"');
    let pinned = format!("wasm-bindgen-cli-support = \"={version}\"");
    assert!(read("scripts/pages/Cargo.toml").contains(&pinned), "scripts/pages/Cargo.toml should have {pinned}");
}

/// The commands of the setup scripts, with continued lines joined and comments removed.
fn set_up_commands() -> Vec<String> {
    files("scripts/setup", ".sh").iter().flat_map(commands_of).collect()
}

fn commands_of(script: impl AsRef<Path>) -> Vec<String> {
    let script = read(script).replace("\\\n", " ");
    script.lines().filter(|line| !line.trim_start().starts_with('#')).map(str::to_owned).collect()
}

#[test]
fn tools_are_built_with_their_lock_files() {
    let commands = set_up_commands().into_iter().chain(commands_of("scripts/lib.sh"));
    let built: Vec<_> = commands.filter(|line| line.contains("cargo install")).collect();
    assert!(built.len() >= 3, "{built:?}");
    for command in built {
        assert!(command.contains("--version"), "{command}");
        // wasm-bindgen is built with its lock file if possible; a registry may lack one of the locked versions.
        let is_passed_on =
            command.contains("\"$@\"") && set_up_commands().iter().any(|line| line.contains(" --locked &&"));
        assert!(command.contains("--locked") || is_passed_on, "{command}");
    }
}

#[test]
fn downloaded_tools_are_verified_by_checksum() {
    let commands = set_up_commands();
    let downloads = |line: &&String| ["prebuilt ", "download "].iter().any(|name| line.trim_start().starts_with(name));
    let downloads: Vec<_> = commands.iter().filter(downloads).collect();
    assert!(!downloads.is_empty());
    for command in &downloads {
        assert!(command.contains("$checksum"), "{command}");
    }
    // The checksum is empty for platforms without a known one, on which the tool is built instead.
    let checksums = commands.iter().filter_map(|line| line.split_once("checksum=")?.1.split([' ', ';']).next());
    let checksums: Vec<_> = checksums.filter(|value| !value.is_empty()).collect();
    assert!(checksums.len() >= downloads.len(), "{checksums:?}");
    assert!(checksums.iter().all(|value| is_hex(value, 64)), "{checksums:?}");
    let fetches: Vec<_> =
        commands.iter().filter(|line| line.contains("curl ") && !line.contains("apt_install")).collect();
    assert!(fetches.is_empty(), "only these two download, for they compare checksums: {fetches:?}");
}
