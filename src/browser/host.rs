//! The host object JavaScript gives to `start` (docs/boundary.md), and the ports over it.

use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use js_sys::{Array, Function};
use wasm_bindgen::prelude::*;

use crate::model::Fault;
use crate::ports::{Clock, Exchange, Host, Http, Level, Outbox, Outgoing, Random};

use super::{JsJson, http, outward, tasks};

#[wasm_bindgen]
extern "C" {
    /// What the core asks of JavaScript.
    pub type JsHost;

    #[wasm_bindgen(method)]
    pub fn wake(this: &JsHost);
    #[wasm_bindgen(method)]
    fn soon(this: &JsHost);
    #[wasm_bindgen(method)]
    fn timer(this: &JsHost, id: u32, milliseconds: f64);
    #[wasm_bindgen(method)]
    pub fn send(this: &JsHost, request: &web_sys::Request, keepalive: bool) -> js_sys::Promise;
    #[wasm_bindgen(method)]
    fn settle(this: &JsHost, call: u32, value: &JsValue);
    #[wasm_bindgen(method)]
    fn fail(this: &JsHost, call: u32, fault: &JsValue);
    #[wasm_bindgen(method)]
    fn invoke(this: &JsHost, callback: &Function, arguments: &Array);
    #[wasm_bindgen(method)]
    fn log(this: &JsHost, level: u8, text: &str);

    #[wasm_bindgen(js_namespace = crypto, js_name = getRandomValues, catch)]
    fn fill_with_random(buffer: &mut [u8]) -> Result<(), JsValue>;
}

/// The browser this page runs in.
#[derive(Clone)]
pub struct Browser(pub(super) Rc<JsHost>);

impl Browser {
    /// The browser behind a host object.
    pub fn new(host: JsHost) -> Self {
        let host = Rc::new(host);
        tasks::drive_by(host.clone());
        Browser(host)
    }
}

impl Host<JsJson> for Browser {}

impl Clock for Browser {
    fn now(&self) -> f64 {
        js_sys::Date::now()
    }

    fn iso(&self, time: f64) -> String {
        js_sys::Date::new(&JsValue::from_f64(time))
            .to_iso_string()
            .into()
    }
}

impl Random for Browser {
    fn fill(&self, buffer: &mut [u8]) {
        // Absent outside browsers only; ids made of the clock's jitter beat no ids at all.
        if fill_with_random(buffer).is_err() {
            buffer.fill_with(|| (js_sys::Math::random() * 256.0) as u8);
        }
    }
}

impl Http<JsJson> for Browser {
    fn exchange(&self, request: Outgoing) -> (Exchange<JsJson>, Rc<dyn Fn()>) {
        http::exchange(self.0.clone(), request)
    }

    fn spawn(&self, future: Pin<Box<dyn Future<Output = ()>>>) {
        tasks::spawn(future);
    }

    fn timer(&self, id: u32, milliseconds: f64) {
        self.0.timer(id, milliseconds);
    }

    fn soon(&self) {
        self.0.soon();
    }
}

impl Outbox<JsJson> for Browser {
    type Callback = Function;

    fn settle(&self, call: u32, value: JsJson) {
        self.0.settle(call, &value.0);
    }

    fn fail(&self, call: u32, fault: &Fault) {
        self.0.fail(call, &outward(fault));
    }

    fn invoke(&self, callback: &Function, arguments: Vec<JsJson>) {
        let arguments: Array = arguments.into_iter().map(|argument| argument.0).collect();
        self.0.invoke(callback, &arguments);
    }

    fn log(&self, level: Level, text: &str) {
        self.0.log(level as u8, text);
    }
}
