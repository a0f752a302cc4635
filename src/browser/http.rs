//! The network: gloo-net makes the headers, JavaScript carries the request out and reads the
//! answer's body, and the core says what it means.
//!
//! gloo-net's own `send` is not used: a rejection that is no `Error`, as a patched `fetch` gives,
//! makes it trap (<https://github.com/ranile/gloo/issues/477>), and it knows no keepalive.

use gloo_net::http::Headers;
use wasm_bindgen::prelude::*;
use web_sys::Headers as RawHeaders;

use crate::ports::Exchange;
use crate::value::Value;

use super::{Handle, tasks};

#[wasm_bindgen(module = "/src/browser/values.js")]
extern "C" {
    fn send(request: i32, headers: i32) -> i32;
    #[wasm_bindgen(js_name = giveUp)]
    fn give_up_sent(exchange: i32);
    #[wasm_bindgen(js_name = alone)]
    fn outcome_of_alone() -> i32;
    #[wasm_bindgen(js_name = pause)]
    fn outcome_of_pause(milliseconds: f64) -> i32;
}

/// Sends a request; the second value is what `give_up` takes.
pub fn exchange(request: Handle) -> (Exchange<Handle>, Handle) {
    let headers = Handle::of_js(&headers_of(request));
    let sent = Handle(send(request.0, headers.0));
    (Box::pin(tasks::outcome(sent)), sent)
}

fn headers_of(request: Handle) -> RawHeaders {
    let headers = Headers::new();
    let wanted = request.at("headers");
    for name in wanted.entries() {
        headers.set(&name.to_rust(), &wanted.of(name).to_rust());
    }
    if !request.at("body").is_nothing() {
        let kind = if request.at("isForm").is_true() {
            "application/x-www-form-urlencoded"
        } else {
            "application/json"
        };
        headers.set("Content-Type", kind);
    }
    headers.into_raw()
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
