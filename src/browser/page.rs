//! The page: its address, referrer and language; time and chance.

use js_sys::{Date, Math};
use wasm_bindgen::prelude::*;

use crate::ports::{Clock, Page};

use super::{Browser, Handle};

#[wasm_bindgen(module = "/src/browser/values.js")]
extern "C" {
    fn address() -> i32;
    #[wasm_bindgen(js_name = addressWith)]
    fn address_with(address: i32, campaign: i32) -> i32;
    fn path(address: i32) -> i32;
    fn referrer() -> i32;
    #[wasm_bindgen(js_name = hostOf)]
    fn host_of(address: i32) -> i32;
    fn query(address: i32) -> i32;
    fn language() -> i32;
    #[wasm_bindgen(js_name = isSecure)]
    fn is_secure() -> bool;
    fn uuid() -> i32;
    fn hex16() -> i32;
    #[wasm_bindgen(js_name = nowIso)]
    fn now_iso(ahead: f64) -> i32;
}

#[wasm_bindgen(module = "/src/browser/redact.js")]
extern "C" {
    fn redacted(text: i32, kinds: i32) -> i32;
}

impl Page<Handle> for Browser {
    #[inline(always)]
    fn address(&self) -> Handle {
        Handle(address())
    }

    #[inline(always)]
    fn address_with(&self, address: Handle, campaign: Handle) -> Handle {
        Handle(address_with(address.0, campaign.0))
    }

    #[inline(always)]
    fn path(&self, address: Handle) -> Handle {
        Handle(path(address.0))
    }

    #[inline(always)]
    fn referrer(&self) -> Handle {
        Handle(referrer())
    }

    #[inline(always)]
    fn host_of(&self, address: Handle) -> Handle {
        Handle(host_of(address.0))
    }

    #[inline(always)]
    fn query(&self, address: Handle) -> Handle {
        Handle(query(address.0))
    }

    #[inline(always)]
    fn language(&self) -> Handle {
        Handle(language())
    }

    #[inline(always)]
    fn redacted(&self, text: Handle, kinds: Handle) -> Handle {
        Handle(redacted(text.0, kinds.0))
    }

    #[inline(always)]
    fn is_secure(&self) -> bool {
        is_secure()
    }
}

impl Clock<Handle> for Browser {
    #[inline(always)]
    fn now(&self) -> f64 {
        Date::now()
    }

    #[inline(always)]
    fn now_iso(&self, ahead: f64) -> Handle {
        Handle(now_iso(ahead))
    }

    #[inline(always)]
    fn fresh_uuid(&self) -> Handle {
        Handle(uuid())
    }

    #[inline(always)]
    fn fresh_hex(&self) -> Handle {
        Handle(hex16())
    }

    #[inline(always)]
    fn chance(&self) -> f64 {
        Math::random()
    }
}
