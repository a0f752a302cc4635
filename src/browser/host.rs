//! The host object JavaScript gives to `start` (docs/boundary.md), and the ports over it.

use std::future::Future;
use std::pin::Pin;

use wasm_bindgen::prelude::*;

use crate::ports::{Exchange, Host, Http, Outbox};

use super::{Handle, http, tasks};

#[wasm_bindgen(module = "/src/browser/values.js")]
extern "C" {
    /// Another instance of the core begins, over this host object.
    pub fn begin(host: &JsValue);
    /// What has been made so far stays for as long as the instance.
    pub fn establish();
    fn soon();
    fn timer(id: u32, milliseconds: f64);
    fn settle(call: u32, value: u32);
    fn fail(call: u32, fault: u32);
    fn invoke(callback: u32, arguments: u32);
    fn warn(text: u32);
}

/// The browser this page runs in.
#[derive(Clone, Copy)]
pub struct Browser;

impl Host<Handle> for Browser {}

impl Http<Handle> for Browser {
    #[inline(always)]
    fn exchange(&self, request: Handle) -> (Exchange<Handle>, Handle) {
        http::exchange(request)
    }

    #[inline(always)]
    fn give_up(&self, exchange: Handle) {
        http::give_up(exchange);
    }

    #[inline(always)]
    fn spawn(&self, future: Pin<Box<dyn Future<Output = ()>>>) {
        tasks::spawn(future);
    }

    #[inline(always)]
    fn timer(&self, id: u32, milliseconds: f64) {
        timer(id, milliseconds);
    }

    #[inline(always)]
    fn soon(&self) {
        soon();
    }
}

impl Outbox<Handle> for Browser {
    #[inline(always)]
    fn settle(&self, call: u32, value: Handle) {
        settle(call, value.0);
    }

    #[inline(always)]
    fn fail(&self, call: u32, fault: Handle) {
        fail(call, fault.0);
    }

    #[inline(always)]
    fn invoke(&self, callback: Handle, arguments: Handle) {
        invoke(callback.0, arguments.0);
    }

    #[inline(always)]
    fn warn(&self, text: Handle) {
        warn(text.0);
    }
}
