//! A browser without JavaScript: it stores cookies, follows links and submits forms.

use super::{Call, Reply, TestApp};
use axum::http::Method;
use indexmap::IndexMap;
use vestibule::shared::next::with_parameter;

/// A browser with its cookies. It does not follow redirects by itself, so that tests can check them.
pub struct Browser<'a> {
    app: &'a TestApp,
    /// In the order in which they were set first, as browsers send them (RFC 6265, section 5.4).
    pub jar: IndexMap<String, String>,
    /// Where its requests come from, if not from where all others do.
    address: Option<String>,
}

impl<'a> Browser<'a> {
    pub fn new(app: &'a TestApp) -> Self {
        Self { app, jar: IndexMap::new(), address: None }
    }

    pub fn at(self, address: &str) -> Self {
        Self { address: Some(address.to_owned()), ..self }
    }

    /// Opens a page.
    pub async fn open(&mut self, path: &str) -> Reply {
        let call = self.call(Method::GET, path).html().header("sec-fetch-site", "none");
        self.store_cookies(call.send().await)
    }

    /// What the sign-in page makes of where somebody is going: letters, if that is more than a short page.
    pub async fn handle_for(&mut self, goal: &str) -> String {
        let opened = self.open(&with_parameter("/login", "next", goal)).await;
        match opened.status {
            302 => self.follow(&opened).await.expect_status(200).hidden("next"),
            _ => goal.to_owned(),
        }
    }

    /// Follows a link on a page of this server.
    pub async fn press(&mut self, path: &str) -> Reply {
        let call = self.call(Method::GET, path).html().header("sec-fetch-site", "same-origin");
        self.store_cookies(call.send().await)
    }

    /// Opens a page to which another site has led.
    pub async fn arrive(&mut self, path: &str) -> Reply {
        let call = self.call(Method::GET, path).html().header("sec-fetch-site", "cross-site");
        self.store_cookies(call.send().await)
    }

    /// Submits a form as a browser without JavaScript does. A page that leads on by itself is returned as the redirect that it stands
    /// for.
    pub async fn submit(&mut self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let call = self.call(Method::POST, path).html().header("sec-fetch-site", "same-origin");
        self.store_cookies(call.form(fields).send().await).into_redirect()
    }

    /// Submits a form, and opens the page that the answer leads to.
    pub async fn submit_and_follow(&mut self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let reply = self.submit(path, fields).await;
        self.follow(&reply).await
    }

    /// Submits a form of the page at `page`, which the browser names in `Referer`.
    pub async fn submit_from(&mut self, page: &str, path: &str, fields: &[(&str, &str)]) -> Reply {
        let call = self.call(Method::POST, path).html().header("sec-fetch-site", "same-origin");
        let call = call.header("referer", &format!("http://localhost:3000{page}"));
        self.store_cookies(call.form(fields).send().await).into_redirect()
    }

    /// Submits a form with a file in the field `picture`.
    pub async fn submit_file(&mut self, path: &str, file: &[u8]) -> Reply {
        let call = self.call(Method::POST, path).html().header("sec-fetch-site", "same-origin");
        self.store_cookies(with_file(call, "picture", file).send().await)
    }

    /// Submits the form that imports users.
    pub async fn submit_import(&mut self, file: &str) -> Reply {
        let call = self.call(Method::POST, "/actions/import").html().header("sec-fetch-site", "same-origin");
        self.store_cookies(with_file(call, "file", file.as_bytes()).send().await)
    }

    /// The same with other fields before the file.
    pub async fn submit_import_with(&mut self, fields: &[(&str, &str)], file: &str) -> Reply {
        let part = |(name, value): &(&str, &str)| {
            format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
        };
        let before: String = fields.iter().map(part).collect();
        let body = format!(
            "{before}--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x.csv\"\r\n\r\n{file}\r\n--b--\r\n"
        );
        let call =
            self.call(Method::POST, "/actions/import?dry_run=true").html().header("sec-fetch-site", "same-origin");
        let call = call.header("content-type", "multipart/form-data; boundary=b");
        self.store_cookies(call.body(body).send().await)
    }

    /// Sends the file as the page's script does.
    pub async fn run_file(&mut self, path: &str, file: &[u8]) -> Reply {
        let call = self.call(Method::POST, path).header("accept", "application/json");
        self.store_cookies(with_file(call.header("sec-fetch-site", "same-origin"), "picture", file).send().await)
    }

    /// Calls a server function as the hydrated page does.
    pub async fn run(&mut self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let call = self.call(Method::POST, path).header("accept", "application/json");
        self.store_cookies(call.header("sec-fetch-site", "same-origin").form(fields).send().await)
    }

    /// Opens the page that a redirect leads to.
    pub async fn follow(&mut self, reply: &Reply) -> Reply {
        let location = reply.location().to_owned();
        self.open(&location).await
    }

    /// Signs in with the form.
    pub async fn log_in(&mut self, username: &str) -> Reply {
        let fields = [("login", username), ("password", super::PASSWORD)];
        self.submit("/actions/login", &fields).await.expect_status(303)
    }

    /// Confirms with the form whose session this is.
    pub async fn step_up(&mut self) -> Reply {
        self.submit("/actions/confirm", &[("password", super::PASSWORD)]).await.expect_status(303)
    }

    /// Deletes a cookie, as a real browser does when the cookie expires.
    pub fn forget(&mut self, name: &str) {
        self.jar.shift_remove(name);
    }

    pub fn call(&self, method: Method, path: &str) -> Call<'a> {
        let cookies: Vec<_> = self.jar.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let call = self.app.call(method, path);
        let call = match &self.address {
            Some(address) => call.seen_from(address),
            None => call,
        };
        if cookies.is_empty() { call } else { call.header("cookie", &cookies.join("; ")) }
    }

    /// Keeps the cookies of an answer to a request that was sent with [`Self::call`], as one of several at the same time.
    pub fn store_cookies(&mut self, reply: Reply) -> Reply {
        for line in reply.cookies() {
            let (pair, attributes) = line.split_once(';').expect("attributes");
            let (name, value) = pair.split_once('=').expect("a value");
            if attributes.contains("Max-Age=0") {
                self.jar.shift_remove(name);
            } else {
                self.jar.insert(name.to_owned(), value.to_owned());
            }
        }
        reply
    }
}

/// A multipart form with a text field and a file, whose file name tries a path traversal.
pub fn with_file<'a>(call: Call<'a>, field: &str, file: &[u8]) -> Call<'a> {
    let head = format!(
        "--x1y2\r\nContent-Disposition: form-data; name=\"about\"\r\n\r\nme\r\n--x1y2\r\nContent-Disposition: form-data; \
         name=\"{field}\"; filename=\"../../x.png\"\r\nContent-Type: text/html\r\n\r\n"
    );
    let body = [head.as_bytes(), file, b"\r\n--x1y2--\r\n"].concat();
    call.header("content-type", "multipart/form-data; boundary=x1y2").body(body)
}
