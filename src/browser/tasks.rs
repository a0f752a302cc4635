//! A small executor, and the life of handles.
//!
//! Its tasks are polled only while JavaScript has entered the core through the guard, so a trap in
//! the middle of asynchronous work is caught like any other. There are only ever a few, so all of
//! them are polled whenever one may go on, and nobody keeps account of who waits for what.
//!
//! Handles are numbers counted on and on. When the core is left, every one is let go that is older
//! than the work in which the oldest living task was begun: a task holds none that is older than
//! that, since the tasks it was begun by are no older either.

use std::cell::{Cell, RefCell};
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use wasm_bindgen::prelude::*;

use crate::value::Value;

use super::Handle;

#[wasm_bindgen(module = "/src/browser/values.js")]
extern "C" {
    fn wake();
    fn mark() -> i32;
    fn leaving(oldest: i32, result: i32);
    fn living() -> i32;
}

struct Task {
    /// Where the handles begin that it may hold.
    since: i32,
    future: Pin<Box<dyn Future<Output = ()>>>,
}

thread_local! {
    /// The tasks alive, but for those just being polled.
    static WAITING: RefCell<Vec<Task>> = const { RefCell::new(Vec::new()) };
    /// Where the handles of the work in hand begin.
    static SINCE: Cell<i32> = const { Cell::new(0) };
}

/// Takes a task in; it is first polled in the next turn.
pub fn spawn(future: Pin<Box<dyn Future<Output = ()>>>) {
    let since = SINCE.get();
    WAITING.with_borrow_mut(|waiting| waiting.push(Task { since, future }));
    wake();
}

/// The core is being left: a value goes out, and handles that nothing living can hold are let go.
/// What is made from here on belongs to the next work.
pub fn leave(result: Handle) {
    let since = mark();
    let mut oldest = since;
    WAITING.with_borrow(|waiting| {
        for task in waiting {
            oldest = oldest.min(task.since);
        }
    });
    leaving(oldest, result.0);
    SINCE.set(since);
}

/// How many tasks are alive, and how many values have handles.
pub fn load() -> (u32, i32) {
    let tasks = WAITING.with_borrow(Vec::len);
    (u32::try_from(tasks).unwrap_or(u32::MAX), living())
}

/// Polls every task until none can go on. One that has ended may be what another waits for.
pub fn turn() {
    let entered = SINCE.get();
    let mut goes_on = true;
    while goes_on {
        goes_on = false;
        for mut task in WAITING.take() {
            SINCE.set(task.since);
            let mut context = Context::from_waker(Waker::noop());
            if task.future.as_mut().poll(&mut context).is_pending() {
                WAITING.with_borrow_mut(|waiting| waiting.push(task));
            } else {
                goes_on = true;
            }
        }
    }
    SINCE.set(entered);
}

/// What JavaScript puts into a list once it knows it.
pub async fn outcome(list: Handle) -> Handle {
    poll_fn(|_| match list.len() {
        0 => Poll::Pending,
        _ => Poll::Ready(list.item(0)),
    })
    .await
}
