//! `POST /.vestibule/token`: a token for the application, for the scripts of its own pages.

use super::*;

const TOKEN: &str = "https://journal.example.com/.vestibule/token";

fn claims(answer: &Value) -> Value {
    part_of_jwt(answer["token"].as_str().expect("a token"), 1)
}

#[tokio::test]
async fn a_page_gets_the_token_that_an_api_client_gets() {
    let app = new_app().await;
    let visitor = at_journal(&app).await;
    let reply = from_own_page(&app, TOKEN, &visitor.there).expect_status(200).await;
    assert_eq!((reply.header("content-type"), reply.header("cache-control")), ("application/json", "no-store"));
    assert!(reply.cookies().is_empty() && !reply.headers.contains_key("access-control-allow-origin"));
    let answer = reply.json();
    let call = app.post("/api/auth/application-token").bearer(&visitor.own.jar[ACCESS]);
    let of_client = call.json(&json!({"application": "journal"})).send().await.json();
    assert_eq!(claims(&answer), claims(&of_client), "of the same session and moment");
    assert_eq!((&answer["token_type"], &answer["expires_in"]), (&json!("Bearer"), &json!(300)));
    assert_eq!(answer.as_object().map(serde_json::Map::len), Some(3));
    assert_eq!(claims(&answer)["aud"], "journal");
    // Again after a reload: the page has stored nothing.
    app.wait(60);
    let again = from_own_page(&app, TOKEN, &visitor.there).json(&json!({"application": "journal"})).send().await;
    assert_eq!(claims(&again.json())["exp"].as_i64(), claims(&answer)["exp"].as_i64().map(|at| at + 60));
    let entered = app.audit_events().await.into_iter().filter(|event| event.event == "application.enter");
    assert_eq!(entered.map(|event| event.detail).collect::<Vec<_>>(), [Some("journal".to_owned())]);
}

#[tokio::test]
async fn without_a_session_the_answer_is_a_problem_also_for_a_browser() {
    let app = new_app().await;
    let mut visitor = at_journal(&app).await;
    let made_up = Jar::from([(APPLICATION.to_owned(), "made-up".to_owned())]);
    for jar in [&Jar::new(), &made_up, &visitor.own.jar] {
        let reply = from_own_page(&app, TOKEN, jar).html().send().await;
        reply.assert_refused(401, "token_missing");
        assert_eq!(reply.header("cache-control"), "no-store");
        assert!(reply.header("www-authenticate").starts_with("Bearer") && reply.cookies().is_empty());
    }
    visitor.own.run("/actions/logout", &[]).await;
    assert_eq!(from_own_page(&app, TOKEN, &visitor.there).send().await.status, 401, "signed out at Vestibule");
    let bearer = app.log_in("ada").await.access;
    let reply = from_own_page(&app, TOKEN, &Jar::new()).bearer(&bearer).send().await;
    assert_eq!(reply.status, 401, "only the cookie authenticates");
    for method in [Method::GET, Method::PUT, Method::OPTIONS] {
        let reply = below_folder(&app, method.clone(), TOKEN, &visitor.there).send().await;
        assert_eq!(reply.status, 405, "{method}");
    }
}

#[tokio::test]
async fn who_may_not_enter_gets_none() {
    let app = new_app().await;
    let url = "https://wiki.example.com/.vestibule/token";
    set_membership(&app, "ada", true).await;
    let mut visitor = Visitor::signed_in(&app).await;
    visitor.enter(WIKI).await;
    assert_eq!(from_own_page(&app, url, &visitor.there).send().await.status, 200);
    set_membership(&app, "ada", false).await;
    let reply = from_own_page(&app, url, &visitor.there).send().await;
    reply.assert_refused(403, "forbidden");
    assert!(reply.text().contains("You don't have access to this application."), "{}", reply.text());
    let elsewhere = from_own_page(&app, "https://evil.example/.vestibule/token", &visitor.there).send().await;
    elsewhere.assert_refused(403, "forbidden");
}

#[tokio::test]
async fn an_application_gets_no_token_for_one_of_another_host_and_names_one_of_several_on_its_own() {
    let app = new_app().await;
    let visitor = at_journal(&app).await;
    let ask = async |body: Value| from_own_page(&app, TOKEN, &visitor.there).json(&body).send().await;
    for name in ["shop", "wiki", "nothing", ""] {
        let reply = ask(json!({"application": name})).await;
        assert_eq!((reply.status, reply.code().as_str()), (404, "not_found"), "{name}");
    }
    let wrong = ask(json!({"application": 7})).await;
    assert_eq!((wrong.status, wrong.errors().as_str()), (422, "application wrong_type"));
    let form = from_own_page(&app, TOKEN, &visitor.there).form(&[("application", "journal")]).send().await;
    form.assert_refused(415, "unsupported_media_type");

    app.add_application(open_at("posts", "https://journal.example.com/posts")).await;
    let unnamed = from_own_page(&app, TOKEN, &visitor.there).send().await;
    assert_eq!((unnamed.status, unnamed.errors().as_str()), (422, "application required"), "{}", unnamed.text());
    for name in ["posts", "journal"] {
        let named = from_own_page(&app, TOKEN, &visitor.there).json(&json!({"application": name})).send().await;
        assert_eq!((named.status, claims(&named.json())["aud"].as_str()), (200, Some(name)));
    }
}

#[tokio::test]
async fn on_the_host_of_vestibule_its_own_cookies_authenticate() {
    let app = new_app().await;
    let jar = Visitor::signed_in(&app).await.own.jar;
    let named = from_own_page(&app, "https://id.example.com/.vestibule/token", &jar).send().await;
    assert_eq!((named.status, claims(&named.json())["aud"].as_str()), (200, Some("shop")));
    // The proxy in front of Vestibule need not say which host it is.
    let call = app.post("/.vestibule/token").seen_from(PROXY).header("origin", BASE);
    assert_eq!(with_cookies(call, &jar).send().await.status, 200);
    // When the access token has expired, the refresh token decides.
    app.wait(15 * 60);
    let late = from_own_page(&app, "https://id.example.com/.vestibule/token", &jar).send().await;
    assert_eq!((late.status, late.cookies().len()), (200, 0));
}

#[tokio::test]
async fn requests_without_a_session_are_charged_to_their_source() {
    let app = app_with(|config| config.rate_limits = "request=2/s".parse().expect("limits")).await;
    let visitor = at_journal(&app).await;
    for origin in ["https://journal.example.com", "https://evil.example"] {
        app.wait(5);
        let mut statuses = Vec::new();
        for _ in 0..10 {
            let call = below_folder(&app, Method::POST, TOKEN, &Jar::new()).header("origin", origin);
            statuses.push(call.send().await.status);
        }
        assert!(matches!(statuses[..], [401 | 403, .., 429, 429]), "{origin}: {statuses:?}");
    }
    // An account has a budget of its own.
    let mut statuses = Vec::new();
    for _ in 0..10 {
        statuses.push(from_own_page(&app, TOKEN, &visitor.there).send().await.status);
    }
    assert!(matches!(statuses[..], [200, .., 429, 429]), "{statuses:?}");
}
