//! Finding or making the visitor's id. Salesforce's is made here; Sitecore's is created by the
//! service, by one call at a time however many wait for it (sitecore.md 5).

use std::cell::RefCell;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Poll, Waker};

use crate::attune::Attune;
use crate::model::{fault, is_fault};
use crate::ports::Host;
use crate::providers::{create_request, guest_request, read_created, read_guest};
use crate::value::{Slot, Value};

use super::browser_id::is_browser_id;

/// A creation under way, shared by all who wait for it.
pub struct Creation<V> {
    result: Slot<V>,
    waiting: RefCell<Vec<Waker>>,
}

impl<V: Value> Creation<V> {
    async fn wait(&self) -> V {
        poll_fn(|context| {
            let result = self.result.get();
            if !result.is_nothing() {
                return Poll::Ready(result);
            }
            self.waiting.borrow_mut().push(context.waker().clone());
            Poll::Pending
        })
        .await
    }

    fn end(&self, result: V) {
        self.result.replace(result);
        for waker in self.waiting.take() {
            waker.wake();
        }
    }
}

impl<V: Value, H: Host<V>> Attune<V, H> {
    /// The visitor's ids `{ browserId, guest }`, found or made, or a fault. Only with consent: they
    /// are stored.
    pub(crate) async fn identify(self: &Rc<Self>) -> V {
        let ids = self.ids_at_hand();
        if !ids.is_nothing() {
            return ids;
        }
        let running = self.creation.borrow().clone();
        let creation = match running {
            Some(creation) => creation,
            None => self.start_creation(),
        };
        creation.wait().await
    }

    /// The service does not know the id any more: another is made, unless that has happened since.
    pub(crate) async fn identify_anew(self: &Rc<Self>, stale: V) -> V {
        let config = self.config();
        if self.browser_id.find(&self.host, config).same(stale) {
            self.browser_id.forget(&self.host, config);
        }
        self.identify().await
    }

    /// Whether an opt-in would have an id made at once: only Salesforce leaves that to us.
    pub fn makes_id(&self) -> bool {
        let config = self.config();
        config.at(t!("service")).is(t!("salesforce"))
            && self.browser_id.is_missing(&self.host, config)
    }

    /// The ids, if that needs no request; Salesforce's is made where there is none.
    pub(super) fn ids_at_hand(&self) -> V {
        let config = self.config();
        let mut id = self.browser_id.find(&self.host, config);
        let mut guest = V::text(t!(""));
        if id.is_nothing() && config.at(t!("service")).is(t!("salesforce")) {
            id = self.host.fresh_hex();
            self.browser_id.keep(&self.host, config, id);
            self.is_new_id.set(true);
        }
        if config.at(t!("contextId")).is_text() {
            guest = self.browser_id.guest(&self.host);
        }
        if id.is_nothing() || guest.is_nothing() {
            return V::undefined();
        }
        ids(id, guest)
    }

    pub(super) fn start_creation(self: &Rc<Self>) -> Rc<Creation<V>> {
        let creation = Rc::new(Creation {
            result: Slot::new(V::undefined()),
            waiting: RefCell::default(),
        });
        self.creation.replace(Some(creation.clone()));
        let (this, shared) = (self.clone(), creation.clone());
        self.host.spawn(Box::pin(async move {
            let epoch = this.epoch.get();
            let config = this.config();
            let mut result = this.create(config).await;
            // Another tab may have made one meanwhile, and none may store between look and write.
            this.host.alone().await;
            if epoch == this.epoch.get() {
                this.creation.take();
                if !is_fault(result) {
                    result = this.agree(config, result);
                }
            }
            shared.end(result);
        }));
        creation
    }

    /// Stores what was made, unless another tab was faster: then its ids are the visitor's.
    fn agree(&self, config: V, made: V) -> V {
        let stored = self.browser_id.find(&self.host, config);
        if !stored.is_nothing() && !stored.same(made.at(t!("browserId"))) {
            return ids(
                stored,
                self.browser_id.guest(&self.host).or(V::text(t!(""))),
            );
        }
        self.browser_id
            .keep(&self.host, config, made.at(t!("browserId")));
        if config.at(t!("contextId")).is_text() {
            self.browser_id
                .keep_guest(&self.host, config, made.at(t!("guest")));
        }
        made
    }

    async fn create(self: &Rc<Self>, config: V) -> V {
        let id = self.browser_id.find(&self.host, config);
        if !id.is_nothing() {
            let reply = self.host.exchange(guest_request(config, id)).0.await;
            let guest = read_guest(reply);
            // The service answers a decision without a guest id too; it is asked for again on the
            // next page.
            return ids(
                id,
                if is_fault(guest) {
                    V::text(t!(""))
                } else {
                    guest
                },
            );
        }
        let reply = self.host.exchange(create_request(config)).0.await;
        let created = read_created(reply);
        if is_fault(created) || is_browser_id(config, created.at(t!("browserId"))) {
            return if is_fault(created) {
                created
            } else {
                ids(
                    created.at(t!("browserId")),
                    created.at(t!("guest")).or(V::text(t!(""))),
                )
            };
        }
        fault(
            t!("bad-response"),
            t!("The service made a browser id of an unknown form."),
        )
    }
}

fn ids<V: Value>(id: V, guest: V) -> V {
    let ids = V::object();
    ids.put(t!("browserId"), id);
    ids.put(t!("guest"), guest);
    ids
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use serde_json::json;

    use crate::attune::NEWS_TIMER;
    use crate::fakes::visit::{
        SITECORE_ID, configured, next_page, opt, page, salesforce, sitecore,
    };
    use crate::fakes::{Fake, FakeHost};
    use crate::value::Value;

    #[test]
    fn an_opt_in_makes_an_id_where_that_is_ours_to_do_and_none_is_stored() {
        let host = FakeHost::new();
        assert!(configured(salesforce(), &host).makes_id());
        assert!(!configured(sitecore(), &host).makes_id());
        assert!(host.written_cookies.borrow().is_empty() && host.local.borrow().is_empty());
        let core = configured(salesforce(), &host);
        opt(&core, "Opt In");
        assert!(!core.makes_id() && !host.written_cookies.borrow().is_empty());
        assert!(!page(salesforce()).0.makes_id());
    }

    #[test]
    fn an_opt_in_is_enough_to_ask_the_service_for_an_id_once() {
        let host = FakeHost::new();
        let core = configured(sitecore(), &host);
        opt(&core, "Opt In");
        host.run();
        // A decision that is asked for goes first.
        assert_eq!(host.unanswered(), 0);
        core.tick(NEWS_TIMER);
        host.run();
        core.track(
            1,
            Fake::from(json!({ "interaction": { "name": "WISHLIST" } })),
            Fake::undefined(),
        );
        core.flush(2);
        host.run();
        assert_eq!(host.unanswered(), 1);
        let created = json!({ "status": 200, "body": { "ref": SITECORE_ID } });
        let request = host.answer(created);
        assert!(
            request["url"]
                .as_str()
                .is_some_and(|url| url.contains("create.json"))
        );
        assert!(host.answer_status(201).to_string().contains(SITECORE_ID));
        assert!(!core.known_id().is_nothing());
    }

    #[test]
    fn an_id_that_is_there_is_not_asked_for() {
        for config in [salesforce(), sitecore()] {
            let (_, host) = page(config);
            let sent = host.requests().len();
            let (core, host) = next_page(sitecore(), &host);
            assert!(!core.known_id().is_nothing());
            assert!(host.requests().len() <= sent);
            assert_eq!(host.unanswered(), 0);
        }
    }
}
