//! What happens elsewhere while an account is away, or while it goes.

use waxwing_core::command::account;
use waxwing_core::model::{Connection, Secret};
use waxwing_core::{Command, Error};
use waxwing_tests::{Backend, Client, Flow, Stage, Way};

/// Somebody asks to see us, and takes it back while we are away.
#[tokio::test]
async fn a_request_that_was_taken_back_is_gone() {
    let stage = Stage::on(Backend::Memory).await;
    let (romy, mira, june) = (
        stage.account("romy"),
        stage.account("mira"),
        stage.account("june"),
    );
    let (proxy, through) = stage.through_proxy(&romy).await;
    let mut romy_client = Client::signed_in(&through).await;
    let mut others = Vec::new();
    for other in [&mira, &june] {
        let mut client = Client::signed_in(other).await;
        client
            .add_contact(romy.jid.as_str(), "")
            .await
            .expect("added");
        romy_client
            .wait_conversation(other.jid.as_str(), "asks", |one| one.request)
            .await;
        others.push(client);
    }
    proxy.refuse(true);
    proxy.cut();
    romy_client
        .wait_connection("not online", |connection| {
            !matches!(connection, Connection::Online { .. })
        })
        .await;
    stage.server().forget(romy.jid.as_str());
    let mira_client = &mut others[0];
    let request = mira_client.request();
    mira_client.send(Command::Contact(
        waxwing_core::command::contact::Command::Remove {
            request,
            account: mira_client.account(),
            jid: romy.jid.clone(),
        },
    ));
    mira_client.wait_done(request).await.expect("removed");
    proxy.refuse(false);
    romy_client.wait_online().await;
    romy_client
        .wait("mira's request is gone", |world| {
            world
                .conversation(mira.jid.as_str())
                .is_none()
                .then_some(())
        })
        .await;
    let june = romy_client.world.conversation(june.jid.as_str());
    assert!(june.is_some_and(|june| june.request), "june still asks");
}

/// The server of one account says nothing more; the others need not wait for it.
#[tokio::test]
async fn removing_an_account_holds_nobody_up() {
    let stage = Stage::on(Backend::Memory).await;
    let romy = stage.account("romy");
    let (proxy, through) = stage.through_proxy(&romy).await;
    let mut client = Client::signed_in(&through).await;
    proxy.set(Way::Up, Flow::Swallow);
    proxy.set(Way::Down, Flow::Swallow);
    let (removal, sign_in) = (client.request(), client.request());
    let account = client.account();
    client.send(Command::Account(account::Command::Remove {
        request: removal,
        account,
    }));
    client.send(Command::Account(account::Command::SignIn {
        request: sign_in,
        address: "nobody".to_owned(),
        password: Secret::from("x"),
        passphrase: Secret::from(""),
        settings: romy.settings(),
    }));
    let refused = client.wait_done(sign_in).await;
    assert!(matches!(refused, Err(Error::InvalidAddress(_))));
    assert!(
        !client.world.done.contains_key(&removal),
        "its server is waited for"
    );
    client.wait_done(removal).await.expect("removed");
    assert!(client.world.accounts.is_empty());
}
