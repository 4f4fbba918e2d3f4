//! Files and folders that are for this server's user only: the database holds e-mail addresses and password hashes, the
//! key file the key of all codes, mails the codes that they bring.

use std::{fs, io, io::Write as _, path::Path};

/// Makes a folder, and those above it, for their owner only. Folders that are there are left as they are.
fn make_private_folder(path: &Path) -> io::Result<()> {
    let mut folder = fs::DirBuilder::new();
    folder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut folder, 0o700);
    folder.create(path)
}

/// Waits until a file, and its name in its folder, are on the disk.
pub(crate) fn sync(path: &Path) -> io::Result<()> {
    fs::File::open(path)?.sync_all()?;
    let folder = path.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."));
    fs::File::open(folder)?.sync_all()
}

/// Writes a new file that only its owner can read, and never over one that is there.
pub(crate) fn write_private_file(path: &Path, content: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent().filter(|folder| *folder != Path::new("")) {
        make_private_folder(folder)?;
    }
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(content)?;
    // A key that is lost in a power cut is worse than a slow start.
    file.sync_all()
}

/// Puts a new file for its owner only in the place of one that may be there. Whoever reads finds the old or the new, and after
/// a power cut one of them is there, whole.
pub(crate) fn replace_private_file(path: &Path, content: &[u8]) -> io::Result<()> {
    let new = path.with_added_extension("new");
    // One that an earlier try left behind.
    match fs::remove_file(&new) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    write_private_file(&new, content)?;
    fs::rename(&new, path)?;
    #[cfg(unix)]
    if let Some(folder) = path.parent() {
        let folder = if folder == Path::new("") { Path::new(".") } else { folder };
        fs::File::open(folder)?.sync_all()?;
    }
    Ok(())
}
