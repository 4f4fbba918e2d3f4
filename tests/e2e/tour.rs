//! A walk through every view and what it looks like when something is missing, wrong, under way or asked for: what the
//! audits (`audit`) and the gallery (`gallery`) look at.
//!
//! Unlike the journeys it finds its way by addresses, the names of fields and the structure of the page, never by words: it is
//! walked in every language. It checks nothing itself. A new view gets a line here, and is audited and photographed by it.

mod account;
mod guest;
mod outside;
mod redeeming;
mod several;
mod trouble;
mod ways;

pub(crate) use account::account;
pub(crate) use guest::guest;
pub(crate) use outside::outside;
pub(crate) use redeeming::redeeming;
pub(crate) use several::several;
pub(crate) use trouble::trouble;

use crate::harness::Page;

/// Somebody who looks at what the walk comes by.
pub(crate) trait Eye {
    /// Looks at what `page` shows now, called `name`. Leaves it as it was.
    async fn see(&mut self, page: &Page, name: &str);
}
