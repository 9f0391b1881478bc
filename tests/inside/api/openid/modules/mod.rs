//! The modules of the OpenID Foundation's plans for providers, each as a row of a table: its name, its request, and the demanded
//! answer. A browser and a client send the requests over real HTTP, and know nothing of the program but its documented addresses.
//! `make test` runs them on SQLite, `make test-all` on both databases. To see the result of each: `cargo nextest run --features ssr
//! --no-capture -E 'test(modules::the_plan)'`.
//!
//! | plan | table |
//! |---|---|
//! | Basic, Form Post | `basic.txt` |
//! | Config | `config.txt` |
//! | RP-Initiated Logout, Back-Channel Logout | `sign_out.txt`, `config.txt` |

mod run;
mod sign_out;
mod suite;
mod tokens;
mod wire;

use crate::support::*;
use run::{Module, modules, run_all};
use sign_out::Receiver;
use std::collections::BTreeSet;
use std::sync::Arc;
use suite::Suite;
use vestibule::config::OutboundSettings;
use vestibule::outbound::Outbound;
use wire::{BASE, send};

const BASIC: &str = include_str!("basic.txt");
const CONFIG: &str = include_str!("config.txt");
const SIGN_OUT: &str = include_str!("sign_out.txt");

#[tokio::test(flavor = "multi_thread")]
async fn the_plan_basic_passes() {
    let suite = Arc::new(Suite::new("", |_| {}).await);
    run_all("Basic", &suite, modules(BASIC), run::run).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_plan_form_post_passes() {
    let suite = Arc::new(Suite::new("form_post", |_| {}).await);
    run_all("Form Post", &suite, modules(BASIC), run::run).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_plan_config_passes() {
    let suite = Arc::new(Suite::new("", |_| {}).await);
    run_all("Config", &suite, modules(CONFIG), check_member).await;

    let reply = suite.read("/.well-known/openid-configuration").await;
    assert_eq!(reply.header("content-type").split(';').next(), Some("application/json"));
    assert_eq!(reply.header("access-control-allow-origin"), "*");
    let document = reply.json();
    let names = document.as_object().expect("members").keys();
    for name in names.filter(|name| name.ends_with("_endpoint") || *name == "jwks_uri") {
        let address = document[name.as_str()].as_str().expect("an address");
        assert!(address.starts_with(&format!("{BASE}/")), "{name}: {address}");
        let path = &address[BASE.len()..];
        // A query without parameters: refused, but not unknown.
        assert_ne!(send(suite.address, &format!("POST {path}"), &[], "").await.status, 404, "{name}");
    }
    assert_eq!(suite.read("/.well-known/oauth-authorization-server").await.json(), document);
}

async fn check_member(suite: Arc<Suite>, module: Module) {
    let [name, demanded] = module.cells[..] else { panic!("three cells: {}", module.name) };
    let (how, value) = demanded.split_once(' ').expect("a value");
    let value: Value = serde_json::from_str(value).expect("JSON");
    let document = suite.read("/.well-known/openid-configuration").await.json();
    match how {
        "is" => assert_eq!(document[name], value, "{name}"),
        "contains" => assert!(document[name].as_array().expect("a list").contains(&value), "{name}: {document}"),
        how => panic!("unknown demand {how:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_published_keys_are_public_rsa_keys() {
    let suite = Suite::new("", |_| {}).await;
    let reply = suite.read("/oauth/jwks").await;
    assert_eq!(reply.header("access-control-allow-origin"), "*");
    let keys = reply.json();
    let keys = keys["keys"].as_array().expect("keys");
    assert!(!keys.is_empty());
    for key in keys {
        assert_eq!((&key["kty"], &key["use"], &key["alg"]), (&json!("RSA"), &json!("sig"), &json!("RS256")), "{key}");
        let members: BTreeSet<_> = key.as_object().expect("members").keys().map(String::as_str).collect();
        assert_eq!(members, BTreeSet::from(["alg", "e", "kid", "kty", "n", "use"]), "nothing of the private half");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_plan_rp_initiated_logout_passes() {
    let suite = Arc::new(Suite::new("", |_| {}).await);
    run_all("RP-Initiated Logout, GET", &suite, modules(SIGN_OUT), sign_out::run_get).await;
    run_all("RP-Initiated Logout, POST", &suite, modules(SIGN_OUT), sign_out::run_post).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_plan_back_channel_logout_passes() {
    let receiver = Receiver::new().await;
    let uri = receiver.uri();
    let suite = Suite::new("", |request| request.backchannel_logout_uri = uri.into()).await;
    let private = vec!["127.0.0.0/8".parse().expect("a network")];
    let outbound = Outbound::new(&OutboundSettings { private, ..OutboundSettings::default() }).expect("a client");
    let stop = CancellationToken::new();
    let delivery = tokio::spawn(suite.app.accounts.logouts().logout_delivery(outbound, stop.clone()).run());
    sign_out::run_back_channel(&suite, &receiver).await;
    eprintln!("Back-Channel Logout | oidcc-backchannel-rp-initiated-logout | passed");
    stop.cancel();
    delivery.await.expect("the end of the delivery");
}

/// Otherwise a module that a plan gets later, or that a mistake has removed from a table, is not missed.
#[test]
fn the_tables_have_the_modules_of_the_plans() {
    let count = |table| modules(table).iter().map(|module| module.name).collect::<BTreeSet<_>>().len();
    // May 2022, and unchanged in what is certified: 37 of Basic; one of Config; eleven and two about signing out, of which two are
    // about the metadata, and one is the one above.
    assert_eq!((count(BASIC), count(CONFIG), count(SIGN_OUT)), (37, 3, 10));
}
