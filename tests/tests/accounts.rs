//! Several accounts on one machine: at once, switched off and on, in an order of one's own.

use waxwing_core::command::{account, conversation};
use waxwing_core::model::{Connection, Conversation, State};
use waxwing_core::{AccountId, Command};
use waxwing_tests::backend::Login;
use waxwing_tests::{Client, Peer, Stage};

scenarios!(
    two_accounts_are_online_at_once,
    an_account_that_is_switched_off_keeps_what_is_written,
    order_and_colour_outlive_a_restart
);

async fn two_accounts_are_online_at_once(stage: &Stage) {
    let (home, theo) = stage.friends("home", "theo");
    let work = stage.account("work");
    stage.contact(&work, theo.jid.as_str(), "", "both");
    let mut peer = Peer::sign_in(&theo).await;
    let mut client = Client::start().await;
    let home_id = sign_in(&mut client, &home).await;
    let work_id = sign_in(&mut client, &work).await;

    let at_home = talk(&mut client, home_id, theo.jid.as_str()).await;
    let at_work = talk(&mut client, work_id, theo.jid.as_str()).await;
    assert_ne!(at_home.id, at_work.id, "one person, two rows");
    for (conversation, text) in [(&at_home, "from home"), (&at_work, "from work")] {
        client.tell(conversation.id, conversation::Command::Open);
        client.say(conversation.id, text);
        let said = peer.wait_message(text).await;
        let from = said["from"].as_str().expect("a sender");
        let login = if text == "from home" { &home } else { &work };
        assert!(from.starts_with(login.jid.as_str()), "{said}");
    }
    peer.say(work.jid.as_str(), "w1", "to work").await;
    client.wait_message(at_work.id, "to work").await;
    assert!(client.world.message(at_home.id, "to work").is_none());
}

async fn an_account_that_is_switched_off_keeps_what_is_written(stage: &Stage) {
    let (home, theo) = stage.friends("home", "theo");
    let work = stage.account("work");
    let mut peer = Peer::sign_in(&theo).await;
    let mut client = Client::start().await;
    let home_id = sign_in(&mut client, &home).await;
    let work_id = sign_in(&mut client, &work).await;
    let theo = talk(&mut client, home_id, theo.jid.as_str()).await;
    client.tell(theo.id, conversation::Command::Open);

    enable(&client, home_id, false);
    wait_offline(&mut client, home_id).await;
    client.say(theo.id, "for later");
    client
        .wait_state(theo.id, "for later", &State::Pending)
        .await;
    let profile = client.shut_down().await;
    assert!(!texts(&mut peer).await.contains(&"for later".to_owned()));

    let mut client = Client::open(profile).await;
    let told = &client.world.accounts[&home_id];
    assert!(!told.enabled && told.connection == Connection::Offline);
    wait_online(&mut client, work_id).await;
    client.tell(theo.id, conversation::Command::Open);
    client.wait_message(theo.id, "for later").await;
    // Neither of these makes an account connect that is off.
    client.send(Command::Account(account::Command::Connect {
        account: home_id,
    }));
    enable(&client, home_id, false);
    // On, off and on again, faster than any server: what was decided last holds.
    for enabled in [true, false, true] {
        enable(&client, home_id, enabled);
    }
    wait_online(&mut client, home_id).await;
    peer.wait_message("for later").await;
    client
        .wait_state(theo.id, "for later", &State::Delivered)
        .await;
    assert_eq!(client.world.texts(theo.id), ["for later"]);
}

async fn order_and_colour_outlive_a_restart(stage: &Stage) {
    let mut client = Client::start().await;
    let mut ids = Vec::new();
    for name in ["one", "two", "three"] {
        ids.push(sign_in(&mut client, &stage.account(name)).await);
    }
    let wanted = [ids[2], ids[0], ids[1]];
    let order = Command::Account(account::Command::SetOrder(vec![ids[2], ids[0]]));
    client.send(order);
    client.send(Command::Account(account::Command::SetColour {
        account: ids[1],
        colour: Some(5),
    }));
    let sorted = |client: &Client| {
        let mut all: Vec<_> = client.world.accounts.values().cloned().collect();
        all.sort_by_key(|account| account.order);
        all.iter().map(|account| account.id).collect::<Vec<_>>()
    };
    client
        .wait("the new order", |world| {
            let place = |id: &AccountId| world.accounts[id].order;
            let coloured = world.accounts[&ids[1]].colour == Some(5);
            (coloured && wanted.iter().map(place).eq([0, 1, 2])).then_some(())
        })
        .await;
    let profile = client.shut_down().await;

    let mut client = Client::open(profile).await;
    assert_eq!(sorted(&client), wanted);
    assert_eq!(client.world.accounts[&ids[1]].colour, Some(5));
    let request = client.request();
    client.send(Command::Account(account::Command::Remove {
        request,
        account: ids[0],
    }));
    client.wait_done(request).await.expect("it is removed");
    let fourth = sign_in(&mut client, &stage.account("four")).await;
    assert_eq!(sorted(&client), [ids[2], ids[1], fourth]);
}

/// Adds an account; its name for the engine.
async fn sign_in(client: &mut Client, login: &Login) -> AccountId {
    client.sign_in(login).await.expect("the login is right");
    let id = client
        .wait("the account", |world| {
            let mut all = world.accounts.values();
            all.find(|account| account.jid == login.jid)
                .map(|account| account.id)
        })
        .await;
    wait_online(client, id).await;
    id
}

async fn talk(client: &mut Client, account: AccountId, with: &str) -> Conversation {
    client
        .wait(&format!("{with} of {account:?}"), |world| {
            let mut all = world.conversations.values();
            all.find(|one| one.account == account && one.jid.as_str() == with)
                .map(|one| Conversation::clone(one))
        })
        .await
}

fn enable(client: &Client, account: AccountId, enabled: bool) {
    client.send(Command::Account(account::Command::SetEnabled {
        account,
        enabled,
    }));
}

async fn wait_online(client: &mut Client, id: AccountId) {
    client
        .wait(&format!("{id:?} online"), |world| {
            let connection = &world.accounts.get(&id)?.connection;
            matches!(connection, Connection::Online { .. }).then_some(())
        })
        .await;
}

async fn wait_offline(client: &mut Client, id: AccountId) {
    client
        .wait(&format!("{id:?} switched off"), |world| {
            let account = world.accounts.get(&id)?;
            (!account.enabled && account.connection == Connection::Offline).then_some(())
        })
        .await;
}

/// What the peer has been told by now.
async fn texts(peer: &mut Peer) -> Vec<String> {
    let events = peer.settle().await;
    events
        .iter()
        .filter_map(|event| event["body"].as_str().map(str::to_owned))
        .collect()
}
