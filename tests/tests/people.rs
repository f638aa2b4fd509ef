//! People beside the roster: blocking, groups, nicknames, cards, idle times, requests (XEP-0191,
//! RFC 6121 §2 and §3, XEP-0172, XEP-0054, XEP-0319).

use jid::BareJid;
use serde_json::json;
use waxwing_core::command::{account, console, contact, conversation};
use waxwing_core::model::{Card, Contacts, OwnPresence, Privacy, Show, Subscription};
use waxwing_core::{Command, Error, Timestamp};
use waxwing_tests::{Client, Peer, Stage, xml};

scenarios!(
    who_is_blocked_gets_nothing_through_until_unblocked,
    contacts_stand_in_groups,
    a_nickname_is_published_and_seen,
    a_card_is_changed_and_read,
    the_page_of_a_contact_says_what_runs_where,
    who_has_gone_for_a_walk_is_seen_to_be_away,
    a_stranger_who_writes_waits_with_the_requests,
    what_a_stranger_wrote_goes_with_a_refusal,
    the_roster_is_there_before_the_server_says_anything,
    an_unchanged_roster_is_not_sent_again
);

mod advance {
    use waxwing_tests::{Backend, Stage};

    #[tokio::test]
    async fn memory() {
        super::somebody_is_allowed_in_advance(&Stage::on(Backend::Memory).await).await;
    }

    /// ejabberd 23.01 does not offer it.
    #[tokio::test]
    async fn prosody() {
        super::somebody_is_allowed_in_advance(&Stage::on(Backend::Prosody).await).await;
    }
}

/// Waits until what an account keeps about its contacts fits.
async fn wait_contacts(client: &mut Client, what: &str, fits: impl Fn(&Contacts) -> bool) {
    client
        .wait(what, |world| {
            let contacts = world.contacts.values().next()?;
            fits(contacts).then_some(())
        })
        .await;
}

async fn order(
    client: &mut Client,
    make: impl FnOnce(waxwing_core::RequestId, waxwing_core::AccountId) -> contact::Command,
) -> Result<(), Error> {
    let (request, account) = (client.request(), client.account());
    client.send(Command::Contact(make(request, account)));
    client.wait_done(request).await
}

async fn who_is_blocked_gets_nothing_through_until_unblocked(stage: &Stage) {
    let (romy, theo) = stage.friends("romy", "theo");
    let (romy_jid, theo_jid) = (romy.jid.to_string(), theo.jid.to_string());
    let mut romy = Client::signed_in(&romy).await;
    let mut theo = Peer::sign_in(&theo).await;
    romy.wait_conversation(&theo_jid, "is online", |theo| theo.show == Show::Online)
        .await;
    wait_contacts(&mut romy, "a list of the blocked", |contacts| {
        contacts.blocked.as_ref().is_some_and(Vec::is_empty)
    })
    .await;
    let talk = romy.open_conversation(&theo_jid).await;
    theo.wait_presence(&romy_jid, "available").await;
    let blocked = order(&mut romy, |request, account| contact::Command::Block {
        request,
        account,
        address: theo_jid.clone(),
    });
    assert_eq!(blocked.await, Ok(()));
    romy.wait_conversation(&theo_jid, "is blocked", |theo| {
        theo.blocked && theo.show == Show::Offline
    })
    .await;
    theo.say(&romy_jid, "b1", "let me in").await;
    if stage.backend() == waxwing_tests::Backend::NewerProsody {
        // It drops it without a word; what was said after it has been heard.
        theo.say(&theo_jid, "own", "and that was that").await;
        theo.wait_message("and that was that").await;
    } else {
        theo.wait("the message comes back", |event| {
            event["event"] == "error" && event["id"] == "b1"
        })
        .await;
    }
    let unblocked = order(&mut romy, |request, account| contact::Command::Unblock {
        request,
        account,
        address: theo_jid.clone(),
    });
    assert_eq!(unblocked.await, Ok(()));
    romy.wait_conversation(&theo_jid, "is there again", |theo| {
        !theo.blocked && theo.show == Show::Online
    })
    .await;
    theo.wait_presence(&romy_jid, "available").await;
    theo.say(&romy_jid, "b2", "here again").await;
    romy.wait_message(talk, "here again").await;
    assert_eq!(romy.world.texts(talk), ["here again"]);
    let own = order(&mut romy, |request, account| contact::Command::Block {
        request,
        account,
        address: romy_jid,
    });
    assert!(matches!(own.await, Err(Error::InvalidAddress(_))));
}

async fn contacts_stand_in_groups(stage: &Stage) {
    let romy = stage.account("romy");
    stage.contact(&romy, "theo@localhost", "Theo", "both");
    stage.contact(&romy, "mia@localhost", "Mia", "both");
    let mut romy = Client::signed_in(&romy).await;
    for (jid, groups) in [
        ("theo@localhost", vec!["Choir", "Work & Co"]),
        ("mia@localhost", vec!["Work & Co"]),
    ] {
        romy.wait_conversation(jid, "is there", |_| true).await;
        let put = order(&mut romy, |request, account| contact::Command::SetGroups {
            request,
            account,
            jid: BareJid::new(jid).expect("an address"),
            groups: groups.iter().map(|&group| group.to_owned()).collect(),
        });
        assert_eq!(put.await, Ok(()));
        romy.wait_conversation(jid, "is in its groups", |one| one.groups == groups)
            .await;
    }
    wait_contacts(&mut romy, "both groups", |contacts| {
        contacts.groups == ["Choir", "Work & Co"]
    })
    .await;
    let renamed = order(&mut romy, |request, account| {
        contact::Command::RenameGroup {
            request,
            account,
            group: "Work & Co".to_owned(),
            name: "Workshop".to_owned(),
        }
    });
    assert_eq!(renamed.await, Ok(()));
    let theo = romy
        .wait_conversation("theo@localhost", "is in the renamed group", |theo| {
            theo.groups == ["Choir", "Workshop"]
        })
        .await;
    assert_eq!(theo.name, "Theo", "the name stays");
    romy.wait_conversation("mia@localhost", "is in the renamed group", |mia| {
        mia.groups == ["Workshop"]
    })
    .await;
    let ended = order(&mut romy, |request, account| {
        contact::Command::RenameGroup {
            request,
            account,
            group: "Workshop".to_owned(),
            name: String::new(),
        }
    });
    assert_eq!(ended.await, Ok(()));
    wait_contacts(&mut romy, "one group", |contacts| {
        contacts.groups == ["Choir"]
    })
    .await;
    let nobody = order(&mut romy, |request, account| {
        contact::Command::RenameGroup {
            request,
            account,
            group: "Nobody".to_owned(),
            name: "Somebody".to_owned(),
        }
    });
    assert_eq!(nobody.await, Err(Error::NotFound));
}

async fn a_nickname_is_published_and_seen(stage: &Stage) {
    let (romy, theo) = stage.friends("romy", "theo");
    let (romy_jid, theo_jid) = (romy.jid.to_string(), theo.jid.to_string());
    let mut romy = Client::signed_in(&romy).await;
    let mut peer = Peer::sign_in(&theo).await;
    romy.wait_conversation(&theo_jid, "is online", |theo| theo.show == Show::Online)
        .await;
    peer.tell(json!({ "do": "raw", "xml":
        "<iq type='set' id='n1'><pubsub xmlns='http://jabber.org/protocol/pubsub'>\
         <publish node='http://jabber.org/protocol/nick'><item id='current'>\
         <nick xmlns='http://jabber.org/protocol/nick'>Theo &lt;b&gt; the Great</nick>\
         </item></publish></pubsub></iq>" }))
        .await;
    romy.wait_conversation(&theo_jid, "goes by a name", |theo| {
        theo.name == "Theo <b> the Great"
    })
    .await;
    let named = order(&mut romy, |request, account| {
        contact::Command::SetNickname {
            request,
            account,
            nickname: "Romy!".to_owned(),
        }
    });
    assert_eq!(named.await, Ok(()));
    wait_contacts(&mut romy, "our own name", |contacts| {
        contacts.nickname == "Romy!"
    })
    .await;
    peer.sign_out().await;
    let mut theo = Client::signed_in(&theo).await;
    theo.wait_conversation(&romy_jid, "goes by a name", |romy| romy.name == "Romy!")
        .await;
}

async fn a_card_is_changed_and_read(stage: &Stage) {
    let (romy, theo) = stage.friends("romy", "theo");
    let (romy_jid, theo_jid) = (romy.jid.clone(), theo.jid.clone());
    let mut peer = Peer::sign_in(&theo).await;
    peer.tell(json!({ "do": "raw", "xml":
        "<iq type='set' id='v1'><vCard xmlns='vcard-temp'><FN>Theo Tester</FN>\
         <PHOTO><TYPE>image/png</TYPE><BINVAL>iVBORw0KGgo=</BINVAL></PHOTO>\
         <TEL><NUMBER>+49 30 1</NUMBER></TEL><DESC>one\ntwo</DESC></vCard></iq>" }))
        .await;
    peer.settle().await;
    peer.sign_out().await;
    let mut romy = Client::signed_in(&romy).await;
    romy.wait_conversation(theo_jid.as_str(), "is there", |_| true)
        .await;
    romy.send(Command::Contact(contact::Command::OpenProfile {
        account: romy.account(),
        jid: theo_jid.clone(),
    }));
    let profile = romy
        .wait("the card", |world| {
            let profile = world.profiles.get(theo_jid.as_str())?;
            (!profile.loading && !profile.card.full_name.is_empty()).then(|| profile.clone())
        })
        .await;
    assert_eq!(profile.card.full_name, "Theo Tester");
    assert_eq!(profile.card.phones, ["+49 30 1"]);
    assert_eq!(profile.card.note, "one\ntwo");
    // Theo changes it here; what this program does not show stays.
    let mut theo = Client::signed_in(&theo).await;
    let card = Card {
        full_name: "Theo & Co".to_owned(),
        title: "Tester".to_owned(),
        ..Card::default()
    };
    let changed = order(&mut theo, |request, account| contact::Command::SetCard {
        request,
        account,
        card: card.clone(),
    });
    assert_eq!(changed.await, Ok(()));
    theo.send(Command::Contact(contact::Command::OpenProfile {
        account: theo.account(),
        jid: theo_jid.clone(),
    }));
    let own = theo
        .wait("our own card", |world| {
            let profile = world.profiles.get(theo_jid.as_str())?;
            (!profile.loading).then(|| profile.clone())
        })
        .await;
    assert_eq!(own.card, card);
    romy.send(Command::Contact(contact::Command::OpenProfile {
        account: romy.account(),
        jid: theo_jid.clone(),
    }));
    romy.wait("the new card", |world| {
        let profile = world.profiles.get(theo_jid.as_str())?;
        (profile.card == card).then_some(())
    })
    .await;
    drop(romy_jid);
}

async fn the_page_of_a_contact_says_what_runs_where(stage: &Stage) {
    let (romy, theo) = stage.friends("romy", "theo");
    let theo_jid = theo.jid.clone();
    let mut romy = Client::signed_in(&romy).await;
    let mut peer = Peer::sign_in_as(&theo, "desk").await;
    peer.tell(json!({ "do": "presence", "show": "away", "status": "at lunch" }))
        .await;
    romy.wait_conversation(theo_jid.as_str(), "is away", |theo| theo.show == Show::Away)
        .await;
    let open = |romy: &Client| {
        romy.send(Command::Contact(contact::Command::OpenProfile {
            account: romy.account(),
            jid: theo_jid.clone(),
        }));
    };
    open(&romy);
    let profile = romy
        .wait("what runs there", |world| {
            let profile = world.profiles.get(theo_jid.as_str())?;
            let program = profile.resources.first()?.program.as_ref();
            program.is_some().then(|| profile.clone())
        })
        .await;
    let desk = &profile.resources[0];
    assert_eq!((desk.name.as_str(), desk.show), ("desk", Show::Away));
    assert_eq!(desk.status, "at lunch");
    let program = desk.program.as_ref().expect("a program");
    assert_eq!(
        (program.name.as_str(), program.os.as_str()),
        ("peer", "test")
    );
    assert_eq!(profile.seen, None);
    peer.sign_out().await;
    romy.wait("when they were seen last", |world| {
        let profile = world.profiles.get(theo_jid.as_str())?;
        (profile.resources.is_empty() && profile.seen.is_some()).then_some(())
    })
    .await;
}

async fn who_has_gone_for_a_walk_is_seen_to_be_away(stage: &Stage) {
    let (romy, theo) = stage.friends("romy", "theo");
    let (romy_jid, theo_jid) = (romy.jid.to_string(), theo.jid.to_string());
    let mut romy = Client::signed_in(&romy).await;
    let mut theo = Peer::sign_in(&theo).await;
    theo.tell(json!({ "do": "raw", "xml":
        "<presence><show>away</show>\
         <idle xmlns='urn:xmpp:idle:1' since='2026-01-02T03:04:05Z'/></presence>" }))
        .await;
    let away = romy
        .wait_conversation(&theo_jid, "is idle", |theo| theo.idle_since.is_some())
        .await;
    assert_eq!(away.idle_since, Some(Timestamp(1_767_323_045_000_000)));
    let first = theo.wait_presence(&romy_jid, "available").await;
    assert!(first["idle"].is_null());
    // Nobody has looked for ten minutes: contacts learn it only where that is allowed.
    let since = Timestamp(Timestamp::now().0 - 600_000_000);
    romy.send(Command::Unattended(Some(since)));
    romy.send(Command::Account(account::Command::SetPresence {
        account: romy.account(),
        presence: OwnPresence {
            show: Show::Away,
            status: "quiet".to_owned(),
        },
    }));
    let quiet = theo.wait_presence(&romy_jid, "away").await;
    assert!(quiet["idle"].is_null(), "{quiet}");
    romy.send(Command::Contact(contact::Command::SetPrivacy {
        account: romy.account(),
        privacy: Privacy {
            last_seen: true,
            ..Privacy::default()
        },
    }));
    let told = theo.wait_presence(&romy_jid, "away").await;
    assert!(told["idle"].is_string(), "{told}");
    romy.send(Command::Unattended(None));
    let back = theo.wait_presence(&romy_jid, "away").await;
    assert!(back["idle"].is_null(), "{back}");
}

async fn a_stranger_who_writes_waits_with_the_requests(stage: &Stage) {
    let (romy, theo) = (stage.account("romy"), stage.account("theo"));
    let (romy_jid, theo_jid) = (romy.jid.to_string(), theo.jid.clone());
    let mut romy = Client::signed_in(&romy).await;
    let mut theo = Peer::sign_in(&theo).await;
    theo.say(&romy_jid, "s1", "you don't know me").await;
    let stranger = romy
        .wait_conversation(theo_jid.as_str(), "writes", |theo| theo.last.is_some())
        .await;
    assert!(stranger.knocks && !stranger.request);
    assert_eq!(romy.world.notices, [], "strangers give no notice");
    let profile = romy.shut_down().await;
    let mut romy = Client::open(profile).await;
    let stranger = romy.world.conversation(theo_jid.as_str()).cloned();
    assert!(stranger.expect("it is stored").knocks);
    romy.wait_online().await;
    romy.send(Command::Contact(contact::Command::Accept {
        account: romy.account(),
        jid: theo_jid.clone(),
    }));
    romy.wait_conversation(theo_jid.as_str(), "is let in", |theo| !theo.knocks)
        .await;
    let told = theo.settle().await;
    let learnt = told.iter().any(|event| event["event"] == "presence");
    assert!(!learnt, "who only wrote learns nothing: {told:?}");
}

async fn what_a_stranger_wrote_goes_with_a_refusal(stage: &Stage) {
    let (romy, theo) = (stage.account("romy"), stage.account("theo"));
    let (romy_jid, theo_jid) = (romy.jid.to_string(), theo.jid.clone());
    let mut romy = Client::signed_in(&romy).await;
    let mut theo = Peer::sign_in(&theo).await;
    theo.say(&romy_jid, "s1", "buy this").await;
    romy.wait_conversation(theo_jid.as_str(), "writes", |theo| theo.knocks)
        .await;
    romy.send(Command::Contact(contact::Command::Decline {
        account: romy.account(),
        jid: theo_jid.clone(),
    }));
    romy.wait("the stranger is gone", |world| {
        world
            .conversation(theo_jid.as_str())
            .is_none()
            .then_some(())
    })
    .await;
    // Who answers somebody knows them.
    theo.say(&romy_jid, "s2", "are you Romy?").await;
    let talk = romy.open_conversation(theo_jid.as_str()).await;
    romy.tell(talk, conversation::Command::say("who asks?"));
    romy.wait_conversation(theo_jid.as_str(), "is known", |theo| !theo.knocks)
        .await;
}

async fn the_roster_is_there_before_the_server_says_anything(stage: &Stage) {
    let romy = stage.account("romy");
    stage.contact(&romy, "theo@localhost", "Theo", "both");
    let login = romy.clone();
    let mut romy = Client::signed_in(&romy).await;
    romy.wait_conversation("theo@localhost", "is there", |_| true)
        .await;
    let mia = BareJid::new("mia@localhost").expect("an address");
    romy.add_contact(mia.as_str(), "Mia").await.expect("added");
    romy.wait_conversation(mia.as_str(), "is asked", |mia| {
        mia.subscription == Subscription::Asked
    })
    .await;
    let profile = romy.shut_down().await;
    let mut romy = Client::open(profile).await;
    for jid in ["theo@localhost", mia.as_str()] {
        let stored = romy.world.conversation(jid).expect("known at once");
        assert_ne!(stored.subscription, Subscription::Stranger);
    }
    romy.wait_online().await;
    let profile = romy.shut_down().await;
    // Another program of the same person changes something meanwhile.
    let mut elsewhere = Peer::sign_in_as(&login, "elsewhere").await;
    elsewhere
        .tell(json!({ "do": "remove", "jid": mia.as_str() }))
        .await;
    elsewhere.settle().await;
    elsewhere.sign_out().await;
    let mut romy = Client::open(profile).await;
    romy.wait("mia is gone", |world| {
        let mia = world.conversation(mia.as_str());
        mia.is_none_or(|mia| mia.subscription == Subscription::Stranger)
            .then_some(())
    })
    .await;
    let theo = romy.world.conversation("theo@localhost").expect("stays");
    assert_eq!(
        (theo.name.as_str(), theo.subscription),
        ("Theo", Subscription::Both)
    );
}

async fn somebody_is_allowed_in_advance(stage: &Stage) {
    let (romy, theo) = (stage.account("romy"), stage.account("theo"));
    let (romy_jid, theo_jid) = (romy.jid.to_string(), theo.jid.clone());
    stage.contact(&romy, theo_jid.as_str(), "Theo", "none");
    let mut romy = Client::signed_in(&romy).await;
    wait_contacts(&mut romy, "the server can do it", |contacts| {
        contacts.pre_approval
    })
    .await;
    // Whom the roster has not shown yet, nobody can allow anything.
    romy.wait_conversation(theo_jid.as_str(), "is there", |_| true)
        .await;
    romy.send(Command::Contact(contact::Command::Show {
        account: romy.account(),
        jid: theo_jid.clone(),
        shown: true,
    }));
    romy.wait_conversation(theo_jid.as_str(), "is allowed", |theo| theo.approved)
        .await;
    let mut theo = Peer::sign_in(&theo).await;
    theo.tell(json!({ "do": "add", "jid": romy_jid })).await;
    theo.wait_presence(&romy_jid, "subscribed").await;
    romy.wait_conversation(theo_jid.as_str(), "sees us", |theo| {
        assert!(!theo.request, "asked what was answered before");
        theo.subscription == Subscription::From
    })
    .await;
}

/// RFC 6121 §2.6.3: who holds the present version is sent nothing.
async fn an_unchanged_roster_is_not_sent_again(stage: &Stage) {
    let romy = stage.account("romy");
    stage.contact(&romy, "theo@localhost", "Theo", "both");
    let mut romy = Client::signed_in(&romy).await;
    romy.wait_conversation("theo@localhost", "is there", |_| true)
        .await;
    // The version is that of the last push, not that of the first answer.
    romy.add_contact("mia@localhost", "Mia")
        .await
        .expect("added");
    romy.wait_conversation("mia@localhost", "is asked", |mia| {
        mia.subscription == Subscription::Asked
    })
    .await;
    let account = romy.account();
    romy.switch_off().await;
    romy.send(Command::Console(console::Command::Open { account }));
    romy.switch_on();
    let (asked, answer) = romy
        .wait("the answer to the roster", |world| {
            let mut said = world
                .console
                .iter()
                .filter_map(|one| xml::read(&one.xml).ok());
            let asked = said.find(|one| one.has_child("query", "jabber:iq:roster"))?;
            let id = asked.attr("id")?.to_owned();
            let answer = said.find(|one| one.attr("id") == Some(&id))?;
            Some((asked, answer))
        })
        .await;
    let query = asked.children().next().expect("a query");
    assert!(query.attr("ver").is_some_and(|version| !version.is_empty()));
    assert_eq!(answer.attr("type"), Some("result"));
    assert_eq!(
        answer.children().count(),
        0,
        "nothing has changed: {answer:?}"
    );
    romy.wait_online().await;
    for jid in ["theo@localhost", "mia@localhost"] {
        let known = romy.world.conversation(jid).expect("still a contact");
        assert_ne!(known.subscription, Subscription::Stranger);
    }
}
