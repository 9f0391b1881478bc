//! The other guides, which only `make test-all` runs: what they need takes a minute to install.

use super::{Provider, Running};
use crate::port::free_port;
use crate::repository::root;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What a new project of Django shows about the person, with the form of the guide.
const DJANGO_HOME: &str = r#"
from django.http import HttpResponse
from django.template import engines


def home(request):
    if not request.user.is_authenticated:
        return HttpResponse("no one", status=401)
    accounts = getattr(request.user, "socialaccount_set", None)
    subject = accounts.get(provider="vestibule").uid if accounts else request.user.username
    form = engines["django"].from_string(FORM).render({}, request)
    return HttpResponse(f"{subject} {request.user.first_name} staff={request.user.is_staff} {form}")


urlpatterns.append(path("", home))
"#;

/// The libraries that scripts/setup/openid-guides.sh installs.
fn python() -> PathBuf {
    let python = root().join("target/openid-guides/bin/python");
    assert!(python.exists(), "libraries of the guides are missing: run scripts/setup/openid-guides.sh");
    python
}

#[test]
fn oauth4webapi_signs_in_who_may_enter() {
    let provider = Provider::start("openid-client.md");
    provider.link_modules();
    provider.write(&["oauth4webapi_app.mjs"]);
    let around = fs::read_to_string(root().join("tests/outside/guides/openid/around_oauth4webapi.mjs"));
    provider.place.write("around_oauth4webapi.mjs", &around.expect("an application"));
    let _client = provider.run(Command::new("node").arg("around_oauth4webapi.mjs"));
    provider.journey("/", "/login", &[provider.maren.as_str(), "Maren", "editors"], &[]);
}

#[test]
fn auth_express_signs_in_who_may_enter() {
    let provider = Provider::start("auth-express.md");
    provider.link_modules();
    provider.write(&["vestibule.mjs", "auth_express_app.mjs"]);
    let mut express = Command::new("node");
    express.arg("auth_express_app.mjs").env("AUTH_VESTIBULE_ISSUER", provider.url());
    express.env("AUTH_VESTIBULE_ID", provider.client_id()).env("AUTH_VESTIBULE_SECRET", provider.secret());
    let _client = provider.run(express.env("AUTH_SECRET", "thirty-three bytes for this test alone"));
    provider.journey("/", "/auth/signin", &[provider.maren.as_str(), "Maren", "editors"], &["--form"]);
}

#[test]
fn a_program_calls_a_server_with_the_mcp_sdk() {
    let provider = Provider::start("mcp-sdk.md");
    provider.link_modules();
    provider.write(&["vestibule.mjs", "mcp_server.mjs", "mcp_client.mjs"]);
    let resource = provider.application("/mcp");
    let _server = provider.run(Command::new("node").arg("mcp_server.mjs").env("MCP_URL", &resource));
    let environment = format!("MCP_URL={resource}");
    let said = format!("You are {}", provider.maren);
    provider.program_signs_in(&said, &["env", &environment, "node", "mcp_client.mjs"]);
}

#[test]
fn openidconnect_signs_in_who_may_enter() {
    let program = root().join("target/openid-guide/debug/openid-guide");
    assert!(program.exists(), "the program of the guide is missing: run scripts/setup/openid-guides.sh");
    let provider = Provider::start("openidconnect-rs.md");
    let said = format!("You are {} (maren), of [\"editors\"", provider.maren);
    provider.program_signs_in(&said, &[program.to_str().expect("a path")]);
}

fn succeeds(mut command: Command) {
    let output = command.output().expect("a program");
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// Starts a new project of Django that follows a guide.
fn django(provider: &Provider) -> Running {
    let command = |arguments: &[&str]| {
        let mut command = Command::new(python());
        command.args(arguments).current_dir(provider.place.directory.path());
        provider.with_settings(&mut command);
        command
    };
    succeeds(command(&["-m", "django", "startproject", "project", "."]));
    provider.write(&["vestibule_login.py"]);
    let settings = fs::read_to_string(provider.place.path("project/settings.py")).expect("settings");
    let blocks = ["settings.py, at its end", "settings.py, after the set-up"].map(|named| provider.block(named));
    provider.place.write("project/settings.py", &format!("{settings}\n{}", blocks.concat()));
    let form = provider.block("Sign in</a>");
    let home = DJANGO_HOME.replace("FORM", &format!("'''{form}'''"));
    provider.place.write("project/urls.py", &format!("{}{home}", provider.block("urls.py")));
    succeeds(command(&["manage.py", "check", "--fail-level", "WARNING"]));
    succeeds(command(&["manage.py", "migrate", "--verbosity", "0"]));
    provider.run(&mut command(&["manage.py", "runserver", "--noreload", &format!("127.0.0.1:{}", provider.port)]))
}

#[test]
fn mozilla_django_oidc_signs_in_who_may_enter() {
    let provider = Provider::start("mozilla-django-oidc.md");
    let _client = django(&provider);
    let says = [provider.maren.as_str(), "Maren", "staff=True"];
    provider.journey("/", "/oidc/authenticate/", &says, &["--sign-out-form"]);
}

#[test]
fn django_allauth_signs_in_who_may_enter() {
    let provider = Provider::start("django-allauth.md");
    let _client = django(&provider);
    let says = [provider.maren.as_str(), "Maren", "staff=True"];
    provider.journey("/", "/accounts/oidc/vestibule/login/", &says, &["--form"]);
}

/// Starts an Apache with one more module and this in its configuration. Its page shows these variables with `#echo`.
pub(super) fn apache(provider: &Provider, module: &str, more: &str, variables: &[&str]) -> Running {
    let program = Path::new("/usr/sbin/apache2");
    assert!(program.exists(), "Apache is missing: run scripts/setup/openid-guides.sh");
    // Apache reads its pages as another user.
    fs::set_permissions(provider.place.directory.path(), Permissions::from_mode(0o711)).expect("a folder");
    fs::create_dir(provider.place.path("site")).expect("a folder");
    let page: String = variables.iter().map(|name| format!("<!--#echo var=\"{name}\" -->\n")).collect();
    provider.place.write("site/index.shtml", &page);
    let folder = provider.place.directory.path().display();
    let names = ["mpm_event", "authn_core", "authz_core", "authz_user", "include", "dir", "mime", module];
    let modules: String = names.map(|name| format!("LoadModule {name}_module modules/mod_{name}.so\n")).concat();
    let configuration = format!(
        "ServerRoot /usr/lib/apache2\nServerName localhost:{port}\nListen 127.0.0.1:{port}\n\
         User nobody\nGroup nogroup\nPidFile {folder}/pid\nDefaultRuntimeDir {folder}\nMutex pthread\n\
         ErrorLog {folder}/application.log\n{modules}TypesConfig /dev/null\nDocumentRoot {folder}/site\n\
         DirectoryIndex index.shtml\nAddType text/html .shtml\nAddOutputFilter INCLUDES .shtml\n\
         <Directory {folder}/site>\nOptions +Includes\n</Directory>\n{more}",
        port = provider.port,
    );
    provider.place.write("httpd.conf", &configuration);
    let mut apache = Command::new(program);
    // One process, so that nothing is left when it is killed.
    apache.arg("-X").arg("-f").arg(provider.place.path("httpd.conf")).env("WIKI_PASSPHRASE", "only for this test");
    provider.run(&mut apache)
}

#[test]
fn apache_lets_in_who_may_enter_until_the_session_ends() {
    let provider = Provider::start("mod_auth_openidc.md");
    let blocks = ["in the virtual host", "what only people"].map(|named| provider.block(named)).concat();
    let variables = ["REMOTE_USER", "OIDC_CLAIM_name", "OIDC_CLAIM_groups"];
    let _client = apache(&provider, "auth_openidc", &blocks, &variables);
    let sign_out = sign_out_link(&provider);
    let more = ["--sign-out", &sign_out, "--back-channel"];
    provider.journey("/", "/", &[provider.maren.as_str(), "Maren", "editors"], &more);
}

/// Where the link of the guide for Apache leads.
fn sign_out_link(provider: &Provider) -> String {
    let link = provider.block("Sign out");
    let (_, rest) = link.split_once("href=\"").expect("a link");
    provider.application(rest.split('"').next().unwrap_or_default())
}

/// Starts a new Synapse with this in its configuration as well.
pub(super) fn synapse(provider: &Provider, more: &str) -> Running {
    let folder = provider.place.directory.path().display();
    let (port, module) = (provider.port, ["-m", "synapse.app.homeserver"]);
    let mut generate = Command::new(python());
    generate.args(module).args([
        "--generate-config",
        "--report-stats=no",
        "--server-name",
        "chat.test",
        "-c",
        "new.yaml",
    ]);
    generate.current_dir(provider.place.directory.path());
    succeeds(generate);
    provider.place.write(
        "own.yaml",
        &format!(
            "server_name: chat.test\npublic_baseurl: http://localhost:{port}/\npid_file: pid\nreport_stats: false\n\
             listeners: [{{port: {port}, type: http, bind_addresses: [127.0.0.1], resources: [{{names: [client]}}]}}]\n\
             database: {{name: sqlite3, args: {{database: {folder}/chat.db}}}}\nmedia_store_path: {folder}/media\n\
             signing_key_path: {folder}/chat.test.signing.key\nmacaroon_secret_key: one\nform_secret: two\n\
             trusted_key_servers: []\nsuppress_key_server_warning: true\n"
        ),
    );
    // Synapse takes http only so.
    let more = more.replace("    idp_name:", "    skip_verification: true\n    idp_name:");
    provider.place.write("more.yaml", &more);
    provider.run(Command::new(python()).args(module).args(["-c", "own.yaml", "-c", "more.yaml"]))
}

/// Signs in to Synapse until the session ends at Vestibule.
pub(super) fn synapse_journey(provider: &Provider) {
    let sign_in = "/_matrix/client/v3/login/sso/redirect/oidc-vestibule?redirectUrl=http%3A%2F%2Flocalhost%2F";
    let page = "/_matrix/client/v3/account/whoami";
    provider.journey(page, sign_in, &["@maren:chat.test"], &["--matrix", "--back-channel"]);
}

#[test]
fn synapse_signs_in_who_may_enter_until_the_session_ends() {
    let provider = Provider::start("matrix-synapse.md");
    let folder = provider.place.directory.path().display();
    provider.place.write("vestibule-secret", provider.secret());
    let guide = ["homeserver.yaml", "people have no password here"].map(|named| provider.block(named)).concat();
    let guide = guide.replace("client_id: CLIENT_ID", &format!("client_id: {}", provider.client_id()));
    let _client = synapse(&provider, &guide.replace("/etc/matrix-synapse", &folder.to_string()));
    synapse_journey(&provider);
}

/// Starts a JupyterHub with this configuration, and its proxy. `modules`: the folder with the proxy.
pub(super) fn jupyterhub(provider: &Provider, configuration: &str, modules: &Path) -> [Running; 2] {
    let (hub, api) = (free_port(), free_port());
    // Its proxy runs beside it, so that both are killed in the end.
    let proxy = format!(
        "c = get_config()\nc.JupyterHub.bind_url = \"http://127.0.0.1:{port}\"\nc.JupyterHub.hub_port = {hub}\n\
         c.ConfigurableHTTPProxy.should_start = False\nc.ConfigurableHTTPProxy.api_url = \"http://127.0.0.1:{api}\"\n",
        port = provider.port,
    );
    provider.place.write("jupyterhub_config.py", &format!("{proxy}{configuration}"));
    let token = "one-for-this-test";
    let mut node = Command::new("node");
    node.arg(modules.join("configurable-http-proxy/bin/configurable-http-proxy"));
    node.args(["--ip", "127.0.0.1", "--port", &provider.port.to_string(), "--api-ip", "127.0.0.1"]);
    node.args(["--api-port", &api.to_string(), "--default-target", &format!("http://127.0.0.1:{hub}")]);
    let proxy = provider.run(node.env("CONFIGPROXY_AUTH_TOKEN", token));
    let mut jupyterhub = Command::new(python());
    jupyterhub.args(["-m", "jupyterhub"]).env("CONFIGPROXY_AUTH_TOKEN", token);
    jupyterhub.env("OAUTH_CLIENT_ID", provider.client_id()).env("OAUTH_CLIENT_SECRET", provider.secret());
    jupyterhub.env("JUPYTERHUB_CRYPT_KEY", "5f".repeat(32));
    [super::run(&provider.place, hub, &mut jupyterhub), proxy]
}

#[test]
fn jupyterhub_signs_in_who_may_enter() {
    let provider = Provider::start("jupyterhub.md");
    let modules = provider.link_modules();
    let blocks = ["jupyterhub_config.py", "what the groups at Vestibule"].map(|named| provider.block(named)).concat();
    let _client = jupyterhub(&provider, &blocks, &modules);
    let sign_out = provider.application("/hub/logout");
    let says = [provider.maren.as_str(), "/hub/admin"];
    provider.journey("/hub/home", "/hub/oauth_login?next=%2Fhub%2Fhome", &says, &["--sign-out", &sign_out]);
}
