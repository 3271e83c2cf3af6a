//! Tests with names that resolve to private addresses.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::atomic::{AtomicUsize, Ordering};

use reqwest::dns::{Addrs, Name, Resolving};

use super::*;

/// A resolver that returns the next of several address lists on each query.
struct Rebinding {
    asked: AtomicUsize,
    said: Vec<Vec<Ipv4Addr>>,
}

impl Rebinding {
    fn new(said: &[&[&str]]) -> Arc<Self> {
        let parse = |list: &&[&str]| list.iter().map(|a| a.parse().unwrap()).collect();
        Arc::new(Self { asked: AtomicUsize::new(0), said: said.iter().map(parse).collect() })
    }
}

impl Resolve for Rebinding {
    fn resolve(&self, _: Name) -> Resolving {
        let turn = self.asked.fetch_add(1, Ordering::Relaxed) % self.said.len();
        let found: Vec<SocketAddr> = self.said[turn].iter().map(|&a| SocketAddr::new(a.into(), 0)).collect();
        Box::pin(async move { Ok(Box::new(found.into_iter()) as Addrs) })
    }
}

fn run<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}

/// A local server that counts connections.
fn server() -> (u16, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let (port, count) = (listener.local_addr().unwrap().port(), Arc::new(AtomicUsize::new(0)));
    let counted = Arc::clone(&count);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            counted.fetch_add(1, Ordering::SeqCst);
            let mut stream = stream.unwrap();
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi");
        }
    });
    (port, count)
}

#[test]
fn attack_a_thousand_rebinding_names_reach_nothing_private() {
    let (port, count) = server();
    // Public first and private next, both orders mixed, and private only.
    let names = Rebinding::new(&[
        &["127.0.0.1"],
        &["8.8.8.8", "127.0.0.1"],
        &["127.0.0.1", "8.8.8.8"],
        &["8.8.8.8", "10.0.0.1", "9.9.9.9"],
    ]);
    let fetcher = Fetcher::new(Manner::default(), names.clone()).unwrap();
    let url = Url::parse(&format!("http://rebind.test:{port}/a.png")).unwrap();
    run(async {
        for _ in 0..1000 {
            let refused = fetcher.get(&url, ANYTHING).await.unwrap_err();
            assert!(matches!(refused, Refusal::Private(_)), "{refused:?}");
        }
    });
    assert_eq!(names.asked.load(Ordering::Relaxed), 1000, "each request asks once");
    assert_eq!(count.load(Ordering::SeqCst), 0);
}

#[test]
fn attack_a_name_that_turns_private_passes_the_gate_only_while_it_is_public() {
    let gate = Gate { names: Rebinding::new(&[&["8.8.8.8"], &["127.0.0.1"]]), exempt: None };
    run(async {
        for turn in 0..1000 {
            let found = gate.resolve("rebind.test".parse().unwrap()).await;
            match found {
                Ok(found) => assert!(found.eq(["8.8.8.8:0".parse::<SocketAddr>().unwrap()]), "turn {turn}"),
                Err(e) => assert!(e.is::<NotPublic>() && turn % 2 == 1, "turn {turn}: {e}"),
            }
        }
    });
}

#[test]
fn the_connection_is_made_to_what_was_resolved_once() {
    let (port, count) = server();
    let names = Rebinding::new(&[&["127.0.0.1"], &["192.0.2.1"]]);
    let manner = Manner { allow_private: true, ..Manner::default() };
    let fetcher = Fetcher::new(manner, names.clone()).unwrap();
    let url = Url::parse(&format!("http://once.test:{port}/")).unwrap();
    let got = run(fetcher.get(&url, ANYTHING)).unwrap();
    assert_eq!((got.bytes.as_slice(), got.hops.len()), (&b"hi"[..], 1));
    assert_eq!((names.asked.load(Ordering::Relaxed), count.load(Ordering::SeqCst)), (1, 1));
}

#[test]
fn attack_addresses_spelt_out_are_looked_at() {
    let fetcher = Fetcher::new(Manner::default(), Rebinding::new(&[&["8.8.8.8"]])).unwrap();
    let (port, count) = server();
    for host in ["127.0.0.1", "2130706433", "0x7f.1", "127.0.0.1.", "[::ffff:127.0.0.1]", "0"] {
        let url = Url::parse(&format!("http://{host}:{port}/")).unwrap();
        assert!(matches!(run(fetcher.get(&url, ANYTHING)), Err(Refusal::Private(_))), "{host}");
    }
    let cloaked = Url::parse("http://example.org@127.0.0.1/").unwrap();
    assert_eq!(run(fetcher.get(&cloaked, ANYTHING)).unwrap_err(), Refusal::UserInfo);
    let file = Url::parse("file:///etc/hostname").unwrap();
    assert_eq!(run(fetcher.get(&file, ANYTHING)).unwrap_err(), Refusal::Scheme("file".into()));
    assert_eq!(count.load(Ordering::SeqCst), 0);
}

#[test]
fn issue_4_a_kept_connection_that_its_host_closes_is_no_refusal() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            // The first request of a connection is answered; the second is read and not answered.
            let mut stream = stream.unwrap();
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
            let _ = stream.read(&mut [0; 4096]);
        }
    });
    let fetcher =
        Fetcher::new(Manner { allow_private: true, ..Manner::default() }, Rebinding::new(&[])).unwrap();
    let url = Url::parse(&format!("http://127.0.0.1:{port}/a.png")).unwrap();
    run(async {
        for _ in 0..3 {
            assert_eq!(fetcher.get(&url, ANYTHING).await.unwrap().bytes, b"hi");
        }
    });
}
