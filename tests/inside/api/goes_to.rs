//! What the pages on the way say of where somebody is going.

mod pages {
    use crate::api::second_factor::add_authenticator;
    use crate::support::openid::*;
    use crate::support::*;
    use vestibule::shared::applications::ApplicationRequest;
    use vestibule::shared::clients::ClientRequest;
    use vestibule::shared::next::with_parameter;

    const LINE: &str = "to continue to ";
    /// The title of the application, and how a page writes it.
    const TITLE: &str = "Team <b>Notes</b> & \"Plans\"";
    const NAMED: &str = "to continue to <b>Team &lt;b&gt;Notes&lt;/b&gt; &amp; &quot;Plans&quot;</b>";
    const NOTES: &str = "https://notes.example.com/";
    const LOGO: &str = "https://static.example.com/logo.png";
    /// An address of the application at which the proxy has stopped somebody.
    const ENTER: &str = "/auth/enter?to=https%3A%2F%2Fnotes.example.com%2Fa%3Fb%3Dc";

    /// With an application that has a client with a logo, and a user.
    async fn world() -> (TestApp, Client) {
        let app = TestApp::new().await;
        app.add_application(ApplicationRequest { title: TITLE.into(), ..open_at("notes", NOTES) }).await;
        let request = ClientRequest { logo_uri: LOGO.into(), ..returning_to("https://notes.example.com/callback") };
        let client = app.add_client("notes", request).await;
        app.register("maren").await;
        (app, client)
    }

    fn returning_to(address: &str) -> ClientRequest {
        ClientRequest {
            redirect_uris: texts(&[address]),
            post_logout_redirect_uris: Expected::Missing,
            ..client_request("notes")
        }
    }

    /// A page that leads on to an address of this server.
    async fn page(browser: &mut Browser<'_>, path: &str, next: &str) -> Reply {
        let reply = browser.open(&with_parameter(path, "next", next)).await;
        // With a goal that is no page, a journey begins.
        let reply = if reply.status == 302 { browser.follow(&reply).await } else { reply };
        reply.expect_status(200)
    }

    #[track_caller]
    fn assert_names_nothing(page: &Reply, what: &str) {
        let text = page.text();
        assert!(!text.contains(LINE) && !text.contains("Team "), "{what}: {text}");
        assert!(page.header("content-security-policy").contains("img-src 'self' data:;"), "{what}");
    }

    #[tokio::test]
    async fn every_page_on_the_way_to_a_client_names_it_with_its_logo() {
        let (app, client) = world().await;
        let mut browser = app.browser();
        let sign_in = client.authorize(&mut browser, &[]).await.expect_status(303);
        let mut shown = vec![browser.follow(&sign_in).await.expect_status(200)];
        let next = shown[0].hidden("next");
        for path in ["/register", "/forgot-password", "/login/recovery", "/check-mail"] {
            shown.push(page(&mut browser, path, &next).await);
        }
        let mut signed_in = app.browser_of("maren").await;
        shown.push(page(&mut signed_in, "/confirm", &client.request(&[])).await);
        add_authenticator(&app, &app.log_in("maren").await).await;
        let fields = [("login", "maren"), ("password", PASSWORD), ("next", next.as_str())];
        let second = browser.submit("/actions/login", &fields).await.expect_status(303);
        assert!(second.location().starts_with("/login/second-factor?next="), "{}", second.location());
        shown.push(browser.follow(&second).await.expect_status(200));
        for page in &shown {
            page.assert_shows(&[NAMED, "<p>notes.example.com</p>"]);
            page.assert_hides(&["<b>Notes", "Sign in to open that page."]);
            assert!(page.has("src", LOGO), "{}", page.text());
            let policy = page.header("content-security-policy");
            assert!(policy.contains("img-src 'self' data: https://static.example.com;"), "{policy}");
        }
    }

    #[tokio::test]
    async fn an_application_is_named_on_its_own_host_and_on_that_of_vestibule() {
        let (app, _) = world().await;
        app.add_application(open_at("shop", "http://localhost:3000/shop")).await;
        let (mut browser, mut signed_in) = (app.browser(), app.browser_of("maren").await);
        for path in ["/login", "/register"] {
            page(&mut browser, path, ENTER).await.assert_shows(&[NAMED, "<p>notes.example.com</p>"]);
        }
        page(&mut signed_in, "/confirm", ENTER).await.assert_shows(&[NAMED]);
        let shop = page(&mut browser, "/login", "/shop/cart?item=7").await;
        shop.assert_shows(&["to continue to <b>shop</b>", "<p>localhost:3000</p>"]);
        assert!(!shop.has("src", LOGO), "a logo belongs to a client");
    }

    #[tokio::test]
    async fn what_is_not_verified_is_not_named() {
        let (app, client) = world().await;
        // Everything on this host that has no path of Vestibule.
        app.add_application(ApplicationRequest {
            title: "Team site".into(),
            ..open_at("site", "http://localhost:3000/")
        })
        .await;
        let mut browser = app.browser();
        for (what, next) in [
            ("another redirect URI", client.request(&[("redirect_uri", "https://evil.example/")])),
            ("an unknown client", client.request(&[("client_id", "elsewhere")])),
            ("a request that is refused", client.request(&[("response_type", "token")])),
            ("a seal of somebody else", "/oauth/authorize?vestibule_request=AAAA".to_owned()),
            ("an unknown application", ENTER.replace("notes.example", "evil.example")),
            ("no address", "/auth/enter?to=javascript:alert(1)".to_owned()),
            ("another origin", "https://notes.example.com/".to_owned()),
            ("a page", "/account/security".to_owned()),
        ] {
            for path in ["/login", "/register"] {
                assert_names_nothing(&page(&mut browser, path, &next).await, what);
            }
        }
        assert_names_nothing(&browser.open("/login").await.expect_status(200), "nothing");
        page(&mut browser, "/login", &client.request(&[])).await.assert_shows(&[NAMED]);
    }

    #[tokio::test]
    async fn pages_of_strangers_do_not_share_what_they_name() {
        let (app, client) = world().await;
        app.add_application(open_at("journal", "https://journal.example.com/")).await;
        let mut browser = app.browser();
        let journal = ENTER.replace("notes.example", "journal.example");
        for _ in 0..2 {
            page(&mut browser, "/login", ENTER).await.assert_shows(&[NAMED]);
            let other = page(&mut app.browser(), "/login", &journal).await;
            other.assert_shows(&["to continue to <b>journal</b>"]);
            other.assert_hides(&["Team "]);
            assert_names_nothing(&browser.open("/login").await.expect_status(200), "nothing");
        }
        // It is named no longer than it is verified, also within the second.
        let (request, path) = (client.request(&[]), "/login");
        page(&mut browser, path, &request).await.assert_shows(&[NAMED]);
        app.change_client(&client, returning_to("https://notes.example.com/other")).await;
        assert_names_nothing(&page(&mut browser, path, &request).await, "a redirect URI of before");
    }
}
