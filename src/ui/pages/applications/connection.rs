//! How an application is connected: a card with the configurations of its proxy, and a card with what has arrived from it.

use crate::actions::applications::show_connection;
use crate::shared::applications::{ApplicationName, ApplicationView};
use crate::shared::connections::{ArrivalView, ConfigurationView, ConnectionView, ProxyKind};
use crate::shared::next::LocalPath;
use crate::shared::timestamp::Timestamp;
use crate::ui::browser::{Pending, attributes, handler, live_flag, live_text};
use crate::ui::client_state::ClientState;
use crate::ui::components::copy_field::{CopyField, copy_beside};
use crate::ui::components::drawings::{Shape, SmallIcon};
use crate::ui::components::toasts::Toaster;
use crate::ui::embedded::page_data;
use crate::ui::markup::{Markup, html, write_markup, write_time};
use crate::ui::navigation::Navigator;
use leptos::ev::{MouseEvent, SubmitEvent};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The id of the card that the test leads to without JavaScript.
const TEST: &str = "connection";

/// What is known of the connection of an application, as HTML. Empty until the browser replaces that of the server.
#[derive(Clone, Copy)]
pub struct Connection {
    /// The name of the application.
    name: StoredValue<String>,
    configurations: RwSignal<String>,
    verdict: RwSignal<String>,
    arrivals: RwSignal<String>,
    pending: Pending,
    client: ClientState,
    navigator: Navigator,
    toaster: Toaster,
}

impl Connection {
    pub fn new(name: String) -> Self {
        let client = ClientState::current();
        let (rendered, now) = (page_data!(Application).map(|data| data.connection), client.now());
        let rendered = |write: fn(&ConnectionView, Timestamp) -> String| {
            RwSignal::new(rendered.as_ref().map(|view| write(view, now)).unwrap_or_default())
        };
        Self {
            name: StoredValue::new(name),
            configurations: rendered(|view, _| configurations_html(&view.configurations)),
            verdict: rendered(verdict_html),
            arrivals: rendered(arrivals_html),
            pending: Pending::default(),
            client,
            navigator: Navigator::current(),
            toaster: Toaster::current(),
        }
    }

    /// Asks the server, unless it is being asked. `is_first`: after client-side navigation. Later the configurations stay as they
    /// are, because one of them may be open.
    pub fn fetch(self, is_first: bool) {
        let Some(name) = self.name.try_get_value() else { return };
        if !self.pending.begin() {
            return;
        }
        spawn_local(async move {
            match show_connection(name.clone()).await {
                Ok(view) => {
                    let now = self.client.now();
                    if is_first {
                        self.configurations.try_set(configurations_html(&view.configurations));
                    }
                    self.verdict.try_set(verdict_html(&view, now));
                    self.arrivals.try_set(arrivals_html(&view, now));
                }
                Err(error) if error.code.is_signed_out() => self.navigator.sign_in_again(&page_of(name), error),
                Err(error) => self.toaster.bad(error.detail),
            }
            self.pending.end();
        });
    }

    /// The card with what the proxy needs.
    pub fn configuration_card(self, name: &str, base_url: &str) -> AnyView {
        let value = |id: &'static str, label: &'static str, value: String| {
            view! {
                <div class="field">
                    <span class="label">{label}</span>
                    <CopyField id label value/>
                </div>
            }
            .into_any()
        };
        let (forward, request) = (format!("{base_url}/auth/forward"), format!("{base_url}/auth/request"));
        let copy = move |event: MouseEvent| copy_beside(&event, self.toaster);
        view! {
            <section class="card">
                <div class="facts-card">
                    <h2>"Connect it"</h2>
                    <p class="hint">
                        "The reverse proxy in front of the application asks Vestibule about each request, and passes on who sends it. Put one of these into its configuration, and list the address from which it connects in VESTIBULE_TRUSTED_PROXIES."
                    </p>
                    <div class="proxies">
                        <div inner_html=live_text(move || self.configurations.get()) on:click=handler(copy)></div>
                        <details class="group">
                            <summary><SmallIcon shape=Shape::RIGHT/> "Another proxy, and tokens"</summary>
                            <div class="block">
                                <p class="hint">
                                    "The answer to a question has who sends the request: in the headers that begin with Remote-, and as a signed token in X-Vestibule-Token. An application that checks the token requires its own name as the audience."
                                </p>
                                {value("forward-url", "Address for questions, as Caddy and Traefik send them", forward)}
                                {value("request-url", "Address for questions, as nginx sends them", request)}
                                {value("audience", "Audience of tokens", name.to_owned())}
                            </div>
                        </details>
                    </div>
                </div>
            </section>
        }
        .into_any()
    }

    /// The card with what has arrived. Without JavaScript, its button loads the page again.
    pub fn test_card(self, application: &ApplicationView) -> AnyView {
        let page = LocalPath::application(&application.name);
        let how = application.locations.first().map_or_else(|| ().into_any(), |entrance| how_to_test(entrance));
        let submit = move |event: SubmitEvent| {
            event.prevent_default();
            self.fetch(false);
        };
        view! {
            <section id=TEST class="card">
                <div class="facts-card">
                    <div class="flex flex-wrap items-center justify-between gap-3">
                        <h2>"What arrives"</h2>
                        <form method="get" action=format!("{page}#{TEST}") on:submit=handler(submit)>
                            <button
                                {..attributes(&[("class", "btn btn-secondary"), ("type", "submit")])}
                                aria-busy=live_flag(move || self.pending.get())
                            >
                                "Test the connection"
                            </button>
                        </form>
                    </div>
                    {how}
                    <p role="status" inner_html=live_text(move || self.verdict.get())></p>
                    <div class="arrivals" inner_html=live_text(move || self.arrivals.get())></div>
                </div>
            </section>
        }
        .into_any()
    }
}

/// `entrance`: the address of the application.
fn how_to_test(entrance: &str) -> AnyView {
    let (href, address) = (entrance.to_owned(), entrance.to_owned());
    view! {
        <p class="hint">
            "Open " <a href=href rel="external" target="_blank">{address}</a>
            " in another tab, then test: this card shows how its proxy has asked in the last 15 minutes."
        </p>
    }
    .into_any()
}

fn page_of(name: String) -> LocalPath {
    LocalPath::application(&ApplicationName::from_stored(name))
}

fn configurations_html(configurations: &[ConfigurationView]) -> String {
    html(|out| {
        for proxy in ProxyKind::ALL {
            out.add("<details class=\"group\" name=\"proxy\"><summary>");
            Shape::RIGHT.write(out, "icon icon-small");
            write_markup!(out; (proxy.title()) "</summary>");
            let of_proxy = configurations.iter().filter(|configuration| configuration.proxy == proxy);
            of_proxy.for_each(|configuration| write_configuration(out, configuration));
            write_markup!(out;
                "<p class=\"hint pb-5\"><a class=\"inline-block py-0.5\" rel=\"external\" href=\"" (&proxy.guide())
                "\">Guide for " (proxy.title()) "</a></p></details>");
        }
    })
}

fn write_configuration(out: &mut Markup, configuration: &ConfigurationView) {
    let ConfigurationView { proxy, address, about, text } = configuration;
    let name = format!("configuration of {} for {address}", proxy.title());
    write_markup!(out;
        "<div class=\"block\"><p class=\"hint\">" (about)
        "</p><textarea class=\"input\" readonly spellcheck=\"false\" aria-label=\"The " (&name) "\">" (text)
        "</textarea><button class=\"btn btn-secondary btn-small with-script justify-self-start\" type=\"button\" data-copy"
        " aria-label=\"Copy the " (&name) "\">Copy</button></div>");
}

fn verdict_html(view: &ConnectionView, now: Timestamp) -> String {
    let time = now.to_string();
    html(|out| {
        write_markup!(out; "<b>" (view.state.words()) "</b> <small>As of ");
        write_time(out, now, &format!("{} UTC", time.get(11..19).unwrap_or_default()));
        out.add(".</small>");
    })
}

fn arrivals_html(view: &ConnectionView, now: Timestamp) -> String {
    html(|out| {
        if !view.advice.is_empty() {
            out.add("<ul class=\"advice\">");
            view.advice.iter().for_each(|sentence| write_markup!(out; "<li>" (sentence) "</li>"));
            out.add("</ul>");
        }
        view.arrivals.iter().for_each(|arrival| write_arrival(out, arrival, now));
        write_markup!(out;
            "<p class=\"hint\">This is what the server " (&view.server)
            " has received. With several servers, each shows its own: test again until the one answers that the proxy asks.</p>");
    })
}

fn write_arrival(out: &mut Markup, arrival: &ArrivalView, now: Timestamp) {
    write_markup!(out; "<section><h3>" (arrival.kind.title()) " · ");
    write_time(out, arrival.at, &arrival.at.ago(now));
    write_markup!(out;
        "</h3><dl class=\"facts\"><dt>From</dt><dd>" (arrival.peer.as_deref().unwrap_or("An unknown address")) " ");
    out.add(if arrival.trusted {
        "<span class=\"badge badge-good\"><i></i>Trusted proxy</span>"
    } else {
        "<span class=\"badge badge-warning\"><i></i>No trusted proxy</span>"
    });
    write_markup!(out;
        "</dd><dt>About</dt><dd>" (arrival.origin.as_deref().unwrap_or("An address that cannot be read"))
        "</dd><dt>Headers</dt><dd>" (&listed(&arrival.headers)) "</dd><dt>Missing</dt><dd>" (&listed(&arrival.missing))
        "</dd><dt>Result</dt><dd>" (arrival.result.words()));
    if let Some(detail) = &arrival.detail {
        write_markup!(out; " " (detail));
    }
    out.add("</dd></dl></section>");
}

fn listed(names: &[String]) -> String {
    if names.is_empty() { "None".to_owned() } else { names.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::connections::{ArrivalKind, ArrivalResult, ConnectionState};

    #[test]
    fn configurations_are_escaped_and_each_button_copies_its_own() {
        let configuration = |address: &str| ConfigurationView {
            proxy: ProxyKind::Nginx,
            address: address.to_owned(),
            about: "Save <it>.".to_owned(),
            text: "\"~^(?<before>.*</textarea>\"".to_owned(),
        };
        let html = configurations_html(&[configuration("https://a.example"), configuration("https://b.example")]);
        for part in [
            "Save &lt;it&gt;.",
            "(?&lt;before&gt;.*&lt;/textarea&gt;",
            "</textarea><button ",
            " data-copy aria-label=\"Copy the configuration of nginx for https://b.example\"",
            "/docs/applications/traefik.md\">Guide for Traefik</a>",
        ] {
            assert!(html.contains(part), "{part}: {html}");
        }
    }

    #[test]
    fn what_has_arrived_is_shown_with_what_is_missing() {
        let arrival = ArrivalView {
            at: Timestamp(0),
            kind: ArrivalKind::Forward,
            peer: None,
            trusted: false,
            origin: Some("https://<b>".to_owned()),
            headers: vec!["X-Forwarded-Host".to_owned()],
            missing: Vec::new(),
            result: ArrivalResult::Refused,
            detail: Some("It is <no> proxy.".to_owned()),
        };
        let view = ConnectionView {
            server: "web-1:3000".to_owned(),
            state: ConnectionState::Incomplete,
            advice: vec!["Add <it>.".to_owned()],
            arrivals: vec![arrival],
            configurations: Vec::new(),
        };
        let html = arrivals_html(&view, Timestamp(120_000));
        for part in [
            "<li>Add &lt;it&gt;.</li>",
            ">2 minutes ago<",
            "An unknown address",
            "No trusted proxy<",
            "https://&lt;b&gt;",
            "<dt>Missing</dt><dd>None</dd>",
            "Refused. It is &lt;no&gt; proxy.",
            "web-1:3000",
        ] {
            assert!(html.contains(part), "{part}: {html}");
        }
        let verdict = verdict_html(&view, Timestamp(45_000_000));
        assert!(
            verdict.starts_with("<b>Not connected yet: something is missing.</b> <small>As of <time "),
            "{verdict}"
        );
        assert!(verdict.ends_with("\">12:30:00 UTC</time>.</small>"), "{verdict}");
    }
}
