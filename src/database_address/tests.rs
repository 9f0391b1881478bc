use super::*;

/// The names of the servers, and their URLs.
fn servers(text: &str) -> Vec<(String, String)> {
    let address = DatabaseAddress::parse(text).unwrap_or_else(|wrong| panic!("{text} {wrong}"));
    address.servers.into_iter().map(|server| (server.name, server.url)).collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(name, url)| ((*name).to_owned(), (*url).to_owned())).collect()
}

#[test]
fn a_url_of_one_server_stays_as_it_is() {
    for (url, name) in [
        ("postgres://u:p@db:5433/v?sslmode=require", "db:5433"),
        ("postgresql://db/v", "db"),
        ("postgres://[::1]:5432/v", "[::1]:5432"),
        ("postgres:///v?host=/run/postgresql", "/run/postgresql"),
        ("postgres://u:p%2C@db/v", "db"),
    ] {
        assert_eq!(servers(url), pairs(&[(name, url)]));
        assert_eq!(DatabaseAddress::parse(url).map(|address| address.target), Ok(Target::Any), "{url}");
    }
}

#[test]
fn each_of_several_servers_gets_a_url_of_its_own() {
    assert_eq!(
        servers("postgres://u:p@a,b:5433,[::1]:5434/v?sslmode=require&target_session_attrs=any"),
        pairs(&[
            ("a", "postgres://u:p@a/v?sslmode=require"),
            ("b:5433", "postgres://u:p@b:5433/v?sslmode=require"),
            ("[::1]:5434", "postgres://u:p@[::1]:5434/v?sslmode=require"),
        ])
    );
    assert_eq!(servers("postgres://a,b/v"), pairs(&[("a", "postgres://a/v"), ("b", "postgres://b/v")]));
    assert_eq!(
        servers("postgres://a,b/v?port=5433"),
        pairs(&[("a:5433", "postgres://a/v?port=5433"), ("b:5433", "postgres://b/v?port=5433")])
    );
    assert_eq!(
        servers("postgres:///v?host=a,/run/postgresql&port=1,2"),
        pairs(&[
            ("a:1", "postgres:///v?host=a&port=1"),
            ("/run/postgresql:2", "postgres:///v?host=%2Frun%2Fpostgresql&port=2"),
        ])
    );
    // The parameter is none that sqlx knows.
    assert_eq!(servers("postgres://a/v?target_session_attrs=primary"), pairs(&[("a", "postgres://a/v")]));
}

#[test]
fn several_servers_have_to_accept_writes_unless_something_else_is_said() {
    for (url, target) in [
        ("postgres://a,b/v", Target::ReadWrite),
        ("postgres:///v?host=a,b", Target::ReadWrite),
        ("postgres://a,b/v?target_session_attrs=any", Target::Any),
        ("postgres://a,b/v?target_session_attrs=primary", Target::Primary),
        ("postgres://a/v?target_session_attrs=read-write", Target::ReadWrite),
    ] {
        assert_eq!(DatabaseAddress::parse(url).map(|address| address.target), Ok(target), "{url}");
    }
}

#[test]
fn what_is_wrong_is_named_without_the_password() {
    for (url, expected) in [
        ("postgres:///v", NO_DATABASE),
        ("postgres://u:hidden@db:port/v", NO_DATABASE),
        ("postgres", NO_DATABASE),
        (
            "postgres://u:hidden@a,,c/v",
            "names 3 hosts, of which number 2 is missing between two commas, or before or after one",
        ),
        (
            "postgres://u:hidden@a,b,/v",
            "names 3 hosts, of which number 3 is missing between two commas, or before or after one",
        ),
        ("postgres://u:hidden@a,b c/v", "names 2 hosts, of which number 2 is not a name or an address with a port"),
        ("postgres://u:hidden@a,b:port/v", "names 2 hosts, of which number 2 is not a name or an address with a port"),
        ("postgres://u:hidden@a,b:70000/v", "names 2 hosts, of which number 2 is not a name or an address with a port"),
        ("postgres://u:hidden@a,[::g]/v", "names 2 hosts, of which number 2 is not a name or an address with a port"),
        ("postgres://u:hid,den/@db/v", "names 2 hosts, of which number 1 is not a name or an address with a port"),
        ("postgres:///v?host=a,-b", "names 2 hosts, of which number 2 is neither a name nor an address nor a folder"),
        ("postgres://a,b/v?port=1,2,3", "names 2 hosts and 3 ports: name one port for all, or one for each host"),
        ("postgres://a/v?port=1,2", "names 1 host and 2 ports: name one port for all, or one for each host"),
        ("postgres://a,b/v?port=1,x", "has a `port=` that is not a number"),
        ("postgres://a,b/v?host=c", "names its hosts twice, before the path and with `host=`: leave one of them out"),
        (
            "postgres://a,b/v?hostaddr=10.0.0.1",
            "names several hosts and `hostaddr=`: leave it out, or name the addresses as hosts",
        ),
        (
            "postgres://a,b/v?target_session_attrs=standby",
            "has a target_session_attrs of standbys, at which nothing can be written: use read-write, primary or any",
        ),
        (
            "postgres://a,b/v?target_session_attrs=writable",
            "has a target_session_attrs that does not exist: use read-write, primary or any",
        ),
    ] {
        assert_eq!(DatabaseAddress::parse(url).err().as_deref(), Some(expected), "{url}");
    }
}

#[test]
fn a_url_is_shown_without_its_password() {
    for (url, shown) in [
        (
            "postgres://u:hidden@a,b:5433/v?password=hidden&sslmode=require",
            "postgres://u:***@a,b:5433/v?sslmode=require",
        ),
        ("postgres://a,b/v?sslkey=hidden", "postgres://a,b/v"),
        ("postgres://u:hidden@db:5433/v", "postgres://u:***@db:5433/v"),
        ("postgres://u:hid,den/@db/v", "postgres://…"),
        ("postgres://u:hidden@a,,b/v", "postgres://…"),
        ("postgres:hidden", "postgres://…"),
    ] {
        assert_eq!(without_password(url), shown, "{url}");
    }
}
