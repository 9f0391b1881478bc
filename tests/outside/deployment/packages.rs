//! The npm packages and the wheel: what is in them, and that the same input results in the same bytes. `make dist-test` installs
//! them and starts the program.

use crate::repository::{read, root};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

/// The beginning of a program for a platform: the format and the processor are all that the builders look at.
const PROGRAMS: [(&str, &[u8]); 3] = [
    ("linux-x64", b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0\x3e\0"),
    ("linux-arm64", b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0\xb7\0"),
    ("darwin-arm64", b"\xcf\xfa\xed\xfe\x0c\0\0\x01"),
];

/// The builders of the npm packages and of the wheel.
const BUILDERS: [(&str, &str); 2] = [("node", "npm/build.mjs"), ("python3", "pypi/build.py")];

/// A folder with a program for each platform, named like the platform, and the licences.
fn programs() -> TempDir {
    let folder = TempDir::new().expect("a folder");
    for (platform, program) in PROGRAMS {
        fs::write(folder.path().join(platform), program).expect("a file");
    }
    fs::write(folder.path().join("LICENSES.txt"), "the licences of the dependencies").expect("a file");
    folder
}

/// A builder with its options.
fn builder(interpreter: &str, script: &str, binary: &Path, version: &str, platform: &str, out: &Path) -> Command {
    let mut command = Command::new(interpreter);
    command.arg(root().join("packaging").join(script)).arg("--binary").arg(binary).arg("--out").arg(out);
    command.args(["--version", version, "--platform", platform]);
    command
}

/// Builds all packages of a platform.
#[track_caller]
fn build(binary: &Path, version: &str, platform: &str, out: &Path) {
    for (interpreter, script) in BUILDERS {
        let built = builder(interpreter, script, binary, version, platform, out).output().expect("it runs");
        assert!(built.status.success(), "{script}: {}", String::from_utf8_lossy(&built.stderr));
    }
}

fn files_in(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder");
    let mut files: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    files
}

fn names_in(folder: &Path) -> Vec<String> {
    files_in(folder).iter().map(|path| path.file_name().expect("a name").to_string_lossy().into_owned()).collect()
}

#[track_caller]
fn text_of(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// What a program in Python prints that has opened the package as `archive`.
fn asked(package: &Path, program: &str) -> String {
    let is_wheel = package.extension().is_some_and(|ending| ending == "whl");
    let open = if is_wheel { "zipfile.ZipFile" } else { "tarfile.open" };
    let program = format!("import sys, tarfile, zipfile\narchive = {open}(sys.argv[1])\n{program}");
    text_of(&Command::new("python3").arg("-c").arg(program).arg(package).output().expect("python3"))
}

/// The files of an npm package: path, mode, owner, group, time and size.
fn list(package: &Path) -> String {
    asked(package, "for m in archive: print(m.name, oct(m.mode), m.uid, m.gid, m.mtime, m.size)")
}

/// What `package.json` of an npm package says.
fn about(package: &Path) -> Value {
    let text = asked(package, "print(archive.extractfile('package/package.json').read().decode())");
    serde_json::from_str(&text).expect("JSON")
}

#[test]
fn packages_built_at_another_time_in_another_place_are_the_same() {
    let (first, second, out) = (programs(), programs(), TempDir::new().expect("a folder"));
    build(&first.path().join("linux-x64"), "1.2.3", "linux-x64", &out.path().join("first"));
    let touched = Command::new("touch").args(["-d", "2001-02-03T04:05:06"]).args(files_in(second.path())).status();
    assert!(touched.expect("touch").success());
    for (interpreter, script) in BUILDERS {
        let out = out.path().join("second");
        let mut builder = builder(interpreter, script, &second.path().join("linux-x64"), "1.2.3", "linux-x64", &out);
        let built = builder.env("TZ", "Asia/Tokyo").env("LC_ALL", "C").current_dir("/").status();
        assert!(built.expect("it runs").success());
    }

    let (first, second) = (files_in(&out.path().join("first")), files_in(&out.path().join("second")));
    assert_eq!(first.len(), 3);
    for (one, other) in first.iter().zip(&second) {
        assert_eq!(one.file_name(), other.file_name());
        assert!(fs::read(one).expect("a file") == fs::read(other).expect("a file"), "{} differs", one.display());
    }
}

#[test]
fn npm_packages_have_the_program_and_all_licences() {
    let (programs, out) = (programs(), TempDir::new().expect("a folder"));
    for (platform, program) in PROGRAMS {
        build(&programs.path().join(platform), "1.2.3", platform, out.path());
        let package = out.path().join(format!("vestibule-server-{platform}-1.2.3.tgz"));
        let list = list(&package);
        for file in ["LICENSE-APACHE", "LICENSE-MIT", "LICENSES.txt", "README.md", "package.json"] {
            assert!(list.contains(&format!("package/{file} 0o644 0 0 499162500 ")), "{platform} has no {file}: {list}");
        }
        let expected = format!("package/bin/vestibule 0o755 0 0 499162500 {}\n", program.len());
        assert!(list.contains(&expected), "{list}");
        let (os, cpu) = platform.split_once('-').expect("two words");
        let about = about(&package);
        assert_eq!((&about["os"], &about["cpu"]), (&json!([os]), &json!([cpu])));
        assert_eq!(about["scripts"], Value::Null, "something runs during an installation");
    }

    let main = out.path().join("vestibule-server-1.2.3.tgz");
    let about = about(&main);
    for (platform, _) in PROGRAMS {
        assert_eq!(about["optionalDependencies"][format!("vestibule-server-{platform}")], "1.2.3");
    }
    for command in ["vestibule", "vestibule-server"] {
        assert_eq!(about["bin"][command], "bin/vestibule.js");
    }
    assert!(list(&main).contains("package/bin/vestibule.js 0o755 "), "the launcher cannot be executed");
}

#[test]
fn a_wheel_has_the_program_all_licences_and_a_list_of_them() {
    let (programs, out) = (programs(), TempDir::new().expect("a folder"));
    for (platform, _) in PROGRAMS {
        build(&programs.path().join(platform), "1.2.3", platform, out.path());
    }
    let wheels: Vec<_> = names_in(out.path()).into_iter().filter(|name| name.ends_with(".whl")).collect();
    assert_eq!(
        wheels,
        [
            "vestibule_server-1.2.3-py3-none-macosx_11_0_arm64.whl",
            "vestibule_server-1.2.3-py3-none-manylinux_2_17_aarch64.manylinux2014_aarch64.musllinux_1_1_aarch64.whl",
            "vestibule_server-1.2.3-py3-none-manylinux_2_17_x86_64.manylinux2014_x86_64.musllinux_1_1_x86_64.whl",
        ]
    );
    for wheel in wheels.iter().map(|name| out.path().join(name)) {
        let info = "vestibule_server-1.2.3.dist-info";
        let names = asked(&wheel, "print('\\n'.join(archive.namelist()))");
        for file in ["LICENSE-APACHE", "LICENSE-MIT", "LICENSES.txt"] {
            assert!(names.contains(&format!("{info}/licenses/{file}\n")), "{names}");
        }
        let mode = asked(&wheel, "print(oct(archive.getinfo('vestibule_server/bin/vestibule').external_attr >> 16))");
        assert_eq!(mode.trim(), "0o100755");
        let differences = format!(
            "import base64, csv, hashlib\n\
             for name, sha256, size in csv.reader(archive.read('{info}/RECORD').decode().splitlines()):\n\
             \x20   content = archive.read(name)\n\
             \x20   digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).decode().rstrip('=')\n\
             \x20   if size and (sha256, size) != ('sha256=' + digest, str(len(content))): print(name)\n"
        );
        assert_eq!(asked(&wheel, &differences), "", "RECORD differs from the files");
        let listed = asked(&wheel, &format!("print(archive.read('{info}/RECORD').decode())"));
        assert!(names.lines().all(|name| listed.contains(&format!("{name},"))), "{listed}");
    }
}

#[test]
fn a_version_to_try_has_the_form_of_python_in_the_wheel() {
    let (programs, out) = (programs(), TempDir::new().expect("a folder"));
    build(&programs.path().join("darwin-arm64"), "1.2.3-rc.4", "darwin-arm64", out.path());
    let names = names_in(out.path());
    assert!(names.contains(&"vestibule_server-1.2.3rc4-py3-none-macosx_11_0_arm64.whl".to_owned()), "{names:?}");
    assert!(names.contains(&"vestibule-server-1.2.3-rc.4.tgz".to_owned()), "{names:?}");
}

#[test]
fn wrong_options_and_a_program_for_another_processor_are_refused() {
    let (programs, out) = (programs(), TempDir::new().expect("a folder"));
    for (interpreter, script) in BUILDERS {
        for (program, version, platform, code, named) in [
            ("linux-x64", "1.2", "linux-x64", 2, "--version"),
            ("linux-x64", "1.2.3", "windows-x64", 2, "--platform"),
            ("linux-arm64", "1.2.3", "linux-x64", 1, "is not a program for linux-x64"),
        ] {
            let binary = programs.path().join(program);
            let built = builder(interpreter, script, &binary, version, platform, out.path()).output().expect("it runs");
            let message = String::from_utf8_lossy(&built.stderr).into_owned();
            assert_eq!(built.status.code(), Some(code), "{script}: {message}");
            assert!(message.contains(named), "{script}: {message}");
        }
    }
    assert_eq!(names_in(out.path()), Vec::<String>::new(), "no package is left");
}

#[test]
fn the_readmes_of_the_packages_link_to_files_that_exist() {
    let repository = "https://github.com/vestibule/vestibule/blob/main/";
    for page in ["packaging/npm/README.md", "packaging/pypi/README.md"] {
        let text = read(page);
        let links: Vec<_> = text.split(repository).skip(1).filter_map(|rest| rest.split(')').next()).collect();
        assert!(!links.is_empty(), "{page}");
        for link in links {
            assert!(root().join(link).exists(), "{page}: {link}");
        }
    }
}
