//! What the vault promises without a keyring; with one: `tests/tests/keyring.rs`.

use super::*;

const ROMY: AccountId = AccountId(1);
const JUNE: AccountId = AccountId(2);

fn reopened(profile: &Path) -> Vault {
    let (vault, recovered) = Vault::open(profile).unwrap();
    assert_eq!(recovered, None);
    vault
}

fn password(vault: &Vault, account: AccountId) -> Option<&str> {
    vault.get(account, Slot::Password).map(Secret::reveal)
}

fn on_disk(profile: &Path) -> String {
    let files = std::fs::read_dir(profile).unwrap();
    let bytes = files.flat_map(|file| std::fs::read(file.unwrap().path()).unwrap());
    String::from_utf8_lossy(&bytes.collect::<Vec<u8>>()).into_owned()
}

#[test]
fn secrets_are_there_after_a_restart_and_not_to_be_read() {
    let profile = tempfile::tempdir().unwrap();
    let mut vault = reopened(profile.path());
    for (account, slot, secret) in [
        (ROMY, Slot::Password, "hunter2"),
        (JUNE, Slot::Password, "\"quoted\" ✓"),
        (ROMY, Slot::FastToken, "token"),
        (ROMY, Slot::Certificate, "sesame"),
        (ROMY, Slot::Password, "hunter3"),
    ] {
        vault.set(account, slot, Secret::from(secret)).unwrap();
    }
    let written = on_disk(profile.path());
    for secret in ["hunter2", "hunter3", "quoted", "sesame"] {
        assert!(!written.contains(secret), "{secret}");
    }

    let mut vault = reopened(profile.path());
    assert_eq!(password(&vault, ROMY), Some("hunter3"));
    assert_eq!(password(&vault, JUNE), Some("\"quoted\" ✓"));
    assert_eq!(vault.get(ROMY, Slot::FastToken).unwrap().reveal(), "token");
    assert_eq!(
        vault.get(ROMY, Slot::Certificate).unwrap().reveal(),
        "sesame"
    );
    assert_eq!(vault.get(JUNE, Slot::FastToken), None);
    assert_eq!(vault.home(ROMY), Some(SecretPlace::SealedFile));

    vault.forget(ROMY, Slot::FastToken).unwrap();
    let mut vault = reopened(profile.path());
    assert_eq!(vault.get(ROMY, Slot::FastToken), None);
    assert_eq!(password(&vault, ROMY), Some("hunter3"));
    vault.remove(ROMY).unwrap();
    let mut vault = reopened(profile.path());
    assert_eq!(vault.known.len(), 1, "June's password alone is left");
    vault.retain(|_| false).unwrap();
    assert_eq!(reopened(profile.path()).known.len(), 0);
}

/// Versions 1 and 2 had them as they are.
#[test]
fn old_files_are_sealed_at_once() {
    for old in [
        include_str!("../../../tests/old-store/vault-v1.json"),
        include_str!("../../../tests/old-store/vault-v2.json"),
    ] {
        let profile = tempfile::tempdir().unwrap();
        std::fs::write(profile.path().join(FILE), old).unwrap();
        assert_eq!(password(&reopened(profile.path()), ROMY), Some("hunter2"));
        assert!(!on_disk(profile.path()).contains("hunter2"));
        assert_eq!(password(&reopened(profile.path()), ROMY), Some("hunter2"));
    }
}

#[test]
fn an_old_file_stays_where_it_cannot_be_sealed() {
    let profile = tempfile::tempdir().unwrap();
    let old = include_str!("../../../tests/old-store/vault-v1.json");
    std::fs::write(profile.path().join(FILE), old).unwrap();
    // Nothing can be written where a directory has the name.
    std::fs::create_dir(profile.path().join("vault.key")).unwrap();
    assert_eq!(password(&reopened(profile.path()), ROMY), Some("hunter2"));
    let kept = std::fs::read_to_string(profile.path().join(FILE)).unwrap();
    assert_eq!(kept, old);
}

#[cfg(unix)]
#[test]
fn nobody_else_may_read_it() {
    use std::os::unix::fs::PermissionsExt;
    let profile = tempfile::tempdir().unwrap();
    let mut vault = reopened(profile.path());
    vault
        .set(ROMY, Slot::Password, Secret::from("hunter2"))
        .unwrap();
    let files = std::fs::read_dir(profile.path()).unwrap();
    let mut names = Vec::new();
    for file in files {
        let file = file.unwrap();
        let mode = file.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        names.push(file.file_name().into_string().unwrap());
    }
    names.sort();
    assert_eq!(
        names,
        [FILE, "vault.key"],
        "nothing may be left beside them"
    );
}

#[test]
fn a_broken_file_is_kept_aside_and_told() {
    for broken in [
        "",
        "{\"version\":1,\"passwords\":{\"1\":\"hun",
        "{\"version\":2,\"passwords\":{\"1\":\"hunter2\"}}",
        "{\"version\":0,\"secrets\":{}}",
        "{\"version\":3,\"profile\":\"x\",\"secrets\":{\"1\":{\"password\":\"paper\"}}}",
        "[]",
        "\0\0\0",
    ] {
        let profile = tempfile::tempdir().unwrap();
        std::fs::write(profile.path().join(FILE), broken).unwrap();
        let (mut vault, recovered) = Vault::open(profile.path()).unwrap();
        let recovered = recovered.unwrap();
        assert_eq!(recovered.part, Part::Passwords);
        let kept = std::fs::read_to_string(recovered.moved_to.unwrap()).unwrap();
        assert_eq!(kept, broken);
        vault
            .set(ROMY, Slot::Password, Secret::from("hunter2"))
            .unwrap();
        assert!(reopened(profile.path()).get(ROMY, Slot::Password).is_some());
    }
}

/// Wherever a byte is flipped or the file ends: told, and what can be read stays.
#[test]
fn damage_anywhere_costs_no_more_than_it_hits() {
    let profile = tempfile::tempdir().unwrap();
    let mut vault = reopened(profile.path());
    vault
        .set(ROMY, Slot::Password, Secret::from("hunter2"))
        .unwrap();
    vault
        .set(JUNE, Slot::Password, Secret::from("sesame"))
        .unwrap();
    let whole = std::fs::read(profile.path().join(FILE)).unwrap();
    let mut survived = 0;
    for place in 0..whole.len() {
        for cut in [false, true] {
            let mut hurt = whole.clone();
            match cut {
                true => hurt.truncate(place),
                false => hurt[place] ^= 0x04,
            }
            std::fs::write(profile.path().join(FILE), &hurt).unwrap();
            let Ok((vault, told)) = Vault::open(profile.path()) else {
                // It says that it comes from a newer Waxwing.
                continue;
            };
            let there = [ROMY, JUNE].map(|account| password(&vault, account));
            let expected = [Some("hunter2"), Some("sesame")];
            let hits = there.iter().zip(expected).filter(|(it, was)| **it == *was);
            survived += hits.count();
            let other_account = vault.known.len() == 2;
            assert!(
                told.is_some() || there == expected || other_account,
                "{place} {cut}"
            );
        }
    }
    assert!(
        survived > whole.len() / 2,
        "one of two survives most single hits"
    );
}

#[test]
fn without_its_key_the_passwords_are_told_lost() {
    let profile = tempfile::tempdir().unwrap();
    let mut vault = reopened(profile.path());
    vault
        .set(ROMY, Slot::Password, Secret::from("hunter2"))
        .unwrap();
    std::fs::remove_file(profile.path().join("vault.key")).unwrap();
    let (mut vault, told) = Vault::open(profile.path()).unwrap();
    assert_eq!(told.unwrap().part, Part::Passwords);
    assert_eq!(password(&vault, ROMY), None);
    vault
        .set(ROMY, Slot::Password, Secret::from("hunter2"))
        .unwrap();
    assert_eq!(password(&reopened(profile.path()), ROMY), Some("hunter2"));
}

#[test]
fn a_newer_file_is_left_alone() {
    let profile = tempfile::tempdir().unwrap();
    let path = profile.path().join(FILE);
    std::fs::write(&path, "{\"version\":4,\"sealed\":\"…\"}").unwrap();
    assert_eq!(
        Vault::open(profile.path()).unwrap_err(),
        Error::ProfileTooNew
    );
    assert!(path.exists());
}

#[test]
fn a_failed_write_changes_nothing() {
    let profile = tempfile::tempdir().unwrap();
    let mut vault = reopened(profile.path());
    vault
        .set(ROMY, Slot::Password, Secret::from("hunter2"))
        .unwrap();
    vault.profile = profile.path().join("missing");
    let outcome = vault.set(ROMY, Slot::Password, Secret::from("hunter3"));
    assert!(matches!(outcome, Err(Error::Store(_))));
    assert_eq!(password(&vault, ROMY), Some("hunter2"));
}
