//! The host object JavaScript gives to `start` (docs/boundary.md), and the ports over it.

use std::future::Future;
use std::pin::Pin;

use wasm_bindgen::prelude::*;

use crate::ports::{Exchange, Host, Http, Outbox, Turns};

use super::{Handle, http, tasks};

#[wasm_bindgen(module = "/src/browser/values.js")]
extern "C" {
    /// Another instance of the core begins, over this host object.
    pub fn begin(host: i32);
    /// What has been made so far stays for as long as the instance.
    pub fn establish();
    fn soon();
    fn timer(id: i32, milliseconds: f64);
    #[wasm_bindgen(js_name = takeTurn)]
    fn take_turn(name: i32) -> i32;
    #[wasm_bindgen(js_name = endTurn)]
    fn end_turn();
    fn settle(call: i32, value: i32);
    fn fail(call: i32, fault: i32);
    fn invoke(callback: i32, arguments: i32);
    fn warn(text: i32);
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
    fn alone(&self) -> Pin<Box<dyn Future<Output = ()>>> {
        Box::pin(http::alone())
    }

    #[inline(always)]
    fn pause(&self, milliseconds: f64) -> Pin<Box<dyn Future<Output = ()>>> {
        Box::pin(http::pause(milliseconds))
    }

    #[inline(always)]
    fn spawn(&self, future: Pin<Box<dyn Future<Output = ()>>>) {
        tasks::spawn(future);
    }

    #[inline(always)]
    fn timer(&self, id: u32, milliseconds: f64) {
        timer(id as i32, milliseconds);
    }

    #[inline(always)]
    fn soon(&self) {
        soon();
    }
}

impl Turns<Handle> for Browser {
    #[inline(always)]
    fn take_turn(&self, name: Handle) -> Exchange<Handle> {
        Box::pin(tasks::outcome(Handle(take_turn(name.0))))
    }

    #[inline(always)]
    fn end_turn(&self) {
        end_turn();
    }
}

impl Outbox<Handle> for Browser {
    #[inline(always)]
    fn settle(&self, call: u32, value: Handle) {
        settle(call as i32, value.0);
    }

    #[inline(always)]
    fn fail(&self, call: u32, fault: Handle) {
        fail(call as i32, fault.0);
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
