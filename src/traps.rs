//! Traps on demand, of every kind a core can run into. Only in the build that `tests/traps/` drives.

use std::cell::Cell;
use std::hint::black_box;

use wasm_bindgen::prelude::*;

/// Where the trap is set: before an export's work, or behind it, when all is changed and asked for.
pub const BEFORE: u32 = 1;
pub const AFTER: u32 = 2;

/// Small enough to fill the last page, too.
const BITE: usize = 4096;

thread_local! {
    static PLACE: Cell<u32> = const { Cell::new(0) };
    static KIND: Cell<u32> = const { Cell::new(0) };
    static DEPTH: Cell<u32> = const { Cell::new(0) };
}

/// Sets a trap for the next export that gets to that place.
#[wasm_bindgen]
pub fn arm(kind: u32, place: u32) {
    KIND.set(kind);
    PLACE.set(place);
}

/// Traps if this is where a trap was set.
pub fn spring(place: u32) {
    if PLACE.get() == place {
        trap(KIND.get());
    }
}

/// Traps at once. Called from an import, it traps in the middle of an export's work.
#[wasm_bindgen]
pub fn trap(kind: u32) {
    match kind {
        1 => devour_memory(),
        2 => {
            descend();
        }
        3 => {
            pile_up(0);
        }
        _ => core::arch::wasm32::unreachable(),
    }
}

/// Until the allocator finds nothing more.
fn devour_memory() {
    loop {
        std::mem::forget(black_box(Vec::<u8>::with_capacity(BITE)));
    }
}

/// Calls without end: the engine's stack overflows.
fn descend() -> u32 {
    let depth = DEPTH.get().wrapping_add(1);
    DEPTH.set(depth);
    if depth == u32::MAX {
        return depth;
    }
    let deepest = descend();
    DEPTH.set(deepest.wrapping_sub(depth));
    deepest
}

/// Frames of such a size that the core's own stack, in its memory, overflows first.
fn pile_up(depth: u32) -> u8 {
    let frame = black_box([depth; 256]);
    if depth == u32::MAX {
        return 0;
    }
    let above = pile_up(depth + 1);
    above.wrapping_add(black_box(frame).first().is_some().into())
}
