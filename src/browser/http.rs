//! The network: the core says method and headers, JavaScript carries the request out and reads the
//! answer's body, and the core says what it means.
//!
//! gloo-net's own `send` is not used: a rejection that is no `Error`, as a patched `fetch` gives,
//! makes it trap (<https://github.com/ranile/gloo/issues/477>), and it knows no keepalive. Its
//! `Headers` take texts of Rust's, which nothing else in the core has: 2 KB in brotli.

use gloo_net::http::Method;
use wasm_bindgen::prelude::*;

use crate::ports::Exchange;
use crate::value::Value;

use super::{Handle, tasks};

#[wasm_bindgen(module = "/src/browser/values.js")]
extern "C" {
    fn send(request: i32, is_post: i32, headers: i32) -> i32;
    #[wasm_bindgen(js_name = giveUp)]
    fn give_up_sent(exchange: i32);
    #[wasm_bindgen(js_name = alone)]
    fn outcome_of_alone() -> i32;
    #[wasm_bindgen(js_name = pause)]
    fn outcome_of_pause(milliseconds: f64) -> i32;
}

/// Sends a request; the second value is what `give_up` takes.
pub fn exchange(request: Handle) -> (Exchange<Handle>, Handle) {
    let is_post = i32::from(method_of(request) == Method::POST);
    let sent = Handle(send(request.0, is_post, headers_of(request).0));
    (Box::pin(tasks::outcome(sent)), sent)
}

fn method_of(request: Handle) -> Method {
    if request.at(t!("body")).is_nothing() {
        Method::GET
    } else {
        Method::POST
    }
}

fn headers_of(request: Handle) -> Handle {
    let headers = Handle::object();
    headers.put_all(request.at(t!("headers")));
    if method_of(request) == Method::POST {
        let kind = if request.at(t!("isForm")).is_true() {
            t!("application/x-www-form-urlencoded")
        } else {
            t!("application/json")
        };
        headers.put_text(t!("Content-Type"), kind);
    }
    headers
}

/// Waits for a turn of our own.
pub async fn alone() {
    tasks::outcome(Handle(outcome_of_alone())).await;
}

/// Waits so many milliseconds.
pub async fn pause(milliseconds: f64) {
    tasks::outcome(Handle(outcome_of_pause(milliseconds))).await;
}

/// Gives an exchange up.
pub fn give_up(exchange: Handle) {
    give_up_sent(exchange.0);
}
