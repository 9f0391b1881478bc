//! The workflow that makes a release, and its scripts.

use super::ci::commands_of;
use super::support::{assert_is_a_make_target, make_targets, parse};
use crate::repository::{read, root};
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

const VERSION: &str = env!("CARGO_PKG_VERSION");

#[derive(Deserialize)]
struct Workflow {
    permissions: BTreeMap<String, String>,
    jobs: BTreeMap<String, Job>,
}

#[derive(Deserialize)]
struct Job {
    permissions: BTreeMap<String, String>,
    /// The name of a job, or a list of names.
    #[serde(default)]
    needs: Value,
    environment: Option<Value>,
}

impl Job {
    /// The jobs that have to succeed directly before this one.
    fn needs(&self) -> Vec<&str> {
        let list = self.needs.as_array().map(Vec::as_slice).unwrap_or_default();
        self.needs.as_str().into_iter().chain(list.iter().filter_map(Value::as_str)).collect()
    }

    /// Whether it changes something outside its run, also by proving its identity to a registry.
    fn publishes(&self) -> bool {
        self.permissions.values().any(|access| access == "write")
    }
}

impl Workflow {
    fn release() -> Self {
        parse(".github/workflows/release.yml")
    }

    /// All jobs that have to succeed before this one.
    fn before<'w>(&'w self, job: &str) -> BTreeSet<&'w str> {
        let mut found = BTreeSet::new();
        let mut open = self.jobs[job].needs();
        while let Some(name) = open.pop() {
            if found.insert(name) {
                open.extend(self.jobs[name].needs());
            }
        }
        found
    }
}

/// A script that has been run.
fn run(script: &Path, arguments: &[&str]) -> Output {
    Command::new("bash").arg(script).args(arguments).output().expect("bash")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn nothing_is_published_before_all_files_were_tried() {
    let workflow = Workflow::release();
    assert!(workflow.permissions.is_empty(), "a job that names no permissions has none");
    let publishing: Vec<_> = workflow.jobs.iter().filter(|(_, job)| job.publishes()).map(|(name, _)| name).collect();
    assert_eq!(publishing, ["attest", "image", "npm", "pypi", "release"]);
    for name in publishing {
        let before = workflow.before(name);
        for needed in ["version", "linux", "macos", "files", "macos-test"] {
            assert!(before.contains(needed), "{name} does not wait for {needed}");
        }
    }
    for registry in ["npm", "pypi"] {
        let job = &workflow.jobs[registry];
        assert!(job.environment.is_some(), "{registry} is published without an approval");
        assert!(workflow.before(registry).contains("release"), "{registry} does not wait for the release");
    }
}

#[test]
fn the_release_calls_make_and_scripts_that_exist() {
    let commands = commands_of("release");
    let targets: BTreeSet<_> = commands.iter().flat_map(|script| make_targets(script)).collect();
    targets.iter().for_each(|target| assert_is_a_make_target(target));
    assert_eq!(targets.iter().map(String::as_str).collect::<Vec<_>>(), ["build", "dist", "dist-test"]);

    let words = commands.iter().flat_map(|script| script.split(|letter: char| letter.is_whitespace() || letter == '('));
    let scripts: BTreeSet<_> = words.filter(|word| word.starts_with("scripts/")).collect();
    assert!(scripts.len() >= 5, "{scripts:?}");
    for script in scripts {
        assert!(root().join(script).exists(), "there is no {script}");
    }
}

#[test]
fn a_tag_of_another_version_is_refused() {
    let script = root().join("scripts/release-version.sh");
    let same = run(&script, &[&format!("v{VERSION}")]);
    assert_eq!((same.status.code(), text(&same.stdout).trim()), (Some(0), VERSION));
    for tag in ["v999.0.0", VERSION, ""] {
        let refused = run(&script, &[tag]);
        assert_eq!(refused.status.code(), Some(1), "{tag:?}");
        assert!(text(&refused.stderr).contains(VERSION), "{}", text(&refused.stderr));
    }
}

#[test]
fn the_notes_are_the_section_of_the_changelog() {
    let folder = TempDir::new().expect("a folder");
    let changelog = folder.path().join("CHANGELOG.md");
    let (ten, one) = ("## 1.10.0 - 2026-12-02\n\n### Added\n\n- Ten.\n", "## 1.1.0 - 2026-12-01\n\n- One.\n");
    fs::write(&changelog, format!("# Changelog\n\n## Unreleased\n\n{ten}\n{one}")).expect("a file");
    let script = root().join("scripts/changelog-section.sh");
    let section = |version: &str| run(&script, &[version, changelog.to_str().expect("text")]);

    assert_eq!(text(&section("1.10.0").stdout), "### Added\n\n- Ten.\n");
    assert_eq!(text(&section("1.1.0").stdout), "- One.\n");
    // The section is empty, or there is none.
    for version in ["Unreleased", "1.1", "1.1.00"] {
        let refused = section(version);
        assert_eq!(refused.status.code(), Some(1), "{version}");
        assert!(text(&refused.stderr).contains("docs/internals/releasing.md"), "{}", text(&refused.stderr));
    }
}

#[test]
fn a_release_has_exactly_the_files_of_all_platforms() {
    let folder = TempDir::new().expect("a folder");
    fs::create_dir(folder.path().join("scripts")).expect("a folder");
    for file in ["Cargo.toml", "scripts/lib.sh", "scripts/release-version.sh", "scripts/release-files.sh"] {
        fs::copy(root().join(file), folder.path().join(file)).expect("a copy");
    }
    let script = folder.path().join("scripts/release-files.sh");
    let (made, released) = (folder.path().join("target/dist"), folder.path().join("target/release-files"));
    fs::create_dir_all(&made).expect("a folder");

    let missing = run(&script, &["collect", "linux-aarch64"]);
    assert_eq!(missing.status.code(), Some(1));
    assert!(text(&missing.stderr).contains(&format!("vestibule-{VERSION}-linux-aarch64.tar.gz is missing")));
    assert_eq!(run(&script, &["collect", "windows-x86_64"]).status.code(), Some(1));

    let python = VERSION.replace("-alpha.", "a").replace("-beta.", "b").replace("-rc.", "rc");
    let wheel = format!("vestibule_server-{python}-py3-none");
    let files = [
        format!("vestibule-{VERSION}-linux-aarch64.tar.gz"),
        format!("vestibule-{VERSION}-linux-x86_64.tar.gz"),
        format!("vestibule-{VERSION}-macos-arm64.tar.gz"),
        format!("vestibule-{VERSION}-oci-amd64.tar"),
        format!("vestibule-{VERSION}-oci-arm64.tar"),
        format!("vestibule-{VERSION}.cdx.json"),
        format!("vestibule-server-{VERSION}.tgz"),
        format!("vestibule-server-darwin-arm64-{VERSION}.tgz"),
        format!("vestibule-server-linux-arm64-{VERSION}.tgz"),
        format!("vestibule-server-linux-x64-{VERSION}.tgz"),
        format!("vestibule_{VERSION}_amd64.deb"),
        format!("vestibule_{VERSION}_arm64.deb"),
        format!("{wheel}-macosx_11_0_arm64.whl"),
        format!("{wheel}-manylinux_2_17_aarch64.manylinux2014_aarch64.musllinux_1_1_aarch64.whl"),
        format!("{wheel}-manylinux_2_17_x86_64.manylinux2014_x86_64.musllinux_1_1_x86_64.whl"),
    ];
    for file in &files {
        fs::write(made.join(file), file).expect("a file");
    }
    fs::write(made.join("something-else"), "not of a release").expect("a file");
    for platform in ["linux-x86_64", "linux-aarch64"] {
        assert!(run(&script, &["collect", platform]).status.success(), "{platform}");
    }
    let incomplete = run(&script, &["sums"]);
    assert_eq!(incomplete.status.code(), Some(1));
    assert!(text(&incomplete.stderr).contains(&format!("missing: vestibule-{VERSION}-macos-arm64.tar.gz")));
    assert!(run(&script, &["collect", "macos-arm64"]).status.success());
    assert!(run(&script, &["sums"]).status.success());

    let sums = fs::read_to_string(released.join("SHA256SUMS")).expect("a file");
    let expected: String = files.iter().map(|file| format!("{}  {file}\n", hex(file.as_bytes()))).collect();
    assert_eq!(sums, expected);

    fs::write(released.join("something-else"), "not of a release").expect("a file");
    let additional = run(&script, &["sums"]);
    assert_eq!(additional.status.code(), Some(1));
    assert!(text(&additional.stderr).contains("unexpected: something-else"), "{}", text(&additional.stderr));
}

/// The SHA-256.
fn hex(content: &[u8]) -> String {
    Sha256::digest(content).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Adds a blob to an image layout, and returns what refers to it.
fn blob(layout: &Path, content: &Value) -> Value {
    let content = content.to_string();
    let name = hex(content.as_bytes());
    fs::create_dir_all(layout.join("blobs/sha256")).expect("a folder");
    fs::write(layout.join("blobs/sha256").join(&name), &content).expect("a file");
    json!({"mediaType": "application/json", "digest": format!("sha256:{name}"), "size": content.len()})
}

/// An image layout for one architecture, without layers.
fn layout(folder: &Path, architecture: &str) {
    let config = blob(folder, &json!({"os": "linux", "architecture": architecture}));
    let manifest = blob(folder, &json!({"schemaVersion": 2, "config": config, "layers": []}));
    fs::write(folder.join("index.json"), json!({"manifests": [manifest]}).to_string()).expect("a file");
}

/// Merges the layouts, and returns the digest of the index.
fn merged(layouts: &[&Path]) -> Output {
    Command::new("node").arg(root().join("scripts/image-index.mjs")).args(layouts).output().expect("node")
}

#[test]
fn the_images_for_both_architectures_become_one_with_a_digest_that_depends_on_them_alone() {
    let folders: Vec<_> = (0..4).map(|_| TempDir::new().expect("a folder")).collect();
    let paths: Vec<_> = folders.iter().map(TempDir::path).collect();
    for pair in paths.chunks(2) {
        layout(pair[0], "amd64");
        layout(pair[1], "arm64");
    }
    let (first, second) = (merged(&paths[..2]), merged(&paths[2..]));
    assert!(first.status.success(), "{}", text(&first.stderr));
    assert_eq!(first.stdout, second.stdout);

    let parsed = |path: &Path| -> Value { serde_json::from_slice(&fs::read(path).expect("a file")).expect("JSON") };
    let of = |digest: &str| paths[0].join("blobs").join(digest.replace(':', "/"));
    let top = parsed(&paths[0].join("index.json"));
    let digest = top["manifests"][0]["digest"].as_str().expect("a digest");
    assert_eq!(digest, text(&first.stdout).trim());
    assert_eq!(digest, format!("sha256:{}", hex(&fs::read(of(digest)).expect("the index"))));
    let index = parsed(&of(digest));
    let images = index["manifests"].as_array().expect("a list");
    let platforms: Vec<_> = images.iter().map(|image| &image["platform"]).collect();
    let expected = ["amd64", "arm64"].map(|architecture| json!({"architecture": architecture, "os": "linux"}));
    assert_eq!(platforms, expected.iter().collect::<Vec<_>>());
    for image in images {
        assert!(of(image["digest"].as_str().expect("a digest")).exists(), "an image is missing: {image}");
    }
}

#[test]
fn two_images_for_one_architecture_are_refused() {
    let folders = [TempDir::new().expect("a folder"), TempDir::new().expect("a folder")];
    folders.iter().for_each(|folder| layout(folder.path(), "amd64"));
    let refused = merged(&[folders[0].path(), folders[1].path()]);
    assert!(!refused.status.success());
    assert!(text(&refused.stderr).contains("the same architecture"), "{}", text(&refused.stderr));
}

#[test]
fn the_commands_in_the_documents_name_the_version() {
    for page in ["README.md", "SECURITY.md"] {
        let text = read(page);
        assert!(text.contains(&format!("vestibule-{VERSION}-linux-x86_64.tar.gz")), "{page} names another version");
    }
}
