//! Takes the steps of a case with the real server, and compares what it answers and holds with the model.

use super::model::{Model, Observed, Request, Sent, other_name};
use super::steps::{Change, Entered, FILTERS, PEOPLE, RULES, Slot, Step};
use crate::support::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use url::form_urlencoded;
use vestibule::entropy::SystemEntropy;
use vestibule::shared::groups::{CreateGroupRequest, UpdateGroupRequest};

const GROUP: &str = "chosen";

struct Person {
    id: String,
    /// None: the account was imported, and its owner has no password.
    tokens: Option<Tokens>,
}

pub struct Case {
    app: TestApp,
    boss: Tokens,
    people: BTreeMap<usize, Person>,
    /// The changes of many, in their order: None for one that was refused.
    bulks: Vec<Option<String>>,
    /// What the server may hold: after two steps at the same time that may be the result of either order.
    possible: Vec<Model>,
    /// The kinds of steps with the answers that they have got.
    pub answers: BTreeSet<String>,
}

/// What came back.
struct Answered {
    answer: String,
    /// The id of a change of many.
    bulk: Option<String>,
}

fn username(person: usize) -> String {
    format!("person{person}")
}

impl Case {
    /// With all fields, and two people.
    pub async fn begin() -> Self {
        let app = TestApp::drawing(Arc::new(SystemEntropy), |_| {}).await;
        let (_, boss) = app.administrator("boss").await;
        let (people, bulks, answers) = (BTreeMap::new(), Vec::new(), BTreeSet::new());
        let mut case = Self { app, boss, people, bulks, possible: vec![Model::default()], answers };
        for slot in Slot::ALL {
            case.take(&[Step::Define(slot)]).await;
        }
        for person in 0..2 {
            case.take(&[Step::Register(person, Entered::new())]).await;
            // The second one cannot have it.
            case.take(&[Step::SetOwn(person, Entered::from([(Slot::Badge, 1)]))]).await;
        }
        case
    }

    /// Takes a step, or two at the same time.
    pub async fn take(&mut self, steps: &[Step]) {
        match steps {
            [one, other] if !one.excludes(other) => self.take_at_once(steps).await,
            steps => {
                for step in steps {
                    self.take_at_once(std::slice::from_ref(step)).await;
                }
            }
        }
    }

    async fn take_at_once(&mut self, steps: &[Step]) {
        self.app.wait(1);
        let mut requests: Vec<_> = steps.iter().filter_map(|step| self.request(step)).collect();
        if requests.is_empty() {
            return;
        }
        let mut last = self.bulks.len();
        for request in &mut requests {
            if let Request::SetMany { number, .. } = request {
                *number = last;
                last += 1;
            }
        }
        let answered = join_all(requests.iter().map(|request| self.send(request))).await;
        for (request, answered) in requests.iter().zip(&answered) {
            self.learn(request, answered).await;
        }
        // A change of an account is followed at once, and one of a definition soon after.
        if steps.iter().any(Step::is_followed_later) {
            self.app.accounts.maintenance().apply_group_rules().await.expect("members");
        }
        let answers: Vec<_> = answered.into_iter().map(|answered| answered.answer).collect();
        self.compare(&requests, &answers).await;
    }

    /// Keeps the models that lead to these answers and to what the server holds, in some order of the requests.
    async fn compare(&mut self, requests: &[Request], answers: &[String]) {
        let observed = self.observe().await;
        let (mut kept, mut expected) = (Vec::<Model>::new(), Vec::new());
        let orders = if requests.len() == 2 { vec![vec![0, 1], vec![1, 0]] } else { vec![vec![0]] };
        for (model, order) in self.possible.iter().flat_map(|model| orders.iter().map(move |order| (model, order))) {
            let (mut model, mut said) = (model.clone(), vec![String::new(); requests.len()]);
            for at in order {
                said[*at] = model.take(&requests[*at]);
            }
            if said == answers && model.observed() == observed {
                if !kept.contains(&model) {
                    kept.push(model);
                }
            } else {
                expected.push((said, model.observed()));
            }
        }
        assert!(!kept.is_empty(), "{requests:#?}\nled to {answers:?} and\n{observed:#?}\ninstead of\n{expected:#?}");
        self.possible = kept;
    }

    /// The request of a step. None if it is impossible.
    fn request(&self, step: &Step) -> Option<Request> {
        let model = &self.possible[0];
        let sent = |entered: &Entered| -> Sent {
            entered.iter().map(|(slot, value)| (*slot, model.name(*slot), *value)).collect()
        };
        let is_known = |person: &usize| self.people.contains_key(person);
        let has_session = |person: &usize| self.people.get(person).is_some_and(|person| person.tokens.is_some());
        Some(match step {
            Step::Define(slot) => Request::Define(*slot, model.name(*slot)),
            Step::Change(slot, change) => Request::Change(*slot, model.name(*slot), *change),
            Step::Delete(slot) => Request::Delete(*slot, model.name(*slot)),
            Step::Restore(slot) => Request::Restore(*slot, model.name(*slot)),
            Step::Register(person, entered) if !is_known(person) => Request::Register(*person, sent(entered)),
            Step::Import(person, entered) if !is_known(person) => Request::Import(*person, sent(entered)),
            Step::SetOwn(person, entered) if has_session(person) => Request::SetOwn(*person, sent(entered)),
            Step::SetOther(person, entered) if is_known(person) => Request::SetOther(*person, sent(entered)),
            Step::SetMany(slot, value) if !self.people.is_empty() => {
                let (name, people) = (model.name(*slot), self.people.keys().copied().collect());
                Request::SetMany { number: 0, slot: *slot, name, value: *value, people }
            }
            Step::Undo => Request::Undo(self.bulks.len().checked_sub(1)?),
            Step::Rule(rule) => {
                Request::Rule(*rule, RULES[*rule].iter().map(|condition| model.name(condition.slot)).collect())
            }
            Step::Register(..) | Step::Import(..) | Step::SetOwn(..) | Step::SetOther(..) | Step::SetMany(..) => {
                return None;
            }
        })
    }

    async fn send(&self, request: &Request) -> Answered {
        let (app, boss) = (&self.app, &self.boss);
        let field = |name: &str| format!("/api/fields/{name}");
        let account = |person: &usize| format!("/api/users/{}", self.people[person].id);
        let reply = match request {
            Request::Define(slot, name) => {
                let mut body = slot.definition();
                body["name"] = name.as_str().into();
                app.send(boss, Method::POST, "/api/fields", &body).await
            }
            Request::Change(slot, name, change) => {
                let changes = match change {
                    Change::Narrow => Value::Object(slot.rule(true)),
                    Change::Widen => Value::Object(slot.rule(false)),
                    Change::Close => json!({ "closed": true }),
                    Change::Open => json!({ "closed": false }),
                    Change::Rename => json!({ "name": other_name(*slot, name) }),
                };
                app.send(boss, Method::PATCH, &field(name), &changes).await
            }
            Request::Delete(_, name) => app.delete(&field(name)).bearer(&boss.access).send().await,
            Request::Restore(_, name) => {
                app.send(boss, Method::POST, &format!("{}/restore", field(name)), &json!({})).await
            }
            Request::Register(person, sent) => {
                let (username, fields) = (username(*person), values(sent));
                let email = format!("{username}@example.org");
                let body = json!({ "username": username, "email": email, "password": PASSWORD, "fields": fields });
                app.post("/api/users/register").json(&body).send().await
            }
            Request::SetOwn(person, sent) => {
                let tokens = self.people[person].tokens.as_ref().expect("a session");
                app.send(tokens, Method::PATCH, &account(person), &json!({ "fields": values(sent) })).await
            }
            Request::SetOther(person, sent) => {
                app.send(boss, Method::PATCH, &account(person), &json!({ "fields": values(sent) })).await
            }
            Request::Import(person, sent) => return self.import(*person, sent).await,
            Request::SetMany { slot, name, value, people, .. } => {
                let ids: Vec<_> = people.iter().map(|person| self.people[person].id.clone()).collect();
                let value = slot.values()[*value];
                let body = json!({ "action": "set_field", "field": name, "value": value, "ids": ids });
                return changed(&app.send(boss, Method::POST, "/api/users/bulk", &body).await);
            }
            Request::Undo(number) => {
                let Some(id) = &self.bulks[*number] else { return Answered { answer: "0".to_owned(), bulk: None } };
                return changed(&app.send(boss, Method::POST, &format!("/api/users/bulk/{id}/undo"), &json!({})).await);
            }
            Request::Rule(rule, names) => {
                let conditions = RULES[*rule].iter().zip(names).map(|(one, name)| format!("{name}={}", one.says));
                return self.set_rule(&conditions.collect::<Vec<_>>().join(";")).await;
            }
        };
        Answered { answer: outcome(&reply), bulk: None }
    }

    async fn import(&self, person: usize, sent: &Sent) -> Answered {
        let username = username(person);
        let names: String = sent.iter().map(|(_, name, _)| format!(",fields.{name}")).collect();
        let cells: String = sent.iter().map(|(slot, _, value)| format!(",\"{}\"", slot.values()[*value])).collect();
        let file = format!("username,email{names}\n{username},{username}@example.org{cells}\n");
        let report = self.app.import(&self.boss, "rows=good", file).await.expect_status(200).json();
        let errors = report["errors"].as_array().cloned().unwrap_or_default();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let errors = errors.iter().map(|error| format!("{} {}", text(&error["field"]), text(&error["code"])));
        let errors = errors.collect::<Vec<_>>().join(", ");
        Answered { answer: format!("{} {errors}", report["good"]).trim().to_owned(), bulk: None }
    }

    async fn set_rule(&self, rule: &str) -> Answered {
        let (groups, operator) = (self.app.accounts.groups(), Caller::system());
        let change = UpdateGroupRequest { rule: rule.into(), ..UpdateGroupRequest::default() };
        let mut set = groups.update_group(&operator, GROUP, change).await.map(drop);
        if set.as_ref().is_err_and(|error| error.code == ErrorCode::NotFound) {
            let new = CreateGroupRequest { name: GROUP.into(), rule: rule.into(), ..CreateGroupRequest::default() };
            set = groups.create_group(&operator, new).await.map(drop);
        }
        let answer = match set {
            Ok(()) => "200",
            Err(error) if error.code == ErrorCode::ValidationFailed => "refused",
            Err(error) => panic!("{error:?}"),
        };
        Answered { answer: answer.to_owned(), bulk: None }
    }

    /// Notes what the next steps need of an answer.
    async fn learn(&mut self, request: &Request, answered: &Answered) {
        let kind = format!("{request:?}");
        let kind = kind.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        let what = answered.answer.split(' ').next_back().unwrap_or_default();
        self.answers.insert(format!("{kind} {what}"));
        match request {
            Request::Register(person, _) if answered.answer == "201" => self.meet(*person, true).await,
            Request::Import(person, _) if answered.answer == "1" => self.meet(*person, false).await,
            Request::SetMany { .. } => self.bulks.push(answered.bulk.clone()),
            _ => {}
        }
    }

    async fn meet(&mut self, person: usize, has_password: bool) {
        let username = username(person);
        let id = self.app.id_of(&username).await;
        let tokens = if has_password { Some(self.app.log_in(&username).await) } else { None };
        self.people.insert(person, Person { id, tokens });
    }

    /// What the server holds, as an administrator sees it.
    async fn observe(&self) -> Observed {
        let listed = self.app.read(&self.boss, "/api/fields").await.expect_status(200).json();
        let fields = listed["fields"].as_array().expect("fields").iter().map(|field| {
            let (name, definition) = (field["name"].as_str().expect("a name").to_owned(), &field["definition"]);
            let slot = Slot::ALL.into_iter().find(|slot| slot.names().contains(&name.as_str())).expect("a field");
            let state = [slot.is_narrow(definition), definition["closed"] == true, field.get("deleted_at").is_some()];
            (name, state)
        });
        let fields = fields.collect();
        let mut people = BTreeMap::new();
        for (person, Person { id, .. }) in &self.people {
            let user = self.app.read(&self.boss, &format!("/api/users/{id}")).await.expect_status(200).json();
            people.insert(*person, (user["fields"].clone(), user["groups"] == json!([GROUP])));
        }
        let mut lists = Vec::new();
        for filter in &FILTERS {
            lists.push(self.list(&format!("{}={}", filter.slot.names()[0], filter.says)).await);
        }
        Observed { fields, people, lists }
    }

    /// Who is in a list; None if it is refused.
    async fn list(&self, condition: &str) -> Option<Vec<usize>> {
        let query = form_urlencoded::Serializer::new(String::new()).append_pair("fields", condition).finish();
        let reply = self.app.read(&self.boss, &format!("/api/users?sort=username&{query}")).await;
        if reply.status == 422 {
            return None;
        }
        let usernames = each(&reply.expect_status(200).json()["users"], "username");
        Some((0..PEOPLE).filter(|person| usernames.contains(&username(*person))).collect())
    }

    /// The models agree with a file of everybody, which is read in another way.
    pub async fn finish(self) {
        let file = self.app.read(&self.boss, "/api/users/export?format=jsonl").await.expect_status(200).text();
        let observed = self.possible[0].observed();
        for line in file.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON")) {
            let person = (0..PEOPLE).find(|person| line["username"] == username(*person));
            let Some((fields, _)) = person.and_then(|person| observed.people.get(&person)) else { continue };
            let exported = line.get("fields").cloned().unwrap_or_else(|| json!({}));
            let expected = if fields.is_null() { json!({}) } else { fields.clone() };
            assert_eq!(exported, expected, "{line}");
        }
    }
}

/// The fields of a request.
fn values(sent: &Sent) -> Value {
    let values = sent.iter().map(|(slot, name, value)| (name.clone(), slot.json(*value)));
    Value::Object(values.collect())
}

/// The answer to a change of many: how many accounts it has changed.
fn changed(reply: &Reply) -> Answered {
    if reply.status == 422 {
        return Answered { answer: "0".to_owned(), bulk: None };
    }
    assert_eq!(reply.status, 200, "{}", reply.text());
    let report = reply.json();
    let bulk = report["bulk_id"].as_str().map(str::to_owned);
    Answered { answer: report["changed"].to_string(), bulk }
}

/// The status, with what is wrong.
fn outcome(reply: &Reply) -> String {
    if reply.status < 400 {
        return reply.status.to_string();
    }
    let errors = reply.errors();
    format!("{} {}", reply.status, if errors.is_empty() { reply.code() } else { errors })
}
