//! The public servers that Waxwing knows of (assets/providers, with its source and licence).

use serde::Deserialize;

use crate::tr;

/// A server on which anybody may have an account.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct Provider {
    /// Its name.
    pub domain: String,
    /// The countries in which its machines stand, as `de`.
    countries: Vec<String>,
    /// The year in which it began.
    since: u16,
    /// Accounts are made by programs like this one.
    #[serde(default)]
    in_band: bool,
    /// It shows a picture to read first.
    #[serde(default)]
    captcha: bool,
    /// The page where accounts are made otherwise.
    pub web: Option<String>,
    /// The largest file, in megabytes.
    file_megabytes: Option<u32>,
    /// For how many days messages are kept for other devices.
    history_days: Option<u32>,
    /// It runs on renewable energy.
    #[serde(default)]
    green: bool,
}

/// All of them. Read when the page is opened, not before: a few kilobytes of JSON.
pub(super) fn all() -> Vec<Provider> {
    let list = include_str!("../../../../assets/providers/providers.json");
    serde_json::from_str(list).unwrap_or_default()
}

impl Provider {
    /// What it offers, as a line to read.
    pub fn facts(&self) -> String {
        let countries: Vec<String> = self.countries.iter().map(|code| country(code)).collect();
        let mut facts = vec![
            countries.join(", "),
            tr!("provider-since", year = self.since.to_string()),
        ];
        if let Some(size) = self.file_megabytes {
            facts.push(match size / 1000 {
                0 => tr!("provider-files", size = size),
                gigabytes => tr!("provider-large-files", size = gigabytes),
            });
        }
        if let Some(days) = self.history_days {
            facts.push(tr!("provider-history", days = days));
        }
        if self.captcha {
            facts.push(tr!("provider-captcha"));
        }
        if self.green {
            facts.push(tr!("provider-green"));
        }
        facts.join(&tr!("separator"))
    }

    /// Whether all the words stand somewhere in what is known of it.
    pub fn fits(&self, words: &str) -> bool {
        let known = format!("{} {}", self.domain, self.facts()).to_lowercase();
        words
            .to_lowercase()
            .split_whitespace()
            .all(|word| known.contains(word))
    }

    /// Whether its accounts are made here, not on its website.
    pub fn is_in_band(&self) -> bool {
        self.in_band
    }
}

fn country(code: &str) -> String {
    tr!("country", code = code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_server_can_be_joined_in_one_way() {
        let all = all();
        assert!(all.len() > 20);
        for one in &all {
            assert_eq!(one.is_in_band(), one.web.is_none(), "{}", one.domain);
            let web = one.web.as_deref().unwrap_or("https://");
            assert!(web.starts_with("https://"), "{}", one.domain);
            for code in &one.countries {
                assert_ne!(country(code), country("??"), "{code} of {}", one.domain);
            }
        }
    }

    #[test]
    fn servers_are_found_by_what_they_are() {
        let found = |words: &str| -> Vec<String> {
            let fits = all().into_iter().filter(|one| one.fits(words));
            fits.map(|one| one.domain).collect()
        };
        assert!(found("").len() > 20);
        assert_eq!(found("YAX"), ["yax.im"]);
        assert!(found("germany 2013").contains(&"yax.im".to_owned()));
        assert!(found("france").contains(&"jabber.fr".to_owned()));
        assert!(found("no such server").is_empty());
    }
}
