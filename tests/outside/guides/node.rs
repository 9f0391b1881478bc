//! The guide for Express. The guide for single-page applications is tested in a browser (`end2end/tests/guides.spec.ts`).

use super::{Guided, block};
use crate::repository::root;
use std::os::unix::fs::symlink;
use std::process::Command;

#[test]
fn express_lets_in_whom_the_guide_says() {
    let guided = Guided::start();
    let modules = root().join("end2end/node_modules");
    assert!(modules.join("express").exists(), "the libraries of the guides are missing: run scripts/setup/browser.sh");
    symlink(modules, guided.place.path("node_modules")).expect("a link");
    guided.place.write("express_app.mjs", &block("express.md", "express_app.mjs"));
    let mut express = Command::new("node");
    express.arg("express_app.mjs").env("VESTIBULE_URL", guided.url()).env("PORT", guided.port.to_string());
    let _express = guided.run(&mut express);
    guided.journey_with("tokens", &["cors"]);
}
