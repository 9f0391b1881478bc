//! The Dockerfile and its build context.

use super::support::{assert_is_a_command, assert_is_a_make_target, configuration, default_address, make_targets};
use crate::repository::read;

/// The instructions in order, such as `(RUN, make build)`, with continued lines joined and comments removed.
pub fn instructions() -> Vec<(String, String)> {
    let text = read("Dockerfile");
    let lines = text.lines().filter(|line| !line.starts_with('#')).collect::<Vec<_>>().join("\n").replace("\\\n", " ");
    let lines = lines.lines().filter(|line| !line.trim().is_empty());
    lines
        .map(|line| line.split_once(' ').expect("an instruction and more"))
        .map(|(a, b)| (a.into(), b.into()))
        .collect()
}

/// The instructions of the last stage, which is the image.
fn final_stage() -> Vec<(String, String)> {
    let all = instructions();
    let from = all.iter().rposition(|(name, _)| name == "FROM").expect("a FROM");
    all[from..].to_vec()
}

#[track_caller]
fn last(stage: &[(String, String)], name: &str) -> String {
    stage.iter().rfind(|(found, _)| found == name).unwrap_or_else(|| panic!("no {name}")).1.trim().to_owned()
}

/// Parses the exec form `["a", "b"]`, which needs no shell.
#[track_caller]
fn words(list: &str) -> Vec<String> {
    serde_json::from_str(list).unwrap_or_else(|error| panic!("{list} is no list of words: {error}"))
}

/// The environment of the final image.
pub fn environment() -> Vec<(String, String)> {
    let stage = final_stage();
    let pairs = stage.iter().filter(|(name, _)| name == "ENV").flat_map(|(_, pairs)| pairs.split_whitespace());
    pairs.map(|pair| pair.split_once('=').expect("NAME=value")).map(|(a, b)| (a.to_owned(), b.to_owned())).collect()
}

#[test]
fn build_and_final_stage_use_the_same_debian_version() {
    let froms: Vec<_> = instructions().into_iter().filter(|(name, _)| name == "FROM").map(|(_, from)| from).collect();
    assert!(froms.len() > 1, "the build stage is not the final image");
    assert!(froms.iter().any(|from| from.starts_with("rust:") && from.contains("trixie")), "{froms:?}");
    assert!(froms.last().unwrap().contains("debian13"), "Debian 13 is trixie: {froms:?}");
}

#[test]
fn the_compiler_has_the_minimum_version_of_the_setup_script() {
    let setup = read("scripts/setup/rust.sh");
    let minimum = setup.lines().find_map(|line| line.strip_prefix("MINIMUM=")).unwrap().split(' ').next().unwrap();
    let version = |text: &str| text.split('.').map(|part| part.parse::<u32>().unwrap()).collect::<Vec<_>>();
    let rust = instructions().into_iter().find_map(|(_, rest)| Some(rest.strip_prefix("rust:")?.to_owned())).unwrap();
    assert!(version(rust.split('-').next().unwrap()) >= version(minimum), "rust:{rust} is older than {minimum}");
}

#[test]
fn the_image_builds_with_make_and_copies_the_binary() {
    let build: Vec<_> =
        instructions().into_iter().filter(|(name, _)| name == "RUN").map(|(_, script)| script).collect();
    let script =
        build.iter().flat_map(|script| script.split("&&")).flat_map(|part| part.find("make ").map(|at| &part[at..]));
    assert_eq!(make_targets(&script.collect::<Vec<_>>().join("\n")), ["build"]);
    assert_is_a_make_target("build");

    let binary = &words(&last(&final_stage(), "ENTRYPOINT"))[0];
    let copied = format!("--from=build /build/target/release/{} {binary}", env!("CARGO_PKG_NAME"));
    assert!(final_stage().iter().any(|(name, rest)| name == "COPY" && *rest == copied), "no COPY {copied}");
}

/// The final image has no shell, so it cannot have RUN instructions, and all commands are in exec form.
#[test]
fn entrypoint_and_healthcheck_use_existing_commands() {
    let stage = final_stage();
    assert!(stage.iter().all(|(name, _)| name != "RUN"));
    let entrypoint = words(&last(&stage, "ENTRYPOINT"));
    let [binary] = &entrypoint[..] else { panic!("{entrypoint:?}") };
    assert_is_a_command(&words(&last(&stage, "CMD")).iter().map(String::as_str).collect::<Vec<_>>());

    let health = last(&stage, "HEALTHCHECK");
    let command = words(health.split_once("CMD ").expect("a command").1);
    assert_eq!(&command[0], binary);
    assert_is_a_command(&command[1..].iter().map(String::as_str).collect::<Vec<_>>());
}

#[test]
fn the_image_does_not_run_as_root() {
    let user = last(&final_stage(), "USER");
    let (uid, gid) = user.split_once(':').expect("uid:gid");
    for id in [uid, gid] {
        assert!(id.parse::<u32>().is_ok_and(|id| id > 0), "{user}: a number, for Kubernetes cannot tell by a name");
    }
}

#[test]
fn the_image_listens_on_all_addresses_and_stores_data_in_a_volume_of_its_user() {
    let values = environment();
    let values: Vec<_> = values.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert!(configuration(&values).listen.ip().is_unspecified());
    let stage = final_stage();
    assert_eq!(last(&stage, "EXPOSE"), default_address().port().to_string());

    let volume = last(&stage, "VOLUME");
    assert!(values.contains(&("VESTIBULE_DATA_DIR", &volume)), "{values:?}");
    let owned = format!("--chown={} {volume} {volume}", last(&stage, "USER"));
    assert!(stage.iter().any(|(name, rest)| name == "COPY" && rest.ends_with(&owned)), "no COPY {owned}");
}

/// The paths in the build context: .dockerignore excludes everything and then includes these.
fn context_paths() -> Vec<String> {
    let text = read(".dockerignore");
    let mut rules = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    assert_eq!(rules.next(), Some("*"));
    rules.map(|rule| rule.strip_prefix('!').unwrap_or_else(|| panic!("{rule} shuts out more")).to_owned()).collect()
}

#[test]
fn the_build_context_contains_all_required_files() {
    let makefile = read("Makefile");
    let sources = makefile.split_once("$(shell find ").and_then(|(_, rest)| rest.split_once(" 2>")).unwrap().0;
    let more = ["Makefile", "scripts", "rust-toolchain.toml", "package.json", ".cargo", "benches", "examples"];
    for needed in sources.split(' ').map(|path| path.trim_end_matches("/.")).chain(more) {
        assert!(context_paths().iter().any(|shown| shown == needed), ".dockerignore hides {needed}");
    }
}

#[test]
fn the_build_context_contains_no_ignored_files() {
    let ignored = read(".gitignore");
    for kept_out in ignored.lines().map(|line| line.trim_start_matches('/')) {
        let folder = kept_out.split('/').next().unwrap();
        assert!(
            !context_paths().iter().any(|shown| shown == folder || shown == kept_out),
            ".dockerignore lets in {kept_out}"
        );
    }
}
