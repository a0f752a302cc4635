//! The network: gloo-net and web-sys build the request, JavaScript carries it out.
//!
//! gloo-net's own `send` is not used: a rejection that is no `Error`, as a patched `fetch` gives,
//! makes it trap (<https://github.com/ranile/gloo/issues/477>), and it knows no keepalive.

use gloo_net::http::Headers;
use js_sys::{Object, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, Request, RequestCredentials, RequestInit, RequestRedirect};

use crate::ports::Exchange;
use crate::value::Value;

use super::Handle;

#[wasm_bindgen(module = "/src/browser/values.js")]
extern "C" {
    fn send(request: &Request, keepalive: bool) -> Promise;
    #[wasm_bindgen(js_name = alone)]
    fn promise_of_turn() -> Promise;
}

/// Sends a request; the second value is what `give_up` takes.
pub fn exchange(outgoing: Handle) -> (Exchange<Handle>, Handle) {
    let controller = AbortController::new().ok();
    let request = build(outgoing, controller.as_ref());
    let keepalive = outgoing.at("keepalive").is_true();
    let exchange = Box::pin(async move {
        let Some(request) = request else {
            return silence(Handle::undefined());
        };
        match JsFuture::from(send(&request, keepalive)).await {
            Ok(reply) => read_reply(Handle::of_js(&reply)),
            Err(error) => silence(Handle::of_js(&error)),
        }
    });
    (exchange, Handle::of_js(&controller.into()))
}

/// Waits for a turn of our own.
pub async fn alone() {
    let _ = JsFuture::from(promise_of_turn()).await;
}

/// Gives an exchange up.
pub fn give_up(exchange: Handle) {
    if let Ok(controller) = exchange.js().dyn_into::<AbortController>() {
        controller.abort();
    }
}

fn silence(error: Handle) -> Handle {
    let reply = Handle::object();
    reply.put("status", Handle::number(0.0));
    reply.put("received", error.at("received"));
    reply
}

/// No cookies and no redirect: a followed redirect turns a POST into a GET and loses its body.
fn build(outgoing: Handle, controller: Option<&AbortController>) -> Option<Request> {
    // Without a prototype: a page may have put a `body` or a `signal` on everybody's.
    let init: RequestInit =
        Object::<JsValue>::create(JsValue::NULL.unchecked_ref()).unchecked_into();
    init.set_credentials(RequestCredentials::Omit);
    init.set_redirect(RequestRedirect::Error);
    init.set_signal(controller.map(AbortController::signal).as_ref());
    let headers = Headers::new();
    let wanted = outgoing.at("headers");
    for name in wanted.entries() {
        headers.set(&name.to_rust(), &wanted.of(name).to_rust());
    }
    let body = outgoing.at("body");
    if !body.is_nothing() {
        let is_form = outgoing.at("isForm").is_true();
        headers.set(
            "Content-Type",
            if is_form {
                "application/x-www-form-urlencoded"
            } else {
                "application/json"
            },
        );
        init.set_method("POST");
        init.set_body(&body.js());
    }
    init.set_headers(&headers.into_raw());
    Request::new_with_str_and_init(&outgoing.at("url").to_rust(), &init).ok()
}

/// Puts the meaning of the body into the reply (src/ports.rs).
fn read_reply(reply: Handle) -> Handle {
    let text = reply.at("body");
    reply.take_out(Handle::text("body"));
    // Whatever it is called, JSON is what it is; some services forget to say so.
    let body = text.read();
    let kind = reply.at("type");
    let is_text = kind.slice(0, 5).is("text/") && !kind.slice(0, 9).is("text/html");
    if text.is_text() && text.is_blank() {
        reply.put("isEmpty", Handle::boolean(true));
    } else if text.is_text() && !body.same(Handle::undefined()) {
        reply.put("body", body);
    } else if text.is_text() && is_text {
        reply.put("text", text);
    } else {
        reply.put("isBroken", Handle::boolean(true));
    }
    reply
}
