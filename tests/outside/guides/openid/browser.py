"""A browser without JavaScript."""

from html.parser import HTMLParser
from http.cookiejar import CookieJar, DefaultCookiePolicy
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit
from urllib.request import HTTPCookieProcessor, Request, build_opener

PASSWORD = "kettle lantern orbit"  # of every account that a test makes


class Forms(HTMLParser):
    """The forms of a page: where each leads, the values of its fields, and what its buttons say."""

    def __init__(self, text):
        super().__init__()
        self.forms = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        values = {name: value or "" for name, value in attributes}
        if tag == "form":
            form = {"action": values.get("action", ""), "method": values.get("method", "get").lower()}
            self.forms.append({**form, "fields": {}, "text": ""})
        elif tag in ("input", "button") and self.forms and values.get("name"):
            self.forms[-1]["fields"].setdefault(values["name"], values.get("value", ""))

    def handle_data(self, data):
        if self.forms:
            self.forms[-1]["text"] += data


class Page:
    def __init__(self, answer):
        self.status, self.url = answer.status, answer.url
        self.text = answer.read().decode()

    def says(self, words):
        return all(word in self.text for word in words)

    def __repr__(self):
        return f"{self.status} {self.url}\n{self.text[:2000]}"


class Browser:
    """Keeps cookies, and follows redirects and pages that lead on by themselves."""

    def __init__(self):
        # As browsers do for localhost: cookies with `Secure` are sent over http as well.
        policy = DefaultCookiePolicy(secure_protocols=("http", "https"))
        self.opener = build_opener(HTTPCookieProcessor(CookieJar(policy)))
        self.opener.addheaders = [("Accept", "text/html,*/*;q=0.8"), ("User-Agent", "Mozilla/5.0")]

    def open(self, url, form=None, referrer=None):
        return self.send(self.request(url, form, referrer))

    def request(self, url, form, referrer):
        request = Request(url, data=None if form is None else urlencode(form).encode())
        if form is not None:
            # Forms from elsewhere are refused; the redirects that follow have other headers.
            request.add_unredirected_header("Sec-Fetch-Site", "same-origin")
            request.add_unredirected_header("Origin", "{0.scheme}://{0.netloc}".format(urlsplit(url)))
            request.add_unredirected_header("Referer", referrer or url)
        return request

    def send(self, request):
        try:
            answer = self.opener.open(request)
        except HTTPError as error:
            return Page(error)
        leads_to = answer.headers.get("Refresh", "").partition("url=")[2]
        return self.open(urljoin(answer.url, leads_to)) if leads_to else Page(answer)

    def submit(self, page, words):
        """Sends the first form of a page with one of the words in its address or its text."""
        forms = Forms(page.text).forms
        found = [form for form in forms if any(word in form["action"] + form["text"] for word in words)]
        assert found, (words, forms, page)
        target = urljoin(page.url, found[0]["action"])
        if found[0]["method"] == "get":
            return self.open(f"{target}?{urlencode(found[0]['fields'])}")
        return self.open(target, found[0]["fields"], page.url)

    def sign_in(self, vestibule, page, username):
        """Signs in on the page of Vestibule to which a client has led, and follows the way back."""
        assert page.url.startswith(f"{vestibule}/login"), page
        following = parse_qs(urlsplit(page.url).query)["next"][0]
        fields = {"login": username, "password": PASSWORD, "next": following}
        return self.open(f"{vestibule}/actions/login", fields, page.url)
