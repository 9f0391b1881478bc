//! The pages of applications, with forms that are sent without JavaScript, and the start page.

use crate::support::page::is_chosen;
use crate::support::*;
use vestibule::shared::applications::ApplicationRequest;

const PAGE: &str = "/applications";
const CREATE: &str = "/actions/applications/create";
const REPLACE: &str = "/actions/applications/replace";
const DELETE: &str = "/actions/applications/delete";
const JOURNAL: [(&str, &str); 4] = [
    ("name", "journal"),
    ("title", "The Journal"),
    ("locations", "https://journal.example.com/\r\nhttps://example.com/journal"),
    ("entry", "nobody"),
];

/// An application that everyone may enter.
fn titled(name: &str, title: &str, location: &str) -> ApplicationRequest {
    ApplicationRequest { title: title.into(), ..open_at(name, location) }
}

/// Asserts which of these values are chosen on the page.
#[track_caller]
fn assert_chosen(page: &Reply, chosen: &[&str], others: &[&str]) {
    let page = page.text();
    assert!(chosen.iter().all(|value| is_chosen(&page, value)), "{chosen:?}: {page}");
    assert!(!others.iter().any(|value| is_chosen(&page, value)), "{others:?}: {page}");
}

#[tokio::test]
async fn an_application_is_created_changed_and_deleted() {
    let app = TestApp::new().await;
    app.group("editors", &[]).await;
    app.group("readers", &[]).await;
    let mut boss = app.administrator_in_browser("boss").await;
    let page = boss.open(PAGE).await;
    page.assert_shows(&["Connect your first application", "href=\"/applications\" aria-current=\"page\""]);
    assert_chosen(&page, &["nobody", "name", "email", "groups", "username"], &["editors", "readers"]);

    let created = boss.submit(CREATE, &JOURNAL).await;
    assert_eq!((created.status, created.location()), (303, "/applications/journal"));
    let page = boss.follow(&created).await;
    page.assert_shows(&[
        "http://localhost:3000/auth/forward",
        "http://localhost:3000/auth/request",
        "value=\"journal\"",
        "Nothing has arrived.",
        "action=\"/applications/journal#connection\"",
    ]);
    let locations = "https://journal.example.com/\nhttps://example.com/journal</textarea>";
    page.assert_shows(&["Application created.", ">The Journal<", locations, "Delete application…"]);
    assert_chosen(&page, &["nobody"], &["name"]);

    let changes = [
        ("name", "journal"),
        ("title", ""),
        ("locations", "https://journal.example.com/"),
        ("entry", "groups"),
        ("admitted[]", "editors"),
        ("claims[]", "name"),
        ("claims[]", "groups"),
        ("remote_user", "id"),
        ("after_sign_out", "https://example.com/goodbye"),
        ("second_factor", "on"),
        ("max_age", "900"),
    ];
    let saved = boss.submit(REPLACE, &changes).await;
    assert_eq!(saved.location(), "/applications/journal");
    let page = boss.follow(&saved).await;
    page.assert_shows(&["Changes saved.", ">journal<"]);
    assert_chosen(&page, &["groups", "editors", "name", "id", "on"], &["readers", "email", "username"]);
    page.assert_shows(&["After signing out", "value=\"https://example.com/goodbye\"", "value=\"15m\""]);
    let page = boss.open(PAGE).await;
    page.assert_shows(&["<small>journal.example.com</small>", ">editors</p><small>0 people</small>", "Not used yet"]);
    page.assert_shows(&["Behind the proxy", "Connect an application"]);
    page.assert_hides(&["Connect your first application", "role=\"search\""]);
    // An empty field removes it, and so does an empty checkbox.
    let empty = [("remote_user", "id"), ("after_sign_out", ""), ("max_age", "")];
    let page = boss.submit_and_follow(REPLACE, &[&JOURNAL[..], &empty].concat()).await;
    page.assert_hides(&["value=\"https://example.com/goodbye\"", "value=\"15m\""]);

    let deleted = boss.submit(DELETE, &JOURNAL[..1]).await;
    assert_eq!(deleted.location(), PAGE);
    boss.follow(&deleted).await.assert_shows(&["Application deleted.", "Connect your first application"]);
    assert_eq!(boss.open("/applications/journal").await.status, 404);
}

#[tokio::test]
async fn an_application_that_cannot_be_read_is_named_and_can_be_changed() {
    let app = TestApp::new().await;
    app.add_application(titled("broken", "Broken", "https://broken.example.com/")).await;
    app.database.run("UPDATE applications SET locations = 'https://<b>/'").await;
    let mut boss = app.administrator_in_browser("boss").await;
    let problem = "Nobody may enter, because the application cannot be read. https://&lt;b&gt;/: use one host name";
    boss.open(PAGE).await.assert_shows(&["Needs a change", problem]);
    boss.open("/applications/broken").await.assert_shows(&["This application needs a change", problem]);
    let fields = [("name", "broken"), ("locations", "https://broken.example.com/"), ("entry", "everyone")];
    let page = boss.submit_and_follow(REPLACE, &fields).await;
    page.assert_shows(&["Changes saved."]);
    page.assert_hides(&["needs a change"]);
}

#[tokio::test]
async fn an_application_whose_name_cannot_be_read_has_a_page_and_is_deleted_there() {
    let app = TestApp::new().await;
    app.add_application(titled("broken", "Broken", "https://broken.example.com/")).await;
    app.database.run("UPDATE applications SET name = 'Not a näme, 100 %'").await;
    let mut boss = app.administrator_in_browser("boss").await;
    let page = "/applications/Not%20a%20n%C3%A4me%2C%20100%20%25";
    let problem = "Delete it (`vestibule application delete NAME`) and create it again.";
    boss.open(PAGE).await.assert_shows(&[&format!("href=\"{page}\""), problem]);
    let shown = boss.open(page).await.expect_status(200);
    shown.assert_shows(&["<title>Broken · Vestibule</title>", "Delete Not a näme, 100 %<", problem]);
    assert_eq!(boss.open("/applications/%FF").await.status, 404);
    let page = boss.submit_and_follow(DELETE, &[("name", "Not a näme, 100 %")]).await;
    page.assert_shows(&["Application deleted.", "Connect your first application"]);
}

#[tokio::test]
async fn a_page_of_the_previous_version_leaves_what_it_does_not_know_as_it_is() {
    let app = TestApp::new().await;
    let mut boss = app.administrator_in_browser("boss").await;
    boss.submit(CREATE, &JOURNAL).await;
    let more = [
        ("remote_user", "id"),
        ("after_sign_out", "https://example.com/goodbye"),
        ("second_factor", "on"),
        ("max_age", "12h"),
    ];
    let with_all = [&JOURNAL[..], &more].concat();
    boss.submit(REPLACE, &with_all).await;
    for fields in [&JOURNAL[..], &with_all[..5], &with_all[..6]] {
        let page = boss.submit_and_follow(REPLACE, fields).await;
        page.assert_shows(&["Changes saved.", "value=\"https://example.com/goodbye\"", "value=\"12h\""]);
        assert_chosen(&page, &["id", "on"], &[]);
    }
}

/// Sends the form of a page that has shown `before`.
async fn replace(browser: &mut Browser<'_>, before: &str, title: &str, entry: &str) -> Reply {
    let chosen = [("before", before), ("title", title), ("entry", entry), ("claims[]", "email")];
    let demands = [("second_factor", "on"), ("max_age", "")];
    let others = [JOURNAL[0], JOURNAL[2], ("remote_user", "username"), ("after_sign_out", "")];
    let others = [&others[..], if entry == "nobody" { &demands[..] } else { &demands[1..] }].concat();
    browser.submit_and_follow(REPLACE, &[&chosen[..], &others].concat()).await
}

#[tokio::test]
async fn a_lost_race_shows_both_versions() {
    let app = TestApp::new().await;
    let mut boss = app.administrator_in_browser("boss").await;
    boss.submit(CREATE, &JOURNAL).await;
    let before = boss.open("/applications/journal").await.hidden("before");
    replace(&mut boss, &before, "The News", "everyone").await.assert_shows(&["Changes saved.", ">The News<"]);
    let page = replace(&mut boss, &before, "The <Paper>", "nobody").await;
    page.assert_shows(&["Somebody else has changed this application meanwhile.", "Use mine", "Use theirs"]);
    page.assert_shows(&["<td>The &lt;Paper&gt;</td><td>The News</td>", "<td>Nobody yet</td><td>Everyone</td>"]);
    page.assert_shows(&["<td>A second factor</td><td>Nothing more than signing in</td>"]);
    page.assert_hides(&["<th scope=\"row\">Addresses<", "<th scope=\"row\">Claims<", "Changes saved."]);
    assert!(page.links_to("/applications/journal") && page.has("value", "The <Paper>"));
    assert_chosen(&page, &["nobody", "email"], &["everyone"]);

    let theirs = boss.open("/applications/journal").await;
    theirs.assert_hides(&["Use mine", "The &lt;Paper&gt;"]);
    let mine = replace(&mut boss, &page.hidden("before"), "The <Paper>", "nobody").await;
    mine.assert_shows(&["Changes saved.", ">The &lt;Paper&gt;<"]);
    // A page of the previous version does not say what it has shown.
    replace(&mut boss, "", "The Journal", "nobody").await.assert_shows(&["Changes saved.", ">The Journal<"]);
}

#[tokio::test]
async fn groups_that_a_page_of_the_previous_version_names_in_one_text_are_read() {
    let app = TestApp::new().await;
    for group in ["editors", "readers", "staff"] {
        app.group(group, &[]).await;
    }
    let mut boss = app.administrator_in_browser("boss").await;
    let fields = [JOURNAL[0], JOURNAL[2], ("entry", "groups"), ("groups", "staff, editors")];
    let page = boss.submit_and_follow(CREATE, &fields).await;
    assert_chosen(&page, &["groups", "editors", "staff"], &["readers"]);
    let page = boss.submit_and_follow(REPLACE, &[&fields[..3], &[("groups", "editors gone")]].concat()).await;
    page.assert_shows(&["There is no group gone."]);
    assert_chosen(&page, &["editors", "gone"], &["staff"]);
}

#[tokio::test]
async fn a_rejected_form_keeps_what_was_typed() {
    let app = TestApp::new().await;
    let mut boss = app.administrator_in_browser("boss").await;
    let locations = "https://journal.example.com/\r\nhttp://example.com/ \"</textarea>";
    let fields = [
        ("name", "journal"),
        ("title", "x"),
        ("locations", locations),
        ("entry", "groups"),
        ("admitted[]", "no-such-group"),
        ("claims[]", "email"),
        ("remote_user", "id"),
        ("after_sign_out", "http://example.com/\"bye"),
        ("second_factor", "on"),
        ("max_age", "soon"),
    ];
    let rejected = boss.submit(CREATE, &fields).await;
    assert_eq!(rejected.location(), PAGE);
    let page = boss.follow(&rejected).await;
    page.assert_shows(&["There are 4 problems", "/ &quot;&lt;/textarea&gt;</textarea>", "value=\"soon\""]);
    assert_chosen(&page, &["groups", "no-such-group", "email", "id", "on"], &["name"]);

    // Members of no group at all.
    let fields = [JOURNAL[0], JOURNAL[2], ("entry", "groups")];
    let page = boss.submit_and_follow(CREATE, &fields).await;
    page.assert_shows(&["There is a problem", "Choose at least one group", "Connect your first application"]);

    // Twenty long locations are kept as well.
    let locations: Vec<_> = (10..30).map(|number| format!("https://journal-{number}.example.com/posts")).collect();
    let page = boss.submit_and_follow(CREATE, &[("name", "Journal"), ("locations", &locations.join("\r\n"))]).await;
    page.assert_shows(&["https://journal-29.example.com/posts</textarea>"]);
}

#[tokio::test]
async fn the_list_is_searched_from_twelve_on_and_counts_who_may_enter_and_when() {
    let app = TestApp::new().await;
    app.group("editors", &[]).await;
    for number in 1..=12 {
        let name = format!("shop-{number}");
        app.add_application(titled(&name, "A <Shop>", &format!("https://{name}.example.com/"))).await;
    }
    let mut boss = app.administrator_in_browser("boss").await;
    let page = boss.open(PAGE).await;
    page.assert_shows(&["role=\"search\"", "A &lt;Shop&gt;", "Everyone</p><small>1 person</small>", "Not used yet"]);
    let page = boss.open(&format!("{PAGE}?search=shop-7.EXAMPLE")).await;
    page.assert_shows(&["shop-7.example.com", "value=\"shop-7.EXAMPLE\""]);
    page.assert_hides(&["shop-8.example.com"]);
    let nothing = boss.open(&format!("{PAGE}?search=%3Cb%3E")).await;
    nothing.assert_shows(&["No application is called that.", "value=\"&lt;b&gt;\""]);
    // The form for a new one is there, and folded.
    assert!(!page.text().contains("<details class=\"group max-w-176\" open"), "{}", page.text());
    let refused = boss.submit_and_follow(CREATE, &[("name", "A b"), ("entry", "nobody")]).await;
    assert!(refused.text().contains("<details class=\"group max-w-176\" open"), "{}", refused.text());
}

/// People, some of whom are in groups, and an application that is open to two of these.
async fn with_people() -> TestApp {
    let app = TestApp::new().await;
    for (username, name) in [("priya", "Priya <R>"), ("samuel", "Samuel"), ("jonas", "Jonas"), ("lena", "Lena")] {
        app.add(username, name).await;
    }
    for (group, members) in [("board", &["priya"][..]), ("crew", &["priya", "samuel"]), ("kitchen", &["jonas"])] {
        app.group(group, members).await;
    }
    let location = "https://rota.example.com/";
    let request = ApplicationRequest { groups: texts(&["board", "crew"]), ..closed_at("rota", location) };
    app.add_application(ApplicationRequest { title: "The Rota".into(), ..request }).await;
    app
}

#[tokio::test]
async fn the_people_of_an_application_are_listed_with_the_groups_that_let_them_in() {
    let app = with_people().await;
    let mut boss = app.administrator_in_browser("boss").await;
    assert!(boss.open("/applications/rota").await.links_to("/applications/people/rota"));
    let page = boss.open("/applications/people/rota").await.expect_status(200);
    page.assert_shows(&[
        "<title>The Rota · Vestibule</title>",
        "Priya &lt;R&gt;",
        "By board, crew<",
        "Samuel",
        "By crew<",
    ]);
    page.assert_hides(&["Jonas", "Lena", "by name."]);
    assert!(page.links_to("/users?group=crew") && page.links_to("/users/groups/board"), "{}", page.text());
    app.change("samuel", "disable").await;
    boss.open("/applications/people/rota").await.assert_hides(&["Samuel"]);

    app.add_application(titled("wiki", "Wiki", "https://wiki.example.com/")).await;
    let page = boss.open("/applications/people/wiki").await.expect_status(200);
    page.assert_shows(&["Everyone", "Priya &lt;R&gt;", "Jonas", "Lena", "boss"]);
    page.assert_hides(&["By board", "Samuel"]);
    assert!(page.links_to("/users?status=active"), "{}", page.text());
    boss.open("/applications/people/gone").await.expect_status(404);
}

#[tokio::test]
async fn whether_somebody_would_get_in_is_answered_in_words() {
    let app = with_people().await;
    app.add_application(titled("wiki", "Wiki", "https://wiki.example.com/")).await;
    app.add_application(closed_at("safe", "https://safe.example.com/")).await;
    let vault =
        ApplicationRequest { second_factor: Expected::Given(true), ..open_at("vault", "https://v.example.com/") };
    app.add_application(vault).await;
    app.change("samuel", "disable").await;
    let mut boss = app.administrator_in_browser("boss").await;
    for (application, user, answer) in [
        ("rota", "priya", "Yes. Priya &lt;R&gt; is in board, crew."),
        ("rota", "jonas%40example.org", "No. Jonas is in kitchen, and The Rota is open to board, crew."),
        ("rota", "lena", "No. Lena is in no group, and The Rota is open to board, crew."),
        ("rota", "samuel", "No. The account of Samuel is not active."),
        ("rota", "nobody", "There is no such user."),
        ("wiki", "lena", "Yes. Everyone may enter Wiki."),
        ("safe", "lena", "No. Nobody may enter safe yet."),
        ("vault", "lena", "Yes, once Lena has set up a second factor: vault demands one."),
    ] {
        let page = boss.open(&format!("/applications/people/{application}?user={user}")).await.expect_status(200);
        page.assert_shows(&[answer]);
    }
    let lena = format!("/users/{}", app.id_of("lena").await);
    assert!(boss.open("/applications/people/rota?user=lena").await.links_to(&lena));
}

#[tokio::test]
async fn the_forms_lead_back_after_signing_in() {
    let app = TestApp::new().await;
    for (form, page) in [
        (CREATE, "/login?next=%2Fapplications"),
        (REPLACE, "/login?next=%2Fapplications%2Fjournal"),
        (DELETE, "/login?next=%2Fapplications%2Fjournal"),
    ] {
        assert_eq!(app.browser().submit(form, &JOURNAL).await.location(), page, "{form}");
    }
}

#[tokio::test]
async fn the_start_page_lists_the_applications_that_are_open_to_a_user() {
    let app = TestApp::new().await;
    let mut ada = app.member_in_browser("ada").await;
    let page = ada.open("/").await;
    page.assert_shows(&["No application is open to you", "Welcome back, ada", "action=\"/actions/logout\""]);
    assert!(page.has("aria-label", "Main") && page.links_to("/account") && !page.links_to("/applications"));
    let mut boss = app.administrator_in_browser("boss").await;
    boss.submit("/actions/first-steps/note", &[("note", "first_steps.hidden")]).await;
    let page = boss.open("/").await;
    page.assert_shows(&["No application is open to you", "Connect an application"]);

    app.add_application(titled("a", "Zoo", "https://zoo.example.com/")).await;
    app.add_application(titled("z", "<b>Archive", "http://archive.localhost:8080/old")).await;
    app.add_application(closed_at("secret", "https://secret.example.com/")).await;
    let page = ada.open("/").await;
    assert!(page.links_to("http://archive.localhost:8080/old") && page.links_to("https://zoo.example.com/"));
    page.assert_shows(&["<b>&lt;b&gt;Archive</b><small>archive.localhost:8080/old<"]);
    page.assert_shows(&["<b>Zoo</b><small>zoo.example.com<"]);
    page.assert_hides(&["secret.example.com"]);
    let page = page.text();
    assert!(page.find("Archive") < page.find("Zoo"), "by title: {page}");
    app.get("/").html().send().await.assert_hides(&["zoo.example.com", "aria-label=\"Main\""]);
}

#[tokio::test]
async fn an_application_names_who_enters_and_a_person_where_they_may_go() {
    let app = TestApp::new().await;
    let maren = app.add("maren", "Maren").await;
    app.group("editors", &["maren"]).await;
    let mut boss = app.administrator_in_browser("boss").await;
    boss.submit(CREATE, &JOURNAL).await;
    let person = format!("/users/{}", maren.id);
    boss.open(&person).await.assert_hides(&["May enter"]);
    let page = boss.open("/applications/journal").await;
    page.assert_shows(&["Nobody. Choose groups below."]);
    let admitting = [
        ("name", "journal"),
        ("locations", "https://journal.example.com/"),
        ("entry", "groups"),
        ("admitted[]", "editors"),
    ];
    boss.submit(REPLACE, &admitting).await;
    let page = boss.open("/applications/journal").await;
    page.assert_shows(&["1 member"]);
    assert!(page.links_to("/users/groups/editors"));
    let page = boss.open(&person).await;
    page.assert_shows(&["May enter", "By editors"]);
    assert!(page.links_to("/applications/journal"));
}
