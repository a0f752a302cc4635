//! A small executor. Its tasks are polled only while JavaScript has entered the core through the
//! guard, so a trap in the middle of asynchronous work is caught like any other; the executor that
//! comes with wasm-bindgen-futures polls in microtasks of its own, where nobody could.

use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Wake, Waker};

use super::host::JsHost;

type Task = Pin<Box<dyn Future<Output = ()>>>;

#[derive(Default)]
struct Tasks {
    /// Waiting tasks by number; one that is being polled is absent.
    waiting: Vec<(usize, Task)>,
    ready: Vec<usize>,
    numbers: usize,
    host: Option<Rc<JsHost>>,
}

thread_local! {
    static TASKS: RefCell<Tasks> = RefCell::default();
}

struct Number(usize);

impl Wake for Number {
    fn wake(self: Arc<Self>) {
        make_ready(self.0);
    }
}

fn make_ready(number: usize) {
    let host = TASKS.with_borrow_mut(|tasks| {
        tasks.ready.push(number);
        tasks.host.clone()
    });
    if let Some(host) = host {
        host.wake();
    }
}

/// Names the host that is asked for a turn when a task can go on.
pub fn drive_by(host: Rc<JsHost>) {
    TASKS.with_borrow_mut(|tasks| tasks.host = Some(host));
}

/// Takes a task in; it is first polled in the next turn.
pub fn spawn(task: Task) {
    let number = TASKS.with_borrow_mut(|tasks| {
        tasks.numbers += 1;
        let number = tasks.numbers;
        tasks.waiting.push((number, task));
        number
    });
    make_ready(number);
}

/// Polls every task that can go on, until none can.
pub fn turn() {
    while let Some((number, mut task)) = next_ready() {
        let waker = Waker::from(Arc::new(Number(number)));
        if task
            .as_mut()
            .poll(&mut Context::from_waker(&waker))
            .is_pending()
        {
            TASKS.with_borrow_mut(|tasks| tasks.waiting.push((number, task)));
        }
    }
}

/// A task that was woken while it was being polled is found again by its number once it is back.
fn next_ready() -> Option<(usize, Task)> {
    TASKS.with_borrow_mut(|tasks| {
        while !tasks.ready.is_empty() {
            let number = tasks.ready.remove(0);
            if let Some(place) = tasks.waiting.iter().position(|(known, _)| *known == number) {
                return Some(tasks.waiting.swap_remove(place));
            }
        }
        None
    })
}
