//! `vestibule serve --ephemeral`: a server for the tests of other programs. It always uses SQLite.

mod sqlite {
    use crate::ephemeral::Ephemeral;
    use crate::support::{Answer, Connection, PASSWORD, Place, RunOutput};
    use serde_json::{Value, json};
    use std::fs::DirEntry;
    use std::net::{Ipv6Addr, SocketAddr, TcpListener};
    use std::path::Path;
    use std::time::Duration;
    use vestibule::shared::timestamp::Timestamp;

    /// A place whose temporary folder is its own, in which a test sees what is left.
    fn place() -> Place {
        let place = Place::on_sqlite();
        std::fs::create_dir(place.path("tmp")).expect("a folder");
        let folder = place.path("tmp").display().to_string();
        place.set("TMPDIR", &folder)
    }

    /// The names in the temporary folder.
    fn left_over(place: &Place) -> Vec<String> {
        names_in(&place.path("tmp"))
    }

    fn names_in(folder: &Path) -> Vec<String> {
        let entries = std::fs::read_dir(folder).expect("a folder");
        let name = |entry: DirEntry| entry.file_name().into_string().expect("UTF-8");
        entries.map(|entry| name(entry.expect("an entry"))).collect()
    }

    impl Ephemeral {
        fn request(&self, method: &str, path: &str, headers: &str, body: &Value) -> Answer {
            let body = if body.is_null() { String::new() } else { body.to_string() };
            let mut connection = Connection::open(self.address()).expect("a connection");
            connection.request(method, path, headers, &body).expect("an answer")
        }

        fn get(&self, path: &str) -> Answer {
            self.request("GET", path, "", &Value::Null)
        }

        fn post(&self, path: &str, body: &Value) -> Answer {
            self.request("POST", path, "", body)
        }

        /// As the holder of a token.
        fn send(&self, token: &Value, method: &str, path: &str, body: &Value) -> Answer {
            let bearer = format!("Authorization: Bearer {}\r\n", token.as_str().expect("a token"));
            self.request(method, path, &bearer, body)
        }

        /// The status and the code of `GET /api/auth/me`.
        fn me(&self, token: &Value) -> (u16, Value) {
            let answer = self.send(token, "GET", "/api/auth/me", &Value::Null);
            (answer.status, answer.body["code"].clone())
        }

        fn log_in(&self, login: &str, password: &str) -> Answer {
            self.post("/api/auth/login", &json!({"login": login, "password": password}))
        }

        fn register(&self, username: &str) -> Answer {
            let email = format!("{username}@example.org");
            let body = json!({"username": username, "email": email, "password": PASSWORD});
            self.post("/api/users/register", &body)
        }

        /// The messages to an address, the newest first.
        fn mail_to(&self, address: &str) -> Vec<Value> {
            let answer = self.get(&format!("/test/mail?to={address}"));
            assert_eq!(answer.status, 200, "{}", answer.body);
            answer.body["messages"].as_array().expect("messages").clone()
        }

        fn advance(&self, by: &str) {
            let answer = self.post("/test/clock", &json!({"advance": by}));
            assert_eq!(answer.status, 200, "{}", answer.body);
        }
    }

    /// The token in a link.
    fn token(message: &Value) -> &str {
        let link = message["links"][0].as_str().expect("a link");
        link.split_once("?token=").expect("a token").1
    }

    fn field_and_code(answer: &Answer) -> (u16, &Value, &Value) {
        let error = &answer.body["errors"][0];
        (answer.status, &error["field"], &error["code"])
    }

    /// Browsers make passkeys for a name, and none for an address.
    #[test]
    fn with_the_host_localhost_it_has_passkeys() {
        for (host, outcome) in [("localhost", 200), ("127.0.0.1", 409)] {
            let place = place().set("HOST", host);
            let server = Ephemeral::start(&place, &[]);
            assert!(server.url().starts_with(&format!("http://{host}:")), "{}", server.url());
            let begun = server.post("/api/auth/login/passkey/begin", &json!({}));
            assert_eq!(begun.status, outcome, "{host}: {}", begun.body);
            // Whoever meets it knows what to do.
            assert_eq!(begun.body.to_string().contains("HOST=localhost"), outcome == 409, "{}", begun.body);
        }
    }

    /// Some programs try only the first address of a name.
    #[test]
    fn it_answers_at_both_addresses_of_localhost() {
        let place = place().set("HOST", "localhost");
        let server = Ephemeral::start(&place, &[]);
        let other = SocketAddr::from((Ipv6Addr::LOCALHOST, server.address().port()));
        if TcpListener::bind((Ipv6Addr::LOCALHOST, 0)).is_err() {
            eprintln!("not tried: this machine has no IPv6");
            return;
        }
        for _ in 0..2 {
            let mut connection = Connection::open(other).expect("a connection");
            assert_eq!(connection.request("GET", "/test/mail", "", "").expect("an answer").status, 200);
        }
        assert_eq!(server.stop().0, Some(0));
    }

    #[test]
    fn it_prints_one_line_and_leaves_nothing_behind() {
        let place = place();
        let server = Ephemeral::start(&place, &[]);
        let url = server.url();
        assert_eq!(server.ready["mail_url"], format!("{url}/test/mail"));
        assert_eq!(server.ready["clock_url"], format!("{url}/test/clock"));
        let administrator = server.ready["administrator"].clone();
        assert_eq!(administrator["expires_in"], 15 * 60);
        assert_eq!(server.me(&administrator["access_token"]).0, 200);
        assert_eq!(server.get("/test/mail").body, json!({"messages": []}));
        assert_eq!(left_over(&place).len(), 1);

        assert_eq!(server.stop(), (Some(0), String::new()), "nothing else on standard output");
        assert_eq!(left_over(&place), Vec::<String>::new());
        assert!(!place.path("data").exists());
    }

    #[test]
    fn two_servers_share_nothing() {
        let place = place();
        let (one, other) = (Ephemeral::start(&place, &[]), Ephemeral::start(&place, &[]));
        assert_ne!(one.url(), other.url());
        assert_eq!(one.register("maren").status, 201);
        assert_eq!(other.register("maren").status, 201);
        let token = &one.ready["administrator"]["access_token"];
        assert_eq!(other.me(token), (401, json!("token_invalid")));
    }

    #[test]
    fn an_installation_in_the_environment_is_not_touched() {
        let place = place()
            .set("DATABASE_URL", "sqlite://real.db")
            .set("VESTIBULE_DATA_DIR", "real")
            .set("VESTIBULE_SECRET", "short")
            .set("VESTIBULE_BASE_URL", "https://accounts.example.org")
            .set("SMTP_URL", "smtp://127.0.0.1:1");
        place.write(".env", "DATABASE_URL=postgres://nobody@127.0.0.1:1/real\nVESTIBULE_ACCESS_TTL=5m\n");
        place.write("real.db", "");
        let server = Ephemeral::start(&place, &[]);
        assert_eq!(server.ready["administrator"]["expires_in"], 5 * 60, "other settings apply");
        assert_eq!(server.register("maren").status, 201);
        assert_eq!(server.mail_to("maren@example.org").len(), 1, "mail goes to no server");
        server.stop();
        assert_eq!(std::fs::read(place.path("real.db")).unwrap(), b"");
        let mut files = names_in(place.directory.path());
        files.sort();
        assert_eq!(files, [".env", "real.db", "tmp"]);
    }

    #[test]
    fn messages_are_there_when_the_request_that_caused_them_is_answered() {
        let place = place();
        let server = Ephemeral::start(&place, &[]);
        assert_eq!(server.register("maren").status, 201);
        let messages = server.mail_to("Maren@example.org");
        let message = &messages[0];
        assert_eq!((messages.len(), &message["subject"]), (1, &json!("Confirm your email address")));
        assert_eq!(message["to"], "maren@example.org");
        assert_eq!(message["code"].as_str().map(str::len), Some(6));
        assert!(message["html"].as_str().unwrap().contains("<html"));
        let link = message["links"][0].as_str().unwrap();
        assert!(link.starts_with(server.url()), "{link}");
        let confirm = server.post("/api/auth/email/verify", &json!({"token": token(message)}));
        assert_eq!(confirm.status, 204, "{}", confirm.body);

        // This message is added after the response.
        let forgot = server.post("/api/auth/password/forgot", &json!({"email": "maren@example.org"}));
        assert_eq!(forgot.status, 202);
        let newest = &server.mail_to("maren@example.org")[0];
        assert_eq!((&newest["subject"], &newest["code"]), (&json!("Choose a new password"), &Value::Null));
        assert_eq!(server.mail_to("jonas@example.org"), Vec::<Value>::new());

        assert_eq!(server.request("DELETE", "/test/mail", "", &Value::Null).status, 204);
        assert_eq!(server.get("/test/mail").body, json!({"messages": []}));
        assert_eq!(server.get("/test/mail?from=maren@example.org").status, 400, "a misspelt parameter");
    }

    #[test]
    fn tokens_lockouts_and_deleted_accounts_follow_the_moved_clock() {
        let place = place();
        let server = Ephemeral::start(&place, &[]);
        let administrator = &server.ready["administrator"];
        server.advance("16m");
        assert_eq!(server.me(&administrator["access_token"]), (401, json!("token_expired")));
        let refreshed = server.post("/api/auth/refresh", &json!({"refresh_token": administrator["refresh_token"]}));
        assert_eq!(server.me(&refreshed.body["access_token"]).0, 200);

        assert_eq!(server.register("maren").status, 201);
        let tries: Vec<u16> = (0..11).map(|_| server.log_in("maren", "wrong").status).collect();
        assert_eq!((tries[0], tries[10]), (401, 429));
        server.advance("1day");
        let tokens = server.log_in("maren", PASSWORD);
        assert_eq!(tokens.status, 200, "{}", tokens.body);

        let id = tokens.body["user"]["id"].as_str().unwrap();
        let bearer = format!("Authorization: Bearer {}\r\n", tokens.body["access_token"].as_str().unwrap());
        let delete = server.request("DELETE", &format!("/api/users/{id}"), &bearer, &json!({"password": PASSWORD}));
        assert_eq!(delete.status, 204, "{}", delete.body);
        assert_eq!(server.register("maren").status, 409);
        // Longer than audit events are kept: their age is measured by the clock of the database, which does not move.
        server.advance("400days");
        assert_eq!(server.register("maren").status, 201, "the deleted account was purged");
    }

    #[test]
    fn the_clock_moves_to_a_time_and_never_backwards() {
        let place = place();
        let server = Ephemeral::start(&place, &[]);
        let before = server.get("/test/clock");
        assert_eq!((before.status, &before.body["ahead_seconds"]), (200, &json!(0)));
        let now = |answer: &Answer| answer.body["now"].as_str().unwrap().parse::<Timestamp>().unwrap();
        let target = now(&before).plus(Duration::from_secs(400 * 24 * 60 * 60));
        let post = |body: Value| server.post("/test/clock", &body);
        let moved = post(json!({"now": target.to_string()}));
        assert!(now(&moved) >= target && now(&moved) < target.plus(Duration::from_secs(60)), "{}", moved.body);

        let back = post(json!({"now": before.body["now"]}));
        assert_eq!(field_and_code(&back), (422, &json!("now"), &json!("in_the_past")));
        assert_eq!(field_and_code(&post(json!({"advance": "20years"}))), (422, &json!("advance"), &json!("too_far")));
        assert_eq!(field_and_code(&post(json!({"back": "1m"}))), (422, &json!("back"), &json!("unknown_field")));
        assert_eq!(post(json!(["1m"])).status, 400);
        let plain = server.request("POST", "/test/clock", "Content-Type: text/plain\r\n", &json!({"advance": "1m"}));
        assert_eq!(plain.status, 415);
        assert_eq!(server.get("/test/clock").body["ahead_seconds"], moved.body["ahead_seconds"]);
    }

    #[test]
    fn seeded_users_sign_in_with_their_passwords_and_bring_their_groups() {
        let place = place();
        place.write(
            "people.csv",
            "username,email,role,password,groups\n\
             maren,maren@example.org,admin,short,writers staff\njonas,jonas@example.org,,short,staff\n",
        );
        let server = Ephemeral::start(&place, &["--seed", "people.csv"]);
        assert_eq!(server.log_in("maren", "wrong").status, 401);
        let maren = server.log_in("maren", "short");
        assert_eq!((maren.status, &maren.body["user"]["role"]), (200, &json!("admin")), "{}", maren.body);
        assert_eq!(maren.body["user"]["groups"], json!(["staff", "writers"]), "{}", maren.body);
        let bearer = format!("Authorization: Bearer {}\r\n", server.token("access_token"));
        let listed = server.request("GET", "/api/groups", &bearer, &Value::Null);
        let members = |name: &str| {
            let groups = listed.body["groups"].as_array().expect("groups");
            groups.iter().find(|group| group["name"] == name).expect("the group")["members"].as_u64()
        };
        assert_eq!((members("staff"), members("writers")), (Some(2), Some(1)), "{}", listed.body);
    }

    /// They are defined in the file that is named or with the API, filled in by the file of users, and gone with the server.
    #[test]
    fn fields_and_terms_are_those_of_this_server_alone() {
        let place = place();
        let field = "[[field]]\nname = \"plan\"\nkind = \"choice\"\nchoices = [\"free\", \"pro\"]\n";
        place.write("club.toml", &format!("{field}[[terms]]\ntexts = [\"Be nice.\"]\n"));
        place.write("people.csv", "email,role,password,fields.plan\nmaren@example.org,admin,short,pro\n");
        let server = Ephemeral::start(&place, &["--applications", "club.toml", "--seed", "people.csv"]);
        let signed_in = server.log_in("maren", "short").body;
        let maren = &signed_in["access_token"];
        let path = format!("/api/users/{}", signed_in["user"]["id"].as_str().expect("an id"));
        let user = server.send(maren, "GET", &path, &Value::Null).body;
        assert_eq!(user["fields"], json!({"plan": "pro"}), "{user}");
        let terms = server.send(maren, "GET", "/api/terms", &Value::Null).body;
        assert_eq!(terms["versions"][0]["state"], "in-effect", "{terms}");
        assert_eq!(server.send(maren, "POST", "/api/fields", &json!({"name": "hobby"})).status, 201);
        let described = server.get("/api/openapi.json").body;
        let fields = &described["components"]["schemas"]["RegisterRequest"]["properties"]["fields"]["properties"];
        assert!(fields["hobby"].is_object() && fields["plan"].is_object(), "{fields}");

        // What is deleted is gone after 30 days of the clock that tests move.
        assert_eq!(server.send(maren, "DELETE", "/api/fields/hobby", &Value::Null).status, 204);
        assert_eq!(server.send(maren, "GET", "/api/fields/hobby", &Value::Null).status, 200);
        server.advance("31days");
        let signed_in = server.log_in("maren", "short").body;
        let hobby = server.send(&signed_in["access_token"], "GET", "/api/fields/hobby", &Value::Null);
        assert_eq!(hobby.status, 404, "{}", hobby.body);

        let other = Ephemeral::start(&place, &[]);
        let administrator = &other.ready["administrator"]["access_token"];
        let fields = other.send(administrator, "GET", "/api/fields", &Value::Null).body;
        assert_eq!(fields, json!({"fields": []}));
        assert_eq!(other.send(administrator, "GET", "/api/terms", &Value::Null).body, json!({"versions": []}));
    }

    #[test]
    fn what_stops_the_start_is_named_and_leaves_nothing_behind() {
        let place = place();
        let refused = |place: &Place, arguments: &[&str]| {
            let RunOutput { code, stdout, stderr } = place.run(&[&["serve", "--ephemeral"][..], arguments].concat());
            assert_eq!((code, stdout.as_str()), (1, ""), "{stderr}");
            assert_eq!(left_over(place), Vec::<String>::new());
            stderr
        };
        let seed = ["--seed", "people.csv"];
        assert_eq!(refused(&place, &seed), "error: people.csv: No such file or directory (os error 2)\n");
        place.write("people.csv", "username,email\nmaren,maren@example.org\njonas,nowhere\n");
        let stderr = refused(&place, &seed);
        assert!(stderr.contains("row 3: email: ") && stderr.contains("error: nothing was imported"), "{stderr}");
        place.write("people.csv", "username,email,groups\nmaren,maren@example.org,Staff\n");
        let stderr = refused(&place, &seed);
        assert!(stderr.contains("row 2: groups: “Staff” is not a name of a group."), "{stderr}");
        let stderr = refused(&place.set("HOST", "192.0.2.1"), &[]);
        assert!(stderr.starts_with("error: HOST is `192.0.2.1`: use a loopback address"), "{stderr}");
    }
}
