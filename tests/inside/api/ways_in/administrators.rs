//! A thief has the session of an administrator for two minutes, and takes two actions in every order. After a report or a new start,
//! the other administrator presses each button of the list, and nothing of it lets the thief in any more.

use super::*;

/// An action of the thief.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Act {
    DefineProvider,
    CreateClient,
    MakeAdministrator,
    OpenAdministrator,
    CreateServiceToken,
    MakePasswordLink,
    Rename,
    AddPasskey,
}

const ALL: [Act; 8] = [
    Act::DefineProvider,
    Act::CreateClient,
    Act::MakeAdministrator,
    Act::OpenAdministrator,
    Act::CreateServiceToken,
    Act::MakePasswordLink,
    Act::Rename,
    Act::AddPasskey,
];

/// The installation after the recovery, with what the thief has got.
struct Robbed {
    scene: Scene,
    service_token: Option<String>,
    password_link: Option<String>,
    passkey: Option<Authenticator>,
}

impl Robbed {
    async fn new() -> Self {
        let scene = Scene::new().await;
        let (_, boss) = scene.app.administrator("boss").await;
        scene.app.send(&boss, Method::PATCH, &scene.path, &json!({"role": "admin"})).await.expect_status(200);
        for username in ["jonas", "second"] {
            scene.app.register(username).await;
        }
        scene.app.add_application(open_at("wiki", "https://wiki.example.com/")).await;
        Self { scene, service_token: None, password_link: None, passkey: None }
    }

    async fn post(&self, path: &str, body: &Value) -> Value {
        self.scene.app.send(&self.scene.thief, Method::POST, path, body).await.expect_status(201).json()
    }

    async fn take(&mut self, act: Act) {
        let app = &self.scene.app;
        match act {
            Act::DefineProvider => {
                let body = json!({
                    "name": "lair", "issuer": "https://lair.example.net", "client_id": "vestibule",
                    "client_secret": "a-secret-of-the-lair", "trusted_domains": ["*"]
                });
                self.post("/api/providers", &body).await;
            }
            Act::CreateClient => {
                let body = json!({"client_id": "lair", "redirect_uris": ["https://lair.example.net/back"]});
                self.post("/api/applications/wiki/clients", &body).await;
            }
            Act::MakeAdministrator => {
                let path = format!("/api/users/{}", app.id_of("second").await);
                app.send(&self.scene.thief, Method::PATCH, &path, &json!({"role": "admin"})).await.expect_status(200);
            }
            Act::OpenAdministrator => {
                let body = json!({"username": "accomplice", "email": LAIR, "role": "admin"});
                self.post("/api/users", &body).await;
            }
            Act::CreateServiceToken => {
                let robot = self.post("/api/service-accounts", &json!({"username": "robot"})).await;
                let path = format!("/api/users/{}/tokens", robot["id"].as_str().expect("an id"));
                let body = json!({"name": "a way back in", "scopes": ["self"]});
                let made = self.post(&path, &body).await;
                self.service_token = Some(made["secret"].as_str().expect("a secret").to_owned());
            }
            Act::MakePasswordLink => {
                let path = format!("/api/users/{}/password-reset", app.id_of("jonas").await);
                let made = app.send(&self.scene.thief, Method::POST, &path, &json!({})).await.expect_status(201);
                self.password_link = Some(token_in(&made.text()));
            }
            Act::Rename => {
                let body = json!({"username": "thief"});
                app.send(&self.scene.thief, Method::PATCH, &self.scene.path, &body).await.expect_status(200);
            }
            Act::AddPasskey => {
                let passkey = Authenticator::added(app, &self.scene.thief).await;
                self.passkey = Some(passkey);
                let thief = self.scene.thief.clone();
                self.scene.thief = prove(&self.scene.app, &thief, self.passkey.as_mut().expect("a passkey")).await;
            }
        }
        self.scene.app.wait(1);
    }

    /// The other administrator presses each button for what the thief has defined. Returns how many there were.
    async fn take_back(&self) -> usize {
        let app = &self.scene.app;
        let boss = app.log_in("boss").await;
        let list =
            app.get(&format!("{}/ways-in", self.scene.path)).bearer(&boss.access).expect_status(200).await.json();
        let account = self.scene.path.rsplit_once('/').expect("an id").1;
        let mut browser = app.browser_of("boss").await;
        let mut pressed = 0;
        for way in list["ways_in"].as_array().expect("a list") {
            let text = |name: &str| way[name].as_str().unwrap_or_default().to_owned();
            let named = match text("kind").as_str() {
                kind @ ("defined_provider" | "defined_client") => format!("{kind}:{}", text("id")),
                kind @ "made_administrator" => format!("{kind}:{}/", text("account_id")),
                _ => continue,
            };
            let fields = [("user", account), ("after", ""), ("way", named.as_str())];
            browser.submit("/actions/ways-in/end", &fields).await.expect_status(303);
            pressed += 1;
        }
        pressed
    }

    async fn assert_out(mut self, order: &[Act]) {
        let app = &self.scene.app;
        let ids = async |sql: &str| app.database.run(sql).await;
        assert!(ids("SELECT name FROM identity_providers").await.is_empty(), "{order:?}");
        let administrators = ids("SELECT username FROM users WHERE role = 'admin' ORDER BY username").await;
        assert_eq!(administrators, ["boss", "maren"], "{order:?}");
        let boss = app.log_in("boss").await;
        if order.contains(&Act::CreateClient) {
            let client = app.get("/api/clients/lair").bearer(&boss.access).expect_status(200).await.json();
            assert_eq!(client["definition"]["closed"], true, "{order:?}: {client}");
        }
        if let Some(secret) = &self.service_token {
            assert_eq!(app.me(secret).send().await.status, 401, "{order:?}");
        }
        if let Some(token) = &self.password_link {
            app.choose_password(token, OTHER_PASSWORD).send().await.assert_refused(404, "link_invalid");
        }
        if let Some(passkey) = &mut self.passkey {
            passkey.sign_in(&self.scene.app).await.assert_refused(401, "passkey_refused");
        }
        self.scene.app.me(&self.scene.thief.access).send().await.assert_refused(401, "token_revoked");
    }
}

#[tokio::test]
async fn nothing_that_a_thief_with_the_session_of_an_administrator_has_made_is_left() {
    let mut runs = 0;
    for first in ALL {
        for second in ALL.into_iter().filter(|second| *second != first) {
            for is_report in [true, false] {
                let order = [first, second];
                let mut robbed = Robbed::new().await;
                for act in order {
                    robbed.take(act).await;
                }
                robbed.scene.app.wait(60);
                if is_report {
                    robbed.scene.report().await;
                } else {
                    let boss = robbed.scene.app.log_in("boss").await;
                    let path = format!("{}/start-over", robbed.scene.path);
                    robbed.scene.app.send(&boss, Method::POST, &path, &json!({})).await.expect_status(204);
                }
                let listed = [Act::DefineProvider, Act::CreateClient, Act::MakeAdministrator, Act::OpenAdministrator];
                let expected = order.iter().filter(|act| listed.contains(act)).count();
                assert_eq!(robbed.take_back().await, expected, "{order:?}, report: {is_report}");
                robbed.assert_out(&order).await;
                runs += 1;
            }
        }
    }
    assert_eq!(runs, 112);
}
