//! A small executor, and the life of handles.
//!
//! Its tasks are polled only while JavaScript has entered the core through the guard, so a trap in
//! the middle of asynchronous work is caught like any other; the executor that comes with
//! wasm-bindgen-futures polls in microtasks of its own, where nobody could.
//!
//! Handles are numbers counted on and on. When the core is left, every one is let go that is older
//! than the work in which the oldest living task was begun: a task holds none that is older than
//! that, since the tasks it was begun by are no older either.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Wake, Waker};

use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/browser/values.js")]
extern "C" {
    fn wake();
    fn mark() -> u32;
    fn sweep(to: u32);
    fn living() -> u32;
}

struct Task {
    number: u32,
    /// Where the handles begin that it may hold.
    since: u32,
    future: Pin<Box<dyn Future<Output = ()>>>,
}

thread_local! {
    /// Tasks that wait; one that is being polled is absent.
    static WAITING: RefCell<Vec<Task>> = const { RefCell::new(Vec::new()) };
    static READY: RefCell<Vec<u32>> = const { RefCell::new(Vec::new()) };
    static NUMBERS: Cell<u32> = const { Cell::new(0) };
    /// Where the handles of the work in hand begin.
    static SINCE: Cell<u32> = const { Cell::new(0) };
}

struct Number(u32);

impl Wake for Number {
    fn wake(self: Arc<Self>) {
        make_ready(self.0);
    }
}

fn make_ready(number: u32) {
    READY.with_borrow_mut(|ready| ready.push(number));
    wake();
}

/// Takes a task in; it is first polled in the next turn.
pub fn spawn(future: Pin<Box<dyn Future<Output = ()>>>) {
    let number = NUMBERS.get().wrapping_add(1);
    NUMBERS.set(number);
    WAITING.with_borrow_mut(|waiting| {
        waiting.push(Task {
            number,
            since: SINCE.get(),
            future,
        })
    });
    make_ready(number);
}

/// The core is being entered.
pub fn enter() {
    SINCE.set(mark());
}

/// The core is being left: handles that nothing living can hold are let go.
pub fn leave() {
    let mut oldest = mark();
    WAITING.with_borrow(|waiting| {
        for task in waiting {
            oldest = oldest.min(task.since);
        }
    });
    sweep(oldest);
}

/// How many tasks are alive, and how many values have handles.
pub fn load() -> (u32, u32) {
    let tasks = WAITING.with_borrow(Vec::len);
    (u32::try_from(tasks).unwrap_or(u32::MAX), living())
}

/// Polls every task that can go on, until none can.
pub fn turn() {
    let entered = SINCE.get();
    while let Some(mut task) = next_ready() {
        SINCE.set(task.since);
        let waker = Waker::from(Arc::new(Number(task.number)));
        if task
            .future
            .as_mut()
            .poll(&mut Context::from_waker(&waker))
            .is_pending()
        {
            WAITING.with_borrow_mut(|waiting| waiting.push(task));
        }
    }
    SINCE.set(entered);
}

/// A task that was woken while it was being polled is found again by its number once it is back.
fn next_ready() -> Option<Task> {
    loop {
        let number = READY.with_borrow_mut(|ready| (!ready.is_empty()).then(|| ready.remove(0)))?;
        let found = WAITING.with_borrow_mut(|waiting| {
            let place = waiting.iter().position(|task| task.number == number)?;
            Some(waiting.swap_remove(place))
        });
        if found.is_some() {
            return found;
        }
    }
}
