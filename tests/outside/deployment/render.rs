//! The two Blueprints for Render: one instance with a disk, and two instances with PostgreSQL.

use super::support::{assert_is_a_make_target, assert_is_routed, configuration, holds_a_secret, make_targets, parse};
use serde::Deserialize;
use std::path::Path;
use vestibule::config::generate_secret;
use vestibule::entropy::SystemEntropy;

const WITH_A_DISK: &str = "render.yaml";
const WITH_POSTGRES: &str = "deploy/render-postgres.yaml";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Blueprint {
    services: Vec<Service>,
    #[serde(default)]
    databases: Vec<Database>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Service {
    build_command: String,
    start_command: String,
    health_check_path: String,
    env_vars: Vec<EnvVar>,
    disk: Option<Disk>,
    #[serde(default = "one")]
    num_instances: usize,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct EnvVar {
    key: String,
    value: Option<String>,
    from_database: Option<FromDatabase>,
    #[serde(default)]
    generate_value: bool,
}

#[derive(Deserialize)]
struct FromDatabase {
    name: String,
    property: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Database {
    name: String,
    /// Without this list everyone can connect; an empty list allows internal connections only.
    ip_allow_list: Option<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Disk {
    mount_path: String,
}

fn one() -> usize {
    1
}

fn service_of(path: &str) -> Service {
    let mut services = parse::<Blueprint>(path).services;
    assert_eq!(services.len(), 1, "{path} describes one service");
    services.remove(0)
}

impl Service {
    fn variable(&self, key: &str) -> &EnvVar {
        self.env_vars.iter().find(|variable| variable.key == key).unwrap_or_else(|| panic!("{key} is not set"))
    }
}

impl EnvVar {
    /// A value such as Render sets it.
    fn sample_value(&self) -> String {
        match &self.value {
            Some(value) => value.clone(),
            None if self.generate_value => generate_secret(&SystemEntropy).to_string(),
            None => "postgresql://user:word@dpg-1/database".to_owned(),
        }
    }
}

#[test]
fn render_builds_with_make_starts_the_binary_with_a_valid_configuration_and_asks_for_a_route() {
    for path in [WITH_A_DISK, WITH_POSTGRES] {
        let service = service_of(path);
        assert_eq!(make_targets(&service.build_command), ["build"], "{path}");
        assert_is_a_make_target("build");
        assert_eq!(service.start_command, format!("./target/release/{}", env!("CARGO_PKG_NAME")), "{path}");
        assert_is_routed(&service.health_check_path);
        for variable in &service.env_vars {
            assert!(variable.value.is_none() || !holds_a_secret(&variable.key), "{path}: {} is a secret", variable.key);
        }
        let values: Vec<_> = service.env_vars.iter().map(|it| (it.key.as_str(), it.sample_value())).collect();
        let values: Vec<_> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let config = configuration(&values);
        assert!(config.listen.ip().is_unspecified(), "{path}: Render's proxy comes from another machine");
        assert_eq!(config.database_url.is_postgres(), path == WITH_POSTGRES);
    }
}

#[test]
fn the_data_directory_is_on_the_disk() {
    let service = service_of(WITH_A_DISK);
    let data_dir = service.variable("VESTIBULE_DATA_DIR").value.as_deref().unwrap();
    assert!(Path::new(data_dir).starts_with(&service.disk.as_ref().unwrap().mount_path));
    assert_eq!(service.num_instances, 1, "a disk cannot be shared by several instances");
}

#[test]
fn several_instances_share_a_database_and_a_secret_without_a_disk() {
    let service = service_of(WITH_POSTGRES);
    assert!(service.num_instances >= 2 && service.disk.is_none());
    assert!(service.variable("VESTIBULE_SECRET").generate_value);

    let source = service.variable("DATABASE_URL").from_database.as_ref().unwrap();
    assert_eq!(source.property, "connectionString");
    let databases = parse::<Blueprint>(WITH_POSTGRES).databases;
    let database = databases.iter().find(|database| database.name == source.name).expect("it is declared");
    assert_eq!(database.ip_allow_list.as_deref(), Some(&[][..]), "the database has no external connections");
}
