//! What the containers of docker-compose.yml may not do.

use super::{
    compose::compose,
    support::{created, read},
};

#[test]
fn the_replicas_own_their_database_and_are_no_superuser() {
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
fn no_container_has_a_capability_that_it_does_not_need() {
    for (name, service) in &compose().services {
        assert_eq!(service.cap_drop, ["ALL"], "{name}");
        assert_eq!(service.security_opt, ["no-new-privileges:true"], "{name}");
        let needed: &[&str] = if name == "proxy" { &["NET_BIND_SERVICE"] } else { &[] };
        assert_eq!(service.cap_add, needed, "{name}");
        // Its start-up script changes from root to this user, for which it would need capabilities.
        if service.image.starts_with("postgres:") {
            assert_eq!(service.user.as_deref(), Some("postgres"), "{name}");
        }
    }
}
