//! A browser in memory: storage, clock, page, network and effects, open to the test that holds it.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::future::Future;
use std::ops::Deref;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use serde_json::Value as Json;

use crate::ports::Host;
use crate::value::Value;

use super::Fake;
use super::network::{Responder, Sent};

pub(super) type Task = Pin<Box<dyn Future<Output = ()>>>;
/// Text by key.
pub(super) type Store = Rc<RefCell<BTreeMap<String, String>>>;

/// What a page of the browser sees, and what it told the browser to do. What stands in an `Rc` is
/// shared with the browser's other pages.
pub struct World {
    pub local: Store,
    /// Shared with the pages of the same tab.
    pub session: Store,
    /// What this page keeps in memory beside its core.
    pub page_memory: Store,
    /// Writes to either store are refused.
    pub is_full: Rc<Cell<bool>>,
    /// How often this page has written to either.
    pub writes: Cell<u32>,
    /// Name and value, in the page's order.
    pub cookies: Rc<RefCell<Vec<(String, String)>>>,
    /// Every cookie as it was written, attributes included.
    pub written_cookies: Rc<RefCell<Vec<String>>>,
    pub now: Rc<Cell<f64>>,
    pub chance: Cell<f64>,
    pub address: RefCell<String>,
    pub referrer: RefCell<String>,
    pub language: RefCell<String>,
    /// Milliseconds by timer.
    pub timers: RefCell<BTreeMap<u32, f64>>,
    /// How often a next turn of the event loop was asked for.
    pub turns: Cell<u32>,
    pub settled: RefCell<Vec<(u32, Json)>>,
    pub failed: RefCell<Vec<(u32, Json)>>,
    /// Callback and arguments.
    pub invoked: RefCell<Vec<(Json, Json)>>,
    pub warnings: RefCell<Vec<String>>,
    /// The page whose turn it is to send.
    pub(super) turn: Rc<Cell<Option<u64>>>,
    pub(super) number: u64,
    ids: Rc<Cell<u64>>,
    pub(super) sent: RefCell<Vec<Sent>>,
    pub(super) responder: RefCell<Option<Responder>>,
    tasks: RefCell<Vec<Task>>,
    /// Counted up by everything that may let a task go on.
    steps: Cell<u32>,
}

/// A handle on a page of a browser in memory.
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
        FakeHost(Rc::new(World::new()))
    }

    /// Another page of the same browser: it shares the local store, the cookies, the clock and the
    /// turns; a page of the same tab shares the session store too.
    pub fn another_page(&self, in_same_tab: bool) -> Self {
        let mut other = World::new();
        other.number = self.fresh();
        other.local = self.local.clone();
        if in_same_tab {
            other.session = self.session.clone();
        }
        other.is_full = self.is_full.clone();
        other.cookies = self.cookies.clone();
        other.written_cookies = self.written_cookies.clone();
        other.now = self.now.clone();
        other.turn = self.turn.clone();
        other.ids = self.ids.clone();
        FakeHost(Rc::new(other))
    }

    /// The page dies: nothing of it runs any more, and the browser takes its turn from it.
    pub fn crash(&self) {
        self.tasks.take();
        self.timers.take();
        self.end_own_turn();
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

    pub(super) fn start(&self, task: Task) {
        self.tasks.borrow_mut().push(task);
        self.step();
    }

    pub(super) fn step(&self) {
        self.steps.set(self.steps.get() + 1);
    }

    /// The time is later by so many milliseconds.
    pub fn pass(&self, milliseconds: f64) {
        self.now.set(self.now.get() + milliseconds);
    }

    pub(super) fn fresh(&self) -> u64 {
        self.ids.set(self.ids.get() + 1);
        self.ids.get()
    }

    pub(super) fn world(&self) -> Rc<World> {
        self.0.clone()
    }
}

impl World {
    fn new() -> Self {
        World {
            local: Rc::default(),
            session: Rc::default(),
            page_memory: Rc::default(),
            is_full: Rc::default(),
            writes: Cell::default(),
            cookies: Rc::default(),
            written_cookies: Rc::default(),
            now: Rc::new(Cell::new(1_790_000_000_000.0)),
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
            turn: Rc::default(),
            number: 0,
            ids: Rc::default(),
            sent: RefCell::default(),
            responder: RefCell::default(),
            tasks: RefCell::default(),
            steps: Cell::default(),
        }
    }
}

pub(super) fn text(text: impl AsRef<str>) -> Fake {
    Fake::text(text.as_ref())
}

impl Host<Fake> for FakeHost {}
