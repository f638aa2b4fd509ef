use super::*;
use crate::store::Memory;
use crate::trust::Trust;

fn row(trust: Trust) -> KeyRow {
    KeyRow {
        trust,
        first_seen: 0,
        last_read: 0,
        edwards: None,
    }
}

#[test]
fn it_sees_its_own_changes_and_nobody_else_does_before_the_end() {
    use crate::curve::PublicKey;

    let mut store = Memory::new();
    let key = IdentityKey::new(PublicKey::new([1; 32]));
    let mut step = Transaction::new(&store);
    step.put_key_row("a@b", &key, &row(Trust::Blind));
    assert_eq!(step.key_rows("a@b"), Ok(vec![(key, row(Trust::Blind))]));
    assert_eq!(Transaction::new(&store).key_rows("a@b"), Ok(vec![]));
    let batch = step.finish();
    store.commit(batch).expect("committed");
    assert_eq!(
        Transaction::new(&store).key_row("a@b", &key),
        Ok(Some(row(Trust::Blind)))
    );
    assert_eq!(Transaction::new(&store).key_row("a@bc", &key), Ok(None));
}

#[test]
fn looking_at_a_record_writes_nothing() {
    let store = Memory::new();
    let mut step = Transaction::new(&store);
    let of = Address::new("a@b", DeviceId::new(1));
    assert!(
        step.record(Profile::Legacy, &of)
            .expect("a record")
            .is_empty()
    );
    assert!(step.finish().is_empty());
}
