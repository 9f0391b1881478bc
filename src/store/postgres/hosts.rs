//! The servers of one address. They are tried in turn, beginning with the one that has answered last, and the first is used
//! that is what the address demands.

use super::time_limit::within;
use crate::database_address::{DatabaseAddress, Target};
use crate::store::StoreError;
use crate::store::error::reason;
use crate::store::error_codes::is_transient;
use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions as _, Executor as _, PgConnection, Row as _};
use std::io;
use std::str::FromStr as _;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tokio::sync::watch;

/// How long the attempts at all of several servers may take together: less than a request waits for a connection. Each has its
/// share, so that one that does not answer leaves time for the others.
const ALL_ATTEMPTS: Duration = Duration::from_millis(4500);
/// How long one of them takes at most, also of two servers: an attempt that began right before a failover must not keep a request from
/// the new primary for longer.
const LONGEST_ATTEMPT: Duration = Duration::from_millis(1500);

/// Whether the server is a standby, and whether it refuses writes for that or another reason.
const ROLE: &str = "SELECT pg_is_in_recovery(), current_setting('transaction_read_only') = 'on'";

/// The same for a primary and its standbys, and for no other server.
const SYSTEM: &str = "SELECT system_identifier::text FROM pg_control_system()";

/// Cheap to clone. Clones have the used server in common.
#[derive(Clone)]
pub(in crate::store) struct Hosts {
    servers: Arc<[Server]>,
    target: Target,
    /// The number of the server with which the next attempt begins.
    begin: Arc<AtomicUsize>,
    used: watch::Sender<Used>,
    /// The cluster of the server that was used first. Empty until then, or if the database does not say it.
    cluster: Arc<OnceLock<String>>,
}

/// One of the servers.
pub(super) struct Server {
    pub(super) name: String,
    pub(super) options: PgConnectOptions,
}

/// Which server is used. When this changes, what stays connected for long has to look for the server again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::store) struct Used {
    server: usize,
    /// How often it has turned out to be the wrong one.
    doubts: u64,
}

impl Hosts {
    /// `url`: the value of `setting`.
    pub(super) fn parse(setting: &str, url: &str) -> Result<Self, StoreError> {
        // The error does not show the URL, because it may contain a password.
        let invalid = || StoreError::Url(setting.to_owned());
        let address = DatabaseAddress::parse(url).map_err(|_| invalid())?;
        let mut servers = Vec::with_capacity(address.servers.len());
        for server in address.servers {
            let options = without_brackets(PgConnectOptions::from_str(&server.url).map_err(|_| invalid())?);
            servers.push(Server { name: server.name, options: options.application_name("vestibule") });
        }
        Ok(Self {
            servers: servers.into(),
            target: address.target,
            begin: Arc::default(),
            used: watch::Sender::new(Used::default()),
            cluster: Arc::default(),
        })
    }

    /// The same servers, to which one connects in another way.
    pub(super) fn with(&self, change: impl Fn(PgConnectOptions) -> PgConnectOptions) -> Self {
        let changed = |server: &Server| Server { name: server.name.clone(), options: change(server.options.clone()) };
        Self { servers: self.servers.iter().map(changed).collect(), ..self.clone() }
    }

    /// The same servers, of which no standby is used.
    pub(super) fn without_standbys(&self) -> Self {
        let target = match self.target {
            Target::Any => Target::Primary,
            demanded @ (Target::ReadWrite | Target::Primary) => demanded,
        };
        Self { target, ..self.clone() }
    }

    pub(super) fn all(&self) -> &[Server] {
        &self.servers
    }

    /// A connection to the first server that is what the address demands.
    pub(super) async fn connect(&self) -> Result<PgConnection, sqlx::Error> {
        self.find().await.map(|(_, connection)| connection)
    }

    /// Like [`Self::connect`], with the server to which the connection leads.
    pub(super) async fn connect_at(&self) -> Result<(Used, PgConnection), sqlx::Error> {
        // A doubt that comes up meanwhile may be about this connection.
        let before = self.used();
        let (server, connection) = self.find().await?;
        Ok((Used { server, ..before }, connection))
    }

    /// How to connect to the server to use, which is looked for if there is a choice.
    pub(super) async fn locate(&self) -> Result<(Used, PgConnectOptions), sqlx::Error> {
        let is_open = self.servers.len() > 1 || self.target != Target::Any;
        let at = if is_open { self.connect_at().await?.0 } else { self.used() };
        let found = self.servers.get(at.server).unwrap_or_else(|| unreachable!("an address names a server"));
        Ok((at, found.options.clone()))
    }

    pub(in crate::store) fn used(&self) -> Used {
        *self.used.borrow()
    }

    /// Whether a connection leads to the server that is used.
    pub(super) fn uses(&self, at: Used) -> bool {
        self.used().server == at.server
    }

    /// Waits until another server is used than `before`, or that one has turned out to be the wrong one.
    pub(super) async fn left(&self, before: Used) {
        _ = self.used.subscribe().wait_for(|used| *used != before).await;
    }

    /// Notes that the used server has turned out to be the wrong one, because it refuses to write.
    pub(super) fn doubt(&self) {
        self.used.send_modify(|used| used.doubts += 1);
    }

    /// The number of the server, and a connection to it.
    async fn find(&self) -> Result<(usize, PgConnection), sqlx::Error> {
        let (count, first) = (self.servers.len(), self.begin.load(Ordering::Relaxed));
        let mut failures = Vec::new();
        for (number, server) in self.servers.iter().enumerate().cycle().skip(first).take(count) {
            match self.attempt(server).await {
                Ok(connection) => {
                    self.use_server(number, server);
                    return Ok((number, connection));
                }
                Err(error) => {
                    // Others who connect meanwhile need not try it first.
                    let next = (number + 1) % count;
                    _ = self.begin.compare_exchange(number, next, Ordering::Relaxed, Ordering::Relaxed);
                    failures.push((server.name.as_str(), error));
                }
            }
        }
        Err(all_failed(failures))
    }

    async fn attempt(&self, server: &Server) -> Result<PgConnection, sqlx::Error> {
        let attempt = async {
            let mut connection = server.options.connect().await.map_err(unanswered)?;
            self.check(&mut connection).await?;
            Ok::<_, sqlx::Error>(connection)
        };
        match u32::try_from(self.servers.len()) {
            Ok(count @ 2..) => {
                let limit = LONGEST_ATTEMPT.min(ALL_ATTEMPTS / count);
                within(limit, attempt).await
            }
            // The only server has all the time of its caller.
            _ => attempt.await,
        }
    }

    /// Fails unless the server is what the address demands, and belongs to the same cluster as the one before.
    async fn check(&self, connection: &mut PgConnection) -> Result<(), sqlx::Error> {
        self.check_role(connection).await?;
        // A name may be wrong and lead to another cluster that was down at the start, which compares those that answer.
        if self.servers.len() > 1
            && let Some(cluster) = cluster_of(connection).await?
            && *self.cluster.get_or_init(|| cluster.clone()) != cluster
        {
            return Err(io::Error::other("it belongs to another cluster than the server that was used before").into());
        }
        Ok(())
    }

    async fn check_role(&self, connection: &mut PgConnection) -> Result<(), sqlx::Error> {
        if self.target == Target::Any {
            return Ok(());
        }
        let role = connection.fetch_one(sqlx::raw_sql(ROLE)).await?;
        let (is_standby, is_read_only): (bool, bool) = (role.try_get(0)?, role.try_get(1)?);
        match self.target {
            Target::ReadWrite if is_read_only => Err(io::Error::other("it is read-only").into()),
            Target::Primary if is_standby => Err(io::Error::other("it is a standby").into()),
            Target::Any | Target::ReadWrite | Target::Primary => Ok(()),
        }
    }

    fn use_server(&self, number: usize, server: &Server) {
        self.begin.store(number, Ordering::Relaxed);
        let is_other = self.used.send_if_modified(|used| {
            let is_other = used.server != number;
            used.server = number;
            is_other
        });
        if is_other {
            tracing::info!("the server {} of the database is used from now on", server.name);
        }
    }
}

/// The cluster to which a server belongs. None if it does not say it. An error ends a transaction.
pub(super) async fn cluster_of(connection: &mut PgConnection) -> Result<Option<String>, sqlx::Error> {
    match connection.fetch_one(sqlx::raw_sql(SYSTEM)).await {
        Ok(row) => Ok(Some(row.try_get(0)?)),
        Err(sqlx::Error::Database(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// A proxy that has no server at the moment accepts connections and closes them, which sqlx takes for a wrong answer.
fn unanswered(error: sqlx::Error) -> sqlx::Error {
    match error {
        sqlx::Error::Protocol(reason) => io::Error::other(reason).into(),
        other => other,
    }
}

/// sqlx keeps the brackets around an IPv6 address in a URL, and would ask for that as a name.
fn without_brackets(options: PgConnectOptions) -> PgConnectOptions {
    let bare = options.get_host().strip_prefix('[').and_then(|host| host.strip_suffix(']')).map(str::to_owned);
    match bare {
        Some(address) => options.host(&address),
        None => options,
    }
}

/// Why none of the servers, which are named, can be used.
fn all_failed(mut failures: Vec<(&str, sqlx::Error)>) -> sqlx::Error {
    // Such as a wrong password: waiting does not help.
    let is_final = |error: &sqlx::Error| error.as_database_error().is_some() && !is_transient(error);
    if failures.len() > 1 && !failures.iter().all(|(_, error)| is_final(error)) {
        let each: Vec<_> = failures.iter().map(|(name, error)| format!("{name}: {}", reason(error))).collect();
        return io::Error::other(each.join("; ")).into();
    }
    failures.pop().map_or(sqlx::Error::PoolTimedOut, |(_, error)| error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::net::TcpListener;
    use tokio::time::timeout;

    /// The address of a server that refuses connections.
    async fn refusing() -> String {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        listener.local_addr().unwrap().to_string()
    }

    #[test]
    fn the_brackets_of_an_ipv6_address_are_not_a_part_of_it() {
        let hosts = Hosts::parse("DATABASE_URL", "postgres://u@[::1]:5433,db:5434/v").unwrap();
        let found: Vec<_> =
            hosts.all().iter().map(|server| (server.options.get_host(), server.options.get_port())).collect();
        assert_eq!(found, [("::1", 5433), ("db", 5434)]);
        assert_eq!(hosts.all()[0].name, "[::1]:5433");
    }

    #[tokio::test]
    async fn the_error_names_each_server() {
        let (one, two) = (refusing().await, refusing().await);
        let hosts = Hosts::parse("DATABASE_URL", &format!("postgres://u@{one},{two}/v")).unwrap();
        let error = StoreError::from(hosts.connect().await.err().unwrap());
        let shown = error.to_string();
        assert!(shown.contains(&format!("{one}: ")) && shown.contains(&format!("; {two}: ")), "{shown}");
        assert!(error.is_unreachable() && error.is_unavailable(), "{shown}");
        assert_eq!(hosts.used(), Used::default(), "none was used");
    }

    #[tokio::test]
    async fn a_server_that_does_not_answer_leaves_time_for_the_others() {
        let silent = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = silent.local_addr().unwrap();
        let hosts = Hosts::parse("DATABASE_URL", &format!("postgres://u@{address},{}/v", refusing().await)).unwrap();
        let began = std::time::Instant::now();
        assert!(hosts.connect().await.is_err());
        assert!(began.elapsed() < 2 * LONGEST_ATTEMPT, "{:?}", began.elapsed());
    }

    #[tokio::test]
    async fn a_proxy_that_has_no_server_is_an_outage() {
        let proxy = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = proxy.local_addr().unwrap();
        let closing = tokio::spawn(async move { while proxy.accept().await.is_ok() {} });
        let hosts = Hosts::parse("DATABASE_URL", &format!("postgres://u@{address}/v")).unwrap();
        let error = StoreError::from(hosts.connect().await.err().unwrap());
        assert!(error.is_unreachable() && error.is_unavailable(), "{error}");
        closing.abort();
    }

    #[test]
    fn one_server_that_may_come_back_makes_all_temporary() {
        let refused = sqlx::Error::Io(io::ErrorKind::ConnectionRefused.into());
        assert!(matches!(all_failed(vec![("a", sqlx::Error::RowNotFound), ("b", refused)]), sqlx::Error::Io(_)));
        assert!(matches!(all_failed(vec![("a", sqlx::Error::RowNotFound)]), sqlx::Error::RowNotFound));
        assert!(matches!(all_failed(Vec::new()), sqlx::Error::PoolTimedOut));
    }

    #[tokio::test]
    async fn who_stays_connected_notices_a_doubt() {
        let hosts = Hosts::parse("DATABASE_URL", "postgres://u@a,b/v").unwrap();
        let before = hosts.used();
        hosts.with(|options| options).doubt();
        timeout(Duration::from_secs(1), hosts.left(before)).await.unwrap();
        assert!(timeout(Duration::from_millis(10), hosts.left(hosts.used())).await.is_err());
    }
}
