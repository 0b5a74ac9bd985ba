//! TCP connections that are counted and that a handler can reset.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};

use crate::stats::{Gauge, Stats};

/// Accepts connections and counts the open ones.
pub struct CountedListener {
    pub tcp: TcpListener,
    pub stats: Arc<Stats>,
}

impl Listener for CountedListener {
    type Io = Connection;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Connection, SocketAddr) {
        let (tcp, address) = Listener::accept(&mut self.tcp).await;
        // Each event is a write of its own; Nagle's algorithm would glue them together.
        let _ = tcp.set_nodelay(true);
        let open = Gauge::raise(&self.stats.open_connections);
        (Connection { tcp, resetter: Resetter::default(), _open: open }, address)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.tcp.local_addr()
    }
}

/// Lets a handler end its connection without an answer.
#[derive(Clone, Default)]
pub struct Resetter(Arc<AtomicBool>);

impl Resetter {
    /// Makes the next write fail and the socket close with a TCP reset.
    pub fn reset(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Connected<IncomingStream<'_, CountedListener>> for Resetter {
    fn connect_info(stream: IncomingStream<'_, CountedListener>) -> Self {
        stream.io().resetter.clone()
    }
}

/// One accepted connection.
pub struct Connection {
    tcp: TcpStream,
    resetter: Resetter,
    _open: Gauge,
}

impl Connection {
    fn fail_if_reset(&self) -> io::Result<()> {
        if !self.resetter.0.load(Ordering::Relaxed) {
            return Ok(());
        }
        // Without lingering, closing sends RST instead of FIN: the client sees a reset.
        self.tcp.set_zero_linger()?;
        Err(io::ErrorKind::ConnectionReset.into())
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.tcp).poll_read(context, buffer)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.fail_if_reset()?;
        Pin::new(&mut self.tcp).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.fail_if_reset()?;
        Pin::new(&mut self.tcp).poll_write_vectored(context, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.tcp.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.tcp).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.tcp).poll_shutdown(context)
    }
}
