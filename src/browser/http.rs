//! The network: gloo-net builds the request, JavaScript carries it out.
//!
//! gloo-net's own `send` is not used: a rejection that is no `Error`, as a patched `fetch` gives,
//! makes it trap (<https://github.com/ranile/gloo/issues/477>), and it knows no keepalive.

use std::rc::Rc;

use gloo_net::http::{Request, RequestBuilder};
use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, ReferrerPolicy, RequestCredentials, RequestRedirect};

use crate::ports::{Body, Exchange, Media, Outgoing, Reply, Silence};

use super::{JsHost, JsJson};

/// Sends a request; the second value gives it up.
pub fn exchange(host: Rc<JsHost>, outgoing: Outgoing) -> (Exchange<JsJson>, Rc<dyn Fn()>) {
    let controller = AbortController::new().ok();
    let signal = controller.as_ref().map(AbortController::signal);
    let keepalive = outgoing.keepalive;
    let request = build(outgoing, signal.as_ref());
    let exchange = Box::pin(async move {
        let request = request.ok_or(Silence::NothingReceived)?;
        let answer = JsFuture::from(host.send(&request, keepalive)).await;
        answer
            .map(|answer| read_reply(&answer))
            .map_err(|error| read_silence(&error))
    });
    let give_up = move || controller.iter().for_each(AbortController::abort);
    (exchange, Rc::new(give_up))
}

/// No cookies, no page address, no redirect: a followed redirect turns a POST into a GET and loses
/// its body.
fn build(outgoing: Outgoing, signal: Option<&web_sys::AbortSignal>) -> Option<web_sys::Request> {
    let method = if outgoing.body.is_some() {
        Request::post
    } else {
        Request::get
    };
    let mut builder: RequestBuilder = method(&outgoing.url)
        .credentials(RequestCredentials::Omit)
        .redirect(RequestRedirect::Error)
        .referrer_policy(ReferrerPolicy::StrictOriginWhenCrossOrigin)
        .abort_signal(signal);
    for (name, value) in &outgoing.headers {
        builder = builder.header(name, value);
    }
    let Some(body) = outgoing.body else {
        return builder.build().ok().map(Into::into);
    };
    let media = match outgoing.media {
        Media::Json => "application/json",
        Media::Form => "application/x-www-form-urlencoded",
    };
    builder
        .header("Content-Type", media)
        .body(body)
        .ok()
        .map(Into::into)
}

fn member(value: &JsValue, name: &str) -> JsValue {
    Reflect::get(value, &JsValue::from_str(name)).unwrap_or_default()
}

fn read_reply(answer: &JsValue) -> Reply<JsJson> {
    let kind = member(answer, "type").as_string().unwrap_or_default();
    Reply {
        status: member(answer, "status").as_f64().unwrap_or_default() as u16,
        retry_after: member(answer, "retryAfter").as_string(),
        body: read_body(&kind, &member(answer, "body")),
    }
}

fn read_body(kind: &str, body: &JsValue) -> Body<JsJson> {
    let Some(text) = body.dyn_ref::<js_sys::JsString>() else {
        return Body::Broken;
    };
    if text.trim().length() == 0 {
        return Body::Empty;
    }
    // Whatever it is called, JSON is what it is; some services forget to say so.
    match parse(text) {
        Some(value) => Body::Json(JsJson(value)),
        None if kind.starts_with("text/") && !kind.starts_with("text/html") => {
            Body::Text(JsJson(text.into()))
        }
        None => Body::Broken,
    }
}

/// Parses without carrying the text through Rust's memory.
fn parse(text: &js_sys::JsString) -> Option<JsValue> {
    use wasm_bindgen::prelude::wasm_bindgen;
    #[wasm_bindgen]
    extern "C" {
        #[wasm_bindgen(js_namespace = JSON, js_name = parse, catch)]
        fn parse_js(text: &js_sys::JsString) -> Result<JsValue, JsValue>;
    }
    parse_js(text).ok()
}

fn read_silence(error: &JsValue) -> Silence {
    if member(error, "received").is_truthy() {
        Silence::BrokenOff
    } else {
        Silence::NothingReceived
    }
}
