//! Two replicas of Vestibule, each on a machine of its own, on one cluster.

use super::cluster::{EACH, HERE, HOSTS, LEADER, POOLER};
use crate::back_channel::BackChannel;
use crate::smtp_server::SmtpServer;
use crate::support::{PASSWORD, Place, Server, binary};
use crate::torture::for_load;
use rustix::process::test_kill_process;
use serde_json::{Value, json};
use std::fs::{Permissions, set_permissions};
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt as _;

const PORT: u16 = 3000;
/// The machines, by the names and addresses of scripts/cluster/machines.sh.
const MACHINES: [(&str, [u8; 4]); 2] = [("vestibule-app1", [10, 57, 0, 31]), ("vestibule-app2", [10, 57, 0, 32])];

/// How replicas reach the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// And lists at the standbys.
    Hosts,
    Haproxy,
    Pgbouncer,
}

impl Way {
    pub const ALL: [Self; 3] = [Self::Hosts, Self::Haproxy, Self::Pgbouncer];

    pub fn name(self) -> &'static str {
        match self {
            Self::Hosts => "hosts",
            Self::Haproxy => "haproxy",
            Self::Pgbouncer => "pgbouncer",
        }
    }

    fn place(self) -> Place {
        match self {
            Self::Hosts => Place::on_postgres(HOSTS).set("DATABASE_READ_URL", EACH),
            Self::Haproxy => Place::on_postgres(LEADER),
            Self::Pgbouncer => Place::on_postgres(POOLER).set("DATABASE_DIRECT_URL", HOSTS),
        }
    }
}

pub struct Replicas {
    pub way: Way,
    servers: Vec<Server>,
    /// The first one has the folder for commands.
    pub places: Vec<Place>,
    pub smtp: SmtpServer,
    pub back_channel: BackChannel,
}

impl Replicas {
    pub fn start(way: Way) -> Self {
        let (smtp, back_channel) = (SmtpServer::start_at(HERE), BackChannel::start_at(HERE));
        let ca = back_channel.ca();
        let places: Vec<_> = MACHINES
            .into_iter()
            .map(|(namespace, _)| {
                let place = for_load(way.place())
                    .set("SMTP_URL", &format!("smtp://{HERE}:{}?tls=opportunistic", smtp.port()))
                    .set("VESTIBULE_OUTBOUND_PRIVATE", HERE)
                    .set("VESTIBULE_CA_FILE", ca.to_str().expect("a path in UTF-8"));
                in_namespace(place, namespace)
            })
            .collect();
        places[0].create("grace", &["--role", "admin"]);
        let addresses = MACHINES.map(|(_, address)| SocketAddr::from((address, PORT)));
        let start = |(place, address): (&Place, SocketAddr)| Server::start_in_network(place, address);
        let servers: Vec<_> = places.iter().zip(addresses).map(start).collect();
        let replicas = Self { way, servers, places, smtp, back_channel };
        replicas.create_client();
        replicas
    }

    pub fn addresses(&self) -> [SocketAddr; 2] {
        MACHINES.map(|(_, address)| SocketAddr::from((address, PORT)))
    }

    /// Asserts that both processes that were started still serve.
    pub fn assert_running(&self) {
        for server in &self.servers {
            assert_eq!(server.get("/live", None).0, 200, "a replica has ended");
            test_kill_process(server.process()).expect("the process that was started");
        }
    }

    /// A new access token of the administrator.
    pub fn administrator(&self) -> String {
        let (status, tokens) = self.servers[0].log_in("grace", PASSWORD);
        assert_eq!(status, 200, "{tokens}");
        tokens["access_token"].as_str().expect("a token").to_owned()
    }

    /// Creates an application with a client that wants to know about the end of sessions.
    fn create_client(&self) {
        let administrator = self.administrator();
        let create = |path: &str, body: Value| {
            let (status, answer) = self.servers[0].post(path, &body.to_string(), Some(&administrator));
            assert_eq!(status, 201, "{answer}");
        };
        create(
            "/api/applications",
            json!({"name": "wiki", "title": "Wiki", "locations": ["https://wiki.example.com/"], "everyone": true}),
        );
        create(
            "/api/applications/wiki/clients",
            json!({
                "client_id": "wiki",
                "redirect_uris": ["https://wiki.example.com/callback"],
                "backchannel_logout_uri": self.back_channel.uri(HERE),
            }),
        );
    }
}

/// A program that runs in a namespace, and has the same process id as Vestibule.
fn in_namespace(mut place: Place, namespace: &str) -> Place {
    let program = place.path("vestibule.sh");
    let vestibule = binary().into_string().expect("a path in UTF-8");
    place.write("vestibule.sh", &format!("#!/bin/sh\nexec ip netns exec {namespace} '{vestibule}' \"$@\"\n"));
    set_permissions(&program, Permissions::from_mode(0o755)).expect("a program");
    place.use_program(program);
    place
}
