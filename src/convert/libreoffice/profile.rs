//! LibreOffice settings: no code runs, nothing is fetched, no other file is read.

use std::fs;
use std::io;
use std::path::Path;

/// Node, property and value in `registrymodifications.xcu`.
const SETTINGS: [(&str, &str, &str); 16] = [
    // Macros: only signed ones of trusted authors, of whom there are none; and execution is disabled.
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    // Since LibreOffice 24.2: embedded objects of other programs are not opened.
    ("Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    // Linked pictures and texts, from the network or this machine, are omitted.
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    // Never update links on load: that is 0 in Writer and 1 in Calc, where 2 means on request.
    ("Office.Writer/Content/Update", "Link", "0"),
    ("Office.WriterWeb/Content/Update", "Link", "0"),
    ("Office.Calc/Content/Update", "Link", "1"),
    // Any remaining request goes to a local port on which nothing listens.
    ("Inet/Settings", "ooInetProxyType", "2"),
    ("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPSProxyPort", "9"),
    ("Inet/Settings", "ooInetNoProxy", ""),
    ("Office.Java/VirtualMachine", "Enable", "false"),
    // Never recalculate: formulas keep the values stored in the file, like its words.
    ("Office.Calc/Formula/Load", "OOXMLRecalcMode", "1"),
    ("Office.Calc/Formula/Load", "ODFRecalcMode", "1"),
];

/// Creates a user profile folder with these settings.
pub fn make(folder: &Path) -> io::Result<()> {
    let user = folder.join("user");
    fs::create_dir_all(&user)?;
    fs::write(user.join("registrymodifications.xcu"), settings())
}

fn settings() -> String {
    let item = |(node, property, value): (&str, &str, &str)| {
        format!(
            "<item oor:path=\"/org.openoffice.{node}\"><prop oor:name=\"{property}\" oor:op=\"fuse\">\
             <value>{value}</value></prop></item>\n"
        )
    };
    let items: String = SETTINGS.into_iter().map(item).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<oor:items xmlns:oor=\"http://openoffice.org/2001/registry\" \
         xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">\n\
         {items}</oor:items>\n"
    )
}
