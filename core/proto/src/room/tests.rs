//! What rooms say, good and hostile.

use super::info::{Moderation, RoomInfo};
use super::*;
use crate::data_form::MAX_FIELDS;
use crate::disco::Info;
use crate::message::Message;
use crate::presence::Presence;
use crate::retraction;

fn presence(inside: &str) -> Presence {
    let xml = format!("<presence xmlns='jabber:client' from='r@c.example/😀'>{inside}</presence>");
    Presence::parse(xml.parse().unwrap())
}

fn message(attributes: &str, inside: &str) -> Message {
    let xml = format!("<message xmlns='jabber:client' {attributes}>{inside}</message>");
    Message::parse(xml.parse().unwrap())
}

fn payloads(inside: &str) -> Vec<Element> {
    message("", inside).payloads
}

#[test]
fn what_a_strict_parser_refuses_costs_nothing_but_itself() {
    let presence = presence(
        "<x xmlns='http://jabber.org/protocol/muc#user'>\
         <item affiliation='emperor' role='moderator' jid='mira@example.org' nick='a&#10;b'>\
         <actor nick='jo'/><reason> because </reason></item>\
         <status code='110'/><status code='999'/><status code='x'/><status/></x>\
         <hats xmlns='urn:xmpp:hats:0'><hat title='Host' uri='h'/><hat/><hat title=''/></hats>",
    );
    assert_eq!(presence.from.address().unwrap().resource(), Some("😀"));
    let user = User::find(&presence.payloads).unwrap();
    assert!(user.says(Status::Ourselves) && user.says(Status::Other(999)));
    assert_eq!(user.statuses.len(), 2);
    assert_eq!(user.item.affiliation, Affiliation::None);
    assert_eq!(user.item.role, Role::Moderator);
    assert!(user.item.jid.unwrap().is_bare());
    assert_eq!(
        (user.item.actor.as_str(), user.item.reason.as_str()),
        ("jo", "because")
    );
    assert_eq!(hats(&presence.payloads), ["Host"]);
}

#[test]
fn every_code_has_its_meaning() {
    for (code, status) in [
        (100, Status::ShowsAddresses),
        (104, Status::ConfigurationChanged),
        (201, Status::Created),
        (301, Status::Banned),
        (303, Status::Renamed),
        (307, Status::Kicked),
        (321, Status::AffiliationLost),
        (322, Status::MembersOnly),
        (332, Status::Shutdown),
        (333, Status::Error),
    ] {
        assert_eq!(Status::parse(&code.to_string()), Some(status));
    }
    assert_eq!(Status::parse("70000"), None);
    assert_eq!(Status::parse("-1"), None);
    let flood = "<status code='110'/>".repeat(10_000);
    let many = payloads(&format!("<x xmlns='{USER}'>{flood}</x>"));
    assert!(User::find(&many).unwrap().statuses.len() < 100);
}

#[test]
fn a_subject_is_a_message_without_words() {
    assert_eq!(
        subject_of(&payloads("<subject> plans </subject>")).as_deref(),
        Some("plans")
    );
    assert_eq!(subject_of(&payloads("<subject/>")).as_deref(), Some(""));
    assert_eq!(
        subject_of(&payloads("<subject>x</subject><body>y</body>")),
        None
    );
    assert_eq!(
        subject_of(&payloads("<subject>x</subject><thread>t</thread>")),
        None
    );
    assert_eq!(subject_of(&payloads("<body>y</body>")), None);
    let long = "ä".repeat(100_000);
    let cut = subject_of(&payloads(&format!("<subject>{long}</subject>"))).unwrap();
    assert_eq!(cut.chars().count(), MAX_SUBJECT);
}

#[test]
fn an_occupant_id_is_one_and_short() {
    let id = |id: &str| format!("<occupant-id xmlns='{OCCUPANT_ID}' id='{id}'/>");
    assert_eq!(occupant_id(&payloads(&id("dd72"))), Some("dd72"));
    assert_eq!(
        occupant_id(&payloads(&format!("{}{}", id("a"), id("b")))),
        None
    );
    assert_eq!(occupant_id(&payloads(&id(""))), None);
    assert_eq!(occupant_id(&payloads(&id(&"x".repeat(129)))), None);
    assert_eq!(occupant_id(&payloads("")), None);
}

#[test]
fn one_enters_with_a_password_and_without_the_past() {
    let to: Address = "r@c.example/mira".parse().unwrap();
    let presence = entering(
        Element::bare("presence", CLIENT),
        &to,
        Past::Nothing,
        Some("p"),
        Some(affiliations::wish(Some("7"))),
    );
    assert_eq!(presence.attr("to"), Some("r@c.example/mira"));
    let x = presence.get_child("x", NS).unwrap();
    assert_eq!(x.get_child("password", NS).unwrap().text(), "p");
    let versions = x.get_child("mav", affiliations::NS).unwrap();
    assert_eq!(versions.attr("since"), Some("7"));
    assert_eq!(
        x.get_child("history", NS).unwrap().attr("maxstanzas"),
        Some("0")
    );
    let since = entering(
        Element::bare("presence", CLIENT),
        &to,
        Past::Since(0, 20),
        None,
        None,
    );
    let x = String::from(&since);
    assert!(
        x.contains("1970-01-01T00:00:00Z") && !x.contains("password"),
        "{x}"
    );
}

#[test]
fn who_invites_through_a_room_must_be_the_room() {
    let inside = "<x xmlns='http://jabber.org/protocol/muc#user'>\
         <invite from='jo@example.org/desk'><reason>come</reason></invite>\
         <password>p</password></x>";
    let good = invitation::find(&message("from='r@c.example'", inside)).unwrap();
    assert_eq!(good.room.as_str(), "r@c.example");
    assert_eq!(good.from.unwrap().to_string(), "jo@example.org/desk");
    assert_eq!(
        (good.reason.as_str(), good.password.as_deref()),
        ("come", Some("p"))
    );
    assert_eq!(
        invitation::find(&message("from='r@c.example/jo'", inside)),
        None
    );
    assert_eq!(
        invitation::find(&message("from='r@c.example' type='error'", inside)),
        None
    );
    assert_eq!(
        invitation::find(&message("from='r@c.example' type='groupchat'", inside)),
        None
    );
}

#[test]
fn a_direct_invitation_names_a_room() {
    let inside = "<x xmlns='jabber:x:conference' jid='r@c.example' reason='come' password='p'/>";
    let good = invitation::find(&message("from='jo@example.org/desk'", inside)).unwrap();
    assert_eq!((good.room.as_str(), good.mediated), ("r@c.example", false));
    for jid in ["", "c.example", "@@"] {
        let bad = format!("<x xmlns='jabber:x:conference' jid='{jid}'/>");
        assert_eq!(
            invitation::find(&message("from='jo@example.org'", &bad)),
            None
        );
    }
    let whom: Address = "jo@example.org".parse().unwrap();
    let room = jid::BareJid::new("r@c.example").unwrap();
    let made = invitation::directly(&whom, "i", &room, "come").with_attr("from", "me@example.org");
    assert!(invitation::find(&Message::parse(made)).is_some());
}

#[test]
fn both_versions_of_moderation_are_read() {
    let one = "<retract id='s1' xmlns='urn:xmpp:message-retract:1'>\
         <moderated by='r@c.example/jo' xmlns='urn:xmpp:message-moderate:1'/>\
         <reason>spam</reason></retract>";
    let zero = "<apply-to xmlns='urn:xmpp:fasten:0' id='s1'>\
         <moderated by='r@c.example/jo' xmlns='urn:xmpp:message-moderate:0'>\
         <retract xmlns='urn:xmpp:message-retract:0'/><reason>spam</reason></moderated></apply-to>";
    for inside in [one, zero] {
        let told = moderation::moderated(&message("", inside)).unwrap();
        assert_eq!(
            (told.of.as_str(), told.by.as_str(), told.reason.as_str()),
            ("s1", "jo", "spam")
        );
    }
    // The author's own.
    let own = "<retract id='s1' xmlns='urn:xmpp:message-retract:1'/>";
    assert_eq!(moderation::moderated(&message("", own)), None);
    for inside in [
        "<retracted stamp='2019-09-20T23:19:12Z' xmlns='urn:xmpp:message-retract:1'>\
         <moderated by='r@c.example/jo' xmlns='urn:xmpp:message-moderate:1'/></retracted>",
        "<moderated by='r@c.example/jo' xmlns='urn:xmpp:message-moderate:0'>\
         <retracted stamp='2019-09-20T23:19:12Z' xmlns='urn:xmpp:message-retract:0'/></moderated>",
    ] {
        let told = moderation::tombstone(&message("", inside)).unwrap();
        assert_eq!(told.by, "jo");
        assert!(told.stamp.is_some());
    }
    let order = moderation::order("s1", "spam", false);
    assert_eq!(order.attr("id"), Some("s1"));
    assert!(order.has_child("retract", retraction::NS));
    let order = moderation::order("s1", "", true);
    assert_eq!((order.name(), order.attr("id")), ("apply-to", Some("s1")));
}

#[test]
fn a_room_says_what_it_is_like() {
    let query: Element = "<query xmlns='http://jabber.org/protocol/disco#info'>\
         <identity category='conference' type='text' name=' Plans &#10;'/>\
         <feature var='http://jabber.org/protocol/muc'/><feature var='muc_membersonly'/>\
         <feature var='urn:xmpp:mam:2'/><feature var='urn:xmpp:occupant-id:0'/>\
         <feature var='urn:xmpp:message-moderate:0'/>\
         <x xmlns='jabber:x:data' type='result'>\
         <field var='FORM_TYPE' type='hidden'><value>http://jabber.org/protocol/muc#roominfo</value></field>\
         <field var='muc#roominfo_description'><value>about plans</value></field>\
         <field var='muc#roominfo_occupants'><value>7</value></field>\
         <field var='muc#roominfo_avatarhash'><value>../../etc</value></field></x></query>"
        .parse()
        .unwrap();
    let info = RoomInfo::of(&Info::parse(&query).unwrap()).unwrap();
    assert_eq!(
        (info.name.as_str(), info.description.as_str()),
        ("Plans", "about plans")
    );
    assert_eq!(info.occupants, Some(7));
    assert!(info.members_only && info.archived && info.occupant_ids && info.stanza_ids);
    assert_eq!(info.moderation, Some(Moderation::Zero));
    assert!(info.picture.is_empty() && !info.non_anonymous);
    let mix: Element = "<query xmlns='http://jabber.org/protocol/disco#info'>\
         <identity category='conference' type='mix'/><feature var='urn:xmpp:mix:core:1'/></query>"
        .parse()
        .unwrap();
    let mix = Info::parse(&mix).unwrap();
    assert!(info::is_mix(&mix));
    assert_eq!(RoomInfo::of(&mix), None);
}

#[test]
fn a_configuration_of_ten_thousand_fields_is_refused_whole() {
    let field = "<field var='a' type='boolean'/>".repeat(10_000);
    let answer: Element = format!(
        "<query xmlns='{}'><x xmlns='jabber:x:data' type='form'>{field}</x></query>",
        owner::NS
    )
    .parse()
    .unwrap();
    assert!(MAX_FIELDS < 10_000 && owner::parse(Some(&answer)).is_err());
    assert_eq!(owner::parse(Some(&owner::query())), Ok(None));
    assert_eq!(owner::parse(None), Ok(None));
}

#[test]
fn members_are_read_one_by_one() {
    let answer: Element = format!(
        "<query xmlns='{}'><item affiliation='member' jid='a@example.org' nick='a'/>\
         <item affiliation='member' jid='@@'/><item/><item affiliation='owner' jid='example.org'/>\
         </query>",
        admin::NS
    )
    .parse()
    .unwrap();
    let all = admin::parse(Some(&answer));
    assert_eq!(all.len(), 2);
    assert_eq!(all[1].affiliation, Affiliation::Owner);
    assert!(admin::parse(None).is_empty());
    let kick = String::from(&admin::set_role("jo", Role::None, "enough"));
    assert!(kick.contains("none") && kick.contains("enough"), "{kick}");
}
