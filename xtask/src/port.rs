//! Whether a port of this machine can be had, asked before anything is built for it.

use std::io::ErrorKind;
use std::net::{Ipv4Addr, Ipv6Addr, TcpListener};

use crate::failure::{Failure, Outcome};

/// Checks that `port` is free on this machine.
///
/// # Errors
/// Someone else listens there, or the system doesn't let this user listen there.
pub(crate) fn must_be_free(port: u16) -> Outcome<()> {
    if port == 0 {
        return Err(Failure::usage("A port is a number from 1 to 65535."));
    }
    let four = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map(drop);
    // Browsers try ::1 first for "localhost": a stranger there would be shown instead of this site. No IPv6 at all is fine.
    let six = TcpListener::bind((Ipv6Addr::LOCALHOST, port)).map(drop);
    let error = match (four, six) {
        (Err(error), _) => error,
        (Ok(()), Err(error)) if error.kind() == ErrorKind::AddrInUse => error,
        (Ok(()), _) => return Ok(()),
    };
    Err(Failure::said(match error.kind() {
        ErrorKind::AddrInUse => format!(
            "Port {port} is taken: another program listens there. `lsof -i :{port}` shows which.\n\
             End that program, or choose another port: --port {}",
            if port == u16::MAX { port - 1 } else { port + 1 }
        ),
        ErrorKind::PermissionDenied => {
            format!("Only root may listen on port {port}. Choose one above 1023, such as --port 8080.")
        }
        _ => format!("Port {port} can't be listened on: {error}"),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_is_named_and_another_offered() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("some port is free");
        let port = taken.local_addr().expect("it has an address").port();
        let failure = must_be_free(port).expect_err("it is taken");
        assert!(failure.to_string().contains(&format!("Port {port} is taken")), "{failure}");
        assert!(failure.to_string().contains("--port "), "{failure}");
    }
}
