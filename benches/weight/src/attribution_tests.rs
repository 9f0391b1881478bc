//! The tests take the program that runs them as the release.

use super::*;
use crate::sizes::add_up;
use std::{env, fs, path::PathBuf, process::Command};

fn this_program() -> PathBuf {
    env::current_exe().expect("the system names the program")
}

fn is_of(owner: &Owner, name: &str) -> bool {
    matches!(owner, Owner::Library(library) if library == name)
}

#[test]
fn every_byte_of_a_program_has_an_owner() {
    let program = this_program();
    let image = Image::read(&program, &program).unwrap();
    let content = "a text that only this test has, and that the program embeds: 5d9c0f7e".to_owned().into_bytes();
    let files = [EmbeddedFile { path: "assets/text".to_owned(), content }];
    let map = attribute(&image, &Modules::default(), &files).unwrap();
    let sizes = add_up(&image, &map);
    assert_eq!(sizes.values().map(|own| own.total()).sum::<u64>(), fs::metadata(&program).unwrap().len());
    for section in &image.sections {
        assert_eq!(map.gaps(section.range.clone()), [], "{}", section.name);
    }
    let own = sizes.iter().find(|(owner, _)| is_of(owner, "vestibule_weight")).unwrap().1;
    assert!(own.code > 10_000 && own.unwinding > 1_000, "{own:?}");
    assert_eq!(sizes[&Owner::File("assets/text".to_owned())].data, files[0].content.len() as u64);
}

#[test]
fn a_program_without_symbols_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let stripped = folder.path().join("stripped");
    assert!(Command::new("objcopy").arg("--strip-all").arg(this_program()).arg(&stripped).status().unwrap().success());
    let error = Image::read(&stripped, &stripped).err().unwrap().to_string();
    assert!(error.ends_with("stripped has no symbols: build it with `make build`"), "{error}");
    // The same program with symbols fits.
    Image::read(&stripped, &this_program()).unwrap();
}

#[test]
fn a_missing_release_is_named() {
    let error = Image::read(&PathBuf::from("/nowhere/vestibule"), &this_program()).err().unwrap().to_string();
    assert!(
        error.starts_with("/nowhere/vestibule: ") && error.ends_with("Build it on Linux with `make build`"),
        "{error}"
    );
}

#[test]
fn symbols_of_another_build_are_refused() {
    let error = Image::read(&PathBuf::from("/bin/sh"), &this_program()).err().unwrap().to_string();
    assert!(error.contains("belongs to another build than the release"), "{error}");
}
