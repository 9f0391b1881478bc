//! Somebody opens an application, signs in, uses it, and signs out.

use super::front::Front;
use super::visitor::{Request, Visitor};
use super::{IDENTITY, Proxy};

#[test]
fn through_nginx() {
    journey(Proxy::Nginx);
}

#[test]
fn through_caddy() {
    journey(Proxy::Caddy);
}

#[test]
fn through_traefik() {
    journey(Proxy::Traefik);
}

fn journey(proxy: Proxy) {
    let front = Front::start(proxy);
    let id = front.person("maren", "Maren Holt");
    on_a_host_of_its_own(&front, &id);
    under_a_path(&front, &id);
}

fn on_a_host_of_its_own(front: &Front, id: &str) {
    let mut visitor = Visitor::default();

    // A program gets no redirect.
    let asked = Request::get(&front.host("journal"), "/").with("Accept", "application/json");
    assert_eq!(visitor.send(front.port, &asked).status, 401);

    // Not in the group yet: nothing reaches the application.
    let refused = front.enter(&mut visitor, &front.url("journal", "/"), "maren");
    assert_eq!(refused.status, 403, "{refused:?}");
    assert!(front.application.received().is_empty());

    front.add_to_group("maren");
    let mut visitor = Visitor::default();
    let entered = front.enter(&mut visitor, &front.url("journal", "/posts?page=2"), "maren");
    assert_eq!((entered.status, entered.json()["target"].as_str()), (200, Some("/posts?page=2")), "{entered:?}");
    let received = front.application.received();
    let [request] = received.as_slice() else { panic!("{received:?}") };
    let values = IDENTITY.map(|name| request.value(name));
    assert_eq!(values[..6], [id, "maren", "Maren Holt", "", "writers", ""]);
    assert_eq!(values[6].split('.').count(), 3, "a token: {request:?}");

    // The body of a POST arrives, and so do the cookies of the application, without those of Vestibule.
    visitor.remember("journal.localhost", "session", "5");
    let post = Request::form(&front.host("journal"), "/posts", "text=hello".to_owned());
    let posted = visitor.send(front.port, &post).json();
    assert_eq!((posted["method"].as_str(), posted["body"].as_str()), (Some("POST"), Some("text=hello")));
    let received = front.application.received();
    assert_eq!(received[0].value("Cookie").trim_end_matches([';', ' ']), cookies_that_arrive(front.proxy, &visitor));
    assert_eq!(received[0].value("Remote-User-Id"), id);

    // Signing out at Vestibule holds here at once.
    front.sign_out(&mut visitor);
    let sent_away = front.visit(&mut visitor, "/");
    assert!(sent_away.is_redirect(), "{sent_away:?}");
    assert!(front.application.received().is_empty());

    assert_eq!(front.enter(&mut visitor, &front.url("journal", "/"), "maren").status, 200);
    front.application.received();
    uses_what_is_below_the_folder(front, &mut visitor, ("journal", "/posts"));
    assert!(front.visit(&mut visitor, "/").is_redirect());
    let at_vestibule = visitor.send(front.port, &Request::get(&front.host("auth"), "/account").html());
    assert!(at_vestibule.header("location").starts_with("/login"), "{at_vestibule:?}");
}

/// On the host of an application: its script gets a token, its link asks for a proof, and its form signs out. Everything there is
/// answered by Vestibule. `page`: of the application there.
fn uses_what_is_below_the_folder(front: &Front, visitor: &mut Visitor, (host, page): (&str, &str)) {
    let (host, own) = (front.host(host), front.url(host, ""));
    let post = |path: &str, origin: &str| {
        let request = Request { method: "POST", ..Request::get(&host, path) };
        request.with("Origin", origin)
    };
    let token = visitor.send(front.port, &post("/.vestibule/token", &own));
    assert_eq!((token.status, token.json()["token_type"].as_str()), (200, Some("Bearer")), "{token:?}");
    for path in ["/.vestibule/token", "/.vestibule/logout"] {
        let refused = visitor.send(front.port, &post(path, "http://evil.localhost"));
        assert_eq!(refused.status, 403, "{path}: {refused:?}");
    }
    // Who has just signed in is led back at once, and who has no second factor to the page that says so.
    let prove = |asked: &str| Request::get(&host, &format!("/.vestibule/prove?{asked}&return={page}")).html();
    let proved = visitor.send(front.port, &prove("max_age=1h"));
    assert_eq!(proved.header("location"), format!("{own}{page}"), "{proved:?}");
    let asked = visitor.send(front.port, &prove("factor=second"));
    assert!(asked.header("location").starts_with(&front.url("auth", "/confirm?next=")), "{asked:?}");
    let question = visitor.open(&format!("{own}/.vestibule/logout"));
    assert!(question.status == 200 && question.body.contains("<button>Sign out</button>"), "{question:?}");
    let signed_out = visitor.send(front.port, &post("/.vestibule/logout", &own));
    let root = format!("{own}/");
    assert_eq!((signed_out.status, signed_out.header("location")), (303, root.as_str()), "{signed_out:?}");
    assert_eq!(visitor.send(front.port, &post("/.vestibule/token", &own)).status, 401);
    assert!(front.application.received().is_empty());
}

/// Traefik cannot remove one cookie; its guide says so.
fn cookies_that_arrive(proxy: Proxy, visitor: &Visitor) -> String {
    if proxy == Proxy::Traefik { visitor.cookies("journal.localhost") } else { "session=5".to_owned() }
}

fn under_a_path(front: &Front, id: &str) {
    let mut visitor = Visitor::default();
    let asked = Request::get(&front.host("auth"), "/shop/cart").with("Accept", "application/json");
    assert_eq!(visitor.send(front.port, &asked).status, 401, "a program gets no redirect");
    visitor.remember("auth.localhost", "session", "5");
    let entered = front.enter(&mut visitor, &front.url("auth", "/shop/cart"), "maren");
    assert_eq!((entered.status, entered.json()["target"].as_str()), (200, Some("/shop/cart")), "{entered:?}");
    let received = front.application.received();
    let [request] = received.as_slice() else { panic!("{received:?}") };
    assert_eq!((request.value("Remote-User-Id"), request.value("Remote-User")), (id, "maren"));
    if front.proxy != Proxy::Traefik {
        assert_eq!(request.value("Cookie").trim_end_matches([';', ' ']), "session=5");
    }
    // The pages of Vestibule are where they were.
    assert_eq!(visitor.open(&front.url("auth", "/account")).status, 200);
    assert!(front.application.received().is_empty());
    uses_what_is_below_the_folder(front, &mut visitor, ("auth", "/shop/cart"));
}
