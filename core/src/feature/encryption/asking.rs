//! Questions about devices and what they publish, and what we publish ourselves (XEP-0384 §5.3, by XEP-0060).
//!
//! Whoever publishes says what the node shall be like: open to everybody, and keeping what is there. A node that is
//! there already and is otherwise refuses; then it is made, or configured, and the order repeated, and where that is
//! refused, too, it is published as the node is.

use jid::BareJid;
use minidom::Element;
use omemo_rs::account::{ListAnswer, Mark};
use omemo_rs::message::DeviceList;
use omemo_rs::{Address as Device, BundleParts, DeviceId, Profile, stanza};
use waxwing_proto::iq::Request;
use waxwing_proto::stanza_error::{Condition, Kind};
use waxwing_proto::{Address, pep};

use crate::account::Account;
use crate::account::turn::Turn;
use crate::feature::book::{Outcome, Unanswered};
use crate::feature::roster::{About, Question};

/// What was asked or ordered.
#[derive(Debug)]
pub(crate) enum Asked {
    /// The mark that our device has left.
    Mark,
    /// Somebody's list of devices.
    List(Profile, BareJid),
    /// What a device publishes.
    Bundle(Profile, Device),
    /// Something of ours was published.
    Published(Box<Publication>),
}

/// Something of ours on its way to our server.
#[derive(Debug)]
pub(crate) struct Publication {
    what: What,
    node: String,
    item: String,
    payload: Element,
    step: Step,
    /// The node is known to be as it shall be.
    open: bool,
}

/// What it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    List(Profile),
    Bundle(Profile),
    /// See [`super::mark`].
    Mark,
}

impl What {
    /// What a node for it shall be like.
    fn options(self) -> Vec<(&'static str, &'static str)> {
        let access = match self {
            Self::List(_) | Self::Bundle(_) => "open",
            Self::Mark => "whitelist",
        };
        let mut options = vec![("access_model", access), ("persist_items", "true")];
        if matches!(self, Self::Bundle(Profile::Omemo2) | Self::Mark) {
            options.push(("max_items", "max"));
        }
        options
    }

    /// Whether it can be published as the node is, where that can't be made as it shall be.
    fn may_be_anyhow(self) -> bool {
        self != Self::Mark
    }

    fn is_list(self) -> bool {
        matches!(self, Self::List(_))
    }
}

/// How far the publication is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// With what the node shall be like.
    Options,
    /// The node is made by an order of its own: not every server knows what to do with all of it beside what is
    /// published (ejabberd 23.01 knows no `max_items` there).
    Create,
    /// The node that is there is made so.
    Configure,
    /// As the node is.
    Plain,
    /// The node has perhaps come into being with what is published, as any other one: it is made so now.
    Afterwards,
}

/// So many bundles are asked for at a time: somebody may list two hundred devices.
const AT_ONCE: usize = 16;

/// What is in the answer to the question for a list. What is something else says nothing of it: who took that for an empty
/// list would publish one that has lost devices.
fn read_list(profile: Profile, answer: Option<&Element>, node: &str) -> ListAnswer {
    if pep::is_empty(answer, node) {
        return ListAnswer::None;
    }
    let list = pep::parse(answer, node).and_then(|list| stanza::read_devices(profile, list));
    list.map_or(ListAnswer::Failed, ListAnswer::Is)
}

impl Account {
    pub(super) fn ask_for_list(&mut self, profile: Profile, jid: &str, turn: &mut Turn) {
        let Ok(jid) = BareJid::new(jid) else {
            return;
        };
        let query = pep::query(stanza::devices_node(profile));
        let to = self.elsewhere_than_here(&jid);
        let question = Question::About(About::Omemo(Asked::List(profile, jid)));
        self.ask_of(to.as_ref(), Request::Get(query), question, turn);
    }

    /// The server of our own account answers for it, by no name.
    fn elsewhere_than_here(&self, jid: &BareJid) -> Option<Address> {
        (*jid != self.record.jid).then(|| Address::from(jid))
    }

    /// Asks for some of the bundles that are wanted.
    pub(super) fn ask_for_bundles(&mut self, turn: &mut Turn) {
        if std::mem::replace(&mut self.encryption.handing_out, true) {
            return;
        }
        while self.encryption.asking < AT_ONCE {
            let Some((profile, of)) = self.encryption.bundles.pop_front() else {
                break;
            };
            let Ok(jid) = BareJid::new(&of.jid) else {
                continue;
            };
            let (node, item) = stanza::bundle_place(profile, of.device);
            let query = match profile {
                Profile::Legacy => pep::query(&node),
                Profile::Omemo2 => pep::query_item(&node, &item),
            };
            self.encryption.asking += 1;
            let to = self.elsewhere_than_here(&jid);
            let question = Question::About(About::Omemo(Asked::Bundle(profile, of)));
            self.ask_of(to.as_ref(), Request::Get(query), question, turn);
        }
        self.encryption.handing_out = false;
    }

    pub(super) fn publish_bundle(
        &mut self,
        profile: Profile,
        parts: &BundleParts,
        turn: &mut Turn,
    ) {
        let Some(machine) = &self.encryption.machine else {
            return;
        };
        let (node, item) = stanza::bundle_place(profile, machine.device());
        let publication = Publication {
            what: What::Bundle(profile),
            node,
            item,
            payload: stanza::write_bundle(profile, parts),
            step: Step::Options,
            open: false,
        };
        self.publish_in_turn(publication, turn);
    }

    pub(super) fn publish_list(&mut self, profile: Profile, list: &DeviceList, turn: &mut Turn) {
        let publication = Publication {
            what: What::List(profile),
            node: stanza::devices_node(profile).to_owned(),
            item: "current".to_owned(),
            payload: stanza::write_devices(profile, list),
            step: Step::Options,
            open: false,
        };
        self.publish_in_turn(publication, turn);
    }

    pub(super) fn publish_mark(&mut self, device: DeviceId, mark: &Mark, turn: &mut Turn) {
        let publication = Publication {
            what: What::Mark,
            node: stanza::MARKS_NODE.to_owned(),
            item: device.to_string(),
            payload: stanza::write_mark(mark),
            step: Step::Options,
            open: false,
        };
        self.publish_in_turn(publication, turn);
    }

    pub(super) fn ask_for_mark(&mut self, device: DeviceId, turn: &mut Turn) {
        let query = pep::query_item(stanza::MARKS_NODE, &device.to_string());
        let question = Question::About(About::Omemo(Asked::Mark));
        self.ask_of(None, Request::Get(query), question, turn);
    }

    /// One at a time: a server that makes two nodes of an account at once may fail at it, and leave one as it should not
    /// be (ejabberd 23.01).
    fn publish_in_turn(&mut self, publication: Publication, turn: &mut Turn) {
        let encryption = &mut self.encryption;
        if encryption.publishing.is_some() {
            return encryption.publications.push_back(publication);
        }
        encryption.publishing = Some(publication.what);
        self.publish(publication, turn);
    }

    /// Our device is just getting onto our lists: who gets something of it before that can't answer it.
    pub(super) fn is_coming(&mut self, turn: &mut Turn) -> bool {
        let encryption = &mut self.encryption;
        let Some(what) = encryption.publishing else {
            return false;
        };
        let list = what.is_list() || encryption.publications.iter().any(|one| one.what.is_list());
        let coming = encryption.step(turn, |machine, moment| {
            let hidden = machine.is_hidden(moment).unwrap_or_default();
            (hidden || list && !machine.has_failed_to_publish(), true)
        });
        coming.unwrap_or_default()
    }

    fn publish(&mut self, publication: Publication, turn: &mut Turn) {
        let options = publication.what.options();
        let node = publication.node.as_str();
        let payload = publication.payload.clone();
        let mut order = match publication.step {
            Step::Create => pep::create(node, &options),
            Step::Configure | Step::Afterwards => pep::configure(node, &options),
            Step::Options | Step::Plain => pep::publish_item(node, &publication.item, payload),
        };
        if publication.step == Step::Options {
            order.append_child(pep::publish_options(&options));
        }
        let question = Question::About(About::Omemo(Asked::Published(Box::new(publication))));
        self.ask_of(None, Request::Set(order), question, turn);
    }

    /// What came of a question or an order.
    pub(crate) fn hear_omemo(&mut self, asked: Asked, outcome: Outcome, turn: &mut Turn) {
        match asked {
            Asked::List(profile, jid) => {
                let node = stanza::devices_node(profile);
                let answer = match outcome {
                    Ok(answer) => read_list(profile, answer.as_ref(), node),
                    Err(Unanswered::Refused(error))
                        if error.condition == Condition::ItemNotFound =>
                    {
                        ListAnswer::None
                    }
                    Err(_) => ListAnswer::Failed,
                };
                self.learn_devices(profile, &jid, answer, turn);
            }
            Asked::Bundle(profile, of) => {
                self.encryption.asking = self.encryption.asking.saturating_sub(1);
                let (node, item) = stanza::bundle_place(profile, of.device);
                let answer = outcome.ok().flatten();
                let found = match profile {
                    Profile::Legacy => pep::parse(answer.as_ref(), &node),
                    Profile::Omemo2 => pep::parse_item(answer.as_ref(), &node, &item),
                };
                let parts = found.and_then(|found| stanza::read_bundle(profile, found));
                let actions = self.encryption.drive(turn, |machine, moment| {
                    machine.bundle(moment, profile, &of, parts.as_ref())
                });
                self.act(actions, turn);
                self.devices_moved(&of.jid);
            }
            Asked::Published(publication) => self.published(*publication, &outcome, turn),
            Asked::Mark => self.hear_mark(outcome, turn),
        }
    }

    /// A list of devices: an answer, or what its owner tells.
    pub(super) fn learn_devices(
        &mut self,
        profile: Profile,
        jid: &BareJid,
        answer: ListAnswer,
        turn: &mut Turn,
    ) {
        let actions = self.encryption.drive(turn, |machine, moment| {
            machine.list(moment, profile, jid.as_str(), answer)
        });
        self.act(actions, turn);
        self.devices_moved(jid.as_str());
    }

    /// Somebody tells of their devices.
    pub(crate) fn hear_devices(&mut self, event: &pep::Event<'_>, turn: &mut Turn) {
        let profile = Profile::ALL
            .into_iter()
            .find(|profile| stanza::devices_node(*profile) == event.node);
        let owner = event.owner;
        let known = *owner == self.record.jid
            || self.contacts.contains_key(owner)
            || self.by_jid.contains_key(owner);
        let Some(profile) = profile.filter(|_| known && self.encryption.is_there()) else {
            return;
        };
        let list = event
            .payload
            .and_then(|payload| stanza::read_devices(profile, payload));
        // What can't be read says nothing; what is gone says that there is none.
        let answer = match (list, event.payload) {
            (Some(list), _) => ListAnswer::Is(list),
            (None, None) => ListAnswer::Is(DeviceList::default()),
            (None, Some(_)) => return,
        };
        self.learn_devices(profile, owner, answer, turn);
    }

    fn published(&mut self, publication: Publication, outcome: &Outcome, turn: &mut Turn) {
        let done = outcome.is_ok();
        let refused = matches!(outcome, Err(Unanswered::Refused(_)));
        // What a server can't do just now is no reason to be content with less.
        let for_good =
            matches!(outcome, Err(Unanswered::Refused(error)) if error.kind != Kind::Wait);
        let (next, open) = match publication.step {
            // A wrong field is something to wait for to ejabberd 23.01.
            Step::Options if refused => (Some(Step::Create), false),
            Step::Create | Step::Configure if done => (Some(Step::Plain), true),
            Step::Create if for_good => (Some(Step::Configure), false),
            // It is published as well as can be.
            Step::Configure if for_good && publication.what.may_be_anyhow() => {
                (Some(Step::Plain), false)
            }
            Step::Plain if done && !publication.open => (Some(Step::Afterwards), false),
            _ => (None, false),
        };
        if let Some(step) = next {
            let publication = Publication {
                step,
                open,
                ..publication
            };
            return self.publish(publication, turn);
        }
        let succeeded = done || (publication.step == Step::Afterwards && for_good);
        if let Err(error) = outcome {
            tracing::warn!(?error, node = publication.node, "not published");
        }
        let actions = match publication.what {
            What::List(profile) => {
                let now = super::now();
                self.encryption.drive(turn, |machine, _| {
                    machine.list_published(now, profile, succeeded);
                    Ok(Vec::new())
                })
            }
            What::Bundle(profile) => self.encryption.drive(turn, |machine, moment| {
                machine.bundle_published(moment, profile, succeeded)
            }),
            What::Mark => Vec::new(),
        };
        self.encryption.publishing = None;
        if let Some(next) = self.encryption.publications.pop_front() {
            self.publish_in_turn(next, turn);
        }
        self.act(actions, turn);
        // It may have been waited for.
        self.encryption.release = true;
    }
}
