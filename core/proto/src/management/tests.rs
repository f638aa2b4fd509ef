use super::*;

fn stanza(id: u64) -> Element {
    Element::builder("message", CLIENT)
        .append(id.to_string())
        .build()
}

fn after_sending(ids: impl IntoIterator<Item = u64>) -> Management {
    let mut management = Management::new();
    for id in ids {
        management.sent(Token(id), stanza(id));
    }
    management
}

fn tokens(ids: impl IntoIterator<Item = u64>) -> Vec<Token> {
    ids.into_iter().map(Token).collect()
}

/// A session that has already sent and received this many stanzas.
fn old_session(count: u32) -> Management {
    Management {
        acked: count,
        received: count,
        handled: count,
        ..Management::new()
    }
}

#[test]
fn acknowledged_stanzas_are_told_once_and_in_order() {
    let mut management = after_sending(10..15);
    assert_eq!(management.handle_ack(2), Ok(tokens([10, 11])));
    assert_eq!(management.handle_ack(2), Ok(vec![]));
    assert_eq!(management.handle_ack(5), Ok(tokens(12..15)));
    assert_eq!(management.into_unacked(), []);
}

#[test]
fn more_acknowledged_than_sent_is_an_error() {
    let mut management = after_sending(0..3);
    assert_eq!(
        management.handle_ack(4),
        Err(AckError::TooHigh { h: 4, sent: 3 })
    );
    assert_eq!(
        Management::new().handle_ack(1),
        Err(AckError::TooHigh { h: 1, sent: 0 })
    );
    // Nothing is lost by it.
    assert_eq!(management.into_unacked().len(), 3);
}

#[test]
fn fewer_acknowledged_than_before_is_an_error() {
    let mut management = after_sending(0..3);
    management.handle_ack(2).unwrap();
    assert_eq!(
        management.handle_ack(1),
        Err(AckError::Backwards { h: 1, acked: 2 })
    );
    assert_eq!(
        management.handle_ack(u32::MAX),
        Err(AckError::Backwards {
            h: u32::MAX,
            acked: 2
        })
    );
    assert_eq!(management.handle_ack(3), Ok(tokens([2])));
}

#[test]
fn counters_wrap() {
    let mut management = old_session(u32::MAX - 1);
    for id in 0..4 {
        management.sent(Token(id), stanza(id));
    }
    assert_eq!(
        management.handle_ack(3),
        Err(AckError::TooHigh { h: 3, sent: 2 })
    );
    assert_eq!(management.handle_ack(u32::MAX), Ok(tokens([0])));
    assert_eq!(management.handle_ack(1), Ok(tokens([1, 2])));
    assert_eq!(
        management.handle_ack(u32::MAX),
        Err(AckError::Backwards {
            h: u32::MAX,
            acked: 1
        })
    );
    for expected in [u32::MAX, 0, 1] {
        let receipt = management.received();
        management.handled(receipt);
        assert_eq!(management.h(), expected);
    }
}

#[test]
fn only_what_is_stored_is_acknowledged() {
    let mut management = Management::new();
    let first = management.received();
    let second = management.received();
    let third = management.received();
    assert_eq!(management.h(), 0);
    assert_eq!(management.handle_request(), element::ack(0));
    management.handled(first);
    assert_eq!(management.h(), 1);
    management.handled(third);
    assert_eq!(management.h(), 3);
    // Told late, out of order.
    management.handled(second);
    assert_eq!(management.handle_request(), element::ack(3));
}

#[test]
fn what_was_not_stored_comes_again_after_a_resumption() {
    let mut management = Management::new();
    let first = management.received();
    let second = management.received();
    management.handled(first);
    management.disconnected();
    // The store finishes too late: the server is told 1 and will send the second again.
    management.handled(second);
    assert_eq!(management.h(), 1);
    management.resume(0).unwrap();
    let again = management.received();
    assert_eq!(again, second);
    management.handled(again);
    assert_eq!(management.h(), 2);
}

#[test]
fn a_resumption_sends_the_rest_again_in_order_and_nothing_twice() {
    let mut management = after_sending(0..5);
    management.handle_ack(1).unwrap();
    management.disconnected();
    let resumed = management.resume(3).unwrap();
    assert_eq!(resumed.acked, tokens([1, 2]));
    assert_eq!(resumed.again, [stanza(3), stanza(4)]);
    // They are still counted once.
    assert_eq!(management.handle_ack(5), Ok(tokens([3, 4])));
    assert_eq!(
        management.handle_ack(6),
        Err(AckError::TooHigh { h: 6, sent: 5 })
    );
}

#[test]
fn a_resumption_with_a_false_counter_loses_nothing() {
    let mut management = after_sending(0..3);
    management.handle_ack(1).unwrap();
    management.disconnected();
    assert_eq!(
        management.resume(9),
        Err(AckError::TooHigh { h: 9, sent: 3 })
    );
    assert_eq!(
        management.resume(0),
        Err(AckError::Backwards { h: 0, acked: 1 })
    );
    let left = management.into_unacked();
    assert_eq!(left, [(Token(1), stanza(1)), (Token(2), stanza(2))]);
}

#[test]
fn a_failed_resumption_still_settles_what_it_tells() {
    let mut management = after_sending(0..4);
    management.disconnected();
    assert_eq!(management.handle_ack(3), Ok(tokens(0..3)));
    assert_eq!(management.into_unacked(), [(Token(3), stanza(3))]);
}

#[test]
fn one_request_is_under_way_at_a_time() {
    let now = Instant::now();
    let mut management = Management::new();
    assert!(!management.wants_ack());
    management.sent(Token(0), stanza(0));
    assert!(management.wants_ack());
    management.requested(now);
    assert!(!management.wants_ack());
    management.sent(Token(1), stanza(1));
    assert!(!management.wants_ack());
    management.handle_ack(1).unwrap();
    assert!(management.wants_ack());
    management.requested(now);
    management.handle_ack(2).unwrap();
    assert!(!management.wants_ack());
}

#[test]
fn an_unanswered_request_is_overdue() {
    let now = Instant::now();
    let mut management = after_sending(0..1);
    assert_eq!(management.next_wake(), None);
    management.requested(now);
    assert_eq!(management.next_wake(), Some(now + ACK_TIMEOUT));
    assert!(!management.is_overdue(now + ACK_TIMEOUT - Duration::from_millis(1)));
    assert!(management.is_overdue(now + ACK_TIMEOUT));
    // A second request doesn't give the server more time.
    management.requested(now + ACK_TIMEOUT / 2);
    assert!(management.is_overdue(now + ACK_TIMEOUT));
    management.handle_ack(1).unwrap();
    assert_eq!(management.next_wake(), None);
    assert!(!management.is_overdue(now + ACK_TIMEOUT));
}

#[test]
fn a_server_that_has_lost_count_is_overdue_however_often_it_answers() {
    let now = Instant::now();
    let mut management = after_sending(0..2);
    management.requested(now);
    for _ in 0..5 {
        assert_eq!(management.handle_ack(0), Ok(vec![]));
        assert!(!management.wants_ack());
    }
    assert!(management.is_overdue(now + ACK_TIMEOUT));
}

#[test]
fn a_partial_answer_is_followed_by_another_question() {
    let now = Instant::now();
    let mut management = after_sending(0..3);
    management.requested(now);
    management.handle_ack(2).unwrap();
    assert!(!management.is_overdue(now + ACK_TIMEOUT));
    assert!(management.wants_ack());
}

#[test]
fn a_question_with_nothing_waiting_only_wants_an_answer() {
    let now = Instant::now();
    let mut management = Management::new();
    management.requested(now);
    assert!(management.is_overdue(now + ACK_TIMEOUT));
    management.handle_ack(0).unwrap();
    assert_eq!(management.next_wake(), None);
    assert!(!management.wants_ack());
}

#[test]
fn a_lost_connection_owes_no_answer_but_what_is_sent_again_is_asked_for() {
    let mut management = after_sending(0..2);
    management.requested(Instant::now());
    management.disconnected();
    assert_eq!(management.next_wake(), None);
    management.resume(0).unwrap();
    assert!(management.wants_ack());
}

#[test]
fn the_queue_has_an_end() {
    let mut management = after_sending(0..999);
    assert!(management.has_room());
    management.sent(Token(999), stanza(999));
    assert!(!management.has_room());
    management.handle_ack(1).unwrap();
    assert!(management.has_room());
}

#[test]
fn only_stanzas_count() {
    for (name, namespace, counts) in [
        ("message", CLIENT, true),
        ("presence", CLIENT, true),
        ("iq", CLIENT, true),
        ("r", element::SM, false),
        ("message", "urn:other", false),
        ("features", crate::stream::STREAMS, false),
    ] {
        let element = Element::bare(name, namespace);
        assert_eq!(Management::counts(&element), counts, "{name}");
    }
}

#[test]
fn a_session_of_an_earlier_process_goes_on_where_the_server_counts() {
    let mut management = Management::revived(7);
    assert_eq!(management.h(), 7);
    let resumed = management.resume(u32::MAX).unwrap();
    assert_eq!(resumed, Resumed::default());
    management.sent(Token(1), Element::bare("message", CLIENT));
    assert_eq!(management.handle_ack(0), Ok(vec![Token(1)]));
    assert_eq!(management.received().count(), 8);
    // From then on it is a session like any other.
    assert!(management.handle_ack(9).is_err());
}
