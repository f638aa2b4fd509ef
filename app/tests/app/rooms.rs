//! Groups: who has said what, who is there, how one comes and goes.

use std::sync::Arc;

use iced::keyboard::key::Named;
use iced::theme::Mode;
use waxwing::sample;
use waxwing::sample::rooms::{self, CAKE, crowd, group, occupant, open, open_as, page, room, said};
use waxwing::sample::saying::choose;
use waxwing::sample::talk::signed_in;
use waxwing::scene::Scene;
use waxwing::tr;
use waxwing::widget::Role as Kind;
use waxwing_core::command::conversation::Command as Talk;
use waxwing_core::command::room::Command as Deed;
use waxwing_core::model::{
    Affiliation, FoundRoom, Member, Occupant, OccupantsChange, Refusal, Removal, Role,
    RoomInvitation, RoomInvitations, Standing,
};
use waxwing_core::{BareJid, Command, Error, Event, RequestId, event};

const SIZE: (f32, f32) = (1000.0, 700.0);
const WIDE: (f32, f32) = (1400.0, 1000.0);

fn deeds(scene: &mut Scene) -> Vec<Deed> {
    let sent = scene.sent().into_iter();
    sent.filter_map(|command| match command {
        Command::Room(command) => Some(command),
        _ => None,
    })
    .collect()
}

fn from_palette(scene: &mut Scene, words: &str) {
    scene.ctrl("k");
    scene.settle();
    scene.type_text(words);
    scene.key(Named::Enter);
    scene.settle();
}

#[test]
fn each_author_is_named_once_and_the_list_says_who_spoke_last() {
    let mut scene = open(SIZE, Mode::Light);
    let names = scene.roles(Kind::Group).into_iter();
    let names: Vec<String> = names.map(|one| one.report.name).collect();
    let zoe = names.iter().filter(|name| *name == "Zoë Martin").count();
    let ana = names.iter().filter(|name| *name == "Ana Bauer").count();
    assert_eq!((zoe, ana), (1, 2), "{names:?}");
    assert!(!names.iter().any(|name| name == "Mira"), "we need no name");
    let rows = scene.roles(Kind::ListItem);
    let told = |words: &str| rows.iter().any(|row| row.report.name.contains(words));
    assert!(told("Ana Bauer: Mira, can you bring plates?"));
    assert!(scene.find("4 people · Who brings the cake?").is_some());
}

#[test]
fn who_has_read_what_stands_below_it_and_in_its_delivery() {
    let mut scene = open(SIZE, Mode::Light);
    let row = |scene: &mut Scene, words: &str| {
        let rows = scene.roles(Kind::ListItem).into_iter();
        let names = rows.map(|row| row.report.name);
        // The list of conversations stands before.
        let last = names.rev().find(|name| name.contains(words));
        last.expect("a row")
    };
    let both = tr!("message-readers", names = "Zoë Martin, Jonas");
    assert!(row(&mut scene, "Perfect!").contains(&both));
    let last = row(&mut scene, "plates?");
    assert!(!last.contains("Read by"), "who says it has read it: {last}");
    choose(
        &mut scene,
        "Perfect! Six o’clock, then",
        &tr!("message-delivery"),
    );
    scene.settle();
    let read = tr!("step-read-by", name = "Ana Bauer");
    assert!(row(&mut scene, &read).contains(&tr!("step-read-until", time = "")));
    // It follows those who read on.
    let mut on = room();
    on.seen = rooms::read_up_to(&[("Ana Bauer", 6), ("Zoë Martin", 5), ("Jonas", 6)]);
    scene.key(Named::Escape);
    scene.tell([sample::told(group(on))]);
    scene.settle();
    assert!(row(&mut scene, "Perfect!").contains(&tr!("message-readers", names = "Zoë Martin")));
    assert!(row(&mut scene, "plates?").contains(&tr!("message-readers", names = "Jonas")));
}

#[test]
fn who_belongs_to_it_stands_there_also_while_away() {
    let mut scene = rooms::page_of_members((1000.0, 1100.0), Mode::Light);
    assert!(scene.find("6 people · 4 here").is_some());
    let rows = scene.roles(Kind::ListItem);
    let row = |start: &str| rows.iter().any(|row| row.report.name.starts_with(start));
    assert!(
        row("Romy Keller · Admin · not here"),
        "a contact has a name: {rows:?}"
    );
    assert!(row("theo · not here · theo@elsewhere.example"));
    assert!(!row("ana · "), "who is there stands there once");
    scene.click_role(Kind::Button, &tr!("room-occupant-more", name = "theo"));
    scene.settle();
    scene.sent();
    scene.click_role(Kind::MenuItem, &tr!("room-kick"));
    scene.settle();
    // What is typed at once is the reason.
    scene.type_text("off topic ");
    scene.settle();
    scene.click_role(Kind::Button, &tr!("room-kick-submit"));
    scene.settle();
    let done = deeds(&mut scene);
    assert!(
        matches!(
            done.as_slice(),
            [Deed::SetAffiliation { jid, affiliation: Affiliation::None, reason, .. }]
                if jid.as_str() == "theo@elsewhere.example" && reason == "off topic"
        ),
        "{done:?}"
    );
}

#[test]
fn who_is_writing_stands_under_the_name_and_in_the_list() {
    let mut writing = room();
    writing.typing = vec!["Ana Bauer".to_owned()];
    let mut scene = open_as(SIZE, Mode::Light, writing.clone());
    let one = tr!("room-typing-one", name = "Ana Bauer");
    assert!(scene.find(&one).is_some());
    writing.typing.push("Jonas".to_owned());
    scene.tell([sample::told(group(writing.clone()))]);
    scene.settle();
    let two = tr!("room-typing-two", name = "Ana Bauer", other = "Jonas");
    assert!(scene.find(&two).is_some());
    writing.typing.push("Zoë Martin".to_owned());
    scene.tell([sample::told(group(writing))]);
    scene.settle();
    assert!(scene.find(&tr!("room-typing-several")).is_some());
    scene.tell([sample::told(group(room()))]);
    scene.settle();
    assert!(scene.find("4 people · Who brings the cake?").is_some());
}

#[test]
fn what_is_written_to_one_alone_the_others_do_not_hear_of() {
    let composes = |scene: &mut Scene| {
        scene.sent().into_iter().any(|command| {
            matches!(
                command,
                Command::Conversation(
                    CAKE,
                    Talk::Compose(waxwing_core::model::ChatState::Composing)
                )
            )
        })
    };
    let mut scene = open(SIZE, Mode::Light);
    scene.type_text("to all");
    assert!(composes(&mut scene));
    let mut scene = rooms::alone(SIZE, Mode::Light);
    scene.sent();
    scene.type_text("to one");
    assert!(!composes(&mut scene));
}

/// A list of conversations has Ana Bauer, who is ana@example.org.
#[test]
fn who_looks_like_somebody_else_is_marked() {
    let mut scene = page((1000.0, 1200.0), Mode::Light);
    let mut eve = occupant("Аna B\u{200b}auer", Affiliation::None);
    eve.jid = Some(sample::address("eve@example.org"));
    let mut double = occupant("J0nas", Affiliation::None);
    double.jid = None;
    let mut all = crowd();
    // From two devices, under two nicks.
    let mut twin = occupant("ZOË MARTIN", Affiliation::Member);
    twin.jid = Some(sample::address("zoë@example.org"));
    twin.occupant_id = "id-zoë".to_owned();
    all.extend([eve, double, twin]);
    scene.tell([rooms::told_crowd(all)]);
    scene.settle();
    let rows = scene.roles(Kind::ListItem);
    let marked = |name: &str| {
        let mut names = rows.iter().rev().map(|row| row.report.name.as_str());
        let row = names.find(|row| row.contains(name)).expect("a row");
        row.contains("may be somebody else")
    };
    assert!(marked("eve@example.org") && marked("J0nas"));
    assert!(!marked("ana@example.org"), "she is who she is");
    assert!(!marked("mira@example.org"));
    assert!(
        !marked("ZOË MARTIN") && !marked("Zoë Martin"),
        "she is herself"
    );
}

#[test]
fn a_group_is_made_with_its_picture() {
    let mut scene = waxwing::sample::faces::group_with_picture((1000.0, 800.0), Mode::Light);
    scene.sent();
    scene.click("Create");
    scene.settle();
    let asked = deeds(&mut scene);
    let [Deed::Create { request, name, .. }] = asked.as_slice() else {
        panic!("{asked:?}");
    };
    assert_eq!(name, "Friday cake");
    scene.tell([
        sample::told(group(room())),
        Event::Room(event::room::Event::Entered {
            request: *request,
            conversation: CAKE,
        }),
        Event::Done(*request, Ok(())),
    ]);
    scene.settle();
    let painted = |scene: &mut Scene| -> RequestId {
        let asked = deeds(scene);
        match asked.as_slice() {
            [
                Deed::SetPicture {
                    request,
                    conversation: CAKE,
                    picture: Some(picture),
                },
            ] => {
                assert!(!picture.bytes.is_empty());
                *request
            }
            other => panic!("{other:?}"),
        }
    };
    // Where that fails, the group is there, and it can be tried again.
    let first = painted(&mut scene);
    scene.tell([Event::Done(first, Err(Error::TimedOut))]);
    scene.settle();
    let wrong = scene.roles(Kind::Alert);
    let said = tr!("group-no-picture");
    assert!(
        wrong.iter().any(|one| one.report.name.contains(&said)),
        "{wrong:?}"
    );
    scene.click("Create");
    scene.settle();
    let second = painted(&mut scene);
    scene.tell([Event::Done(second, Ok(()))]);
    scene.settle();
    assert!(scene.roles(Kind::Dialog).is_empty(), "that was all");
    assert!(
        scene.find("4 people · Who brings the cake?").is_some(),
        "it is open"
    );
}

#[test]
fn anybody_is_invited_by_their_address_and_members_are_not_once_more() {
    let mut scene = rooms::inviting((1000.0, 900.0), Mode::Light);
    let boxes = |scene: &mut Scene| -> Vec<String> {
        let all = scene.roles(Kind::CheckBox).into_iter();
        all.map(|one| one.report.name).collect()
    };
    let all = boxes(&mut scene);
    let there = tr!("group-already", name = "Romy Keller");
    assert!(all.contains(&there), "{all:?}");
    scene.type_text("pia@far.example");
    scene.settle();
    assert_eq!(boxes(&mut scene), ["pia@far.example"]);
    scene.key(Named::Enter);
    scene.settle();
    assert_eq!(boxes(&mut scene)[0], "pia@far.example", "she is chosen");
    scene.sent();
    scene.key(Named::Enter);
    scene.settle();
    let done = deeds(&mut scene);
    assert!(
        matches!(done.as_slice(), [Deed::Invite { jid, .. }] if jid.as_str() == "pia@far.example"),
        "{done:?}"
    );
}

#[test]
fn who_is_there_is_followed_while_the_group_is_shown() {
    let mut scene = signed_in(WIDE.0, WIDE.1, Mode::Light);
    scene.tell([sample::told(group(room()))]);
    scene.settle();
    scene.click("Friday cake");
    let follow = |on| Deed::Follow {
        conversation: CAKE,
        on,
    };
    assert_eq!(deeds(&mut scene), [follow(true)]);
    scene.click_role(Kind::Button, "About this group");
    scene.settle();
    assert_eq!(deeds(&mut scene), [], "once is enough");
    scene.tell([rooms::told_crowd(crowd())]);
    scene.settle();
    let rows = scene.roles(Kind::ListItem);
    let row = |start: &str| {
        let mut rows = rows.iter();
        rows.find(|row| row.report.name.starts_with(start))
    };
    assert!(row("Mira · You · Owner").is_some(), "{rows:?}");
    assert!(row("Zoë Martin · Baker").is_some(), "{rows:?}");
    let change = OccupantsChange::Changed {
        upserted: vec![occupant("Theo", Affiliation::Member)],
        removed: vec!["Zoë Martin".to_owned()],
    };
    scene.tell([Event::Room(event::room::Event::Occupants {
        conversation: CAKE,
        change,
    })]);
    scene.settle();
    let rows = scene.roles(Kind::ListItem);
    let has = |start: &str| rows.iter().any(|row| row.report.name.starts_with(start));
    assert!(has("Theo") && !has("Zoë Martin · Baker"));
    scene.key(Named::Escape);
    scene.settle();
    scene.click("Romy Keller");
    scene.settle();
    assert!(deeds(&mut scene).contains(&follow(false)));
}

#[test]
fn the_subject_is_changed_by_who_may() {
    let mut scene = page(WIDE, Mode::Light);
    scene.sent();
    scene.click_role(Kind::Button, "Change the subject");
    scene.settle();
    let field = scene.role(Kind::TextField, "Subject").expect("a field");
    scene.click_at(field.bounds.center());
    scene.settle();
    scene.ctrl("a");
    scene.type_text("Cake at six");
    scene.click("Set subject");
    scene.settle();
    let sent = deeds(&mut scene);
    let [
        Deed::SetSubject {
            subject, request, ..
        },
    ] = sent.as_slice()
    else {
        panic!("{sent:?}");
    };
    assert_eq!(subject, "Cake at six");
    scene.tell([Event::Done(*request, Err(Error::TimedOut))]);
    scene.settle();
    assert!(scene.roles(Kind::Alert).len() == 1, "why not is said");

    let mut guest = room();
    guest.role = Role::Participant;
    guest.affiliation = Affiliation::None;
    scene.tell([sample::told(group(guest))]);
    scene.settle();
    assert!(scene.role(Kind::Button, "Change the subject").is_none());
    assert!(scene.role(Kind::Button, "Invite people").is_none());
}

#[test]
fn the_owner_settles_what_it_is_like() {
    use waxwing_core::model::{Field, FieldKind, Form};
    let mut scene = page(WIDE, Mode::Light);
    scene.sent();
    scene.click("Settings…");
    scene.settle();
    let sent = deeds(&mut scene);
    let [Deed::AskConfig { request, .. }] = sent.as_slice() else {
        panic!("{sent:?}");
    };
    let mut open = Field::new("muc#roomconfig_membersonly", FieldKind::Boolean);
    open.values = vec!["true".to_owned()];
    let mut name = Field::new("muc#roomconfig_roomname", FieldKind::TextSingle);
    name.values = vec!["Friday cake".to_owned()];
    let odd = Field::new("something#else", FieldKind::Boolean);
    let form = Form {
        fields: vec![odd, open, name],
        ..Form::default()
    };
    scene.tell([
        Event::Room(event::room::Event::Config {
            request: *request,
            conversation: CAKE,
            form,
        }),
        Event::Done(*request, Ok(())),
    ]);
    scene.settle();
    assert!(scene.find("something#else").is_none());
    scene.click_role(Kind::CheckBox, "Only members may join");
    scene.click("Save");
    scene.settle();
    let sent = deeds(&mut scene);
    let [
        Deed::Configure {
            request, answers, ..
        },
    ] = sent.as_slice()
    else {
        panic!("{sent:?}");
    };
    let [answer] = answers.as_slice() else {
        panic!("only what was changed: {answers:?}");
    };
    assert_eq!(answer.var, "muc#roomconfig_membersonly");
    assert_eq!(answer.values[0].reveal(), "0");
    scene.tell([Event::Done(*request, Ok(()))]);
    scene.settle();
    assert!(
        scene
            .role(Kind::Dialog, "Settings of Friday cake")
            .is_none()
    );
}

#[test]
fn somebody_is_thrown_out_by_who_may() {
    let mut scene = page(WIDE, Mode::Light);
    scene.sent();
    scene.click_role(Kind::Button, "More for Jonas");
    scene.click_role(Kind::MenuItem, "Remove from the group…");
    scene.settle();
    let question = "Remove Jonas from Friday cake?";
    assert!(scene.role(Kind::Dialog, question).is_some());
    assert!(deeds(&mut scene).is_empty(), "it is asked first");
    scene.click("Remove");
    scene.settle();
    let sent = deeds(&mut scene);
    // It takes only members: who stayed one would be back at once.
    let [
        Deed::SetAffiliation {
            request,
            jid,
            affiliation: Affiliation::None,
            ..
        },
    ] = sent.as_slice()
    else {
        panic!("{sent:?}");
    };
    assert_eq!(jid.as_str(), "jonas@example.org");
    scene.tell([Event::Done(*request, Ok(()))]);
    scene.settle();
    assert!(scene.role(Kind::Dialog, question).is_none());
    assert!(scene.role(Kind::Button, "More for Mira").is_none());
}

#[test]
fn a_new_group_has_a_name_and_people() {
    let mut scene = signed_in(SIZE.0, SIZE.1, Mode::Light);
    from_palette(&mut scene, "new group");
    scene.type_text("Garden");
    scene.click_role(Kind::CheckBox, "Ana Bauer");
    scene.settle();
    scene.sent();
    scene.click("Create");
    scene.settle();
    let sent = deeds(&mut scene);
    let [
        Deed::Create {
            request,
            name,
            people,
            ..
        },
    ] = sent.as_slice()
    else {
        panic!("{sent:?}");
    };
    assert_eq!(name, "Garden");
    assert_eq!(*people, [sample::address("ana@example.org")]);
    let mut made = group(room());
    made.name = "Garden".to_owned();
    scene.tell([
        sample::told(made),
        Event::Room(event::room::Event::Entered {
            request: *request,
            conversation: CAKE,
        }),
        Event::Done(*request, Ok(())),
    ]);
    scene.settle();
    assert!(scene.role(Kind::Dialog, "New group").is_none());
    assert!(scene.role(Kind::TextArea, "Message to Garden").is_some());
}

#[test]
fn people_are_invited_one_after_the_other_and_who_could_not_be_is_named() {
    let mut scene = page(WIDE, Mode::Light);
    scene.click_role(Kind::Button, "Invite people");
    scene.settle();
    for name in ["Ana Bauer", "Romy Keller"] {
        scene.click_role(Kind::CheckBox, name);
    }
    scene.settle();
    scene.sent();
    scene.click_role(Kind::Button, "Invite");
    scene.settle();
    let mut invited = Vec::new();
    let asked = |scene: &mut Scene| match deeds(scene).as_slice() {
        [Deed::Invite { request, jid, .. }] => (*request, jid.to_string()),
        other => panic!("{other:?}"),
    };
    let (request, first) = asked(&mut scene);
    invited.push(first);
    scene.tell([Event::Done(request, Ok(()))]);
    scene.settle();
    let (request, second) = asked(&mut scene);
    scene.tell([Event::Done(
        request,
        Err(Error::Refused {
            condition: "forbidden".to_owned(),
            text: String::new(),
        }),
    )]);
    scene.settle();
    let said = scene.roles(Kind::Alert).remove(0).report.name.clone();
    assert!(
        said.starts_with(&format!("{second} could not be invited.")),
        "{said}"
    );
    // Tried again, it is the turn of the one who is left.
    scene.click_role(Kind::Button, "Invite");
    scene.settle();
    let (request, again) = asked(&mut scene);
    assert_eq!(again, second);
    scene.tell([Event::Done(request, Ok(()))]);
    scene.settle();
    assert!(scene.roles(Kind::Dialog).is_empty());
    invited.push(again);
    assert_ne!(invited[0], invited[1]);
}

#[test]
fn one_is_called_otherwise_where_the_group_takes_it() {
    let mut scene = page(WIDE, Mode::Light);
    scene.sent();
    scene.click_role(Kind::Button, "Change your name here");
    scene.settle();
    scene.ctrl("a");
    scene.type_text("Mira B.");
    scene.key(Named::Enter);
    scene.settle();
    let sent = deeds(&mut scene);
    let [Deed::SetNick { request, nick, .. }] = sent.as_slice() else {
        panic!("{sent:?}");
    };
    assert_eq!(nick, "Mira B.");
    let taken = Error::Refused {
        condition: "conflict".to_owned(),
        text: String::new(),
    };
    scene.tell([Event::Done(*request, Err(taken))]);
    scene.settle();
    assert_eq!(scene.roles(Kind::Alert).len(), 1, "why not is said");
    assert!(scene.role(Kind::TextField, "Your name here").is_some());
    scene.click_role(Kind::Button, "Change name");
    scene.settle();
    let sent = deeds(&mut scene);
    let [Deed::SetNick { request, .. }] = sent.as_slice() else {
        panic!("{sent:?}");
    };
    scene.tell([Event::Done(*request, Ok(()))]);
    scene.settle();
    assert!(scene.role(Kind::TextField, "Your name here").is_none());
}

#[test]
fn who_runs_it_sees_who_belongs_to_it_and_lets_the_banned_back_in() {
    let mut scene = page((1400.0, 1600.0), Mode::Light);
    scene.sent();
    scene.click_role(Kind::Button, "Everybody who belongs to it");
    scene.settle();
    let asked = |scene: &mut Scene| -> Vec<(RequestId, Affiliation)> {
        let sent = deeds(scene).into_iter();
        sent.filter_map(|deed| match deed {
            Deed::Members {
                request,
                affiliation,
                ..
            } => Some((request, affiliation)),
            _ => None,
        })
        .collect()
    };
    let told = |request, jid: &str, affiliation| {
        let members = vec![Member {
            jid: sample::address(jid),
            affiliation,
            nick: String::new(),
            reason: String::new(),
        }];
        Event::Room(event::room::Event::Members {
            request,
            conversation: CAKE,
            members,
        })
    };
    let questions = asked(&mut scene);
    assert_eq!(questions.len(), 3, "{questions:?}");
    for (request, affiliation) in questions {
        let name = format!("{affiliation:?}@example.org").to_lowercase();
        scene.tell([
            told(request, &name, affiliation),
            Event::Done(request, Ok(())),
        ]);
    }
    scene.settle();
    let has = |scene: &mut Scene, start: &str| {
        let rows = scene.roles(Kind::ListItem);
        rows.iter().any(|row| row.report.name.starts_with(start))
    };
    for name in ["owner@", "admin@", "member@"] {
        assert!(has(&mut scene, name), "{name}");
    }
    scene.click_role(Kind::Button, "More for member@example.org");
    scene.settle();
    scene.click_role(Kind::MenuItem, "Remove from the group…");
    scene.settle();
    assert!(deeds(&mut scene).is_empty(), "it is asked first");
    scene.click("Remove");
    scene.settle();
    let sent = deeds(&mut scene);
    let [
        Deed::SetAffiliation {
            request,
            jid,
            affiliation: Affiliation::None,
            ..
        },
    ] = sent.as_slice()
    else {
        panic!("{sent:?}");
    };
    assert_eq!(jid.as_str(), "member@example.org");
    scene.tell([Event::Done(*request, Ok(()))]);
    scene.settle();
    assert!(!has(&mut scene, "member@") && has(&mut scene, "admin@"));

    scene.click_role(Kind::Button, "Who is banned");
    scene.settle();
    let questions = asked(&mut scene);
    let [(request, Affiliation::Outcast)] = questions[..] else {
        panic!("{questions:?}");
    };
    scene.tell([
        told(request, "eve@example.org", Affiliation::Outcast),
        Event::Done(request, Ok(())),
    ]);
    scene.settle();
    assert!(has(&mut scene, "eve@") && !has(&mut scene, "admin@"));
    scene.click_role(Kind::Button, "More for eve@example.org");
    scene.settle();
    scene.click_role(Kind::MenuItem, "Let back in");
    scene.settle();
    let sent = deeds(&mut scene);
    let [Deed::SetAffiliation { request, .. }] = sent.as_slice() else {
        panic!("{sent:?}");
    };
    scene.tell([Event::Done(*request, Err(Error::TimedOut))]);
    scene.settle();
    assert!(has(&mut scene, "eve@"), "the group has not said so");
    assert_eq!(scene.roles(Kind::Alert).len(), 1);
}

#[test]
fn who_runs_it_deletes_what_others_said_one_after_the_other() {
    let mut here = room();
    let nature = here.nature.as_mut().expect("what it is like");
    nature.moderation = true;
    let mut scene = open_as(SIZE, Mode::Light, here);
    let words = "Coffee is on me ☕";
    choose(&mut scene, words, &tr!("message-retract"));
    scene.settle();
    let told = tr!("retract-moderated", name = "Friday cake");
    assert!(scene.find(&told).is_some());
    scene.click_role(Kind::Button, &tr!("retract-everyone"));
    scene.settle();
    let asked = |scene: &mut Scene| match deeds(scene).as_slice() {
        [Deed::Moderate { request, item, .. }] => (*request, item.seq),
        other => panic!("{other:?}"),
    };
    let (request, item) = asked(&mut scene);
    assert_eq!(item, 104);
    let refused = Error::Refused {
        condition: "forbidden".to_owned(),
        text: String::new(),
    };
    scene.tell([Event::Done(request, Err(refused))]);
    scene.settle();
    assert_eq!(scene.roles(Kind::Alert).len(), 1, "why not is said");
    scene.click_role(Kind::Button, &tr!("retract-everyone"));
    scene.settle();
    let (request, item) = asked(&mut scene);
    assert_eq!(item, 104);
    scene.tell([Event::Done(request, Ok(()))]);
    scene.settle();
    assert!(scene.roles(Kind::Dialog).is_empty());
}

#[test]
fn a_group_ends_for_everybody_after_a_question() {
    let mut scene = page(WIDE, Mode::Light);
    scene.sent();
    scene.click("End the group for everybody…");
    scene.settle();
    assert!(deeds(&mut scene).is_empty(), "it asks first");
    scene.type_text("we move");
    scene.key(Named::Tab);
    scene.type_text("nowhere");
    scene.click("End the group");
    scene.settle();
    assert!(deeds(&mut scene).is_empty(), "that leads nowhere");
    assert_eq!(scene.roles(Kind::Alert).len(), 1);
    scene.type_text("@rooms.example.org");
    scene.click("End the group");
    scene.settle();
    let sent = deeds(&mut scene);
    let [
        Deed::Destroy {
            request,
            reason,
            alternative,
            ..
        },
    ] = sent.as_slice()
    else {
        panic!("{sent:?}");
    };
    assert_eq!(reason, "we move");
    let place = alternative.as_ref().map(|jid| jid.to_string());
    assert_eq!(place.as_deref(), Some("nowhere@rooms.example.org"));
    scene.tell([Event::Done(*request, Ok(()))]);
    scene.settle();
    assert!(scene.roles(Kind::Dialog).is_empty());
}

#[test]
fn a_channel_is_joined_by_its_address_or_from_the_list() {
    let mut scene = signed_in(SIZE.0, SIZE.1, Mode::Light);
    from_palette(&mut scene, "join a channel");
    scene.click("Show the channels of the server");
    scene.settle();
    let asked = deeds(&mut scene).into_iter().find_map(|deed| match deed {
        Deed::Search { request, .. } => Some(request),
        _ => None,
    });
    let found = FoundRoom {
        jid: "birds@rooms.example.org".to_owned(),
        name: "Birds".to_owned(),
        occupants: Some(12),
        ..FoundRoom::default()
    };
    let request = asked.expect("a question");
    scene.tell([
        Event::Room(event::room::Event::Found {
            request,
            service: "rooms.example.org".to_owned(),
            rooms: vec![found],
        }),
        Event::Done(request, Ok(())),
    ]);
    scene.settle();
    scene.click("Birds");
    scene.settle();
    let joined = |scene: &mut Scene| -> (RequestId, String) {
        let sent = deeds(scene);
        let [
            Deed::Join {
                request, address, ..
            },
        ] = sent.as_slice()
        else {
            panic!("{sent:?}");
        };
        (*request, address.clone())
    };
    let (request, address) = joined(&mut scene);
    assert_eq!(address, "birds@rooms.example.org");
    scene.tell([Event::Done(request, Err(Error::NotFound))]);
    scene.settle();
    assert_eq!(scene.roles(Kind::Alert).len(), 1);
    assert!(scene.role(Kind::Dialog, "Join a channel").is_some());
}

#[test]
fn who_was_thrown_out_reads_why_and_can_come_back() {
    let mut out = room();
    out.standing = Standing::Removed {
        why: Removal::Kicked,
        by: "Ana Bauer".to_owned(),
        reason: "too loud".to_owned(),
        alternative: None,
    };
    let mut scene = open_as(SIZE, Mode::Light, out);
    assert!(
        scene
            .role(Kind::TextArea, "Message to Friday cake")
            .is_none()
    );
    assert!(
        scene
            .role(
                Kind::Status,
                "Ana Bauer removed you from this group: too loud"
            )
            .is_some()
    );
    scene.click("Join again");
    scene.settle();
    let sent = deeds(&mut scene);
    assert!(
        matches!(sent.as_slice(), [Deed::Join { address, .. }] if address == "friday-cake@rooms.example.org"),
        "{sent:?}"
    );
    let mut locked = room();
    locked.standing = Standing::Refused {
        why: Refusal::Password,
        text: String::new(),
    };
    scene.tell([sample::told(group(locked))]);
    scene.settle();
    scene.click("Join again");
    scene.settle();
    assert!(scene.role(Kind::TextField, "Password").is_some());
}

#[test]
fn who_may_only_listen_is_told_so() {
    let mut silent = room();
    silent.role = Role::Visitor;
    silent.affiliation = Affiliation::None;
    let mut scene = open_as(SIZE, Mode::Light, silent);
    assert!(
        scene
            .role(Kind::TextArea, "Message to Friday cake")
            .is_none()
    );
    scene.click("Ask to speak");
    scene.settle();
    let ask = Deed::AskVoice { conversation: CAKE };
    assert_eq!(deeds(&mut scene), [ask]);
}

#[test]
fn an_invitation_stands_above_the_page_until_it_is_answered() {
    let mut scene = signed_in(SIZE.0, SIZE.1, Mode::Light);
    let place: BareJid = sample::address("birds@rooms.example.org");
    let invited = |all| {
        Event::Room(event::room::Event::Invitations(Arc::new(RoomInvitations {
            account: sample::ACCOUNT,
            all,
        })))
    };
    let invitation = RoomInvitation {
        account: sample::ACCOUNT,
        room: place.clone(),
        from: "ana@example.org".to_owned(),
        reason: "\u{202e}look\nhere".to_owned(),
        at: sample::NOW,
    };
    scene.tell([invited(vec![invitation])]);
    scene.settle();
    scene.click("Decline");
    scene.settle();
    let sent = deeds(&mut scene);
    assert!(
        matches!(sent.as_slice(), [Deed::Decline { room, .. }] if *room == place),
        "{sent:?}"
    );
    scene.click("Join");
    scene.settle();
    let sent = deeds(&mut scene);
    assert!(matches!(sent.as_slice(), [Deed::Join { .. }]), "{sent:?}");
    scene.tell([invited(Vec::new())]);
    assert!(scene.role(Kind::Button, "Decline").is_none());
}

#[test]
fn hostile_nicks_are_only_text() {
    let mut scene = open(SIZE, Mode::Light);
    let nick = "\u{202e}evil\u{0}\n<b>".repeat(200);
    let mut odd = said(200, 0, "Odd", "hello");
    if let Some(author) = &mut odd.author {
        author.nick.clone_from(&nick);
    }
    scene.tell([Event::Conversation(event::conversation::Event::Timeline(
        CAKE,
        waxwing_core::Change::Upserted(vec![Arc::new(odd)]),
    ))]);
    scene.frame();
    let crowd = (0..2_000).map(|n| Occupant {
        nick: format!("{n}{nick}"),
        ..occupant("Odd", Affiliation::None)
    });
    scene.tell([rooms::told_crowd(crowd.collect())]);
    scene.click_role(Kind::Button, "About this group");
    scene.settle();
    scene.frame();
    assert_eq!(scene.without_room(), [""; 0]);
}

fn says(scene: &mut Scene) -> Vec<Talk> {
    let sent = scene.sent().into_iter();
    sent.filter_map(|command| match command {
        Command::Conversation(CAKE, say @ Talk::Send { .. }) => Some(say),
        _ => None,
    })
    .collect()
}

#[test]
fn what_is_for_one_alone_looks_so_and_stays_so() {
    let mut scene = rooms::alone(SIZE, Mode::Light);
    let rows = scene.roles(Kind::ListItem);
    let told = |words: &str| rows.iter().any(|row| row.report.name.contains(words));
    assert!(told("only to you: Don’t tell Zoë"));
    assert!(told("only to Ana Bauer: My lips are sealed"));
    assert!(scene.find("Ana Bauer · only to you").is_some());
    let only = scene.roles(Kind::Status).into_iter();
    let only: Vec<String> = only.map(|one| one.report.name).collect();
    let bar = "Only to Ana Bauer: Mira, can you bring plates?";
    assert!(only.iter().any(|name| name == bar), "{only:?}");
    let record = scene.role(Kind::Button, &tr!("voice-record"));
    assert!(
        !record.expect("its place").focusable,
        "what is spoken is for all"
    );
    let to_ana = |text: &str, reply_to| Talk::Send {
        text: text.to_owned(),
        reply_to,
        spoiler: None,
        previews: Vec::new(),
        private: Some("Ana Bauer".to_owned()),
    };
    scene.sent();
    let plates = rooms::talk().pop().expect("a message").id;
    for (text, reply_to) in [("I will", Some(plates)), ("and cups", None)] {
        scene.type_text(text);
        scene.key(Named::Enter);
        scene.settle();
        assert_eq!(says(&mut scene), [to_ana(text, reply_to)]);
    }
    scene.type_text("not for all");
    scene.key(Named::Escape);
    scene.settle();
    // What answers something for one alone is for them alone, and so is what follows.
    choose(
        &mut scene,
        "Don’t tell Zoë, but it’s her birthday",
        &tr!("message-reply"),
    );
    let only = scene.roles(Kind::Status).into_iter();
    let mut only = only.map(|one| one.report.name);
    assert!(only.any(|name| name == "Only to Ana Bauer: Don’t tell Zoë, but it’s her birthday"));
    scene.sent();
    scene.type_text("I won’t");
    scene.key(Named::Enter);
    scene.settle();
    let said = says(&mut scene);
    assert!(
        matches!(said.as_slice(), [Talk::Send { reply_to: Some(_), private: Some(nick), .. }] if nick == "Ana Bauer"),
        "{said:?}"
    );
    scene.key(Named::Escape);
    scene.settle();
    scene.type_text("Hello");
    scene.key(Named::Enter);
    assert_eq!(says(&mut scene), [Talk::say("Hello")], "to all again");
}

#[test]
fn what_was_being_written_to_all_waits_meanwhile() {
    let mut scene = page(WIDE, Mode::Light);
    scene.click_role(Kind::Button, &tr!("room-occupant-more", name = "Jonas"));
    scene.click_role(Kind::MenuItem, &tr!("room-whisper"));
    scene.settle();
    scene.type_text("psst");
    scene.sent();
    scene.key(Named::Enter);
    let said = says(&mut scene);
    let [Talk::Send { text, private, .. }] = said.as_slice() else {
        panic!("{said:?}");
    };
    assert_eq!((text.as_str(), private.as_deref()), ("psst", Some("Jonas")));
    // What was begun for one is no draft for all.
    scene.type_text("a secret");
    scene.click("Romy Keller");
    scene.settle();
    let drafts = scene
        .sent()
        .into_iter()
        .filter_map(|command| match command {
            Command::Conversation(CAKE, Talk::Draft { text }) => Some(text),
            _ => None,
        });
    assert!(drafts.into_iter().all(|draft| draft.is_empty()));
    scene.click("Friday cake");
    scene.settle();
    scene.type_text("Hello");
    scene.key(Named::Enter);
    assert_eq!(says(&mut scene), [Talk::say("Hello")]);
}

#[test]
fn who_asks_to_write_is_let_or_not() {
    let mut asked = room();
    asked.asking = vec!["Jonas".to_owned(), "Zoë Martin".to_owned()];
    for (button, deed) in [
        (tr!("room-allow-voice-of", name = "Jonas"), None),
        (
            tr!("room-not-now"),
            Some(Deed::RefuseVoice {
                conversation: CAKE,
                nick: "Jonas".to_owned(),
            }),
        ),
    ] {
        let mut scene = open_as(SIZE, Mode::Light, asked.clone());
        let line = "Jonas asks to write here, one more waits";
        assert!(scene.role(Kind::Status, line).is_some());
        scene.click_role(Kind::Button, &button);
        let done = deeds(&mut scene);
        match deed {
            Some(deed) => assert_eq!(done, [deed]),
            None => assert!(
                matches!(
                    done.as_slice(),
                    [Deed::SetRole { nick, role: Role::Participant, .. }] if nick == "Jonas"
                ),
                "{done:?}"
            ),
        }
    }
}

#[test]
fn who_is_ignored_is_covered() {
    let here = rooms::ignoring(room());
    let jonas = here.ignored[0].clone();
    let mut scene = open_as(SIZE, Mode::Light, here);
    let rows = |scene: &mut Scene, words: &str| {
        let rows = scene.roles(Kind::ListItem);
        rows.iter().any(|row| row.report.name.contains(words))
    };
    assert!(!rows(&mut scene, "Coffee is on me"));
    assert!(rows(&mut scene, &tr!("message-ignored")));
    assert!(rows(&mut scene, "chocolate one"), "others are heard");
    let cover = tr!("spoiler-spoken", text = tr!("message-ignored"));
    scene.click_role(Kind::Button, &cover);
    assert!(rows(&mut scene, "Coffee is on me"));
    // Their message offers to hear them again.
    scene.sent();
    choose(
        &mut scene,
        "Coffee is on me ☕",
        &tr!("message-heed", name = "Jonas"),
    );
    let done = deeds(&mut scene);
    assert!(
        matches!(done.as_slice(), [Deed::Ignore { author, on: false, .. }] if author.is(&jonas)),
        "{done:?}"
    );
}

#[test]
fn who_may_come_back_is_only_thrown_out() {
    let mut scene = open_as(WIDE, Mode::Light, rooms::for_all());
    scene.tell([rooms::told_crowd(crowd())]);
    scene.click_role(Kind::Button, "About this group");
    scene.settle();
    scene.click_role(Kind::Button, "More for Jonas");
    scene.click_role(Kind::MenuItem, "Remove from the group…");
    scene.settle();
    scene.sent();
    scene.click("Remove");
    let sent = deeds(&mut scene);
    assert!(
        matches!(sent.as_slice(), [Deed::SetRole { nick, role: Role::None, .. }] if nick == "Jonas"),
        "{sent:?}"
    );
}

#[test]
fn a_group_that_moved_leads_to_the_new_one() {
    let mut gone = room();
    gone.standing = Standing::Removed {
        why: Removal::Destroyed,
        by: String::new(),
        reason: "a better place".to_owned(),
        alternative: BareJid::new("pie@rooms.example").ok(),
    };
    let mut scene = open_as(SIZE, Mode::Light, gone.clone());
    let line = "This group was closed: a better place";
    assert!(scene.role(Kind::Status, line).is_some());
    scene.click_role(Kind::Button, &tr!("room-moved-enter"));
    scene.settle();
    let asked = scene.roles(Kind::TextField);
    assert!(
        asked
            .iter()
            .any(|field| field.report.value.as_deref() == Some("pie@rooms.example")),
        "nobody goes there unasked"
    );
    gone.standing = Standing::Removed {
        why: Removal::Destroyed,
        by: String::new(),
        reason: String::new(),
        alternative: None,
    };
    let mut scene = open_as(SIZE, Mode::Light, gone);
    assert!(scene.role(Kind::Button, &tr!("room-enter")).is_none());
}

#[test]
fn the_way_into_an_open_group_is_a_link_and_a_code() {
    let mut scene = open_as(WIDE, Mode::Light, rooms::for_all());
    scene.click_role(Kind::Button, "About this group");
    scene.settle();
    let link = format!("xmpp:{}?join", group(room()).jid);
    assert!(scene.find(&link).is_some());
    let code = tr!("room-link-code-spoken", link = link.as_str());
    assert!(scene.role(Kind::Image, &code).is_none());
    scene.click_role(Kind::Button, &tr!("room-link-code"));
    scene.settle();
    assert!(scene.role(Kind::Image, &code).is_some());
    // Who is no member does not come in by it.
    let mut closed = page(WIDE, Mode::Light);
    assert!(closed.find(&link).is_none());
}

#[test]
fn who_has_asked_to_write_waits() {
    let mut silent = room();
    silent.role = Role::Visitor;
    let mut scene = open_as(SIZE, Mode::Light, silent.clone());
    scene.click_role(Kind::Button, &tr!("room-ask-voice"));
    assert_eq!(deeds(&mut scene), [Deed::AskVoice { conversation: CAKE }]);
    silent.asks = true;
    let mut scene = open_as(SIZE, Mode::Light, silent);
    assert!(scene.role(Kind::Status, &tr!("room-asked-voice")).is_some());
    assert!(scene.role(Kind::Button, &tr!("room-ask-voice")).is_none());
}

#[test]
fn somebody_is_named_by_the_beginning_of_their_name() {
    let mut scene = rooms::naming(SIZE, Mode::Light);
    let offered = |scene: &mut Scene| {
        let list = scene.role(Kind::List, &tr!("people-completion"));
        let rows = list.map(|list| list.walk().map(|one| one.report.name.clone()).collect());
        let rows: Vec<String> = rows.unwrap_or_default();
        rows.into_iter().skip(1).collect::<Vec<_>>()
    };
    // Whoever spoke last comes first, and nobody calls themselves.
    assert_eq!(offered(&mut scene), ["Ana Bauer", "Jonas", "Zoë Martin"]);
    scene.type_text("z");
    assert_eq!(offered(&mut scene), ["Zoë Martin"]);
    scene.sent();
    scene.key(Named::Enter);
    scene.type_text("and @jo");
    scene.key(Named::Tab);
    scene.type_text("know");
    assert!(offered(&mut scene).is_empty());
    scene.key(Named::Enter);
    assert_eq!(says(&mut scene), [Talk::say("Zoë Martin, and Jonas know")]);
    scene.type_text("mira@an");
    assert!(offered(&mut scene).is_empty(), "an address");
}

#[test]
fn channels_of_all_servers_are_looked_for_by_who_knows_where_the_words_go() {
    let mut scene = signed_in(SIZE.0, SIZE.1, Mode::Light);
    from_palette(&mut scene, "join a channel");
    let everywhere = "Search for “wren” on all servers";
    assert!(
        scene.role(Kind::Button, everywhere).is_none(),
        "nothing is typed"
    );
    scene.type_text("wren");
    scene.settle();
    let said = scene.roles(Kind::Status).into_iter();
    let said: Vec<String> = said.map(|one| one.report.name).collect();
    assert!(
        said.iter()
            .any(|line| line.contains("search.jabber.network")),
        "{said:?}"
    );
    let seek = |scene: &mut Scene| -> RequestId {
        scene.sent();
        scene.click_role(Kind::Button, everywhere);
        scene.settle();
        let sent = deeds(scene);
        let [Deed::SearchEverywhere { request, words, .. }] = sent.as_slice() else {
            panic!("{sent:?}");
        };
        assert_eq!(words, "wren");
        *request
    };
    // What goes wrong is said, and can be tried again.
    let request = seek(&mut scene);
    scene.tell([Event::Done(request, Err(Error::TimedOut))]);
    scene.settle();
    assert_eq!(scene.roles(Kind::Alert).len(), 1);
    let request = seek(&mut scene);
    assert_eq!(scene.roles(Kind::Alert).len(), 0);
    let away = Error::Refused {
        condition: "remote-server-not-found".to_owned(),
        text: String::new(),
    };
    scene.tell([Event::Done(request, Err(away))]);
    scene.settle();
    let said = scene.roles(Kind::Alert).into_iter();
    let said: Vec<String> = said.map(|one| one.report.name).collect();
    assert!(
        said.iter().any(|line| line.contains("from your server")),
        "{said:?}"
    );
    let request = seek(&mut scene);
    let found = FoundRoom {
        jid: "birds@rooms.example.org".to_owned(),
        name: "Birds".to_owned(),
        description: "From the wren to the eagle".to_owned(),
        occupants: Some(12),
        ..FoundRoom::default()
    };
    scene.tell([
        Event::Room(event::room::Event::Found {
            request,
            service: "search.example".to_owned(),
            rooms: vec![found],
        }),
        Event::Done(request, Ok(())),
    ]);
    scene.settle();
    scene.click("From the wren to the eagle");
    scene.settle();
    let sent = deeds(&mut scene);
    assert!(
        matches!(sent.as_slice(), [Deed::Join { address, .. }] if address == "birds@rooms.example.org"),
        "{sent:?}"
    );
    scene.type_text("@");
    scene.settle();
    assert!(
        scene.role(Kind::Button, everywhere).is_none(),
        "an address is no word"
    );
}

#[test]
fn in_a_slow_group_what_waits_is_told_and_one_can_go_on_writing() {
    let mut scene = open_as(SIZE, Mode::Light, rooms::slowed());
    let said = scene.roles(Kind::Status).into_iter();
    let said: Vec<String> = said.map(|one| one.report.name).collect();
    assert!(
        said.iter().any(|line| line.contains("30 seconds")),
        "{said:?}"
    );
    scene.type_text("one more");
    scene.key(Named::Enter);
    scene.settle();
    let sent = scene.sent();
    let says = |command: &Command| format!("{command:?}").contains("one more");
    assert!(sent.iter().any(says), "{sent:?}");
}

#[test]
fn who_speaks_has_the_face_they_show_in_the_group() {
    let mut plain = open(SIZE, Mode::Light);
    let mut faced = rooms::faces(SIZE, Mode::Light);
    let face = |scene: &mut Scene| {
        let words = scene.find("Who brings the cake on Friday?").expect("said");
        let (pixels, size) = scene.pixels(1.0);
        let (x, y) = ((words.x - 24.0) as usize, (words.y - 16.0) as usize);
        let at = (y * size.width as usize + x) * 4;
        pixels[at..at + 4].to_vec()
    };
    assert_ne!(face(&mut plain), face(&mut faced));
}
