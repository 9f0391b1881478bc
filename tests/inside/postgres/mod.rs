//! Tests for PostgreSQL only. They need a server in TEST_DATABASE_URL (see scripts/with-postgres.sh).

mod changes;
mod clocks;
mod counts;
mod member_rules;
mod migrating;
mod other_databases;
mod outage;
mod partitions;
mod planning;
mod polling;
mod pooler;
mod proxy;
mod recovery;
mod replicas;
mod schema;
mod servers;
mod shared_limits;
mod standbys;
mod tls;
