//! The engine as a state machine: tabs of one visitor, whatever happens to them and to their
//! collector, against the plain truth.

use proptest::prelude::*;

use super::engine_commands::command;
use super::engine_world::World;

proptest! {
    #![proptest_config(config())]
    #[test]
    fn no_event_is_lost_or_doubled_whatever_happens(commands in prop::collection::vec(command(), 1..60)) {
        let mut world = World::new();
        for command in &commands {
            world.obey(command);
            world.check();
        }
        world.recover();
        world.check();
        world.check_all_done();
    }

    #[test]
    fn nothing_is_sent_or_stored_after_an_erasure_whatever_was_before(
        commands in prop::collection::vec(command(), 1..40),
        is_told in any::<bool>(),
        is_opt_out in any::<bool>(),
    ) {
        let mut world = World::new();
        for command in &commands {
            world.obey(command);
        }
        world.erase(is_opt_out, is_told);
    }
}

/// A sample; `PROPTEST_CASES` asks for more.
fn config() -> ProptestConfig {
    let asked = std::env::var("PROPTEST_CASES").ok();
    ProptestConfig {
        cases: asked.and_then(|cases| cases.parse().ok()).unwrap_or(60),
        max_shrink_iters: 20_000,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}
