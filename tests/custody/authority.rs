//! An authority for time stamps, played on this machine: its DER is written byte by byte, so that no shape of the program's
//! own stands behind both sides.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use rcgen::{
    BasicConstraints, CertificateParams, CustomExtension, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer,
    KeyPair, SerialNumber,
};
use ring::digest::{SHA256, digest};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair};

const SHA_256: &[u8] = b"\x60\x86\x48\x01\x65\x03\x04\x02\x01";
const ECDSA_SHA_256: &[u8] = b"\x2a\x86\x48\xce\x3d\x04\x03\x02";
const SIGNED_DATA: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02";
const TST_INFO: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x04";
const CONTENT_TYPE: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x03";
const MESSAGE_DIGEST: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x04";
const SIGNING_CERTIFICATE_V2: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x2f";
const EXTENDED_KEY_USAGE: &[u64] = &[2, 5, 29, 37];
/// The value of that extension for time stamps alone.
const TIME_STAMPING: &[u8] = b"\x30\x0a\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x08";

/// A value in DER.
pub fn tlv(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let length = match content.len() {
        n @ 0..=127 => vec![n as u8],
        n @ 128..=255 => vec![0x81, n as u8],
        n => vec![0x82, (n >> 8) as u8, n as u8],
    };
    [&[tag][..], &length, &content].concat()
}

fn seq(parts: &[&[u8]]) -> Vec<u8> {
    tlv(0x30, parts)
}

fn oid(bytes: &[u8]) -> Vec<u8> {
    tlv(6, &[bytes])
}

/// An answer whose token names so many algorithms, the last one first, where a set has to be sorted.
pub fn out_of_order(algorithms: u16) -> Vec<u8> {
    let names = (0..algorithms).rev().map(|n| seq(&[&oid(&[0x2a, 0x80 | (n >> 7) as u8, n as u8 & 0x7f])]));
    let set = tlv(0x31, &[&names.collect::<Vec<_>>().concat()]);
    let info = seq(&[&oid(TST_INFO), &tlv(0xa0, &[&tlv(4, &[])])]);
    let data = seq(&[&tlv(2, &[&[3]]), &set, &info, &tlv(0x31, &[])]);
    seq(&[&seq(&[&tlv(2, &[&[0]])]), &seq(&[&oid(SIGNED_DATA), &tlv(0xa0, &[&data])])])
}

/// A root, by which authorities are certified.
pub struct Root {
    issuer: Issuer<'static, KeyPair>,
    pub pem: String,
}

impl Root {
    pub fn new(name: &str) -> Self {
        let key = KeyPair::generate().unwrap();
        let mut params = params(name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let pem = params.self_signed(&key).unwrap().pem();
        Self { issuer: Issuer::new(params, key), pem }
    }
}

fn params(name: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, name);
    params
}

/// An authority, and what it does otherwise than it should.
pub struct Authority {
    key: KeyPair,
    certificate: Vec<u8>,
    /// The certificate whose digest its stamps name, and that which lies with them.
    pub named: Vec<u8>,
    pub with: Vec<u8>,
    /// Issuer and serial number by which the signer is named.
    sid: Vec<u8>,
    /// By its clock.
    pub time: &'static str,
    /// Status of its answers.
    pub status: u8,
    /// Changes the digest that it stamps, and the nonce.
    pub imprint: fn(&mut Vec<u8>),
    pub nonce: fn(&mut Vec<u8>),
    /// What is put into the signature's place, if anything is.
    pub signature: Option<Vec<u8>>,
}

impl Authority {
    /// One whose certificate is for time stamps alone.
    pub fn new(root: &Root) -> Self {
        let mut usage = CustomExtension::from_oid_content(EXTENDED_KEY_USAGE, TIME_STAMPING.to_vec());
        usage.set_criticality(true);
        Self::with(root, |params| params.custom_extensions.push(usage.clone()))
    }

    /// One whose certificate is for web servers.
    pub fn of_the_web(root: &Root) -> Self {
        Self::with(root, |params| params.extended_key_usages.push(ExtendedKeyUsagePurpose::ServerAuth))
    }

    /// One whose certificate is for time stamps, but does not insist on it.
    pub fn uncritical(root: &Root) -> Self {
        Self::with(root, |params| params.extended_key_usages.push(ExtendedKeyUsagePurpose::TimeStamping))
    }

    /// One whose certificate is said to be valid for the year 2001 alone.
    pub fn of_2001(root: &Root) -> Self {
        let mut usage = CustomExtension::from_oid_content(EXTENDED_KEY_USAGE, TIME_STAMPING.to_vec());
        usage.set_criticality(true);
        Self::with(root, |params| {
            params.custom_extensions.push(usage.clone());
            params.not_before = rcgen::date_time_ymd(2001, 1, 1);
            params.not_after = rcgen::date_time_ymd(2001, 12, 31);
        })
    }

    fn with(root: &Root, change: impl Fn(&mut CertificateParams)) -> Self {
        let key = KeyPair::generate().unwrap();
        let mut params = params("Halcyon \u{202e}stamps\u{1b}[2J");
        params.serial_number = Some(SerialNumber::from_slice(&[7]));
        change(&mut params);
        let certificate = params.signed_by(&key, &root.issuer).unwrap().der().to_vec();
        // The root's name, as it stands there: a common name alone.
        let issuer = issuer_of(&certificate);
        Self {
            sid: seq(&[&issuer, &tlv(2, &[&[7]])]),
            key,
            named: certificate.clone(),
            with: certificate.clone(),
            certificate,
            time: "20990301093000Z",
            status: 0,
            imprint: |_| {},
            nonce: |_| {},
            signature: None,
        }
    }

    pub fn certificate(&self) -> &[u8] {
        &self.certificate
    }

    /// The answer to a request.
    pub fn answer(&self, request: &[u8]) -> Vec<u8> {
        let status = seq(&[&tlv(2, &[&[self.status]]), &seq(&[&tlv(12, &[b"as the \x1b[31mclock says"])])]);
        if self.status > 1 { seq(&[&status]) } else { seq(&[&status, &self.token(request)]) }
    }

    /// The token for a request, which ends with a digest of 32 bytes, a nonce of 8, and TRUE.
    fn token(&self, request: &[u8]) -> Vec<u8> {
        let end = request.len() - 3;
        assert_eq!(request[end - 10..end - 8], [2, 8], "a nonce of eight bytes: {request:02x?}");
        let mut nonce = request[end - 8..end].to_vec();
        let mut imprint = request[end - 42..end - 10].to_vec();
        (self.nonce)(&mut nonce);
        (self.imprint)(&mut imprint);
        let sha_256 = seq(&[&oid(SHA_256)]);
        let info = seq(&[
            &tlv(2, &[&[1]]),
            &oid(b"\x2a\x03\x04"),
            &seq(&[&sha_256, &tlv(4, &[&imprint])]),
            &tlv(2, &[&[9]]),
            &tlv(24, &[self.time.as_bytes()]),
            &tlv(2, &[&nonce]),
        ]);
        let attribute = |kind, value: &[u8]| seq(&[&oid(kind), &tlv(0x31, &[value])]);
        let named = seq(&[&seq(&[&seq(&[&tlv(4, &[digest(&SHA256, &self.named).as_ref()])])])]);
        let mut attributes = [
            attribute(CONTENT_TYPE, &oid(TST_INFO)),
            attribute(MESSAGE_DIGEST, &tlv(4, &[digest(&SHA256, &info).as_ref()])),
            attribute(SIGNING_CERTIFICATE_V2, &named),
        ];
        attributes.sort();
        let attributes = attributes.concat();
        let signature = self.signature.clone().unwrap_or_else(|| self.sign(&tlv(0x31, &[&attributes])));
        let signer = seq(&[
            &tlv(2, &[&[1]]),
            &self.sid,
            &sha_256,
            &tlv(0xa0, &[&attributes]),
            &seq(&[&oid(ECDSA_SHA_256)]),
            &tlv(4, &[&signature]),
        ]);
        let data = seq(&[
            &tlv(2, &[&[3]]),
            &tlv(0x31, &[&sha_256]),
            &seq(&[&oid(TST_INFO), &tlv(0xa0, &[&tlv(4, &[&info])])]),
            &tlv(0xa0, &[&self.with]),
            &tlv(0x31, &[&signer]),
        ]);
        seq(&[&oid(SIGNED_DATA), &tlv(0xa0, &[&data])])
    }

    fn sign(&self, message: &[u8]) -> Vec<u8> {
        let random = SystemRandom::new();
        let key = self.key.serialize_der();
        let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &key, &random).unwrap();
        key.sign(&random, message).unwrap().as_ref().to_vec()
    }
}

/// The issuer's name in a certificate: what stands behind version, serial number and algorithm.
fn issuer_of(certificate: &[u8]) -> Vec<u8> {
    let mut rest = inside(inside(certificate).0).0;
    for _ in 0..3 {
        rest = inside(rest).1;
    }
    rest[..rest.len() - inside(rest).1.len()].to_vec()
}

/// What a value holds, and what stands behind it.
fn inside(der: &[u8]) -> (&[u8], &[u8]) {
    let (head, length) = match der[1] {
        n @ 0..=127 => (2, n as usize),
        0x81 => (3, der[2] as usize),
        _ => (4, (der[2] as usize) << 8 | der[3] as usize),
    };
    (&der[head..head + length], &der[head + length..])
}

/// A web server that answers each request with what a function makes of its body: a whole answer of HTTP. It closes the
/// connection behind each, announced or not.
pub struct Server {
    port: u16,
    asked: Arc<Mutex<Vec<Vec<u8>>>>,
}

impl Server {
    pub fn new(answer: impl Fn(&[u8], &mut TcpStream) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let server = Self { port: listener.local_addr().unwrap().port(), asked: Arc::default() };
        let asked = Arc::clone(&server.asked);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let body = body(&mut stream);
                asked.lock().unwrap().push(body.clone());
                answer(&body, &mut stream);
            }
        });
        server
    }

    /// One that hands each request to an authority.
    pub fn of(authority: Authority) -> Self {
        Self::new(move |request, to| reply(to, &authority.answer(request)))
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}/", self.port)
    }

    /// The bodies of what was asked.
    pub fn asked(&self) -> Vec<Vec<u8>> {
        self.asked.lock().unwrap().clone()
    }
}

/// Sends a body. The other side may have had enough, and then it is gone.
pub fn reply(to: &mut TcpStream, body: &[u8]) {
    let head = format!("HTTP/1.1 200 X\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    let _ = to.write_all(&[head.as_bytes(), body].concat());
}

fn body(stream: &mut TcpStream) -> Vec<u8> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).unwrap() == 1 {
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).unwrap().to_lowercase();
    assert!(
        head.starts_with("post ") && head.contains("content-type: application/timestamp-query"),
        "{head}"
    );
    let length = head.split("content-length: ").nth(1).unwrap().split("\r\n").next().unwrap();
    let mut body = vec![0; length.parse().unwrap()];
    stream.read_exact(&mut body).unwrap();
    body
}
