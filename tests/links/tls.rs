//! HTTPS: hosts prove who they are, or nothing is taken of them.

use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::ServerConfig;
use rustls::crypto::ring::default_provider;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::common::{Desk, Said, png};
use crate::server::{Reply, Server};
use crate::why;

/// A root that signs certificates of hosts.
struct Root {
    issuer: Issuer<'static, KeyPair>,
    pem: String,
}

impl Root {
    fn new(name: &str) -> Self {
        let key = KeyPair::generate().unwrap();
        let mut params = params(&[], name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let pem = params.self_signed(&key).unwrap().pem();
        Self { issuer: Issuer::new(params, key), pem }
    }

    /// A host with a certificate of this root.
    fn host(&self, params: CertificateParams) -> Arc<ServerConfig> {
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        host(certificate.der().clone(), &key)
    }
}

fn params(hosts: &[&str], name: &str) -> CertificateParams {
    let hosts: Vec<String> = hosts.iter().map(|host| host.to_string()).collect();
    let mut params = CertificateParams::new(hosts).unwrap();
    params.distinguished_name.push(DnType::CommonName, name);
    params
}

/// What the certificate of this machine says.
fn local() -> CertificateParams {
    params(&["127.0.0.1"], "This machine")
}

fn host(certificate: CertificateDer<'static>, key: &KeyPair) -> Arc<ServerConfig> {
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(default_provider()));
    let config = config.with_safe_default_protocol_versions().unwrap().with_no_client_auth();
    Arc::new(config.with_single_cert(vec![certificate], key).unwrap())
}

/// What is said of links by a machine that trusts one root.
fn trusting(desk: &Desk, root: &Root, links: &[&str]) -> Said {
    desk.write("roots.pem", root.pem.as_bytes());
    let arguments = [links, &["--json", "--allow-private", "--keep", "kept"]].concat();
    let mut command = desk.command(&arguments);
    command.env("SSL_CERT_FILE", desk.path("roots.pem")).env_remove("SSL_CERT_DIR");
    Said::from(command.output().unwrap())
}

fn pictures() -> [(&'static str, Reply); 1] {
    [("/a.png", Reply::png(png(1)))]
}

#[test]
fn issue_4_a_host_that_proves_who_it_is() {
    let (desk, root) = (Desk::with_pictures(3), Root::new("A root"));
    let server = Server::tls(pictures(), root.host(local()));
    let said = trusting(&desk, &root, &[&server.at("/a.png")]);
    assert_eq!(said.code, Some(0), "{}", said.out);
    assert_eq!(said.lines()[0]["fetched"]["url"], server.at("/a.png"));
    assert!(server.at("/a.png").starts_with("https://"));
}

#[test]
fn issue_4_attack_hosts_that_do_not_prove_who_they_are() {
    let (desk, root) = (Desk::with_pictures(3), Root::new("A root"));
    let key = KeyPair::generate().unwrap();
    let by_itself = local().self_signed(&key).unwrap();
    let (mut expired, mut early) = (local(), local());
    expired.not_after = date_time_ymd(2001, 1, 1);
    early.not_before = date_time_ymd(4000, 1, 1);
    early.not_after = date_time_ymd(4001, 1, 1);
    for (tls, part) in [
        (host(by_itself.der().clone(), &key), "nobody whom this machine trusts"),
        // Of the same name: only its key is another.
        (Root::new("A root").host(local()), "its certificate does not hold"),
        (Root::new("Another root").host(local()), "nobody whom this machine trusts"),
        (root.host(params(&["127.0.0.2", "localhost"], "Another")), "that of another host"),
        (root.host(expired), "has expired"),
        (root.host(early), "is not valid yet"),
    ] {
        let server = Server::tls(pictures(), tls);
        let said = trusting(&desk, &root, &[&server.at("/a.png")]);
        let why = why(&said.lines()[0]);
        assert!(why.contains(part) && why.contains("Save the picture and give the file"), "{part}: {why}");
        assert!(why.contains("Check the link, and this machine's clock and certificates"), "{why}");
        assert!(server.asked().is_empty(), "{part}: nothing is asked of it");
        assert!(!desk.path("kept").exists(), "{part}: nothing is kept");
    }
}

#[test]
fn issue_4_http_is_only_where_it_was_given() {
    let (desk, root) = (Desk::with_pictures(3), Root::new("A root"));
    let plain = Server::new(pictures());
    let page = |picture: &str| {
        Reply::text("text/html", &format!("<html><meta property='og:image' content='{picture}'>"))
    };
    let server = Server::tls(
        [
            ("/a.png", Reply::png(png(1))),
            ("/down", Reply::moved(&plain.at("/a.png"))),
            ("/story", page("http://127.0.0.1:PORT/a.png")),
            ("/other", page(&plain.at("/a.png"))),
        ],
        root.host(local()),
    );
    let up = Server::new([("/up", Reply::moved(&server.at("/a.png")))]);
    let links = [up.at("/up"), plain.at("/a.png"), server.at("/down"), server.at("/other")];
    let said = trusting(&desk, &root, &links.each_ref().map(String::as_str)).lines();
    for (answer, from) in said.iter().zip([&server, &plain]) {
        assert_eq!(
            (&answer["verdict"], &answer["fetched"]["url"]),
            (&"identical".into(), &from.at("/a.png").into())
        );
    }
    assert!(why(&said[2]).contains("from https to http"), "{said:?}");
    // A page that came by https names its picture with http: it is asked for by https, or not at all.
    assert!(
        why(&said[3]).contains("could not be reached") || why(&said[3]).contains("broke off"),
        "{said:?}"
    );
    assert_eq!(plain.asked().len(), 1);
}

#[test]
fn issue_4_attack_what_speaks_no_tls() {
    let (desk, root) = (Desk::with_pictures(3), Root::new("A root"));
    let plain = Server::new(pictures());
    let link = plain.at("/a.png").replace("http:", "https:");
    let said = trusting(&desk, &root, &[&link]);
    assert!(why(&said.lines()[0]).contains("could not be reached"), "{}", said.out);
}
