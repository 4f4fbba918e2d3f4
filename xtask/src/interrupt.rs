//! Remembers that someone pressed Ctrl-C, so that whoever waits for a child can end it first.

use std::sync::atomic::{AtomicUsize, Ordering};

static PRESSED: AtomicUsize = AtomicUsize::new(0);

/// Takes over Ctrl-C and the signals that ask a process to end.
pub(crate) fn listen() {
    let taken = ctrlc::set_handler(|| {
        PRESSED.fetch_add(1, Ordering::SeqCst);
    });
    // Without a handler Ctrl-C still ends this process; only the tidying up is lost.
    if let Err(error) = taken {
        eprintln!("Ctrl-C can't be caught here, so children may go on after it: {error}");
    }
}

/// Whether this process was asked to end.
pub(crate) fn asked() -> bool {
    PRESSED.load(Ordering::SeqCst) > 0
}

/// Whether it was asked more than once, which means: at once, without waiting for anything.
pub(crate) fn asked_again() -> bool {
    PRESSED.load(Ordering::SeqCst) > 1
}
