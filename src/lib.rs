//! Attune: personalization for the browser. This crate is the core; `exports` is its surface.

#[macro_use]
pub mod words;

pub mod attune;
#[cfg(target_arch = "wasm32")]
pub mod browser;
pub mod decisions;
pub mod engagement;
#[cfg(target_arch = "wasm32")]
mod entry;
#[cfg(target_arch = "wasm32")]
pub mod exports;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod fakes;
pub mod model;
pub mod ports;
pub mod providers;
#[cfg(all(feature = "traps", target_arch = "wasm32"))]
pub mod traps;
pub mod value;
pub mod visitor;
pub mod zones;

/// A few hundred bytes instead of the standard allocator's five thousand: what the core itself
/// allocates are tasks and the few texts it looks into.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: lol_alloc::LockedAllocator<lol_alloc::FreeListAllocator> =
    lol_alloc::LockedAllocator::new(lol_alloc::FreeListAllocator::new());
