use waxwing_core::model::InvitationOffer;

use super::*;
use crate::sample::{self, NOW, inviting};

fn opened(sheet: Sheet) -> State {
    let choice = |id: u32, address: &str| Choice {
        id: AccountId(id),
        address: address.to_owned(),
        colour: 0,
    };
    let accounts = vec![choice(1, "mira@example.org"), choice(2, "m@example.net")];
    let (state, sent) = State::open(accounts, 0, sheet, NOW);
    let account = sample::ACCOUNT;
    assert_eq!(sent, [Command::Invitation(Order::List { account })]);
    state
}

fn send(state: &mut State, message: Message) -> Vec<Command> {
    match state.update(message) {
        Outcome::Stay(action) => action.commands,
        outcome => panic!("it stays open: {outcome:?}"),
    }
}

fn make(state: &mut State) -> RequestId {
    match send(state, Message::MakePressed).as_slice() {
        [Command::Invitation(Order::Make { request, .. })] => *request,
        sent => panic!("{sent:?}"),
    }
}

#[test]
fn our_address_is_a_link_and_a_code() {
    let mut state = opened(Sheet::Own);
    assert_eq!(state.link().as_deref(), Some("xmpp:mira@example.org"));
    let first = state.code.clone();
    assert!(first.is_some());
    let sent = send(&mut state, Message::AccountChosen(1));
    assert_eq!(sent.len(), 1, "the other account is asked for");
    assert_eq!(state.link().as_deref(), Some("xmpp:m@example.net"));
    assert_ne!(state.code, first);
}

#[test]
fn an_invitation_is_asked_for_once_and_shown() {
    let mut state = opened(Sheet::CONTACT);
    assert_eq!((state.link(), &state.code), (None, &None));
    let request = make(&mut state);
    assert_eq!(send(&mut state, Message::MakePressed), [], "once");
    let made = Arc::new(inviting::of_server("T"));
    state.hear(&Told::Made(RequestId(request.0 + 1), Arc::clone(&made)));
    assert_eq!(state.shown, None, "that was somebody else's");
    state.hear(&Told::Made(request, Arc::clone(&made)));
    assert!(state.finish(request, &Ok(())));
    assert!(!state.finish(request, &Ok(())));
    assert_eq!(state.link(), Some(made.link.clone()));
    assert_eq!(
        state.code,
        made.page.as_deref().and_then(Code::of),
        "the page"
    );
}

#[test]
fn what_was_taken_or_withdrawn_is_not_shown_any_more() {
    let mut state = opened(Sheet::CONTACT);
    state.hear(&told(&[inviting::own("A")]));
    let _ = send(&mut state, Message::Opened(Arc::new(inviting::own("A"))));
    assert!(state.code.is_some());
    state.hear(&told(&[]));
    assert_eq!((&state.shown, &state.code), (&None, &None));

    let _ = send(&mut state, Message::Opened(Arc::new(inviting::own("B"))));
    let sent = send(&mut state, Message::WithdrawPressed("B".to_owned()));
    assert!(matches!(
        sent.as_slice(),
        [Command::Invitation(Order::Withdraw { token, .. })] if token == "B"
    ));
    assert_eq!(state.shown, None);
}

fn told(open: &[Invitation]) -> Told {
    Told::Changed(Arc::new(Invitations {
        account: sample::ACCOUNT,
        offer: Some(InvitationOffer::default()),
        open: open.to_vec(),
    }))
}

#[test]
fn a_failure_is_told_and_forgotten_with_the_next_try() {
    let mut state = opened(Sheet::Invite(InvitationPurpose::Account));
    let _ = send(&mut state, Message::UserTyped(" juliet ".to_owned()));
    let sent = send(&mut state, Message::MakePressed);
    let [Command::Invitation(Order::Make { request, user, .. })] = sent.as_slice() else {
        panic!("{sent:?}")
    };
    assert_eq!(user, "juliet");
    assert!(state.finish(*request, &Err(Error::TimedOut)));
    assert!(state.progress.wrong().is_some());
    let _ = send(&mut state, Message::UserTyped("julia".to_owned()));
    assert!(state.progress.wrong().is_none());
}

#[test]
fn the_picture_is_written_or_it_is_said_why_not() {
    let mut state = opened(Sheet::Own);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("code.png");
    let code = state.code.clone().unwrap();
    assert_eq!(write(&code, &path), Ok(()));
    assert_eq!(std::fs::read(&path).unwrap(), code.png().unwrap());
    let nowhere = folder.path().join("no/where.png");
    let problem = write(&code, &nowhere).unwrap_err();
    let _ = send(&mut state, Message::Saved(nowhere, Some(problem)));
    assert!(matches!(state.said, Some(Err(_))));
    let _ = send(&mut state, Message::Saved(path, None));
    assert!(matches!(state.said, Some(Ok(_))));
    let _ = send(&mut state, Message::Chosen(Chosen::NoDialog));
    assert!(matches!(state.said, Some(Err(_))));
}
