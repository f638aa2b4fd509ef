//! What an account's archive holds (XEP-0313) and takes in (XEP-0441), with stamps of whole seconds,
//! as some real servers have.

use chrono::{DateTime, SecondsFormat, Utc};
use minidom::Element;

use super::hub::{State, bare_of};
use crate::xml;

/// The namespace.
pub(super) const NS: &str = "urn:xmpp:mam:2";
const RSM: &str = "http://jabber.org/protocol/rsm";
const FORM: &str = "jabber:x:data";
const SID: &str = "urn:xmpp:sid:0";

/// What belongs to one account.
#[derive(Debug)]
pub(super) struct Archive {
    kept: Vec<Kept>,
    /// `always`, `roster` or `never`.
    default: String,
    /// Every question, oldest first.
    pub(super) asked: Vec<Element>,
}

#[derive(Clone, Debug)]
struct Kept {
    id: String,
    at: DateTime<Utc>,
    stanza: Element,
}

impl Default for Archive {
    fn default() -> Self {
        Self {
            kept: Vec::new(),
            default: "always".to_owned(),
            asked: Vec::new(),
        }
    }
}

impl Archive {
    /// The ids of all it holds, oldest first.
    pub(super) fn ids(&self) -> Vec<String> {
        self.kept.iter().map(|kept| kept.id.clone()).collect()
    }

    /// Keeps something that was said in a room.
    pub(super) fn put(&mut self, id: &str, at: DateTime<Utc>, stanza: &Element) {
        self.kept.push(Kept {
            id: id.to_owned(),
            at,
            stanza: stanza.clone(),
        });
    }

    /// Gives the newest the place of another, with a stamp that fits there.
    pub(super) fn put_before(&mut self, number: usize) {
        if let Some(mut late) = self.kept.pop() {
            late.at = self.kept[number].at;
            self.kept.insert(number, late);
        }
    }

    /// Forgets one.
    pub(super) fn remove(&mut self, id: &str) {
        self.kept.retain(|kept| kept.id != id);
    }

    /// Forgets the oldest but so many.
    pub(super) fn expire(&mut self, keep: usize) {
        let gone = self.kept.len().saturating_sub(keep);
        self.kept.drain(..gone);
    }
}

impl State {
    /// Keeps a message for both sides, and names it for the one who receives it.
    pub(super) fn archive(&mut self, message: &mut Element, from: &str, to: &str) {
        message.remove_child("stanza-id", SID);
        if !self.policy.archive || !is_worth(message) {
            return;
        }
        let now = Utc::now();
        self.keep_with(bare_of(from), bare_of(to), message, now);
        if bare_of(from) == bare_of(to) {
            return;
        }
        if let Some(id) = self.keep_with(bare_of(to), bare_of(from), message, now) {
            let by = xml::escape(bare_of(to));
            let name = format!("<stanza-id xmlns='{SID}' id='{id}' by='{by}'/>");
            message.append_child(xml::parse(&name));
        }
    }

    /// The same for what was said with somebody, as the account wants it.
    fn keep_with(
        &mut self,
        bare: &str,
        with: &str,
        stanza: &Element,
        at: DateTime<Utc>,
    ) -> Option<String> {
        let account = self.accounts.get(bare)?;
        let contacts_only = account.archive.default == "roster";
        if contacts_only && !account.roster.holds(with) {
            return None;
        }
        self.keep(bare, stanza, at)
    }

    /// Puts something into an archive; gives its name there.
    pub(super) fn keep(
        &mut self,
        bare: &str,
        stanza: &Element,
        at: DateTime<Utc>,
    ) -> Option<String> {
        let id = format!("a{:x}", self.next_id().wrapping_mul(0x9e37_79b9));
        let archive = &mut self.accounts.get_mut(bare)?.archive;
        if archive.default == "never" {
            return None;
        }
        archive.kept.push(Kept {
            id: id.clone(),
            at,
            stanza: stanza.clone(),
        });
        Some(id)
    }

    /// A request about an archive; `false` where there is none.
    pub(super) fn archive_iq(&mut self, full: &str, iq: &Element, payload: &Element) -> bool {
        if payload.ns() != NS || !self.policy.archive {
            return false;
        }
        let kind = iq.attr("type").unwrap_or_default();
        match (payload.name(), kind) {
            ("prefs", "set") => {
                let default = payload.attr("default").unwrap_or("always").to_owned();
                self.archive_of(full).default = default;
                self.tell_prefs(full, iq);
            }
            ("prefs", _) => self.tell_prefs(full, iq),
            ("query", "set") => self.turn_page(full, iq, payload),
            ("query", _) => self.tell_form(full, iq),
            _ => return false,
        }
        true
    }

    fn tell_prefs(&mut self, full: &str, iq: &Element) {
        let default = self.archive_of(full).default.clone();
        let prefs = format!("<prefs xmlns='{NS}' default='{default}'><always/><never/></prefs>");
        self.answer(full, iq, &prefs);
    }

    fn tell_form(&mut self, full: &str, iq: &Element) {
        let vars = ["with", "start", "end"]
            .into_iter()
            .chain(self.policy.archive_words);
        let fields = vars.map(|var| format!("<field type='text-single' var='{var}'/>"));
        let fields: String = fields.collect();
        let form =
            format!("<query xmlns='{NS}'><x xmlns='{FORM}' type='form'>{fields}</x></query>");
        self.answer(full, iq, &form);
    }

    fn turn_page(&mut self, full: &str, iq: &Element, query: &Element) {
        self.archive_of(full).asked.push(query.clone());
        let most = self.policy.archive_page;
        let words = self.policy.archive_words.and_then(|var| field(query, var));
        let page = self.archive_of(full).page(query, words, most);
        self.tell_page(full, iq, query, (page, ""));
    }

    /// A page of a room's archive.
    pub(super) fn turn_room_page(&mut self, full: &str, room: &str, iq: &Element, query: &Element) {
        if self.policy.mute_room_archives {
            return;
        }
        let most = self.policy.archive_page;
        let page = self.rooms[room].archive.page(query, None, most);
        let from = format!(" from='{}'", xml::escape(room));
        self.tell_page(full, iq, query, (page, &from));
    }

    fn tell_page(
        &mut self,
        full: &str,
        iq: &Element,
        query: &Element,
        (page, from): (Option<(Vec<Kept>, bool)>, &str),
    ) {
        let Some((rows, complete)) = page else {
            return self.refuse(full, iq, "modify", "item-not-found");
        };
        let name = query.attr("queryid").map(xml::escape).unwrap_or_default();
        for Kept { id, at, stanza } in &rows {
            let at = at.to_rfc3339_opts(SecondsFormat::Secs, true);
            let result = format!(
                "<message{from} to='{}'><result xmlns='{NS}' queryid='{name}' id='{id}'>\
                 <forwarded xmlns='urn:xmpp:forward:0'>\
                 <delay xmlns='urn:xmpp:delay' stamp='{at}'/>{}</forwarded></result></message>",
                xml::escape(full),
                xml::write(stanza).replacen("<message", "<message xmlns='jabber:client'", 1),
            );
            self.deliver_text(full, &result);
        }
        let end = |name: &str, row: Option<&Kept>| {
            row.map_or(String::new(), |row| format!("<{name}>{}</{name}>", row.id))
        };
        let fin = format!(
            "<fin xmlns='{NS}' complete='{complete}'><set xmlns='{RSM}'>{}{}</set></fin>",
            end("first", rows.first()),
            end("last", rows.last())
        );
        self.answer(full, iq, &fin);
    }

    fn archive_of(&mut self, full: &str) -> &mut Archive {
        let account = self.accounts.get_mut(bare_of(full));
        &mut account.expect("an account").archive
    }
}

impl Archive {
    /// A page, oldest first, and whether there is nothing beyond it. `None`: an id is not known.
    fn page(
        &self,
        query: &Element,
        words: Option<String>,
        most: usize,
    ) -> Option<(Vec<Kept>, bool)> {
        let with = field(query, "with");
        let start = time(query, "start");
        let fits = |kept: &&Kept| {
            let words = words.iter().all(|words| kept.says(words));
            let late = start.is_none_or(|start| kept.at >= start);
            words && late && with.iter().all(|with| kept.is_with(with))
        };
        let all: Vec<&Kept> = self.kept.iter().filter(fits).collect();
        let set = query.get_child("set", RSM);
        let text = |name: &str| Some(set?.get_child(name, RSM)?.text());
        let max = text("max").and_then(|max| max.parse().ok()).unwrap_or(most);
        let max: usize = max.min(most);
        let end = time(query, "end");
        let is_later = |kept: &&Kept| end.is_some_and(|end| kept.at.timestamp() > end.timestamp());
        let until = all.iter().position(is_later).unwrap_or(all.len());
        let place = |id: &str| all.iter().position(|kept| kept.id == id);
        let (from, to, complete) = match (text("before"), text("after")) {
            (Some(before), _) => {
                let to = match before.as_str() {
                    "" => until,
                    id => place(id)?.min(until),
                };
                let from = to.saturating_sub(max);
                (from, to, from == 0)
            }
            (None, Some(after)) => {
                let from = place(&after)? + 1;
                let to = (from + max).min(until);
                (from, to, to == until)
            }
            (None, None) => (0, max.min(until), max >= until),
        };
        let rows = all[from..to].iter().copied().cloned();
        Some((rows.collect(), complete))
    }
}

impl Kept {
    fn says(&self, words: &str) -> bool {
        let body = self.stanza.get_child("body", "jabber:client");
        body.is_some_and(|body| body.text().to_lowercase().contains(&words.to_lowercase()))
    }

    fn is_with(&self, with: &str) -> bool {
        let mut sides = ["from", "to"]
            .into_iter()
            .filter_map(|side| self.stanza.attr(side));
        sides.any(|side| bare_of(side) == with)
    }
}

/// What a field says that bounds the time.
fn time(query: &Element, var: &str) -> Option<DateTime<Utc>> {
    let value = field(query, var)?;
    Some(DateTime::parse_from_rfc3339(&value).ok()?.to_utc())
}

/// What a field of the form of a question says.
fn field(query: &Element, var: &str) -> Option<String> {
    let form = query.get_child("x", FORM)?;
    let mut fields = form.children();
    let field = fields.find(|field| field.attr("var") == Some(var))?;
    Some(field.get_child("value", FORM)?.text())
}

fn is_worth(message: &Element) -> bool {
    let kind = message.attr("type").unwrap_or("normal");
    let said = message.has_child("body", "jabber:client");
    let told = message.children().any(|payload| {
        let ns = payload.ns();
        ns == "urn:xmpp:receipts"
            || ns == "urn:xmpp:chat-markers:0"
            || payload.is("store", "urn:xmpp:hints")
    });
    matches!(kind, "normal" | "chat") && (said || told)
}
