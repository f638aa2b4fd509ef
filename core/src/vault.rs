//! stub
use std::path::Path;
use crate::*;
use crate::model::*;
pub(crate) struct Vault;
impl Vault {
    pub(crate) fn open(_p: &Path) -> Result<Self, Error> { unimplemented!() }
    pub(crate) fn recovered(&self) -> Option<Recovered> { None }
    pub(crate) fn password(&self, _a: AccountId) -> Option<Secret> { None }
    pub(crate) fn set_password(&mut self, _a: AccountId, _s: &Secret) -> Result<(), Error> { Ok(()) }
    pub(crate) fn remove(&mut self, _a: AccountId) -> Result<(), Error> { Ok(()) }
}
