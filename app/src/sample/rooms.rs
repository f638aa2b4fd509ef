//! A group in the small world, and who is in it.

use std::sync::Arc;

use iced::theme::Mode;
use waxwing_core::model::{
    Affiliation, Author, Conversation, Direction, Member, Message, Nature, Occupant,
    OccupantsChange, Role, Room, RoomInvitation, RoomInvitations, Seen, Show, Standing,
    Subscription,
};
use waxwing_core::{Change, Command, ConversationId, Event, command, event};

use crate::i18n::{self, Language};
use crate::sample;
use crate::sample::talk::signed_in;
use crate::scene::Scene;

/// The group, first in the list.
pub const CAKE: ConversationId = ConversationId(50);

/// What the group is.
pub fn room() -> Room {
    Room {
        standing: Standing::Joined,
        nick: "Mira".to_owned(),
        role: Role::Moderator,
        affiliation: Affiliation::Owner,
        subject: match i18n::language() {
            Language::Arabic => "من يحضر الكعكة؟".to_owned(),
            _ => "Who brings the cake?".to_owned(),
        },
        description: String::new(),
        nature: Some(Nature {
            members_only: true,
            hidden: true,
            persistent: true,
            archived: true,
            occupant_ids: true,
            ..Nature::default()
        }),
        occupants: 4,
        autojoin: true,
        bookmarked: true,
        mentions: 1,
        seen: read_up_to(&[("Ana Bauer", 6), ("Zoë Martin", 5), ("Jonas", 5)]),
        ..Room::default()
    }
}

/// The group, if it told who belongs to it: two more than are there.
pub fn of_members() -> Room {
    let ranks = [
        ("ana@example.org", Affiliation::Admin),
        ("jonas@example.org", Affiliation::Member),
        ("mira@example.org", Affiliation::Owner),
        ("romy@example.org", Affiliation::Admin),
        ("theo@elsewhere.example", Affiliation::Member),
        ("zoë@example.org", Affiliation::Member),
    ];
    let members = ranks.map(|(jid, affiliation)| Member {
        jid: sample::address(jid),
        affiliation,
        nick: String::new(),
        reason: String::new(),
    });
    Room {
        members: Arc::new(members.to_vec()),
        ..room()
    }
}

/// The page of the group that tells who belongs to it.
pub fn page_of_members(size: (f32, f32), mode: Mode) -> Scene {
    let mut scene = open_as(size, mode, of_members());
    scene.click_role(crate::widget::Role::Button, &crate::tr!("room-page"));
    scene.settle();
    scene.tell([told_crowd(crowd())]);
    scene.settle();
    scene
}

/// Asked who else shall come into it, with an address being typed.
pub fn inviting(size: (f32, f32), mode: Mode) -> Scene {
    let mut scene = page_of_members(size, mode);
    scene.click_role(crate::widget::Role::Button, &crate::tr!("group-invite"));
    scene.settle();
    scene
}

/// Asked whether somebody shall have to leave it, and why.
pub fn removing(size: (f32, f32), mode: Mode) -> Scene {
    let mut scene = page_of_members(size, mode);
    let more = crate::tr!("room-occupant-more", name = "theo");
    scene.click_role(crate::widget::Role::Button, &more);
    scene.settle();
    scene.click_role(crate::widget::Role::MenuItem, &crate::tr!("room-kick"));
    scene.settle();
    scene
}

/// How far each has read, by how many messages of [`talk`].
pub fn read_up_to(all: &[(&str, usize)]) -> Vec<Seen> {
    let talk = talk();
    let read = all.iter().filter_map(|(nick, count)| {
        let last = talk.get(count.checked_sub(1)?)?;
        Some(Seen {
            by: Author::from(&occupant(nick, Affiliation::Member)),
            upto: last.id,
            at: last.id.at,
        })
    });
    read.collect()
}

/// The conversation of the group.
pub fn group(room: Room) -> Conversation {
    let mut entry = sample::conversation(CAKE.0, "Friday cake", Some(1));
    entry.jid = sample::address("friday-cake@rooms.example.org");
    entry.show = Show::Offline;
    entry.subscription = Subscription::None;
    entry.resources = 0;
    entry.unread = 2;
    entry.room = Some(Arc::new(room));
    if let Some(last) = &mut entry.last {
        last.text = "Mira, can you bring plates?".to_owned();
        last.author = "Ana Bauer".to_owned();
    }
    entry
}

/// Somebody of the group.
pub fn occupant(nick: &str, affiliation: Affiliation) -> Occupant {
    let node = nick.split(' ').next().unwrap_or(nick).to_lowercase();
    Occupant {
        nick: nick.to_owned(),
        occupant_id: format!("id-{node}"),
        jid: Some(sample::address(&format!("{node}@example.org"))),
        role: Role::Participant,
        affiliation,
        show: Show::Online,
        ..Occupant::default()
    }
}

/// Who is there.
pub fn crowd() -> Vec<Occupant> {
    let mut mira = occupant("Mira", Affiliation::Owner);
    mira.mine = true;
    mira.role = Role::Moderator;
    let mut zoe = occupant("Zoë Martin", Affiliation::Member);
    zoe.show = Show::Away;
    zoe.hats = vec!["Baker".to_owned()];
    vec![
        mira,
        occupant("Ana Bauer", Affiliation::Admin),
        occupant("Jonas", Affiliation::Member),
        zoe,
    ]
}

/// Something somebody of the group has said.
pub fn said(seq: u64, minutes: i64, nick: &str, text: &str) -> Message {
    let own = nick == "Mira";
    let direction = match own {
        true => Direction::Outgoing,
        false => Direction::Incoming,
    };
    let mut message = sample::message(seq, minutes, direction, text);
    message.sender = format!("friday-cake@rooms.example.org/{nick}");
    let who = occupant(nick, Affiliation::Member);
    message.author = Some(Author {
        nick: who.nick,
        occupant_id: who.occupant_id,
        jid: who.jid,
    });
    message
}

/// What was said.
pub fn talk() -> Vec<Message> {
    let words = match i18n::language() {
        Language::Arabic => [
            "من يحضر الكعكة يوم الجمعة؟",
            "أنا أحضر الشوكولاتة",
            "وأنا التفاح",
            "سأحضر القهوة",
            "رائع! في السادسة إذن",
            "هل تحضرين الأطباق يا Mira؟",
        ],
        _ => [
            "Who brings the cake on Friday?",
            "I’ll make the chocolate one",
            "And maybe something with apples, if the oven survives the first",
            "Coffee is on me ☕",
            "Perfect! Six o’clock, then",
            "Mira, can you bring plates?",
        ],
    };
    let [ask, chocolate, apples, coffee, time, plates] = words;
    vec![
        said(101, 42, "Ana Bauer", ask),
        said(102, 40, "Zoë Martin", chocolate),
        said(103, 39, "Zoë Martin", apples),
        said(104, 38, "Jonas", coffee),
        said(105, 20, "Mira", time),
        said(106, 1, "Ana Bauer", plates),
    ]
}

/// Who is there is told.
pub fn told_crowd(all: Vec<Occupant>) -> Event {
    Event::Room(event::room::Event::Occupants {
        conversation: CAKE,
        change: OccupantsChange::Reset(all),
    })
}

/// With the group open.
pub fn open(size: (f32, f32), mode: Mode) -> Scene {
    open_as(size, mode, room())
}

/// The same, with the group as it is here.
pub fn open_as((width, height): (f32, f32), mode: Mode, room: Room) -> Scene {
    let mut scene = signed_in(width, height, mode);
    scene.tell([sample::told(group(room))]);
    scene.settle();
    scene.click("Friday cake");
    scene.settle();
    let items = talk().into_iter().map(Arc::new).collect();
    let change = Change::Reset {
        items,
        older: false,
    };
    scene.tell([Event::Conversation(event::conversation::Event::Timeline(
        CAKE, change,
    ))]);
    scene.sent();
    scene
}

/// The group, if everybody might enter it.
pub fn for_all() -> Room {
    let mut room = room();
    if let Some(nature) = &mut room.nature {
        nature.members_only = false;
    }
    room
}

/// With somebody whom the person does not want to hear.
pub fn ignoring(mut room: Room) -> Room {
    room.ignored = vec![waxwing_core::model::Author {
        nick: "Jonas".to_owned(),
        ..waxwing_core::model::Author::default()
    }];
    room
}

/// The page of one that everybody may enter, with the way in.
pub fn way_in(size: (f32, f32), mode: Mode) -> Scene {
    let open = ignoring(for_all());
    let mut scene = open_as(size, mode, open);
    scene.click_role(crate::widget::Role::Button, &crate::tr!("room-page"));
    scene.settle();
    scene.click_role(crate::widget::Role::Button, &crate::tr!("room-link-code"));
    scene.settle();
    scene
}

/// With somebody who asks to be let write.
pub fn asked(size: (f32, f32), mode: Mode) -> Scene {
    let mut here = room();
    here.asking = vec!["Jonas".to_owned(), "Zoë Martin".to_owned()];
    open_as(size, mode, here)
}

/// With those who may be meant, while a name is typed.
pub fn naming(size: (f32, f32), mode: Mode) -> Scene {
    let mut scene = open(size, mode);
    scene.tell([told_crowd(crowd())]);
    scene.settle();
    scene.type_text("@");
    scene.settle();
    scene
}

/// With something that was said between two of the group, and more of it being written.
pub fn alone(size: (f32, f32), mode: Mode) -> Scene {
    let mut scene = open(size, mode);
    let [asked, answer] = match i18n::language() {
        Language::Arabic => ["لا تقولي لزوي: إنه عيد ميلادها", "سرّنا محفوظ"],
        _ => [
            "Don’t tell Zoë, but it’s her birthday",
            "My lips are sealed",
        ],
    };
    let mut asked = said(107, 1, "Ana Bauer", asked);
    let mut answer = said(108, 0, "Mira", answer);
    for one in [&mut asked, &mut answer] {
        one.private = Some("Ana Bauer".to_owned());
    }
    let items = vec![Arc::new(asked), Arc::new(answer)];
    scene.tell([Event::Conversation(event::conversation::Event::Timeline(
        CAKE,
        Change::Upserted(items),
    ))]);
    scene.settle();
    let plates = talk().pop().map(|said| said.text).unwrap_or_default();
    crate::sample::saying::choose(&mut scene, &plates, &crate::tr!("message-reply-alone"));
    scene
}

/// With the page of the group.
pub fn page(size: (f32, f32), mode: Mode) -> Scene {
    let mut scene = open(size, mode);
    scene.click_role(crate::widget::Role::Button, &crate::tr!("room-page"));
    scene.settle();
    scene.tell([told_crowd(crowd())]);
    scene.settle();
    scene
}

/// The group, if it were slow and something waited.
pub fn slowed() -> Room {
    let mut here = room();
    here.slowed = true;
    here.nature.get_or_insert_default().slow_mode = 30;
    here
}

/// With faces: those who are there show pictures, and the group has one.
pub fn faces(size: (f32, f32), mode: Mode) -> Scene {
    use crate::sample::faces::{ANA, JONAS, MIRA, ZOE, avatar};
    crate::ui::faces::read_at_once();
    let mut scene = open(size, mode);
    let mut all = crowd();
    for (one, (name, colours)) in
        all.iter_mut()
            .zip([("mira", MIRA), ("ana", ANA), ("jonas", JONAS), ("zoe", ZOE)])
    {
        one.avatar = avatar(name, colours);
    }
    scene.tell([
        told_crowd(all),
        sample::told(Conversation {
            avatar: avatar("cake", ANA),
            ..group(room())
        }),
    ]);
    scene.settle();
    scene
}

/// With who belongs to it, and another name being typed.
pub fn members(size: (f32, f32), mode: Mode) -> Scene {
    let mut scene = page(size, mode);
    scene.sent();
    scene.click_role(crate::widget::Role::Button, &crate::tr!("room-members"));
    scene.settle();
    let people = [
        ("mira@example.org", Affiliation::Owner),
        ("ana@example.org", Affiliation::Admin),
        ("romy@example.org", Affiliation::Member),
        (
            "somebody.with.a.long.name@elsewhere.example",
            Affiliation::Member,
        ),
    ];
    for command in scene.sent() {
        let Command::Room(command::room::Command::Members {
            request,
            conversation,
            affiliation,
        }) = command
        else {
            continue;
        };
        let members = people.iter().filter(|(_, rank)| *rank == affiliation);
        let members = members.map(|(jid, affiliation)| Member {
            jid: sample::address(jid),
            affiliation: *affiliation,
            nick: String::new(),
            reason: String::new(),
        });
        scene.tell([
            Event::Room(event::room::Event::Members {
                request,
                conversation,
                members: members.collect(),
            }),
            Event::Done(request, Ok(())),
        ]);
    }
    scene.click_role(crate::widget::Role::Button, &crate::tr!("room-nick-change"));
    scene.settle();
    scene
}

/// Asked whether what somebody else has said shall go for everybody.
pub fn moderating(mode: Mode) -> Scene {
    let mut here = room();
    if let Some(nature) = &mut here.nature {
        nature.moderation = true;
    }
    let mut scene = open_as((1000.0, 700.0), mode, here);
    let said = talk().remove(3).text;
    sample::saying::choose(&mut scene, &said, &crate::tr!("message-retract"));
    scene.settle();
    scene
}

/// Who was thrown out of it.
pub fn thrown_out(size: (f32, f32), mode: Mode) -> Scene {
    let mut out = room();
    out.standing = Standing::Removed {
        why: waxwing_core::model::Removal::Kicked,
        by: "Ana Bauer".to_owned(),
        reason: String::new(),
        alternative: None,
    };
    open_as(size, mode, out)
}

/// Somebody wants us to come into a channel.
pub fn invited(mode: Mode) -> Scene {
    let mut scene = crate::sample::talk::with_romy_quietly(1000.0, 700.0, mode);
    let invitation = RoomInvitation {
        account: sample::ACCOUNT,
        room: sample::address("birds@rooms.example.org"),
        from: "ana@example.org".to_owned(),
        reason: String::new(),
        at: sample::NOW,
    };
    scene.tell([Event::Room(event::room::Event::Invitations(Arc::new(
        RoomInvitations {
            account: sample::ACCOUNT,
            all: vec![invitation],
        },
    )))]);
    scene.settle();
    scene
}
