//! What the headless tests share: values and expectations as JavaScript source, and a page on
//! which the core is started over the host of `host.js`.

// Each test crate includes this file and needs a part of it; and a test may stop at the first
// surprise, also in the functions it shares with others.
#![allow(dead_code, clippy::expect_used, clippy::panic)]

pub mod exports;

use attune::browser::Handle;
use js_sys::{Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlDocument;

pub const SALESFORCE: &str = r#"{ salesforce: { endpoint: "https://tenant.example.com",
    appSourceId: "a1b2c3d4-0000-4000-8000-000000000001" } }"#;
pub const SITECORE: &str = r#"{ sitecore: { endpoint: "https://engage.example.com",
    clientKey: "exampleClientKey", pointOfSale: "shop.example", language: "EN" } }"#;
pub const EDGE: &str = r#"{ sitecore: { endpoint: "https://edge.example.com", language: "EN",
    edge: { contextId: "context/1", siteName: "my site" } } }"#;
pub const OPT_IN: &str = r#"[{ provider: "CMP", purpose: "Tracking", status: "Opt In" }]"#;
pub const OPT_OUT: &str = r#"[{ provider: "CMP", purpose: "Tracking", status: "Opt Out" }]"#;
/// An answer of Salesforce with one decision.
pub const HERO: &str = "{ status: 200, body: { requestId: 'r', personalizations: [
    { personalizationId: 'p', personalizationPointName: 'hero', data: [], attributes: { a: 1 } }] } }";

#[wasm_bindgen(module = "/tests/support/host.js")]
extern "C" {
    pub fn evaluate(source: &str) -> JsValue;
    fn difference(actual: &JsValue, expected: &JsValue) -> Option<String>;
    #[wasm_bindgen(js_name = createHost)]
    fn create_host(core: &JsValue) -> JsValue;
    fn answer(host: &JsValue, pattern: &str, answer: &JsValue);
    #[wasm_bindgen(js_name = readRequest)]
    fn read_request(host: &JsValue, place: i32) -> Promise;
    #[wasm_bindgen(js_name = rowsOf)]
    fn rows_of(body: &JsValue) -> JsValue;
    pub fn stored() -> JsValue;
    #[wasm_bindgen(js_name = forbidStorage)]
    pub fn forbid_storage() -> js_sys::Function;
    pub fn see(host: &JsValue, source: &str) -> JsValue;
    fn pause(milliseconds: f64) -> Promise;
}

/// Makes the browser one that has never been here, on a page without a query.
pub fn clear_page() {
    let window = web_sys::window().expect("a page");
    for storage in [window.local_storage(), window.session_storage()] {
        let storage = storage.expect("storage is allowed").expect("there is one");
        storage.clear().expect("it can be emptied");
    }
    let document: HtmlDocument = window.document().expect("a document").unchecked_into();
    for cookie in document.cookie().expect("cookies are allowed").split("; ") {
        let name = cookie.split('=').next().unwrap_or_default();
        let gone = format!("{name}=; Max-Age=0; Path=/");
        document.set_cookie(&gone).expect("cookies are allowed");
    }
    let path = window.location().pathname().expect("an address");
    let history = window.history().expect("a history");
    history
        .replace_state_with_url(&JsValue::NULL, "", Some(&path))
        .expect("an address of this origin");
}

/// Expects a value to be that of a source text, member by member.
#[track_caller]
pub fn expect(actual: &JsValue, expected: &str) {
    if let Some(difference) = difference(actual, &evaluate(expected)) {
        panic!("{difference}");
    }
}

/// A handle on what a source text says.
pub fn value(source: &str) -> Handle {
    Handle::of_js(&evaluate(source))
}

/// The same as [`expect`] for what a handle stands for.
#[track_caller]
pub fn is(value: Handle, expected: &str) {
    expect(&value.js(), expected);
}

/// A page the core runs in.
///
/// All tests of a crate share one instance, so each carries on (`run`) until nothing of its own is
/// left to do: a task left over would meet the handles of the next test.
pub struct Stage(pub JsValue);

impl Stage {
    /// A core that has just been started, in a browser that has never been here.
    #[track_caller]
    pub fn bare() -> Self {
        clear_page();
        Self::again()
    }

    /// A core that has just been started, in the browser as it is.
    pub fn again() -> Self {
        let core = Object::new();
        put(&core, "turn", &entry(exports::turn));
        put(&core, "turnEnded", &entry(exports::turn_ended));
        let host = create_host(&core);
        exports::start(&host);
        Stage(host)
    }

    /// The same, configured.
    pub fn configured(config: &str) -> Self {
        let stage = Self::bare();
        stage.configure(config);
        stage
    }

    /// The same, with the visitor's consent.
    pub fn open(config: &str) -> Self {
        let stage = Self::configured(config);
        stage.opt_in();
        stage
    }

    #[track_caller]
    pub fn configure(&self, config: &str) {
        let outcome = exports::configure(&evaluate(config));
        assert!(outcome.is_ok(), "{outcome:?}");
    }

    pub fn opt_in(&self) {
        exports::consents(&evaluate(OPT_IN), false);
    }

    /// Scripts the answer to requests whose address holds a text.
    pub fn answer(&self, pattern: &str, source: &str) {
        answer(&self.0, pattern, &evaluate(source));
    }

    pub fn decide(&self, call: u32, points: &str) {
        exports::decide(
            call,
            &evaluate(points),
            &JsValue::UNDEFINED,
            &JsValue::UNDEFINED,
        );
    }

    /// Carries on until the core asks for nothing more.
    pub async fn run(&self) {
        let run = self.see("host.run()");
        JsFuture::from(Promise::from(run)).await.expect("it ran");
    }

    /// What an expression over `host` gives.
    pub fn see(&self, source: &str) -> JsValue {
        see(&self.0, source)
    }

    /// Expects an expression over `host` to have the value of another.
    #[track_caller]
    pub fn shows(&self, source: &str, expected: &str) {
        if let Some(difference) = difference(&self.see(source), &evaluate(expected)) {
            panic!("{source}: {difference}");
        }
    }

    /// A request that was sent; negative places count from the last.
    pub async fn request(&self, place: i32) -> JsValue {
        JsFuture::from(read_request(&self.0, place))
            .await
            .expect("the request was read")
    }

    /// The rows a request brought to the Salesforce collector.
    pub async fn rows(&self, place: i32) -> JsValue {
        rows_of(&get(&self.request(place).await, "body"))
    }
}

/// Lets real time pass.
pub async fn wait(milliseconds: f64) {
    JsFuture::from(pause(milliseconds))
        .await
        .expect("time passed");
}

pub fn get(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).expect("an object")
}

fn put(object: &Object, name: &str, value: &JsValue) {
    Reflect::set(object, &name.into(), value).expect("an object");
}

fn entry(export: fn()) -> JsValue {
    Closure::<dyn Fn()>::new(export).into_js_value()
}
