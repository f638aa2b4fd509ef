//! What messages say that the archive has encrypted: known from the devices that can read them, by their ids.

use std::collections::BTreeMap;

use super::verdict::History;

/// What messages say, by their ids on the wire: as any device has ever shown them.
#[derive(Debug, Default)]
pub(super) struct Words(BTreeMap<String, String>);

impl Words {
    /// Learns from what devices show, and puts the words of others in where one of them can't read something.
    pub(super) fn learn(&mut self, devices: &mut [History]) {
        let rows = devices.iter().flat_map(|it| &it.rows);
        let said = rows.filter(|row| row.unreadable.is_none());
        let said = said.map(|row| (row.id.clone(), row.text.clone()));
        self.0.extend(said);
        for row in devices.iter_mut().flat_map(|it| &mut it.rows) {
            if row.unreadable.is_some() {
                row.text = self.of(&row.id);
            }
        }
    }

    /// What a message says that can't be read where it stands.
    pub(super) fn of(&self, id: &str) -> String {
        let text = self.0.get(id);
        text.map_or_else(|| format!("nobody/knows {id}"), String::clone)
    }
}
