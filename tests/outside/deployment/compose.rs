//! docker-compose.yml fits the program, the image and the scripts.

use super::image;
use super::support::{configuration, created, default_address, holds_a_secret, make_secrets, parse};
use crate::repository::{read, root};
use ipnet::IpNet;
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::net::IpAddr;
use tempfile::TempDir;

#[derive(Deserialize)]
pub struct Compose {
    pub services: BTreeMap<String, Service>,
    networks: BTreeMap<String, Network>,
    volumes: BTreeMap<String, Value>,
    secrets: BTreeMap<String, BTreeMap<String, String>>,
}

#[derive(Deserialize)]
pub struct Service {
    pub image: String,
    build: Option<String>,
    pub environment: BTreeMap<String, String>,
    #[serde(default)]
    pub secrets: Vec<String>,
    networks: Option<Networks>,
    #[serde(default)]
    depends_on: BTreeMap<String, BTreeMap<String, String>>,
    #[serde(default)]
    pub volumes: Vec<String>,
    #[serde(default)]
    ports: Vec<String>,
    #[serde(default)]
    profiles: Vec<String>,
    healthcheck: Option<Healthcheck>,
    pub user: Option<String>,
    #[serde(default)]
    pub cap_drop: Vec<String>,
    #[serde(default)]
    pub cap_add: Vec<String>,
    #[serde(default)]
    pub security_opt: Vec<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Networks {
    Names(Vec<String>),
    Settings(BTreeMap<String, BTreeMap<String, IpAddr>>),
}

#[derive(Deserialize)]
struct Healthcheck {
    test: Vec<String>,
}

#[derive(Deserialize)]
struct Network {
    #[serde(default)]
    internal: bool,
    ipam: Option<BTreeMap<String, Vec<BTreeMap<String, String>>>>,
}

impl Service {
    fn networks(&self) -> Vec<&str> {
        match &self.networks {
            None => Vec::new(),
            Some(Networks::Names(names)) => names.iter().map(String::as_str).collect(),
            Some(Networks::Settings(settings)) => settings.keys().map(String::as_str).collect(),
        }
    }

    fn is_in_profile(&self, profile: &str) -> bool {
        self.profiles.iter().any(|named| named == profile)
    }
}

pub fn compose() -> Compose {
    parse("docker-compose.yml")
}

impl Compose {
    /// The services that run this program, with their names.
    fn replicas(&self) -> Vec<(&str, &Service)> {
        let ours = self.services.iter().filter(|(_, service)| service.image == env!("CARGO_PKG_NAME"));
        ours.map(|(name, service)| (name.as_str(), service)).collect()
    }

    fn proxy_address(&self) -> IpAddr {
        let Some(Networks::Settings(settings)) = &self.services["proxy"].networks else { panic!("no fixed address") };
        settings["web"]["ipv4_address"]
    }
}

/// Replaces `${NAME:-default}` by its default.
fn default_of(value: &str) -> &str {
    match value.strip_prefix("${").and_then(|rest| rest.strip_suffix('}')) {
        Some(inner) => inner.split_once(":-").unwrap_or_else(|| panic!("{value} has no default")).1,
        None => value,
    }
}

#[test]
fn two_replicas_of_one_image_are_behind_the_proxy() {
    let compose = compose();
    let replicas = compose.replicas();
    assert_eq!(replicas.len(), 2);
    assert_eq!(replicas.iter().filter(|(_, service)| service.build.as_deref() == Some(".")).count(), 1);

    let port = default_address().port();
    let reached: Vec<_> = replicas.iter().map(|(name, _)| format!("{name}:{port}")).collect();
    let proxy = &compose.services["proxy"];
    assert_eq!(proxy.environment["UPSTREAMS"], reached.join(" "));
    assert_eq!(proxy.volumes[0].split(':').next(), Some("./deploy/Caddyfile"));
    let caddyfile = read("deploy/Caddyfile");
    for name in proxy.environment.keys() {
        assert!(caddyfile.contains(&format!("{{${name}:")), "the Caddyfile does not read {name}");
    }
    for (name, replica) in replicas {
        assert_eq!(replica.environment["VESTIBULE_BASE_URL"], proxy.environment["SITE"], "{name}");
    }
}

#[test]
fn the_configuration_of_the_replicas_is_valid_with_the_generated_secrets() {
    let folder = TempDir::new().unwrap();
    make_secrets(folder.path());
    let compose = compose();
    for (name, replica) in compose.replicas() {
        let from_the_image = image::environment();
        let mut values: BTreeMap<_, _> = from_the_image.into_iter().collect();
        for (variable, value) in &replica.environment {
            let value = default_of(value);
            // The local file of a mounted secret.
            let value = match value.strip_prefix("/run/secrets/") {
                Some(secret) => folder.path().join(&compose.secrets[secret]["file"]).display().to_string(),
                None => value.to_owned(),
            };
            values.insert(variable.clone(), value);
        }
        let values: Vec<_> = values.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let config = configuration(&values);

        let password = fs::read_to_string(folder.path().join("deploy/secrets/vestibule-password")).unwrap();
        let url = format!("postgres://{}:{password}@database/{}", created("ROLE"), created("DATABASE"));
        assert_eq!(config.database_url.expose(), url, "{name}");
        assert_eq!(config.trusted_proxies, [IpNet::from(compose.proxy_address())], "{name} trusts only the proxy");
    }
}

#[test]
fn the_script_generates_secrets_once_and_readable_by_their_owner_only() {
    let folder = TempDir::new().unwrap();
    let read_all = || {
        let files = compose().secrets.into_values().map(|secret| folder.path().join(&secret["file"]));
        files.map(|file| fs::read_to_string(&file).unwrap()).collect::<Vec<_>>()
    };
    make_secrets(folder.path());
    let first = read_all();
    make_secrets(folder.path());
    assert_eq!(first, read_all(), "existing secrets are not replaced");

    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let secrets = folder.path().join("deploy/secrets");
        assert_eq!(fs::metadata(&secrets).unwrap().permissions().mode() & 0o777, 0o700);
        // The user in the container is neither the owner nor in the group of the owner.
        assert_eq!(fs::metadata(secrets.join("database-url")).unwrap().permissions().mode() & 0o777, 0o644);
    }
}

#[test]
fn the_compose_file_contains_no_secrets() {
    let compose = compose();
    for (name, service) in &compose.services {
        for (variable, value) in service.environment.iter().filter(|(variable, _)| holds_a_secret(variable)) {
            assert!(variable.ends_with("_FILE"), "{name}: {variable} holds a secret");
            let secret = value.strip_prefix("/run/secrets/").unwrap_or_else(|| panic!("{name}: {variable}"));
            assert!(service.secrets.iter().any(|given| given == secret), "{name} is not given {secret}");
        }
        for secret in &service.secrets {
            assert!(compose.secrets.contains_key(secret), "{name}: there is no secret {secret}");
        }
    }
    for secret in compose.secrets.values() {
        assert!(secret["file"].starts_with("deploy/secrets/"), "{secret:?}");
    }
    assert!(read(".gitignore").lines().any(|line| line == "/deploy/secrets"));
}

#[test]
fn services_wait_until_their_dependencies_are_healthy() {
    let compose = compose();
    let needs = |name: &str, needed: &str| {
        let dependency = compose.services[name].depends_on.get(needed);
        assert_eq!(dependency.map(|it| it["condition"].as_str()), Some("service_healthy"), "{name} waits for {needed}");
    };
    for (name, replica) in compose.replicas() {
        needs("proxy", name);
        needs(name, "database");
        assert!(replica.healthcheck.is_none(), "{name}: the image has one");
    }
    let database = &compose.services["database"];
    let command = database.healthcheck.as_ref().unwrap().test.join(" ");
    assert!(command.starts_with("CMD pg_isready "), "{command}");
    for (option, value) in [("--username", created("ROLE")), ("--dbname", created("DATABASE"))] {
        assert!(command.contains(&format!("{option}={value}")), "{command}");
    }
}

#[test]
fn the_development_profile_has_only_the_database() {
    let compose = compose();
    let of_the_profile: Vec<_> =
        compose.services.values().filter(|service| service.is_in_profile("database")).collect();
    let [database] = &of_the_profile[..] else { panic!("one service") };
    assert_eq!(database.image, compose.services["database"].image);
    assert!(database.depends_on.is_empty());
    assert!(database.ports.iter().all(|port| port.starts_with("127.0.0.1:")), "{:?}", database.ports);

    let others = compose.services.values().filter(|service| !service.is_in_profile("database"));
    assert!(others.clone().count() >= 4 && others.clone().all(|service| service.profiles.is_empty()));
}

#[test]
fn only_the_proxy_is_reachable_from_outside() {
    let compose = compose();
    let open = compose.services.iter().filter(|(_, service)| service.profiles.is_empty() && !service.ports.is_empty());
    assert_eq!(open.map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["proxy"]);

    assert_eq!(compose.services["database"].networks(), ["data"]);
    assert!(compose.networks["data"].internal);
    assert_eq!(compose.services["proxy"].networks(), ["web"]);
    for (name, replica) in compose.replicas() {
        assert_eq!(replica.networks(), ["web", "data"], "{name}");
    }
}

#[test]
fn the_address_of_the_proxy_is_reserved() {
    let compose = compose();
    let [range] = &compose.networks["web"].ipam.as_ref().unwrap()["config"][..] else { panic!("one range") };
    let [subnet, dynamic_range] = ["subnet", "ip_range"].map(|name| range[name].parse::<IpNet>().unwrap());
    let address = compose.proxy_address();
    assert!(subnet.contains(&address) && subnet.contains(&dynamic_range));
    assert!(!dynamic_range.contains(&address), "Docker could assign {address} to another container");
}

#[test]
fn networks_and_volumes_are_declared() {
    let compose = compose();
    for (name, service) in &compose.services {
        for network in service.networks() {
            assert!(compose.networks.contains_key(network), "{name}: no network {network}");
        }
        for source in service.volumes.iter().map(|volume| volume.split(':').next().unwrap()) {
            let there =
                compose.volumes.contains_key(source) || (source.starts_with("./") && root().join(source).exists());
            assert!(there, "{name}: no volume {source}");
        }
    }
}
