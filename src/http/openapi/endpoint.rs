//! An endpoint: a route with its description. The router is built from endpoints, so every route of the API has one.

use super::{Access, Content, HeaderParameter, IDEMPOTENCY_KEY, Operation, RequestBody, Success, Tag, schema_of};
use crate::budgets::Budget;
use crate::http::idempotency;
use crate::http::state::AppState;
use crate::shared::ErrorCode;
use crate::shared::api_tokens::Scope;
use axum::Router;
use axum::extract::Request;
use axum::handler::Handler;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::{from_fn, map_response};
use axum::response::Response;
use axum::routing::{MethodFilter, MethodRouter, on};
use futures::future::BoxFuture;
use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::BTreeMap;
use std::future::ready;
use std::mem;
use std::sync::Arc;

/// A route with its description.
pub struct Endpoint {
    handler: MethodRouter<AppState>,
    operation: Operation,
    has_timeout: bool,
}

/// A constructor for each method.
macro_rules! constructors {
    ($($name:ident = $method:ident;)*) => {
        $(
            /// `id`: the name of the function in generated clients. `summary`: a few words.
            pub fn $name<H, T>(path: &'static str, handler: H, id: &'static str, summary: &'static str) -> Self
            where
                H: Handler<T, AppState, Future = BoxFuture<'static, Response>>,
            {
                Self::new(Method::$method, path, on(MethodFilter::$method, AnyHandler::new(handler)), id, summary)
            }
        )*
    };
}

impl Endpoint {
    constructors! {
        get = GET;
        post = POST;
        put = PUT;
        patch = PATCH;
        delete = DELETE;
    }

    /// Until it is described further: anyone may call it, API tokens are refused, a GET is charged as a request and any
    /// other method as a change.
    fn new(
        method: Method,
        path: &'static str,
        handler: MethodRouter<AppState>,
        id: &'static str,
        summary: &'static str,
    ) -> Self {
        let budget = if method == Method::GET { Budget::Request } else { Budget::Change };
        let operation = Operation {
            method,
            path,
            id,
            summary,
            description: "",
            tag: Tag::SERVER,
            access: Access::Anyone,
            scopes: &[],
            budget,
            query: None,
            unused: &[],
            headers: Vec::new(),
            body: None,
            successes: Vec::new(),
            asks: false,
            errors: &[],
        };
        Self { handler, operation, has_timeout: true }
    }

    pub fn operation(self) -> Operation {
        self.operation
    }

    pub fn tag(mut self, tag: Tag) -> Self {
        self.operation.tag = tag;
        self
    }

    /// Sets the description: whole sentences, in Markdown.
    pub fn about(mut self, description: &'static str) -> Self {
        self.operation.description = description;
        self
    }

    pub fn access(mut self, access: Access) -> Self {
        self.operation.access = access;
        self
    }

    /// Sets the scopes of which an API token needs one.
    pub fn scopes(mut self, scopes: &'static [Scope]) -> Self {
        self.operation.scopes = scopes;
        self
    }

    /// People in a session need a recent proof of who they are, at least for some requests (`Demand::Recent`).
    pub fn asks(mut self) -> Self {
        self.operation.asks = true;
        self
    }

    /// Sets the budget that the account is charged to.
    pub fn charged(mut self, budget: Budget) -> Self {
        self.operation.budget = budget;
        self
    }

    /// Removes the timeout, for files, which take as long as they are large.
    pub fn without_timeout(mut self) -> Self {
        self.has_timeout = false;
        self
    }

    /// Sets the type whose fields are the query parameters.
    pub fn query<T: JsonSchema>(mut self) -> Self {
        self.operation.query = Some(schema_of::<T>());
        self
    }

    /// Leaves fields of the type of the query out of the description: they have no effect here.
    pub fn without_parameters(mut self, names: &'static [&'static str]) -> Self {
        self.operation.unused = names;
        self
    }

    /// Adds an optional header of the request.
    pub fn header(mut self, header: HeaderParameter) -> Self {
        self.operation.headers.push(header);
        self
    }

    /// Lets signed-in clients repeat the request with the same `Idempotency-Key`. The use case must make its change with
    /// `Accounts::change_once`. To be called after the successful responses have been added.
    pub fn idempotent(mut self) -> Self {
        self.handler = self.handler.route_layer(from_fn(idempotency::read_key));
        self.operation.headers.push(HeaderParameter {
            name: IDEMPOTENCY_KEY,
            description: "A text that is new for each request, such as a UUID. The same request with the same key is executed \
                          once: for 24 hours it gets the same response again. Another request with the same key gets 422.",
            example: "0192f3a1-7b2c-7def-8123-456789abcdef",
            pattern: "^[!-~]{1,255}$",
        });
        for success in &mut self.operation.successes {
            success.headers.push(("Idempotency-Replayed", "`true` if the response is that of an earlier request."));
        }
        self
    }

    /// Sets the JSON body.
    ///
    /// # Panics
    /// In a debug build, if `example` cannot be read as `T`.
    pub fn body<T: JsonSchema + DeserializeOwned>(self, example: Value) -> Self {
        self.json_body::<T>(example, true)
    }

    /// Sets a JSON body that may be left out.
    pub fn optional_body<T: JsonSchema + DeserializeOwned>(self, example: Value) -> Self {
        self.json_body::<T>(example, false)
    }

    fn json_body<T: JsonSchema + DeserializeOwned>(mut self, example: Value, is_required: bool) -> Self {
        debug_assert!(T::deserialize(&example).is_ok(), "{}: {example}", self.operation.id);
        self.operation.body = Some(RequestBody::Json { schema: schema_of::<T>(), example, is_required });
        self
    }

    /// Sets a body that is a file.
    pub fn file_body(mut self, media_types: &'static [&'static str], description: &'static str) -> Self {
        self.operation.body = Some(RequestBody::File { media_types, description });
        self
    }

    /// Adds a successful response without a body.
    pub fn done(self, status: u16, description: &'static str) -> Self {
        self.success(status, description, Content::Nothing)
    }

    /// Adds a successful response with a JSON body.
    pub fn returns<T: JsonSchema + Serialize>(self, status: u16, description: &'static str, example: &T) -> Self {
        // Only a map whose keys are not text cannot become JSON; a test finds an example that is null.
        let example = serde_json::to_value(example).unwrap_or_default();
        self.success(status, description, Content::Json { schema: schema_of::<T>(), example })
    }

    /// Adds a successful response that is a file. `examples`: its media types with an example of each, a JSON object or text.
    pub fn returns_file(self, description: &'static str, examples: impl Into<Vec<(&'static str, Value)>>) -> Self {
        self.success(200, description, Content::File { examples: examples.into() })
    }

    /// The first one is what the handler means that says 200.
    fn success(mut self, status: u16, description: &'static str, content: Content) -> Self {
        if self.operation.successes.is_empty() && status != 200 {
            self.handler =
                self.handler.route_layer(map_response(move |response: Response| ready(with_status(status, response))));
        }
        self.operation.successes.push(Success { status, description, headers: Vec::new(), content });
        self
    }

    /// Adds a header to the successful response that was added last.
    pub fn with_header(mut self, name: &'static str, description: &'static str) -> Self {
        if let Some(success) = self.operation.successes.last_mut() {
            success.headers.push((name, description));
        }
        self
    }

    /// Sets the errors beside those that follow from the rest of the description (see [`super::errors`]).
    pub fn errors(mut self, errors: &'static [ErrorCode]) -> Self {
        self.operation.errors = errors;
        self
    }
}

fn with_status(status: u16, mut response: Response) -> Response {
    let described = StatusCode::from_u16(status).ok().filter(|_| response.status() == StatusCode::OK);
    *response.status_mut() = described.unwrap_or(response.status());
    response
}

/// Routes with the same budget, with or without the timeout of requests.
pub struct Group {
    pub budget: Budget,
    pub has_timeout: bool,
    pub routes: Router<AppState>,
}

/// The routes of endpoints, by their layers. Each path also answers OPTIONS with its methods.
pub fn grouped(endpoints: Vec<Endpoint>) -> Vec<Group> {
    let mut groups = Vec::new();
    let mut methods: BTreeMap<&str, Vec<Method>> = BTreeMap::new();
    for Endpoint { handler, operation, has_timeout } in endpoints {
        methods.entry(operation.path).or_default().push(operation.method);
        add(&mut groups, operation.budget, has_timeout, operation.path, handler);
    }
    let options = methods.iter().fold(Router::new(), |routes, (path, methods)| routes.route(path, options(methods)));
    // Last, as in the list of the allowed methods of a path.
    groups.push(Group { budget: Budget::Request, has_timeout: true, routes: options });
    groups
}

/// The routes of endpoints whose requests are charged to no account.
pub fn routes(endpoints: Vec<Endpoint>) -> Router<AppState> {
    grouped(endpoints).into_iter().fold(Router::new(), |all, group| all.merge(group.routes))
}

fn add(groups: &mut Vec<Group>, budget: Budget, has_timeout: bool, path: &str, handler: MethodRouter<AppState>) {
    // Further methods of the same path are added to its route, also when groups are merged.
    match groups.iter_mut().find(|group| group.budget == budget && group.has_timeout == has_timeout) {
        Some(group) => group.routes = mem::take(&mut group.routes).route(path, handler),
        None => groups.push(Group { budget, has_timeout, routes: Router::new().route(path, handler) }),
    }
}

/// Answers OPTIONS with `methods`, and with those that each path has.
fn options(methods: &[Method]) -> MethodRouter<AppState> {
    let mut names: Vec<_> = methods.iter().map(Method::as_str).collect();
    if names.contains(&"GET") {
        names.push("HEAD");
    }
    names.push("OPTIONS");
    let allow = HeaderValue::from_str(&names.join(","))
        .unwrap_or_else(|_| unreachable!("the names of methods are valid in a header"));
    on(MethodFilter::OPTIONS, move || async move { (StatusCode::NO_CONTENT, [(header::ALLOW, allow)]) })
}

/// A handler of any type. axum wraps each type of handler in services of its own, and for each of them the compiler checks again
/// that the future of the handler is `Send`. With one type for all endpoints it does so once for each handler.
#[derive(Clone)]
struct AnyHandler(Arc<dyn Fn(Request, AppState) -> BoxFuture<'static, Response> + Send + Sync>);

impl AnyHandler {
    /// `handler`: an async function, whose future axum has boxed already.
    fn new<H, T>(handler: H) -> Self
    where
        H: Handler<T, AppState, Future = BoxFuture<'static, Response>>,
    {
        Self(Arc::new(move |request, state| handler.clone().call(request, state)))
    }
}

impl Handler<(), AppState> for AnyHandler {
    type Future = BoxFuture<'static, Response>;

    fn call(self, request: Request, state: AppState) -> Self::Future {
        (self.0)(request, state)
    }
}
