//! Libraries for Node.

use super::{Connected, Running};
use crate::repository::root;
use std::os::unix::fs::symlink;

/// Makes the packages of a folder available.
fn link(connected: &Connected, folder: &str) {
    let modules = root().join(folder).join("node_modules");
    symlink(modules, connected.provider.place.path("node_modules")).expect("a link");
}

/// Starts an application of `around`, with what is pasted.
fn start(connected: &Connected, file: &str, pasted: &str) -> Running {
    connected.provider.place.write(file, &connected.around(file, pasted));
    let mut node = connected.command("node", &[file]);
    node.env("APP_URL", connected.provider.application(""))
        .env("SESSION_SECRET", "only for this test, and long enough");
    connected.run(&mut node)
}

/// It has the application of the guide around it.
pub(super) fn authjs(connected: &Connected) {
    link(connected, "end2end");
    let guide = crate::guides::block("auth-express.md", "auth_express_app.mjs");
    connected.provider.place.write("auth_express_app.mjs", &guide);
    connected.provider.place.write("vestibule.mjs", &connected.pasted("auth.js"));
    let mut node = connected.command("node", &["auth_express_app.mjs"]);
    node.env("AUTH_SECRET", "thirty-three bytes for this test alone");
    let _client = connected.run(&mut node);
    connected.journey("/auth/session", "/auth/signin", &connected.everything(), &["--form"]);
}

pub(super) fn openid_client(connected: &Connected) {
    link(connected, "end2end");
    // It takes http only so.
    let insecure = "process.env.CLIENT_SECRET, undefined, { execute: [client.allowInsecureRequests] })";
    let pasted = connected.pasted("app.mjs").replace("process.env.CLIENT_SECRET)", insecure);
    let _client = start(connected, "openid_client.mjs", &pasted);
    let sign_out = connected.provider.application("/logout");
    connected.journey("/", "/login", &connected.everything(), &["--sign-out", &sign_out]);
}

pub(super) fn next_auth(connected: &Connected) {
    link(connected, "scripts/programs");
    let _client = start(connected, "next_auth.mjs", &connected.pasted("[...nextauth].js"));
    connected.journey("/api/auth/session", "/api/auth/signin", &connected.everything(), &["--form"]);
}

pub(super) fn express_openid_connect(connected: &Connected) {
    link(connected, "scripts/programs");
    let _client = start(connected, "express_openid_connect.mjs", &connected.pasted("app.js"));
    let sign_out = connected.provider.application("/logout");
    connected.journey("/", "/login", &connected.everything(), &["--sign-out", &sign_out, "--back-channel"]);
}

pub(super) fn passport(connected: &Connected) {
    link(connected, "scripts/programs");
    let _client = start(connected, "passport.mjs", &connected.pasted("app.js"));
    let sign_out = connected.provider.application("/logout");
    connected.journey("/", "/login", &connected.everything(), &["--sign-out", &sign_out]);
}

/// It signs in as a program does, and asks the userinfo endpoint with the token that the SDK got.
pub(super) fn mcp_client(connected: &Connected) {
    link(connected, "end2end");
    let pasted = connected.pasted("A program with the MCP SDK");
    connected.provider.place.write("mcp_client.mjs", &connected.around("mcp_client.mjs", &pasted));
    let said = format!("You are {}", connected.provider.maren);
    let url = format!("VESTIBULE_URL={}", connected.provider.url());
    connected.provider.program_signs_in(&said, &["env", &url, "node", "mcp_client.mjs"]);
}
