//! A small web server on this machine that plays the services, and misbehaves as told.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use crate::common::wait_until;
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// What a request is answered with.
#[derive(Clone)]
pub enum Reply {
    /// Status, header lines, body.
    Whole(u16, String, Vec<u8>),
    /// Each next request gets the next reply; the last one stays.
    Turns(Vec<Reply>),
    /// What is sent when somebody has opened the gate.
    Held(Arc<AtomicBool>, Box<Reply>),
    /// A head, then a piece again and again until the other side has enough, with a pause between.
    Endless(String, Vec<u8>, u64),
}

impl Reply {
    pub fn png(bytes: Vec<u8>) -> Self {
        Reply::Whole(200, "Content-Type: image/png\r\n".into(), bytes)
    }

    pub fn text(kind: &str, body: &str) -> Self {
        Reply::Whole(200, format!("Content-Type: {kind}\r\n"), body.as_bytes().to_vec())
    }

    pub fn json(body: &str) -> Self {
        Reply::text("application/json", body)
    }

    pub fn status(status: u16, fields: &str) -> Self {
        Reply::Whole(status, fields.into(), b"no".to_vec())
    }

    pub fn moved(to: &str) -> Self {
        Reply::status(302, &format!("Location: {to}\r\n"))
    }
}

/// The server. It ends with the test's process.
pub struct Server {
    pub port: u16,
    scheme: &'static str,
    asked: Arc<Mutex<Vec<String>>>,
    most_at_once: Arc<AtomicUsize>,
}

impl Server {
    /// Serves replies by path and query; a path alone stands for any query. What is not there is 404.
    pub fn new(replies: impl IntoIterator<Item = (impl Into<String>, Reply)>) -> Self {
        Self::with(replies, None)
    }

    /// The same by HTTPS.
    pub fn tls(
        replies: impl IntoIterator<Item = (impl Into<String>, Reply)>,
        tls: Arc<ServerConfig>,
    ) -> Self {
        Self::with(replies, Some(tls))
    }

    fn with(
        replies: impl IntoIterator<Item = (impl Into<String>, Reply)>,
        tls: Option<Arc<ServerConfig>>,
    ) -> Self {
        let replies: BTreeMap<String, Reply> = replies.into_iter().map(|(p, r)| (p.into(), r)).collect();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let server = Self {
            port: listener.local_addr().unwrap().port(),
            scheme: if tls.is_some() { "https" } else { "http" },
            asked: Arc::default(),
            most_at_once: Arc::default(),
        };
        let (asked, most, port) = (Arc::clone(&server.asked), Arc::clone(&server.most_at_once), server.port);
        let now = Arc::new(AtomicUsize::new(0));
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (replies, asked) = (replies.clone(), Arc::clone(&asked));
                let (now, most, tls) = (Arc::clone(&now), Arc::clone(&most), tls.clone());
                std::thread::spawn(move || {
                    let mut stream = open(stream.unwrap(), tls);
                    let Some(target) = request(&mut *stream) else { return };
                    most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                    let path = target.split('?').next().unwrap().to_owned();
                    let before = {
                        let mut asked = asked.lock().unwrap();
                        let before = asked.iter().filter(|earlier| **earlier == target).count();
                        asked.push(target.clone());
                        before
                    };
                    let missing = Reply::status(404, "");
                    let reply = replies.get(&target).or(replies.get(&path)).unwrap_or(&missing);
                    send(&mut *stream, reply, before, port, &now);
                });
            }
        });
        server
    }

    pub fn at(&self, path: &str) -> String {
        format!("{}://127.0.0.1:{}{path}", self.scheme, self.port)
    }

    /// Paths and queries in the order in which they were asked for.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }

    /// How many requests were open at the same time, at most.
    pub fn most_at_once(&self) -> usize {
        self.most_at_once.load(Ordering::SeqCst)
    }
}

/// A connection, and TLS on it.
trait Stream: Read + Write {}
impl<T: Read + Write> Stream for T {}

fn open(stream: TcpStream, tls: Option<Arc<ServerConfig>>) -> Box<dyn Stream> {
    match tls {
        Some(tls) => Box::new(StreamOwned::new(ServerConnection::new(tls).unwrap(), stream)),
        None => Box::new(stream),
    }
}

fn request(stream: &mut dyn Stream) -> Option<String> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        if stream.read(&mut byte).ok()? == 0 {
            return None;
        }
        head.push(byte[0]);
    }
    Some(String::from_utf8(head).ok()?.split(' ').nth(1)?.to_owned())
}

fn send(stream: &mut dyn Stream, reply: &Reply, before: usize, port: u16, now: &AtomicUsize) {
    // The other side may have had enough, and then it is gone.
    match reply {
        Reply::Turns(turns) => send(stream, &turns[before.min(turns.len() - 1)], 0, port, now),
        Reply::Held(gate, reply) => {
            wait_until("the gate is opened", || gate.load(Ordering::SeqCst));
            send(stream, reply, 0, port, now);
        }
        Reply::Whole(status, fields, body) => {
            let fields = fields.replace("PORT", &port.to_string());
            let length = body.len();
            let head = format!(
                "HTTP/1.1 {status} X\r\nContent-Length: {length}\r\nConnection: close\r\n{fields}\r\n"
            );
            now.fetch_sub(1, Ordering::SeqCst);
            let _ = stream.write_all(&[head.as_bytes(), body].concat()).and_then(|()| stream.flush());
        }
        Reply::Endless(fields, piece, pause) => {
            let head = format!("HTTP/1.1 200 X\r\nConnection: close\r\n{fields}\r\n");
            let mut sent = stream.write_all(head.as_bytes());
            while sent.is_ok() {
                std::thread::sleep(std::time::Duration::from_millis(*pause));
                sent = stream.write_all(piece);
            }
            now.fetch_sub(1, Ordering::SeqCst);
        }
    }
}
