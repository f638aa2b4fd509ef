//! Private groups are encrypted for all who belong to them, whether they are there or not.

use waxwing_core::command::conversation::Command;
use waxwing_core::command::file;
use waxwing_core::command::room::Command as Deed;
use waxwing_core::model::{
    Affiliation, Conversation, Direction, Message, Mode, Sealing, Standing, State,
};
use waxwing_core::{ConversationId, NOT_THERE, TOO_MANY, without_reader};
use waxwing_tests::share::jpeg;
use waxwing_tests::{Client, Login, Stage};

use super::{jid, wait_on, wait_own_device, wait_sealed};
use crate::rooms::{join, make_group, only, order, wait_invited};
use crate::upload::Folder;

scenarios!(
    everybody_of_a_private_group_reads_it,
    what_is_said_to_one_of_a_private_group_is_encrypted_for_them,
    what_one_of_a_private_group_could_not_read_is_not_said_to_them,
    what_failed_reaches_nobody_else_when_it_is_tried_again,
    a_file_for_one_reaches_nobody_else,
    a_group_of_too_many_is_not_written_to_in_plain,
    who_was_away_reads_it_later,
    what_somebody_said_who_is_gone_by_then_is_read,
    what_another_device_of_ours_said_is_ours,
    more_than_a_session_skips_is_read_in_its_order,
    nothing_is_sent_until_who_cannot_read_it_is_left_out,
    what_nobody_else_can_read_is_not_sent,
    who_is_alone_in_a_private_group_writes_nothing_in_plain
);

/// Somebody's message was not sent, for these people could not read it.
async fn wait_held(client: &mut Client, id: ConversationId, text: &str, people: &[&str]) {
    client
        .wait("it is not sent", |world| {
            let message = world.message(id, text)?;
            let State::Failed { condition, text } = &message.state else {
                return None;
            };
            let missed = without_reader(condition, text);
            missed
                .iter()
                .map(ToString::to_string)
                .eq(people.iter().copied())
                .then_some(())
        })
        .await;
}

/// Romy has made a group with june and theo; all are ours.
async fn meet(stage: &Stage) -> ([Client; 3], [ConversationId; 3], String) {
    let (romy, june) = stage.friends("romy", "june");
    let theo = stage.account("theo");
    let people = vec![june.jid.clone(), theo.jid.clone()];
    let mut romy = Client::signed_in_sealed(&romy).await;
    let mut june = Client::signed_in_sealed(&june).await;
    let mut theo = Client::signed_in_sealed(&theo).await;
    let (_, room) = make_group(&mut romy, people).await;
    let mut ids = Vec::new();
    for client in [&mut june, &mut theo] {
        wait_invited(client).await;
        join(client, &room).await.expect("a member");
    }
    let mut clients = [romy, june, theo];
    for client in &mut clients {
        let id = client.open_conversation(&room).await;
        client
            .wait_conversation(&room, "can be encrypted", |talk| {
                talk.encryption.mode == Mode::On && talk.encryption.readers == 2
            })
            .await;
        ids.push(id);
    }
    let ids = ids.try_into().expect("three");
    (clients, ids, room)
}

/// Romy has made a group with june and theo, who has no device that could read what is encrypted.
async fn meet_without(
    romy: &Login,
    june: &Login,
    theo: &Login,
) -> ([Client; 3], [ConversationId; 3], String) {
    let people = vec![june.jid.clone(), theo.jid.clone()];
    let mut romy = Client::signed_in_sealed(romy).await;
    let mut june = Client::signed_in_sealed(june).await;
    let mut theo = Client::signed_in(theo).await;
    let (r, room) = make_group(&mut romy, people).await;
    let mut ids = vec![r];
    for client in [&mut june, &mut theo] {
        wait_invited(client).await;
        join(client, &room).await.expect("a member");
        ids.push(client.open_conversation(&room).await);
    }
    romy.open_conversation(&room).await;
    let ids = ids.try_into().expect("three");
    ([romy, june, theo], ids, room)
}

async fn everybody_of_a_private_group_reads_it(stage: &Stage) {
    let ([mut romy, mut june, mut theo], [r, j, t], _) = meet(stage).await;
    for round in 0..2 {
        let text = format!("from romy {round}");
        romy.say(r, &text);
        wait_sealed(&mut june, j, &text).await;
        wait_sealed(&mut theo, t, &text).await;
        romy.wait_state(r, &text, &State::Delivered).await;
        let text = format!("from june {round}");
        june.say(j, &text);
        wait_sealed(&mut romy, r, &text).await;
        wait_sealed(&mut theo, t, &text).await;
        let text = format!("from theo {round}");
        theo.say(t, &text);
        wait_sealed(&mut romy, r, &text).await;
        wait_sealed(&mut june, j, &text).await;
        theo.wait_state(t, &text, &State::Delivered).await;
    }
    for (client, id) in [(&romy, r), (&june, j), (&theo, t)] {
        let all = client.world.messages(id);
        assert_eq!(all.len(), 6, "{all:#?}");
        assert!(
            all.iter()
                .all(|one| one.sealing.is_some() && !one.is_unreadable())
        );
    }
}

/// The name by which somebody is known in a group.
fn nick_in(client: &Client, id: ConversationId) -> String {
    let room = client.world.conversations[&id].room.as_ref();
    room.expect("a room").nick.clone()
}

async fn what_is_said_to_one_of_a_private_group_is_encrypted_for_them(stage: &Stage) {
    let ([mut romy, mut june, mut theo], [r, j, t], _) = meet(stage).await;
    let (romys, junes) = (nick_in(&romy, r), nick_in(&june, j));
    romy.tell(r, only(&junes, "between us"));
    let heard = wait_sealed(&mut june, j, "between us").await;
    assert_eq!(heard.private.as_deref(), Some(romys.as_str()));
    let said = romy.wait_state(r, "between us", &State::Sent).await;
    assert!(matches!(said.sealing, Some(Sealing::Read(_))), "{said:#?}");
    assert_eq!(said.private.as_deref(), Some(junes.as_str()));
    // What answers it, or changes it, is for nobody else either.
    let item = heard.id;
    let text = "and back".to_owned();
    june.tell(j, Command::Respond { item, text });
    let back = wait_sealed(&mut romy, r, "and back").await;
    assert_eq!(back.private.as_deref(), Some(junes.as_str()));
    let text = "really between us".to_owned();
    romy.tell(
        r,
        Command::Correct {
            item: said.id,
            text,
        },
    );
    wait_sealed(&mut june, j, "really between us").await;
    // And for all again.
    romy.say(r, "for everybody");
    let last = wait_sealed(&mut theo, t, "for everybody").await;
    wait_sealed(&mut june, j, "for everybody").await;
    assert_eq!(last.private, None);
    let all = theo.world.messages(t);
    assert_eq!(all.len(), 1, "{all:#?}");
    // Where the person wants the group in plain, so is this.
    romy.tell(r, Command::SetEncrypted { on: false });
    romy.tell(r, only(&junes, "in plain"));
    let heard = june.wait_message(j, "in plain").await;
    assert_eq!(heard.sealing, None);
}

async fn what_one_of_a_private_group_could_not_read_is_not_said_to_them(stage: &Stage) {
    let (romy, theos) = stage.friends("romy", "theo");
    let june = stage.account("june");
    let ([mut romy, mut june, theo], [r, j, t], room) = meet_without(&romy, &june, &theos).await;
    romy.wait_conversation(&room, "knows who can't read it", |talk| {
        talk.encryption.without == [theos.jid.clone()]
    })
    .await;
    // Who else of the group can does not count, and neither does whom it is sent without.
    let people = vec![theos.jid.clone()];
    romy.tell(r, Command::LeaveOut { people });
    let (junes, theo_there) = (nick_in(&june, j), nick_in(&theo, t));
    romy.tell(r, only(&theo_there, "to theo alone"));
    wait_held(&mut romy, r, "to theo alone", &[theos.jid.as_str()]).await;
    romy.tell(r, only(&junes, "to june alone"));
    wait_sealed(&mut june, j, "to june alone").await;
    assert!(theo.world.messages(t).is_empty());
}

/// Theo can read nothing at first; then he is gone, and June goes by his nick.
async fn what_failed_reaches_nobody_else_when_it_is_tried_again(stage: &Stage) {
    let (romy, theos) = stage.friends("romy", "theo");
    let june = stage.account("june");
    let ([mut romy, mut june, theo], [r, j, t], room) = meet_without(&romy, &june, &theos).await;
    romy.wait_conversation(&room, "knows who can't read it", |talk| {
        talk.encryption.without == [theos.jid.clone()]
    })
    .await;
    let nick = nick_in(&theo, t);
    romy.tell(r, only(&nick, "to theo alone"));
    wait_held(&mut romy, r, "to theo alone", &[theos.jid.as_str()]).await;
    let item = romy.wait_message(r, "to theo alone").await.id;
    theo.send(waxwing_core::Command::Room(Deed::Leave { conversation: t }));
    theo.shut_down().await;
    romy.send(waxwing_core::Command::Room(Deed::Follow {
        conversation: r,
        on: true,
    }));
    romy.wait("theo is gone", |world| {
        (!world.occupants.get(&r)?.contains_key(&nick)).then_some(())
    })
    .await;
    romy.tell(r, Command::Resend { item });
    wait_not_there(&mut romy, r, |row| row.text == "to theo alone").await;
    take_nick(&mut june, j, &nick).await;
    romy.wait("june goes by his nick", |world| {
        world.occupants.get(&r)?.get(&nick).map(|_| ())
    })
    .await;
    // Encrypted or not, it was for him.
    romy.tell(r, Command::SetEncrypted { on: false });
    romy.tell(r, Command::Resend { item });
    // What is said to her by that nick from now on is for her.
    romy.tell(r, only(&nick, "to june alone"));
    june.wait_message(j, "to june alone").await;
    wait_not_there(&mut romy, r, |row| row.text == "to theo alone").await;
    let all = june.world.messages(j);
    assert!(
        all.iter().all(|row| row.text != "to theo alone"),
        "{all:#?}"
    );
}

/// A file waits for a connection while Theo goes, and June goes by his nick from then on.
async fn a_file_for_one_reaches_nobody_else(stage: &Stage) {
    stage.takes_files().await;
    let ([mut romy, mut june, theo], [r, j, t], _) = meet(stage).await;
    let nick = nick_in(&theo, t);
    romy.switch_off().await;
    let folder = Folder::new();
    romy.send(waxwing_core::Command::File(file::Command::Send {
        conversation: r,
        files: vec![folder.file("lake.jpg", &jpeg(100_000))],
        text: String::new(),
        reply_to: None,
        spoiler: None,
        private: Some(nick.clone()),
    }));
    romy.wait("it waits", |world| {
        world
            .messages(r)
            .iter()
            .find(|row| row.private.is_some())
            .map(|_| ())
    })
    .await;
    theo.send(waxwing_core::Command::Room(Deed::Leave { conversation: t }));
    theo.shut_down().await;
    take_nick(&mut june, j, &nick).await;
    romy.switch_on();
    wait_not_there(&mut romy, r, |row| !row.attachments.is_empty()).await;
    romy.tell(r, only(&nick, "to june alone"));
    wait_sealed(&mut june, j, "to june alone").await;
    let all = june.world.messages(j);
    assert!(all.iter().all(|row| row.attachments.is_empty()), "{all:#?}");
}

/// Somebody goes by a nick that is free by now.
async fn take_nick(client: &mut Client, id: ConversationId, nick: &str) {
    order(client, |request| Deed::SetNick {
        request,
        conversation: id,
        nick: nick.to_owned(),
    })
    .await
    .expect("it is free");
}

async fn wait_not_there(client: &mut Client, id: ConversationId, is: impl Fn(&Message) -> bool) {
    client
        .wait("it was for somebody else", |world| {
            let message = world.messages(id).iter().find(|row| is(row))?;
            matches!(&message.state, State::Failed { condition, .. } if condition == NOT_THERE)
                .then_some(())
        })
        .await;
}

/// A message has no room for the keys of so many.
async fn a_group_of_too_many_is_not_written_to_in_plain(stage: &Stage) {
    let (romy, june) = stage.friends("romy", "june");
    let junes = june.jid.clone();
    let mut romy = Client::signed_in_sealed(&romy).await;
    let mut june = Client::signed_in_sealed(&june).await;
    let (r, room) = make_group(&mut romy, vec![junes]).await;
    wait_invited(&mut june).await;
    join(&mut june, &room).await.expect("a member");
    let j = june.open_conversation(&room).await;
    romy.open_conversation(&room).await;
    romy.wait_conversation(&room, "can be encrypted", |talk| {
        talk.encryption.mode == Mode::On && talk.encryption.readers == 1
    })
    .await;
    for number in 0..500 {
        let jid = format!("person{number}@elsewhere.example");
        order(&mut romy, |request| Deed::SetAffiliation {
            request,
            conversation: r,
            jid: jid.parse().expect("an address"),
            affiliation: Affiliation::Member,
            reason: String::new(),
        })
        .await
        .expect("the owner may");
    }
    for client in [&mut romy, &mut june] {
        client
            .wait_conversation(&room, "is too large", |talk| {
                let told = &talk.encryption;
                told.mode == Mode::On && told.held && told.too_many
            })
            .await;
    }
    june.say(j, "not in plain");
    june.wait("it is not sent", |world| {
        let state = &world.message(j, "not in plain")?.state;
        matches!(state, State::Failed { condition, .. } if condition == TOO_MANY).then_some(())
    })
    .await;
    june.tell(j, Command::SetEncrypted { on: false });
    june.say(j, "in plain");
    let heard = romy.wait_message(r, "in plain").await;
    assert_eq!(heard.sealing, None);
    let all = romy.world.messages(r);
    assert!(all.iter().all(|row| row.text != "not in plain"), "{all:#?}");
}

async fn who_was_away_reads_it_later(stage: &Stage) {
    let ([mut romy, mut june, mut theo], [r, j, t], room) = meet(stage).await;
    romy.say(r, "before");
    wait_sealed(&mut june, j, "before").await;
    wait_sealed(&mut theo, t, "before").await;
    let profile = theo.shut_down().await;
    for number in 0..3 {
        let text = format!("romy, meanwhile {number}");
        romy.say(r, &text);
        wait_sealed(&mut june, j, &text).await;
        let text = format!("june, meanwhile {number}");
        june.say(j, &text);
        wait_sealed(&mut romy, r, &text).await;
    }
    let mut theo = Client::open_sealed(profile).await;
    theo.wait_online().await;
    let t = theo.open_conversation(&room).await;
    for number in 0..3 {
        for who in ["romy", "june"] {
            wait_sealed(&mut theo, t, &format!("{who}, meanwhile {number}")).await;
        }
    }
    theo.say(t, "all of it is here");
    wait_sealed(&mut romy, r, "all of it is here").await;
    wait_sealed(&mut june, j, "all of it is here").await;
}

async fn what_somebody_said_who_is_gone_by_then_is_read(stage: &Stage) {
    let ([mut romy, june, mut theo], [r, j, t], room) = meet(stage).await;
    june.say(j, "before");
    wait_sealed(&mut romy, r, "before").await;
    wait_sealed(&mut theo, t, "before").await;
    let profile = theo.shut_down().await;
    june.say(j, "and goodbye");
    wait_sealed(&mut romy, r, "and goodbye").await;
    june.shut_down().await;
    let mut theo = Client::open_sealed(profile).await;
    theo.wait_online().await;
    let t = theo.open_conversation(&room).await;
    wait_sealed(&mut theo, t, "and goodbye").await;
}

async fn what_another_device_of_ours_said_is_ours(stage: &Stage) {
    let (romys, junes) = stage.friends("romy", "june");
    let mut romy = Client::signed_in_sealed(&romys).await;
    let mut june = Client::signed_in_sealed(&junes).await;
    let (r, room) = make_group(&mut romy, vec![junes.jid.clone()]).await;
    wait_invited(&mut june).await;
    join(&mut june, &room).await.expect("a member");
    let mut other = Client::signed_in_sealed(&romys).await;
    let in_room = |talk: &Conversation| {
        talk.room.as_ref().map(|room| &room.standing) == Some(&Standing::Joined)
    };
    other.wait_conversation(&room, "it is in it", in_room).await;
    let o = other.open_conversation(&room).await;
    for client in [&mut romy, &mut june] {
        client.open_conversation(&room).await;
        let readers = 1 + u32::from(jid(client) == junes.jid.as_str());
        client
            .wait_conversation(&room, "knows all devices", |talk| {
                talk.encryption.mode == Mode::On && talk.encryption.readers == readers
            })
            .await;
    }
    wait_own_device(&mut romy).await;
    let is_ours = |row: &Message| row.direction == Direction::Outgoing;
    romy.say(r, "while both are there");
    let row = wait_sealed(&mut other, o, "while both are there").await;
    assert!(is_ours(&row), "{row:#?}");
    let profile = other.shut_down().await;
    romy.say(r, "while one is away");
    romy.wait_state(r, "while one is away", &State::Delivered)
        .await;
    romy.shut_down().await;
    let mut other = Client::open_sealed(profile).await;
    other.wait_online().await;
    let o = other.open_conversation(&room).await;
    let row = wait_sealed(&mut other, o, "while one is away").await;
    assert!(is_ours(&row), "{row:#?}");
    let unread = other.world.conversations[&o].unread;
    assert_eq!(unread, 0, "nobody is told of their own words");
}

/// What was said in a group and what was said to one alone are of one session, and come from two archives.
async fn more_than_a_session_skips_is_read_in_its_order(stage: &Stage) {
    let (june, theo) = stage.friends("june", "theo");
    let mut june = Client::signed_in_sealed(&june).await;
    let mut theo = Client::signed_in_sealed(&theo).await;
    let (junes, theos) = (jid(&june), jid(&theo));
    let (j, room) = make_group(&mut june, vec![theos.parse().expect("an address")]).await;
    wait_invited(&mut theo).await;
    join(&mut theo, &room).await.expect("a member");
    let t = theo.open_conversation(&room).await;
    june.open_conversation(&room).await;
    for client in [&mut june, &mut theo] {
        client
            .wait_conversation(&room, "can be encrypted", |talk| {
                talk.encryption.mode == Mode::On && talk.encryption.readers == 1
            })
            .await;
    }
    june.say(j, "before");
    wait_sealed(&mut theo, t, "before").await;
    theo.say(t, "seen");
    wait_sealed(&mut june, j, "seen").await;
    let profile = theo.shut_down().await;
    let to_theo = wait_on(&mut june, &theos).await;
    for number in 0..MANY {
        june.say(j, &format!("in the group {number}"));
        if number % 100 == 99 {
            june.wait_state(j, &format!("in the group {number}"), &State::Delivered)
                .await;
        }
    }
    june.say(to_theo, "to theo alone");
    june.wait_state(to_theo, "to theo alone", &State::Sent)
        .await;
    let mut theo = Client::open_sealed(profile).await;
    theo.wait_online().await;
    let with_june = theo.open_conversation(&junes).await;
    let t = theo.open_conversation(&room).await;
    wait_sealed(&mut theo, with_june, "to theo alone").await;
    wait_sealed(&mut theo, t, &format!("in the group {}", MANY - 1)).await;
    let rows = theo.world.messages(t);
    assert!(rows.iter().all(|row| !row.is_unreadable()), "{rows:#?}");
}

/// A session skips a thousand messages.
const MANY: usize = 1100;

async fn nothing_is_sent_until_who_cannot_read_it_is_left_out(stage: &Stage) {
    let (romy, june) = stage.friends("romy", "june");
    let theos = stage.account("theo");
    let ([mut romy, mut june, mut theo], [r, j, t], room) =
        meet_without(&romy, &june, &theos).await;
    romy.wait_conversation(&room, "is held back", |talk| {
        let told = &talk.encryption;
        told.mode == Mode::On && told.held && told.without == [theos.jid.clone()]
    })
    .await;
    // It has failed, or waits as long as a server does not say for sure that theo has no device.
    romy.say(r, "for those who can");
    let people = vec![theos.jid.clone()];
    romy.tell(r, Command::LeaveOut { people });
    wait_sealed(&mut june, j, "for those who can").await;
    romy.wait_conversation(&room, "is not held back any more", |talk| {
        !talk.encryption.held && talk.encryption.without == [theos.jid.clone()]
    })
    .await;
    let row = romy
        .wait_state(r, "for those who can", &State::Delivered)
        .await;
    assert!(matches!(row.sealing, Some(Sealing::Read(_))), "{row:#?}");
    // That stays so.
    let profile = romy.shut_down().await;
    let mut romy = Client::open_sealed(profile).await;
    romy.wait_online().await;
    let r = romy.open_conversation(&room).await;
    romy.say(r, "still without theo");
    wait_sealed(&mut june, j, "still without theo").await;
    // It is said to theo that there was something, and that is all.
    let rows = theo
        .wait("something that can't be read", |world| {
            let rows = world.messages(t);
            let unreadable = rows.iter().filter(|row| row.is_unreadable());
            (unreadable.count() == 2).then(|| rows.to_vec())
        })
        .await;
    assert!(rows.iter().all(|row| row.text.is_empty()), "{rows:#?}");
    // In plain it is only where the person wants it so.
    romy.tell(r, Command::SetEncrypted { on: false });
    romy.say(r, "for everybody");
    let row = theo.wait_message(t, "for everybody").await;
    assert_eq!(row.sealing, None);
}

async fn what_nobody_else_can_read_is_not_sent(stage: &Stage) {
    let (romy, theos) = stage.friends("romy", "theo");
    let mut romy = Client::signed_in_sealed(&romy).await;
    let mut theo = Client::signed_in(&theos).await;
    let (r, room) = make_group(&mut romy, vec![theos.jid.clone()]).await;
    wait_invited(&mut theo).await;
    join(&mut theo, &room).await.expect("a member");
    let t = theo.open_conversation(&room).await;
    romy.open_conversation(&room).await;
    let theo_alone = [theos.jid.as_str()];
    romy.say(r, "to nobody");
    wait_held(&mut romy, r, "to nobody", &theo_alone).await;
    romy.tell(r, Command::ResendAll);
    romy.wait_state(r, "to nobody", &State::Pending).await;
    wait_held(&mut romy, r, "to nobody", &theo_alone).await;
    let people = vec![theos.jid.clone()];
    romy.tell(r, Command::LeaveOut { people });
    romy.wait_conversation(&room, "is held back still", |talk| {
        talk.encryption.held && talk.encryption.readers == 0
    })
    .await;
    romy.say(r, "to nobody either");
    wait_held(&mut romy, r, "to nobody either", &theo_alone).await;
    romy.tell(r, Command::SetEncrypted { on: false });
    romy.say(r, "in plain, then");
    theo.wait_message(t, "in plain, then").await;
    let rows = theo.world.messages(t);
    assert_eq!(rows.len(), 1, "{rows:#?}");
}

async fn who_is_alone_in_a_private_group_writes_nothing_in_plain(stage: &Stage) {
    let (romy, june) = stage.friends("romy", "june");
    let junes = june.jid.clone();
    let mut romy = Client::signed_in_sealed(&romy).await;
    let mut june = Client::signed_in_sealed(&june).await;
    let (r, room) = make_group(&mut romy, Vec::new()).await;
    romy.open_conversation(&room).await;
    romy.say(r, "to myself");
    let row = romy.wait_state(r, "to myself", &State::Delivered).await;
    assert!(matches!(row.sealing, Some(Sealing::Read(_))), "{row:#?}");
    let request = romy.request();
    romy.send(waxwing_core::Command::Room(
        waxwing_core::command::room::Command::Invite {
            request,
            conversation: r,
            jid: junes,
            reason: String::new(),
        },
    ));
    wait_invited(&mut june).await;
    join(&mut june, &room).await.expect("a member");
    let j = june.open_conversation(&room).await;
    romy.wait_conversation(&room, "is for june as well", |talk| {
        talk.encryption.readers == 1
    })
    .await;
    romy.say(r, "to june");
    wait_sealed(&mut june, j, "to june").await;
    let rows = june.world.messages(j);
    let before = rows.iter().filter(|row| row.text != "to june");
    assert!(
        before
            .clone()
            .all(|row| row.is_unreadable() && row.text.is_empty()),
        "{rows:#?}"
    );
}
