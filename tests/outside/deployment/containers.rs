//! The privileges of the containers in docker-compose.yml and of their database role.

use super::compose::compose;
use super::support::created;
use crate::repository::read;

#[test]
fn the_database_role_owns_its_database_and_is_not_a_superuser() {
    let compose = compose();
    let role = created("ROLE");
    for (name, service) in compose.services.iter().filter(|(_, service)| service.image.starts_with("postgres:")) {
        assert_ne!(service.environment["POSTGRES_USER"], role, "{name}: the first role is the superuser");
        assert!(!service.environment.contains_key("POSTGRES_DB"), "{name}: it would belong to the superuser");
        let script = "./deploy/database.sql:/docker-entrypoint-initdb.d/database.sql:ro";
        assert!(service.volumes.iter().any(|volume| volume == script), "{name} does not run deploy/database.sql");
        assert!(service.secrets.contains(&"vestibule-password".to_owned()), "{name}");
    }
    let script = read("deploy/database.sql");
    let statement = script.lines().find(|line| line.starts_with("CREATE ROLE")).unwrap();
    for denied in ["NOSUPERUSER", "NOCREATEDB", "NOCREATEROLE", "NOREPLICATION", "NOBYPASSRLS"] {
        assert!(statement.contains(&format!(" {denied} ")), "{statement}");
    }
    assert!(script.contains("/run/secrets/vestibule-password"));
    assert!(script.contains(&format!("CREATE DATABASE {} OWNER {role} ", created("DATABASE"))));
}

#[test]
fn containers_have_only_the_required_capabilities() {
    for (name, service) in &compose().services {
        assert_eq!(service.cap_drop, ["ALL"], "{name}");
        assert_eq!(service.security_opt, ["no-new-privileges:true"], "{name}");
        let needed: &[&str] = if name == "proxy" { &["NET_BIND_SERVICE"] } else { &[] };
        assert_eq!(service.cap_add, needed, "{name}");
        // Otherwise its start-up script would switch from root to this user, which needs capabilities.
        if service.image.starts_with("postgres:") {
            assert_eq!(service.user.as_deref(), Some("postgres"), "{name}");
        }
    }
}
