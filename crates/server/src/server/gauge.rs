//! How much goes out on a connection, below TLS: whether a client takes anything at all.

use std::{
    io,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    task::{Context, Poll},
};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// What has gone out.
#[derive(Debug, Default)]
pub(super) struct Gauge {
    written: AtomicU64,
    blocked: AtomicBool,
}

impl Gauge {
    /// Bytes that the network has taken since the connection began.
    pub(super) fn written(&self) -> u64 {
        self.written.load(Ordering::Relaxed)
    }

    /// Whether the network takes no more just now.
    pub(super) fn is_blocked(&self) -> bool {
        self.blocked.load(Ordering::Relaxed)
    }

    fn note<T>(&self, outcome: &Poll<io::Result<T>>) {
        self.blocked.store(outcome.is_pending(), Ordering::Relaxed);
    }

    fn note_written(&self, outcome: &Poll<io::Result<usize>>) {
        self.note(outcome);
        if let Poll::Ready(Ok(count)) = outcome {
            self.written.fetch_add(*count as u64, Ordering::Relaxed);
        }
    }
}

/// A connection with a gauge.
#[derive(Debug)]
pub(super) struct Gauged<S> {
    stream: S,
    gauge: Arc<Gauge>,
}

impl<S> Gauged<S> {
    pub(super) fn new(stream: S, gauge: Arc<Gauge>) -> Self {
        Self { stream, gauge }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Gauged<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Gauged<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let outcome = Pin::new(&mut self.stream).poll_write(cx, buf);
        self.gauge.note_written(&outcome);
        outcome
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let outcome = Pin::new(&mut self.stream).poll_write_vectored(cx, bufs);
        self.gauge.note_written(&outcome);
        outcome
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let outcome = Pin::new(&mut self.stream).poll_flush(cx);
        self.gauge.note(&outcome);
        outcome
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
