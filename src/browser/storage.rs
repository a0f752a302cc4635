//! Browser storage and cookies.

use wasm_bindgen::prelude::*;

use crate::ports::{Area, Storage};
use crate::value::Value;
use crate::words::Word;

use super::{Browser, Handle};

#[wasm_bindgen(module = "/src/browser/values.js")]
extern "C" {
    #[wasm_bindgen(js_name = storageRead)]
    fn storage_read(area: i32, key: i32) -> i32;
    #[wasm_bindgen(js_name = storageWrite)]
    fn storage_write(area: i32, key: i32, text: i32) -> bool;
    #[wasm_bindgen(js_name = storageRemove)]
    fn storage_remove(area: i32, key: i32);
    #[wasm_bindgen(js_name = storageKeys)]
    fn storage_keys(area: i32, prefix: i32) -> i32;
    fn cookies(name: i32, is_prefix: i32) -> i32;
    #[wasm_bindgen(js_name = writeCookie)]
    fn write_cookie(cookie: i32);
}

impl Storage<Handle> for Browser {
    #[inline(always)]
    fn read(&self, area: Area, key: Handle) -> Handle {
        Handle(storage_read(area as i32, key.0))
    }

    #[inline(always)]
    fn write(&self, area: Area, key: Handle, text: Handle) -> bool {
        storage_write(area as i32, key.0, text.0)
    }

    #[inline(always)]
    fn remove(&self, area: Area, key: Handle) {
        storage_remove(area as i32, key.0);
    }

    #[inline(always)]
    fn keys(&self, area: Area, prefix: Handle) -> Handle {
        Handle(storage_keys(area as i32, prefix.0))
    }

    #[inline(always)]
    fn cookies(&self, name: Handle) -> Handle {
        Handle(cookies(name.0, 0))
    }

    #[inline(always)]
    fn cookies_like(&self, prefix: Word) -> Handle {
        Handle(cookies(Handle::text(prefix).0, 1))
    }

    #[inline(always)]
    fn write_cookie(&self, cookie: Handle) {
        write_cookie(cookie.0);
    }
}
