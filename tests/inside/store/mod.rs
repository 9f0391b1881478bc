//! The store on a real database of either engine.

mod audit;
mod audit_plans;
mod backfill;
mod changes;
mod clients;
mod directory;
mod factors;
mod flood;
mod identities;
mod migrations;
mod own_fields;
mod proofs;
mod server_lock;
mod statements;
mod writer;
