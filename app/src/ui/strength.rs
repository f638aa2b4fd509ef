//! How good a password is, in words. Length is what counts; the rest only avoids the worst.

use crate::tr;

/// Words about a password while it is typed; empty for none.
pub fn words(password: &str) -> String {
    let length = password.chars().count();
    let distinct: std::collections::HashSet<char> = password.chars().collect();
    let common = COMMON
        .iter()
        .any(|one| password.to_lowercase().contains(one));
    match (length, distinct.len()) {
        (0, _) => String::new(),
        (..8, _) => tr!("password-short"),
        (_, ..6) => tr!("password-simple"),
        (..16, _) if common => tr!("password-common"),
        (..12, _) => tr!("password-fair"),
        _ => tr!("password-good"),
    }
}

/// With these every guessing begins.
const COMMON: [&str; 8] = [
    "password", "passwort", "qwerty", "azerty", "12345678", "letmein", "iloveyou", "admin",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_called_what_it_is() {
        assert_eq!(words(""), "");
        for (password, key) in [
            ("short", tr!("password-short")),
            ("aaaaaaaaaaaaaaaa", tr!("password-simple")),
            ("Password2026", tr!("password-common")),
            ("xk7#pq2!vb", tr!("password-fair")),
            ("five birds on a wire", tr!("password-good")),
        ] {
            assert_eq!(words(password), key, "{password}");
        }
    }
}
