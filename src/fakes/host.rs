//! A browser in memory: storage, clock, page, network and effects, open to the test that holds it.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::future::{Future, poll_fn};
use std::ops::Deref;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use serde_json::{Value as Json, json};

use crate::ports::{Area, Exchange, Host, Http, Storage, Turns};
use crate::value::Value;

use super::Fake;

type Task = Pin<Box<dyn Future<Output = ()>>>;
type Responder = Box<dyn Fn(Fake) -> Option<Fake>>;

/// A request that was sent, and the reply once there is one.
struct Sent {
    request: Fake,
    reply: Option<Fake>,
}

/// What the browser holds, and what it was told to do.
pub struct World {
    /// Text by key.
    pub local: RefCell<BTreeMap<String, String>>,
    pub session: RefCell<BTreeMap<String, String>>,
    /// Writes to either store are refused.
    pub is_full: Cell<bool>,
    /// Name and value, in the page's order.
    pub cookies: RefCell<Vec<(String, String)>>,
    /// Every cookie as it was written, attributes included.
    pub written_cookies: RefCell<Vec<String>>,
    pub now: Cell<f64>,
    pub chance: Cell<f64>,
    pub address: RefCell<String>,
    pub referrer: RefCell<String>,
    pub language: RefCell<String>,
    /// Milliseconds by timer.
    pub timers: RefCell<BTreeMap<u32, f64>>,
    /// How often a next turn was asked for.
    pub turns: Cell<u32>,
    pub settled: RefCell<Vec<(u32, Json)>>,
    pub failed: RefCell<Vec<(u32, Json)>>,
    /// Callback and arguments.
    pub invoked: RefCell<Vec<(Json, Json)>>,
    pub warnings: RefCell<Vec<String>>,
    /// Another tab is sending.
    pub is_others_turn: Cell<bool>,
    /// This one is.
    pub is_own_turn: Cell<bool>,
    ids: Cell<u64>,
    sent: RefCell<Vec<Sent>>,
    responder: RefCell<Option<Responder>>,
    tasks: RefCell<Vec<Task>>,
    /// Counted up by everything that may let a task go on.
    steps: Cell<u32>,
}

/// A handle on a browser in memory.
#[derive(Clone)]
pub struct FakeHost(Rc<World>);

impl Deref for FakeHost {
    type Target = World;

    fn deref(&self) -> &World {
        &self.0
    }
}

impl FakeHost {
    /// A browser on a shop's page, with nothing stored.
    pub fn new() -> Self {
        FakeHost(Rc::new(World {
            local: RefCell::default(),
            session: RefCell::default(),
            is_full: Cell::default(),
            cookies: RefCell::default(),
            written_cookies: RefCell::default(),
            now: Cell::new(1_790_000_000_000.0),
            chance: Cell::new(0.5),
            address: RefCell::new("https://shop.example/".to_owned()),
            referrer: RefCell::default(),
            language: RefCell::new("en-IE".to_owned()),
            timers: RefCell::default(),
            turns: Cell::default(),
            settled: RefCell::default(),
            failed: RefCell::default(),
            invoked: RefCell::default(),
            warnings: RefCell::default(),
            is_others_turn: Cell::default(),
            is_own_turn: Cell::default(),
            ids: Cell::default(),
            sent: RefCell::default(),
            responder: RefCell::default(),
            tasks: RefCell::default(),
            steps: Cell::default(),
        }))
    }

    /// Another page of the same browser: it sees the same stores and cookies, as copies; a page of
    /// another tab has a session store of its own.
    pub fn another_page(&self, in_same_tab: bool) -> Self {
        let other = FakeHost::new();
        other.local.replace(self.local.borrow().clone());
        other.cookies.replace(self.cookies.borrow().clone());
        other.now.set(self.now.get());
        other.ids.set(self.ids.get() + 1_000_000);
        if in_same_tab {
            other.session.replace(self.session.borrow().clone());
        }
        other
    }

    /// Polls every task until none can go on.
    pub fn run(&self) {
        loop {
            let before = self.steps.get();
            for mut task in self.tasks.take() {
                match task.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
                    Poll::Ready(()) => self.step(),
                    Poll::Pending => self.tasks.borrow_mut().push(task),
                }
            }
            if before == self.steps.get() {
                return;
            }
        }
    }

    fn step(&self) {
        self.steps.set(self.steps.get() + 1);
    }

    /// The requests sent so far, as JSON.
    pub fn requests(&self) -> Vec<Json> {
        self.sent
            .borrow()
            .iter()
            .map(|sent| sent.request.json())
            .collect()
    }

    /// How many requests wait for a reply.
    pub fn unanswered(&self) -> usize {
        self.sent
            .borrow()
            .iter()
            .filter(|sent| sent.reply.is_none())
            .count()
    }

    /// Answers the oldest request that waits, and lets everything go on; returns the request.
    pub fn answer(&self, reply: Json) -> Json {
        let request = {
            let mut sent = self.sent.borrow_mut();
            let waiting = sent.iter_mut().find(|sent| sent.reply.is_none());
            let waiting = waiting.expect("a request waits for a reply");
            waiting.reply = Some(Fake::from(reply));
            waiting.request.json()
        };
        self.run();
        request
    }

    /// The same with nothing but a status.
    pub fn answer_status(&self, status: u16) -> Json {
        self.answer(json!({ "status": status }))
    }

    /// From here on, requests are answered at once by a function of the request; those it has no
    /// reply for wait.
    pub fn respond(&self, responder: impl Fn(Fake) -> Option<Fake> + 'static) {
        self.responder.replace(Some(Box::new(responder)));
    }

    /// The time is later by so many milliseconds.
    pub fn pass(&self, milliseconds: f64) {
        self.now.set(self.now.get() + milliseconds);
    }

    fn store(&self, area: Area) -> &RefCell<BTreeMap<String, String>> {
        match area {
            Area::Local => &self.0.local,
            Area::Session => &self.0.session,
        }
    }

    pub(super) fn fresh(&self) -> u64 {
        self.ids.set(self.ids.get() + 1);
        self.ids.get()
    }
}

pub(super) fn text(text: impl AsRef<str>) -> Fake {
    Fake::text(text.as_ref())
}

fn list(entries: impl Iterator<Item = String>) -> Fake {
    Fake::from(Json::from_iter(entries))
}

impl Host<Fake> for FakeHost {}

impl Storage<Fake> for FakeHost {
    fn read(&self, area: Area, key: Fake) -> Fake {
        self.store(area)
            .borrow()
            .get(&key.to_rust())
            .map_or(Fake::Undefined, text)
    }
    fn write(&self, area: Area, key: Fake, text: Fake) -> bool {
        if !self.is_full.get() {
            self.store(area)
                .borrow_mut()
                .insert(key.to_rust(), text.to_rust());
        }
        !self.is_full.get()
    }
    fn remove(&self, area: Area, key: Fake) {
        self.store(area).borrow_mut().remove(&key.to_rust());
    }
    fn keys(&self, area: Area, prefix: Fake) -> Fake {
        let store = self.store(area).borrow();
        let prefix = prefix.to_rust();
        list(store.keys().filter(|key| key.starts_with(&prefix)).cloned())
    }
    fn cookies(&self, name: Fake) -> Fake {
        let cookies = self.0.cookies.borrow();
        let values = cookies.iter().filter(|(known, _)| name.is(known));
        list(values.map(|(_, value)| value.clone()))
    }
    fn cookies_like(&self, prefix: &str) -> Fake {
        let cookies = self.0.cookies.borrow();
        let values = cookies
            .iter()
            .filter(|(known, _)| known.starts_with(prefix));
        list(values.map(|(_, value)| value.clone()))
    }
    fn write_cookie(&self, cookie: Fake) {
        let cookie = cookie.to_rust();
        let (pair, attributes) = cookie.split_once(';').unwrap_or((&cookie, ""));
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let is_expired = attributes
            .to_ascii_lowercase()
            .replace(' ', "")
            .contains("max-age=0");
        let mut cookies = self.0.cookies.borrow_mut();
        cookies.retain(|(known, _)| known != name);
        if !is_expired {
            cookies.push((name.to_owned(), value.to_owned()));
        }
        self.written_cookies.borrow_mut().push(cookie);
    }
}

impl Http<Fake> for FakeHost {
    fn exchange(&self, request: Fake) -> (Exchange<Fake>, Fake) {
        let reply = self
            .responder
            .borrow()
            .as_ref()
            .and_then(|respond| respond(request));
        let place = self.sent.borrow().len();
        self.sent.borrow_mut().push(Sent { request, reply });
        self.step();
        let world = self.0.clone();
        let exchange = poll_fn(move |_| {
            let sent = world.sent.borrow();
            sent[place].reply.map_or(Poll::Pending, Poll::Ready)
        });
        (Box::pin(exchange), Fake::number(place as f64))
    }
    fn give_up(&self, exchange: Fake) {
        let place = exchange.as_number() as usize;
        let nothing = Fake::from(json!({ "status": 0, "received": false }));
        self.sent.borrow_mut()[place].reply.get_or_insert(nothing);
    }
    fn spawn(&self, future: Task) {
        self.tasks.borrow_mut().push(future);
        self.step();
    }
    fn timer(&self, id: u32, milliseconds: f64) {
        if milliseconds < 0.0 {
            self.timers.borrow_mut().remove(&id);
        } else {
            self.timers.borrow_mut().insert(id, milliseconds);
        }
    }
    fn soon(&self) {
        self.turns.set(self.turns.get() + 1);
    }
}

impl Turns<Fake> for FakeHost {
    fn take_turn(&self, _: Fake) -> Exchange<Fake> {
        let is_free = !self.is_others_turn.get();
        assert!(!self.is_own_turn.replace(is_free), "a turn is ended first");
        Box::pin(async move { Fake::boolean(is_free) })
    }
    fn end_turn(&self) {
        self.is_own_turn.set(false);
    }
}
