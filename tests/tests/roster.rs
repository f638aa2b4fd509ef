//! Contacts, requests and presence (RFC 6121 §2 to §4).

use serde_json::json;
use waxwing_core::Command;
use waxwing_core::command::{account, contact};
use waxwing_core::model::{OwnPresence, Show, Subscription};
use waxwing_tests::{Client, Peer, Stage};

scenarios!(
    the_roster_appears_as_conversations,
    a_contact_is_added_and_accepts,
    a_request_is_accepted,
    a_request_is_declined,
    presence_goes_both_ways,
    a_contact_is_renamed_and_removed
);

async fn the_roster_appears_as_conversations(stage: &Stage) {
    let romy = stage.account("romy");
    stage.contact(&romy, "theo@localhost", "Theo <3", "both");
    stage.contact(&romy, "mia@localhost", "", "to");
    stage.contact(&romy, "zoe@localhost", "Zoë", "from");
    let mut romy = Client::signed_in(&romy).await;
    let theo = romy
        .wait_conversation("theo@localhost", "is there", |_| true)
        .await;
    assert_eq!(theo.name, "Theo <3");
    assert_eq!(theo.subscription, Subscription::Both);
    assert_eq!(theo.show, Show::Offline);
    let mia = romy
        .wait_conversation("mia@localhost", "is there", |_| true)
        .await;
    assert_eq!(mia.name, "mia@localhost");
    assert_eq!(mia.subscription, Subscription::To);
    let zoe = romy
        .wait_conversation("zoe@localhost", "is there", |_| true)
        .await;
    assert_eq!(zoe.name, "Zoë");
    assert_eq!(zoe.subscription, Subscription::From);
    assert_eq!(romy.world.conversations.len(), 3);
}

async fn a_contact_is_added_and_accepts(stage: &Stage) {
    let (romy, theo) = (stage.account("romy"), stage.account("theo"));
    let romy_jid = romy.jid.to_string();
    let mut romy = Client::signed_in(&romy).await;
    let mut theo = Peer::sign_in(&theo).await;
    let address = format!("xmpp:{}", theo.jid());
    romy.add_contact(&address, "Theo").await.expect("added");
    let asked = romy
        .wait_conversation(theo.jid(), "is asked", |theo| {
            theo.subscription == Subscription::Asked
        })
        .await;
    assert_eq!(asked.name, "Theo");
    theo.wait_presence(&romy_jid, "subscribe").await;
    theo.tell(json!({ "do": "accept", "jid": romy_jid })).await;
    // Theo asks back, and need not wait: it was Romy who wanted this.
    romy.wait_conversation(theo.jid(), "is a friend", |theo| {
        assert!(!theo.request, "asked what she has said already");
        theo.subscription == Subscription::Both && theo.show == Show::Online
    })
    .await;
    theo.wait_presence(&romy_jid, "available").await;
}

async fn a_request_is_accepted(stage: &Stage) {
    let (romy, theo) = (stage.account("romy"), stage.account("theo"));
    let romy_jid = romy.jid.to_string();
    let mut theo = Peer::sign_in(&theo).await;
    theo.tell(json!({ "do": "add", "jid": romy_jid, "name": "Romy" }))
        .await;
    theo.settle().await;
    // The request waits for romy, who was never here before.
    let mut romy = Client::signed_in(&romy).await;
    let request = romy
        .wait_conversation(theo.jid(), "asks", |theo| theo.request)
        .await;
    romy.send(Command::Contact(contact::Command::Accept {
        account: romy.account(),
        jid: request.jid,
    }));
    theo.wait_presence(&romy_jid, "subscribe").await;
    theo.tell(json!({ "do": "accept", "jid": romy_jid })).await;
    romy.wait_conversation(theo.jid(), "is a friend", |theo| {
        theo.subscription == Subscription::Both && theo.show == Show::Online && !theo.request
    })
    .await;
    theo.wait_presence(&romy_jid, "available").await;
}

async fn a_request_is_declined(stage: &Stage) {
    let (romy, theo) = (stage.account("romy"), stage.account("theo"));
    let romy_jid = romy.jid.to_string();
    let mut romy = Client::signed_in(&romy).await;
    let mut theo = Peer::sign_in(&theo).await;
    theo.tell(json!({ "do": "add", "jid": romy_jid })).await;
    let request = romy
        .wait_conversation(theo.jid(), "asks", |theo| theo.request)
        .await;
    assert_eq!(request.subscription, Subscription::Stranger);
    romy.send(Command::Contact(contact::Command::Decline {
        account: romy.account(),
        jid: request.jid,
    }));
    theo.wait_presence(&romy_jid, "unsubscribed").await;
    romy.wait("the request is gone", |world| {
        let theo = world.conversation(theo.jid());
        theo.is_none_or(|theo| !theo.request).then_some(())
    })
    .await;
}

async fn presence_goes_both_ways(stage: &Stage) {
    let (romy, theo) = stage.friends("romy", "theo");
    let romy_jid = romy.jid.to_string();
    let mut romy = Client::signed_in(&romy).await;
    let mut theo = Peer::sign_in(&theo).await;
    theo.wait_presence(&romy_jid, "available").await;
    romy.wait_conversation(theo.jid(), "is online", |theo| theo.show == Show::Online)
        .await;
    theo.tell(json!({ "do": "presence", "show": "dnd", "status": "schläft 💤" }))
        .await;
    romy.wait_conversation(theo.jid(), "sleeps", |theo| {
        theo.show == Show::DoNotDisturb && theo.status == "schläft 💤" && theo.resources == 1
    })
    .await;
    romy.send(Command::Account(account::Command::SetPresence {
        account: romy.account(),
        presence: OwnPresence {
            show: Show::Away,
            status: "spazieren".to_owned(),
        },
    }));
    let away = theo.wait_presence(&romy_jid, "away").await;
    assert_eq!(away["status"], "spazieren");
    let theo_jid = theo.jid().to_owned();
    theo.sign_out().await;
    romy.wait_conversation(&theo_jid, "is gone", |theo| {
        theo.show == Show::Offline && theo.resources == 0
    })
    .await;
}

async fn a_contact_is_renamed_and_removed(stage: &Stage) {
    let (romy, theo) = stage.friends("romy", "theo");
    let theo_jid = theo.jid.clone();
    let mut romy = Client::signed_in(&romy).await;
    romy.wait_conversation(theo_jid.as_str(), "is there", |_| true)
        .await;
    let (request, account) = (romy.request(), romy.account());
    romy.send(Command::Contact(contact::Command::Rename {
        request,
        account,
        jid: theo_jid.clone(),
        name: "Theodor".to_owned(),
    }));
    assert_eq!(romy.wait_done(request).await, Ok(()));
    romy.wait_conversation(theo_jid.as_str(), "is renamed", |theo| {
        theo.name == "Theodor"
    })
    .await;
    let request = romy.request();
    romy.send(Command::Contact(contact::Command::Remove {
        request,
        account,
        jid: theo_jid.clone(),
    }));
    assert_eq!(romy.wait_done(request).await, Ok(()));
    romy.wait("the contact is gone", |world| {
        let theo = world.conversation(theo_jid.as_str());
        theo.is_none_or(|theo| theo.subscription == Subscription::Stranger)
            .then_some(())
    })
    .await;
}
