//! What every store must hold. Run it in the tests of yours:
//!
//! ```
//! use omemo_rs::store::{Memory, conformance};
//!
//! // A fresh, empty store; and the same store, closed and opened again.
//! conformance::check(Memory::new, |store| store);
//! ```

use zeroize::Zeroizing;

use super::{Batch, Store};

/// Checks a store.
///
/// # Panics
///
/// Where the store does not hold what it must; that is a bug of the store.
pub fn check<S: Store>(open: impl FnOnce() -> S, reopen: impl Fn(S) -> S) {
    let mut store = open();
    expect(get(&store, b"a").is_none(), "a fresh store is empty");
    expect(keys(&store, b"").is_empty(), "a fresh store has no keys");

    commit(
        &mut store,
        &[(b"b", Some(b"2")), (b"a", Some(b"1")), (b"ab", Some(b""))],
    );
    store = reopen(store);
    expect(
        get(&store, b"a").as_deref() == Some(b"1"),
        "what was written is read after opening again",
    );
    expect(
        get(&store, b"ab").as_deref() == Some(b""),
        "an empty value is a value",
    );
    expect(get(&store, b"abc").is_none(), "a longer key is another key");
    expect(
        keys(&store, b"a") == [b"a".to_vec(), b"ab".to_vec()],
        "a scan is in order and ends",
    );
    expect(
        keys(&store, b"").len() == 3,
        "an empty beginning is everything",
    );

    commit(
        &mut store,
        &[(b"a", None), (b"b", Some(b"3")), (b"zz", None)],
    );
    store = reopen(store);
    expect(get(&store, b"a").is_none(), "what was taken away is gone");
    expect(
        get(&store, b"b").as_deref() == Some(b"3"),
        "the last value counts",
    );

    let prefix = [0xff, 0xff];
    commit(
        &mut store,
        &[
            (&[0xff, 0xff, 0], Some(b"x")),
            (&[0xff, 0xfe], Some(b"y")),
            (&prefix, Some(b"z")),
        ],
    );
    store = reopen(store);
    expect(
        keys(&store, &prefix).len() == 2,
        "a scan at the end of all keys ends",
    );

    let long = vec![7; 60_000];
    commit(&mut store, &[(b"long", Some(&long)), (&[0], Some(b"zero"))]);
    commit(&mut store, &[]);
    store = reopen(store);
    expect(get(&store, b"long") == Some(long), "long values are kept");
    expect(
        get(&store, &[0]).as_deref() == Some(b"zero"),
        "keys are any bytes",
    );
}

fn commit<S: Store>(store: &mut S, writes: &[(&[u8], Option<&[u8]>)]) {
    let writes = writes
        .iter()
        .map(|(key, value)| {
            (
                key.to_vec(),
                value.map(|value| Zeroizing::new(value.to_vec())),
            )
        })
        .collect();
    let result = store.commit(Batch { writes });
    expect(result.is_ok(), "a commit succeeds");
}

fn get<S: Store>(store: &S, key: &[u8]) -> Option<Vec<u8>> {
    let value = store.get(key);
    expect(value.is_ok(), "a value can be read");
    value.ok().flatten().map(|value| value.to_vec())
}

fn keys<S: Store>(store: &S, prefix: &[u8]) -> Vec<Vec<u8>> {
    let rows = store.scan(prefix);
    expect(rows.is_ok(), "keys can be listed");
    rows.unwrap_or_default()
        .into_iter()
        .map(|(key, _)| key)
        .collect()
}

fn expect(holds: bool, what: &str) {
    assert!(holds, "a store must hold: {what}");
}
