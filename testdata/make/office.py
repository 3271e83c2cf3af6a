"""Office files, as small as programs open them: DOCX, XLSX, PPTX, ODT, ODS, ODP and RTF. Python's own library is all that is needed."""

import zipfile
from html import escape
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent / "formats" / "office"
IMPRINT = "Halcyon Pictures Incorporated of Port Ansel keeps its costume store beside the old ropewalk."
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
X = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
R = f'xmlns:r="{OFFICE}"'
ODF = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "text", "table", "draw", "style", "presentation"))
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def archive(name, parts, first=None):
    """An archive of parts whose bytes do not change from run to run. `first` is not packed, as OpenDocument asks for."""
    with zipfile.ZipFile(HERE / name, "w") as out:
        for part, text in parts.items():
            info = zipfile.ZipInfo(part, (2031, 9, 1, 8, 0, 0))
            packed = zipfile.ZIP_STORED if part == first else zipfile.ZIP_DEFLATED
            out.writestr(info, text, compress_type=packed)


def relations(*targets):
    inner = "".join(f'<Relationship Id="rId{i + 1}" Type="{OFFICE}/{kind}" Target="{target}"/>' for i, (kind, target) in enumerate(targets))
    return f'{XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inner}</Relationships>'


def types(*parts):
    inner = "".join(f'<Override PartName="/{part}" ContentType="application/vnd.openxmlformats-officedocument.{kind}+xml"/>' for part, kind in parts)
    return (f'{XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
            f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>{inner}</Types>')


def run(text, look=""):
    return f'<w:r>{f"<w:rPr>{look}</w:rPr>" if look else ""}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(*runs):
    return f"<w:p>{''.join(runs)}</w:p>"


def docx():
    box = "<w:txbxContent>" + paragraph(run("A box in the margin: keep the ferry waiting.")) + "</w:txbxContent>"
    cell = lambda text: f"<w:tc>{paragraph(run(text))}</w:tc>"
    body = (paragraph('<w:pPr><w:tabs><w:tab w:val="left"/></w:tabs><w:rPr><w:vanish/></w:rPr></w:pPr>', run("Insurance of the airship, "), run("third letter", "<w:b/>"))
            + paragraph(run("The underwriters insure the envelope & the gondola for 2,310,000, not the"), '<w:r><w:noBreakHyphen/></w:r>', run("lamps."))
            + paragraph(run("No flight over the harbour"), '<w:ins><w:r><w:t xml:space="preserve"> after dusk</w:t></w:r></w:ins>',
                        '<w:del><w:r><w:delText>never</w:delText></w:r></w:del>', run(" before the 21st.")
                        , run("A secret clause.", "<w:vanish/>"))
            + f"<w:tbl><w:tr>{cell('Premium')}{cell('184,000')}</w:tr><w:tr>{cell('Excess')}{cell('9,500')}</w:tr></w:tbl>"
            + paragraph(f"<w:r><mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r>")
            + paragraph(run(IMPRINT), '<w:r><w:footnoteReference w:id="2"/></w:r>'))
    archive("insurance.docx", {
        "[Content_Types].xml": types(("word/document2.xml", "wordprocessingml.document.main"), ("word/header1.xml", "wordprocessingml.header"),
                                     ("word/footnotes.xml", "wordprocessingml.footnotes")),
        "_rels/.rels": relations(("officeDocument", "word/document2.xml")),
        "word/_rels/document2.xml.rels": relations(("header", "header1.xml"), ("footnotes", "/word/footnotes.xml")),
        "word/document2.xml": f"{XML}<w:document {W}><w:body>{body}</w:body></w:document>",
        "word/header1.xml": f"{XML}<w:hdr {W}>{paragraph(run('Legal department, in confidence'))}</w:hdr>",
        "word/footnotes.xml": f'{XML}<w:footnotes {W}><w:footnote w:id="2">{paragraph(run("Sums are in crowns of the port."))}</w:footnote></w:footnotes>',
    })


def xlsx():
    strings = ["Reel", "Shot on", "Feet", "Share", IMPRINT]
    shared = "".join(f"<si><t>{s}</t></si>" for s in strings) + "<si><r><t>Night</t></r><r><t xml:space=\"preserve\"> unit</t></r><rPh><t>spoken</t></rPh></si>"
    rows = ('<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c><c r="D1" t="s"><v>3</v></c></row>'
            '<row r="3"><c r="A3"><v>47</v></c><c r="B3" s="2"><v>48102</v></c><c r="C3" s="1"><f>SUM(C9:C12)</f><v>1240500</v></c><c r="D3" s="3"><v>0.125</v></c></row>'
            '<row r="4"><c r="A4" t="s"><v>5</v></c><c r="B4" t="inlineStr"><is><t>not yet</t></is></c><c r="C4" s="4"><v>-318.5</v></c><c r="D4" t="b"><v>1</v></c></row>'
            '<row r="5"><c r="A5" t="s"><v>4</v></c></row>')
    styles = (f'<styleSheet {X}><numFmts count="2"><numFmt numFmtId="164" formatCode="d\\ mmm\\ yyyy"/><numFmt numFmtId="165" formatCode="#,##0.00;(#,##0.00)"/></numFmts>'
              '<cellStyleXfs><xf numFmtId="9"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="3"/><xf numFmtId="164"/><xf numFmtId="10"/><xf numFmtId="165"/></cellXfs></styleSheet>')
    sheet = lambda inner: f"{XML}<worksheet {X}><sheetData>{inner}</sheetData></worksheet>"
    archive("reels.xlsx", {
        "[Content_Types].xml": types(("xl/workbook.xml", "spreadsheetml.sheet.main")),
        "_rels/.rels": relations(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'{XML}<workbook {X} {R}><sheets><sheet name="Empty" sheetId="1" r:id="rId2"/><sheet name="Reels" sheetId="2" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relations(("worksheet", "worksheets/sheet2.xml"), ("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "sharedStrings.xml"),
                                                ("styles", "styles.xml")),
        "xl/worksheets/sheet1.xml": sheet(""), "xl/worksheets/sheet2.xml": sheet(rows),
        "xl/sharedStrings.xml": f"{XML}<sst {X}>{shared}</sst>", "xl/styles.xml": XML + styles,
    })


def pptx():
    def slide(*texts):
        shapes = "".join(f'<p:sp><p:nvSpPr><p:cNvPr id="{i + 2}" name="Box" descr="not shown"/></p:nvSpPr><p:txBody>'
                         + "".join(f"<a:p><a:r><a:t>{escape(line)}</a:t></a:r></a:p>" for line in text.split("\n")) + "</p:txBody></p:sp>" for i, text in enumerate(texts))
        return f"{XML}<p:sld {A}><p:cSld><p:spTree>{shapes}</p:spTree></p:cSld></p:sld>"
    archive("slate.pptx", {
        "[Content_Types].xml": types(("ppt/presentation.xml", "presentationml.presentation.main")),
        "_rels/.rels": relations(("officeDocument", "ppt/presentation.xml")),
        "ppt/presentation.xml": f'{XML}<p:presentation {A} {R}><p:sldIdLst><p:sldId id="256" r:id="rId2"/><p:sldId id="257" r:id="rId1"/></p:sldIdLst></p:presentation>',
        "ppt/_rels/presentation.xml.rels": relations(("slide", "slides/slide1.xml"), ("slide", "slides/slide2.xml")),
        "ppt/slides/slide1.xml": slide("What we ask for", f"Two more weeks\nOne more boat\n{IMPRINT}"),
        "ppt/slides/slide2.xml": slide("Winter slate", f"Glass Harbour opens on the 9th\n{IMPRINT}"),
    })


def open_document(name, kind, body, styles=""):
    parts = {
        "mimetype": f"application/vnd.oasis.opendocument.{kind}",
        "content.xml": f"{XML}<office:document-content {ODF}><office:body><office:{kind}>{body}</office:{kind}></office:body></office:document-content>",
        "META-INF/manifest.xml": f'{XML}<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
    }
    if styles:
        parts["styles.xml"] = f"{XML}<office:document-styles {ODF}><office:master-styles><style:master-page>{styles}</style:master-page></office:master-styles></office:document-styles>"
    archive(name, parts, "mimetype")


def odf():
    say = lambda text: f"<text:p>{text}</text:p>"
    open_document("pilot.odt", "text", (
        '<text:tracked-changes><text:changed-region>' + say("Struck out.") + '</text:changed-region></text:tracked-changes>'
        '<text:h>To the pilot of the Marigold</text:h>\n' + say('Steer by<text:s text:c="2"/>the three <text:span>red</text:span> lamps,<text:line-break/>never the green one.')
        + say("Be back<office:annotation>" + say("Is he sober?") + "</office:annotation> by 6:40.") + '<text:section text:display="none">' + say("Hidden.") + "</text:section>"
        + say(IMPRINT)), "<style:header>" + say("Harbour office") + "</style:header><style:footer>" + say("Sheet 1") + "</style:footer>")
    cell = lambda text, more="": f"<table:table-cell{more}>{say(text) if text else ''}</table:table-cell>"
    open_document("wages.ods", "spreadsheet", (
        '<table:table table:name="July"><table:table-row>' + cell("Role") + cell("Days") + cell("Wage") + "</table:table-row><table:table-row>"
        + cell("Lamp boy") + cell("", ' table:number-columns-repeated="16000"') + cell("1,150.00", ' office:value="1150"') + "</table:table-row><table:table-row>"
        + cell(IMPRINT) + "</table:table-row></table:table>" + '<table:table table:name="August"/>'))
    page = lambda name, *texts: f'<draw:page draw:name="{name}">' + "".join(f"<draw:frame><draw:text-box>{say(t)}</draw:text-box></draw:frame>" for t in texts) \
        + "<presentation:notes>" + say("Smile here.") + "</presentation:notes></draw:page>"
    open_document("premiere.odp", "presentation", page("one", "The premiere", "Doors at 7, film at 8", IMPRINT) + page("two", "Seats", f"Row F is for the lenders. {IMPRINT}"))


def rtf():
    text = (r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\froman\fcharset0 Times;}{\f1\froman\fcharset161 Times;}}{\colortbl;\red0\green0\blue0;}"
            r"{\info{\title Not shown}{\author Nobody}}{\*\generator Any;}{\header\pard Memo of the night watch\par}"
            r"\pard The fog horn was silent from 2:10 to 3:25\'85 nobody knows why.\par Ask J\u248?rgen \endash  he slept.\par {\f1 \'d6\'dc\'f2} is the lamp's name."
            r"{\pict\pngblip 89504e47}{\field{\*\fldinst HYPERLINK x}{\fldrslt The log} is in the tower.}\par\trowd Watch\cell Hours\cell\row Second\cell 2 to 6\cell\row "
            + IMPRINT + r"\par}")
    (HERE / "watch.rtf").write_bytes(text.encode("ascii"))


if __name__ == "__main__":
    HERE.mkdir(parents=True, exist_ok=True)
    for make in (docx, xlsx, pptx, odf, rtf):
        make()
