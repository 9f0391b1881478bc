//! What there is on PostgreSQL alone. Takes a server in TEST_DATABASE_URL, as scripts/with-postgres.sh gives one.

mod changes;
mod outage;
mod planning;
mod proxy;
mod recovery;
mod replicas;
mod schema;
mod tls;
