//! A batch of links against the same pictures as files: how much of the fetching is hidden behind the checks.

mod pages;

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use criterion::Criterion;
use pages::timeline::{index, pictures};

/// Links in a batch.
const LINKS: usize = 200;
/// What each answer of the server waits.
const LATENCY: Duration = Duration::from_millis(100);

fn main() {
    pages::run(&[batches]);
}

fn batches(_: &mut Criterion) {
    let (index, files) = (index(), pictures(LINKS));
    let served = files.iter().map(|(path, _)| std::fs::read(path).expect("it was just written")).collect();
    let served: Arc<Vec<Vec<u8>>> = Arc::new(served);
    let names = |i: usize| files[i % files.len()].0.display().to_string();
    let alone = seconds(&index, &(0..LINKS).map(names).collect::<Vec<_>>(), &[]);
    println!("{LINKS} pictures as files: {alone:.1} s, {:.1} a second", LINKS as f64 / alone);
    for hosts in [1, 4] {
        let ports: Vec<u16> = (1..=hosts).map(|host| serve(host, Arc::clone(&served))).collect();
        let link = |i: usize| {
            let host = i % ports.len();
            format!("http://127.0.0.{}:{}/{i}", host + 1, ports[host])
        };
        let links: Vec<String> = (0..LINKS).map(link).collect();
        let kept = pages::scratch().join("kept");
        let kept = kept.to_string_lossy();
        let took = seconds(&index, &links, &["--allow-private", "--keep", &kept]);
        println!(
            "the same as links to {hosts} hosts, {} ms each: {took:.1} s, {:.1} a second, {:.2} times as long",
            LATENCY.as_millis(),
            LINKS as f64 / took,
            took / alone
        );
    }
}

/// Seconds that the program takes for a list of inputs, from its start to its end.
fn seconds(index: &Path, inputs: &[String], options: &[&str]) -> f64 {
    let list = pages::scratch().join("inputs.txt");
    std::fs::write(&list, inputs.join("\n")).expect("the folder is there");
    let began = Instant::now();
    let done = Command::new(env!("CARGO_BIN_EXE_verify-shot"))
        .args(["--exit-zero", "--json", "--lang", "eng", "--from"])
        .arg(list)
        .arg("--index")
        .arg(index)
        .args(options)
        .stdout(Stdio::piped())
        .output()
        .expect("the program was built");
    let took = began.elapsed().as_secs_f64();
    let said = String::from_utf8_lossy(&done.stdout);
    assert_eq!(said.lines().filter(|line| !line.contains("\"not_checked\"")).count(), inputs.len(), "{said}");
    took
}

/// A host that answers with each picture in turn, late; its port.
fn serve(host: u8, served: Arc<Vec<Vec<u8>>>) -> u16 {
    let listener =
        TcpListener::bind((Ipv4Addr::new(127, 0, 0, host), 0)).expect("this machine has the address");
    let port = listener.local_addr().expect("it was bound").port();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let served = Arc::clone(&served);
            thread::spawn(move || answer(stream, &served));
        }
    });
    port
}

fn answer(mut stream: TcpStream, served: &[Vec<u8>]) -> Option<()> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte).ok()?;
        head.push(byte[0]);
    }
    let number = String::from_utf8(head).ok()?.split([' ', '/']).nth(2)?.parse::<usize>().ok()?;
    let body = &served[number % served.len()];
    thread::sleep(LATENCY);
    let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    stream.write_all(&[head.as_bytes(), body].concat()).ok()
}
