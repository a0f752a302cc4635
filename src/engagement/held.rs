//! What happens while a verdict is awaited: nothing of it may be written down yet, so it is held in
//! the page's memory, which outlives a trapped instance of the core.

use std::rc::Rc;

use crate::attune::Attune;
use crate::ports::{Area, Host, Storage};
use crate::value::Value;
use crate::visitor::Gate;
use crate::words::Word;

const PREFIX: Word = t!("attune.held.");
const MOST: u32 = 50;

impl<V: Value, H: Host<V>> Attune<V, H> {
    pub(super) fn hold(&self, kind: u8, tracked: V, moment: V) {
        let host = &self.host;
        let count = count_held(host);
        if count >= MOST {
            return self.queue.refuse(host, t!("consent"), 1);
        }
        let held = V::object();
        held.put(t!("kind"), V::number(kind.into()));
        held.put(t!("tracked"), tracked);
        held.put(t!("moment"), moment);
        // Of two digits, so that the keys are in the order of the events.
        let key = V::text(PREFIX).then(V::number(f64::from(count + 10)));
        host.write(Area::Page, key, held.write());
    }

    /// The verdict that was awaited is there: what was held is written down, or dropped.
    pub(crate) fn release_held(self: &Rc<Self>) {
        let (host, gate) = (&self.host, self.gate());
        for key in held(host).entries() {
            let held = host.read(Area::Page, key).read();
            host.remove(Area::Page, key);
            if gate != Gate::Open {
                self.shown.forget_impressions(host);
                self.queue.refuse(host, t!("consent"), 1);
                continue;
            }
            let kind = held.at(t!("kind")).as_number() as u8;
            self.enqueue(kind, held.at(t!("tracked")), held.at(t!("moment")));
        }
    }
}

fn held<V: Value>(host: &impl Storage<V>) -> V {
    host.keys(Area::Page, V::text(PREFIX))
}

/// How many events are held.
pub fn count_held<V: Value>(host: &impl Storage<V>) -> u32 {
    held(host).len()
}
