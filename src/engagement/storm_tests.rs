//! After an outage, ten thousand visitors do not come back at once.

use super::delivery_policy::{LONGEST_REST, Tries, rest};

const CLIENTS: usize = 10_000;
/// All times are in milliseconds. Each client tracks an event so often,
const BETWEEN_EVENTS: f64 = 10_000.0;
const END: f64 = 600_000.0;
/// and the collector is away from the one to the other.
const OUTAGE: (f64, f64) = (200_000.0, 260_000.0);
const BATCH: u32 = 10;
/// So many seconds before and after one are its neighbourhood: the longest ceiling a rest reaches
/// in an outage of a minute (64 s), so that a wave of any width up to that would stand out.
const NEIGHBOURHOOD: usize = 32;

/// Chance that repeats itself.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }
}

struct Load {
    /// Requests by second.
    requests: Vec<u32>,
    events: u32,
}

/// How long to rest after so many failures, by chance.
type Policy = fn(u32, f64, &Tries) -> f64;

fn ours(failures: u32, chance: f64, tries: &Tries) -> f64 {
    let pause = rest(failures, 0.0, chance);
    if tries.take() {
        return pause;
    }
    pause.max(LONGEST_REST * (1.0 + chance) / 2.0)
}

fn impatient(_: u32, _: f64, _: &Tries) -> f64 {
    1000.0
}

/// One page view under a policy: it sends when something is tracked, unless it rests.
fn visit(policy: Policy, chance: &mut Chance, load: &mut Load) {
    let tries = Tries::new();
    let (mut queued, mut failures, mut rests_until) = (0u32, 0u32, 0.0f64);
    let mut next_event = chance.next() * BETWEEN_EVENTS;
    let mut now = next_event;
    while now < END {
        if now >= next_event {
            queued += 1;
            load.events += 1;
            next_event += BETWEEN_EVENTS;
        }
        if queued > 0 && now >= rests_until {
            let requests = &mut load.requests[(now / 1000.0) as usize];
            if (OUTAGE.0..OUTAGE.1).contains(&now) {
                *requests += 1;
                failures += 1;
                rests_until = now + policy(failures, chance.next(), &tries);
            } else {
                *requests += queued.div_ceil(BATCH);
                tries.give_back(queued);
                (queued, failures) = (0, 0);
            }
        }
        let is_waiting = queued > 0 && rests_until > now;
        now = if is_waiting {
            next_event.min(rests_until)
        } else {
            next_event
        };
    }
}

/// The busiest second after the outage as a multiple of the mean of its neighbourhood, and requests
/// an event.
fn storm(policy: Policy) -> (f64, f64) {
    let mut chance = Chance(0x9e37_79b9_7f4a_7c15);
    let mut load = Load {
        requests: vec![0; (END / 1000.0) as usize],
        events: 0,
    };
    for _ in 0..CLIENTS {
        visit(policy, &mut chance, &mut load);
    }
    let after = &load.requests[(OUTAGE.1 / 1000.0) as usize..];
    let busiest = (0..after.len()).max_by_key(|second| after[*second]);
    let busiest = busiest.expect("a second");
    let end = after.len().min(busiest + NEIGHBOURHOOD + 1);
    let around = &after[busiest.saturating_sub(NEIGHBOURHOOD)..end];
    let mean = f64::from(around.iter().sum::<u32>()) / around.len() as f64;
    let requests: u32 = load.requests.iter().sum();
    (
        f64::from(after[busiest]) / mean,
        f64::from(requests) / f64::from(load.events),
    )
}

#[test]
fn an_outage_of_a_minute_is_not_followed_by_a_storm() {
    let (peak, share) = storm(ours);
    println!("busiest second {peak:.2} times its neighbourhood, {share:.3} requests an event");
    assert!(peak <= 2.0, "{peak} times its neighbourhood");
    assert!(share <= 1.2, "{share} requests an event");
}

#[test]
fn a_storm_would_be_seen() {
    let (peak, share) = storm(impatient);
    assert!(peak > 2.0 && share > 1.2, "{peak} {share}");
}
