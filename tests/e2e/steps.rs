//! What visitors do so often that it has a name of its own.
