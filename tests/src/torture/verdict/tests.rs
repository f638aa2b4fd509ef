use super::*;

fn history(device: &str, account: &str, with: &str) -> History {
    let rows = (1..=9).map(|n| {
        let from = if n % 2 == 0 { account } else { with };
        // The other side sees the same texts.
        let from = from.to_owned();
        Row {
            own: from == account,
            text: format!("{from}/one>x {n} words"),
            ..Row::default()
        }
    });
    History {
        device: device.to_owned(),
        account: account.to_owned(),
        with: with.to_owned(),
        rows: rows.collect(),
    }
}

/// Alice has two devices, Bob has an archive.
fn peaceful() -> Evidence {
    let mut bob = history("archive", "alice", "bob");
    (bob.account, bob.with) = (bob.with, bob.account);
    bob.rows.iter_mut().for_each(|row| row.own = !row.own);
    Evidence {
        archives: vec![history("archive", "alice", "bob"), bob],
        devices: vec![
            history("one", "alice", "bob"),
            history("two", "alice", "bob"),
        ],
        ..Evidence::default()
    }
}

fn counts(evidence: &Evidence) -> (usize, usize, usize, usize) {
    let it = Verdict::of(evidence);
    assert_eq!(it.sent, 9 + usize::from(!evidence.kept.is_empty()));
    assert!(it.is_clean() || !it.findings.is_empty());
    (it.lost, it.doubled, it.out_of_order, it.misplaced)
}

#[test]
fn equal_histories_are_clean() {
    assert_eq!(counts(&peaceful()), (0, 0, 0, 0));
    assert_eq!(
        Verdict::of(&peaceful()).to_string(),
        "sent 9, lost 0, doubled 0, out of order 0"
    );
}

#[test]
fn a_message_that_one_device_lacks_is_lost() {
    let mut evidence = peaceful();
    evidence.devices[1].rows.remove(4);
    assert_eq!(counts(&evidence), (1, 0, 0, 0));
}

#[test]
fn a_message_that_only_one_device_has_is_lost_once() {
    let mut evidence = peaceful();
    for history in evidence
        .archives
        .iter_mut()
        .chain(&mut evidence.devices[..1])
    {
        history.rows.remove(4);
    }
    assert_eq!(counts(&evidence), (1, 0, 0, 0));
}

#[test]
fn what_the_server_took_from_one_side_when_it_ended_is_torn() {
    let mut evidence = peaceful();
    // A message of Alice's, which Bob never gets.
    evidence.archives[1].rows.remove(3);
    assert_eq!(counts(&evidence), (1, 0, 0, 0));
    evidence.archives[0].rows[3].at_an_end = true;
    assert_eq!(counts(&evidence), (0, 0, 0, 0));
    assert_eq!(Verdict::of(&evidence).torn, 1);
    // All devices of hers have it in any case.
    evidence.devices[1].rows.remove(3);
    let verdict = Verdict::of(&evidence);
    assert_eq!((verdict.torn, verdict.lost), (1, 1));
}

#[test]
fn what_was_called_kept_and_is_nowhere_is_lost() {
    let mut evidence = peaceful();
    let text = "alice/one>bob 11 words".to_owned();
    let kept = ("alice".to_owned(), "bob".to_owned(), text);
    evidence.kept.insert(kept);
    assert_eq!(counts(&evidence), (1, 0, 0, 0));
}

#[test]
fn a_message_that_is_there_twice_is_doubled() {
    let mut evidence = peaceful();
    let row = evidence.devices[0].rows[3].clone();
    evidence.devices[0].rows.insert(4, row);
    assert_eq!(counts(&evidence), (0, 1, 0, 0));
}

#[test]
fn two_messages_that_changed_places_are_out_of_order() {
    let mut evidence = peaceful();
    evidence.devices[0].rows.swap(2, 3);
    assert_eq!(counts(&evidence), (0, 0, 1, 0));
    // One that came far too late is one.
    let mut evidence = peaceful();
    let row = evidence.devices[0].rows.remove(0);
    evidence.devices[0].rows.push(row);
    assert_eq!(counts(&evidence), (0, 0, 1, 0));
}

#[test]
fn an_archive_that_has_the_numbers_of_a_device_out_of_order_is() {
    let mut evidence = peaceful();
    for history in evidence.archives.iter_mut().chain(&mut evidence.devices) {
        history.rows.swap(2, 4);
    }
    // In each of the two archives.
    assert_eq!(counts(&evidence), (0, 0, 2, 0));
}

#[test]
fn the_wrong_side_and_what_still_waits_is_seen() {
    let mut evidence = peaceful();
    evidence.devices[0].rows[1].own ^= true;
    evidence.devices[1].rows[1].unsettled = true;
    assert_eq!(counts(&evidence), (0, 0, 0, 2));
}

#[test]
fn devices_that_disagree_about_what_was_read_are_seen() {
    let mut evidence = peaceful();
    evidence.unread = [("one", 2), ("two", 2)]
        .map(|(device, unread)| Unread {
            account: "alice",
            with: "bob",
            device,
            unread,
        })
        .to_vec();
    assert!(Verdict::of(&evidence).is_clean());
    evidence.unread[1].unread = 3;
    let verdict = Verdict::of(&evidence);
    assert_eq!(verdict.findings.len(), 1);
    assert!(!verdict.is_clean());
}

#[test]
fn a_text_that_was_changed_on_the_way_is_lost() {
    let mut evidence = peaceful();
    evidence.devices[0].rows[1].text.push('!');
    assert_eq!(Verdict::of(&evidence).lost, 2);
}
