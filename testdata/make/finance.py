"""Tables: a budget of three pages, invoices that differ in one number, and a form with few words (ReportLab)."""

import random

from reportlab import rl_config
from reportlab.lib.colors import HexColor, black, white
from reportlab.lib.pagesizes import A4, letter
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from tools import ORIGINALS

rl_config.invariant = 1
FOLDER = "/usr/share/fonts/truetype/"
for name, file in [("Sans", "liberation/LiberationSans-Regular"), ("SansBold", "liberation/LiberationSans-Bold"),
                   ("Serif", "dejavu/DejaVuSerif"), ("SerifBold", "dejavu/DejaVuSerif-Bold")]:
    pdfmetrics.registerFont(TTFont(name, f"{FOLDER}{file}.ttf"))

BUDGET = [
    ("10", "Story and rights", ["Novel, option and purchase", "Screenplay, three drafts", "Translator of the sea shanties", "Typing and copies", "Reader's reports"]),
    ("11", "Producer's unit", ["Producer", "Production office, forty weeks", "Telephone and carrier pigeons", "Accountant", "Travel before photography"]),
    ("12", "Direction", ["Director, fixed fee", "First assistant", "Second assistant", "Script supervisor", "Coach for the goose"]),
    ("13", "Cast", ["Leading parts (3)", "Supporting parts (11)", "Day players", "Extras, harbour", "Extras, ballroom", "Doubles and divers", "Travel and lodging"]),
    ("20", "Sets", ["Design and drawings", "Lighthouse, complete", "Ferry, port side only", "Glass for the hold", "Sugar glass", "Ballroom, two walls", "Strike and storage"]),
    ("21", "Properties", ["Purchases", "Hire", "Lamps, oil and electric", "Boats and oars", "Instruments, playable"]),
    ("22", "Wardrobe", ["Principal cast", "Uniforms, pilots' guild", "Cleaning and salt removal", "Seamstresses, piece work"]),
    ("23", "Hair and make-up", ["Artists (4)", "Wigs", "Material", "Weathering of sailors"]),
    ("30", "Camera", ["Cinematographer", "Operators and loaders", "Cameras and lenses", "Underwater housing", "Repairs"]),
    ("31", "Light", ["Gaffer and crew", "Lamps, hire", "Generator on barge", "Carbon and globes"]),
    ("32", "Sound", ["Mixer and boom", "Recorder, hire", "Fog horn, live", "Tape"]),
    ("33", "Transport", ["Lorries", "Unit bus", "Harbour launches", "Airship, days aloft", "Fuel and gas", "Stabling"]),
    ("40", "Stages and places", ["Stage One, days", "Stage Two, days", "Breakwater, fees", "Saint Osk, fees", "Night porters", "Repair of a pier"]),
    ("41", "Laboratory", ["Raw stock", "Development", "Daily prints", "Opticals", "Grading"]),
    ("50", "Editing", ["Editor and assistants", "Cutting rooms", "Projection", "Magnetic transfer"]),
    ("51", "Music", ["Composer", "Orchestra, nine sessions", "Glass players (6)", "Copyist", "Studio hire"]),
    ("52", "Mix and titles", ["Sound effects", "Final mix", "Main titles, drawn", "Subtitles, four languages"]),
    ("60", "General", ["Insurance, cast and negative", "Insurance, airship", "Legal advice", "First aid", "Bank charges", "Farewell party"]),
]
HEAD = [("Account", 42), ("", 82), ("Estimate", 330), ("Spent", 400), ("To come", 470), ("Over/under", 548)]


def money(value):
    """A number with thousands parted by commas; brackets when it is negative."""
    return f"({-value:,})" if value < 0 else f"{value:,}"


def budget_head(pdf, page):
    """Title and column heads; gives the height at which rows begin."""
    width, height = letter
    pdf.setFillColor(HexColor("#1d3c5a"))
    pdf.rect(36, height - 64, width - 72, 26, fill=1, stroke=0)
    pdf.setFillColor(white)
    pdf.setFont("SansBold", 13)
    pdf.drawString(44, height - 56, "THE GLASS HARBOUR")
    pdf.setFont("Sans", 9)
    pdf.drawRightString(width - 44, height - 55, f"Cost report no. 9 · 27 June 2031 · page {page} of 3")
    pdf.setFillColor(black)
    pdf.setFont("SansBold", 8.5)
    for name, x in HEAD:
        (pdf.drawRightString if x > 300 else pdf.drawString)(x, height - 82, name)
    pdf.line(36, height - 87, width - 36, height - 87)
    return height - 101


def budget_row(pdf, y, label, figures, bold=False):
    """One row of the table."""
    pdf.setFont("SansBold" if bold else "Sans", 8.5)
    pdf.drawString(42, y, label[0])
    pdf.drawString(82, y, label[1])
    for value, (_, x) in zip(figures, HEAD[2:]):
        pdf.drawRightString(x, y, money(value))


def budget(path):
    """The cost report; every sum adds up."""
    rng = random.Random(9)
    pdf = Canvas(str(path), pagesize=letter)
    y, page, total = budget_head(pdf, 1), 1, [0] * 4
    for number, title, lines in BUDGET:
        if y - 13 * (len(lines) + 2) < 50:
            pdf.showPage()
            page += 1
            y = budget_head(pdf, page)
        pdf.setFillColor(HexColor("#e8eef4"))
        pdf.rect(36, y - 3, letter[0] - 72, 12, fill=1, stroke=0)
        pdf.setFillColor(black)
        budget_row(pdf, y, (number + "00", title), [], bold=True)
        subtotal = [0] * 4
        for i, line in enumerate(lines, 1):
            y -= 13
            estimate = rng.randrange(18, 980) * rng.choice([25, 50, 100])
            spent = int(estimate * rng.uniform(0.2, 1.05))
            left = max(0, int(estimate * rng.uniform(0.95, 1.1)) - spent)
            figures = [estimate, spent, left, estimate - spent - left]
            subtotal = [a + b for a, b in zip(subtotal, figures)]
            budget_row(pdf, y, (f"{number}{i:02}", line), figures)
        y -= 13
        pdf.line(290, y + 9.5, letter[0] - 36, y + 9.5)
        budget_row(pdf, y, ("", f"Total {title.lower()}"), subtotal, bold=True)
        total = [a + b for a, b in zip(total, subtotal)]
        y -= 20
    pdf.setLineWidth(1.4)
    pdf.line(36, y + 11, letter[0] - 36, y + 11)
    budget_row(pdf, y - 2, ("", "ALL ACCOUNTS"), total, bold=True)
    pdf.setFont("Sans", 8)
    for i, note in enumerate(["Figures in crowns. Brackets: over the estimate.", "Account 3304 awaits the committee's decision on the airship.",
                              "Prepared by O. Quillfeather, production accounts. Not seen by the bond company before Friday."]):
        pdf.drawString(42, y - 30 - 12 * i, note)
    pdf.save()


ITEMS = [("Arc lamp, 225 A, with stand", 4, 38), ("Arc lamp, 150 A", 6, 27), ("Barge for generator, per night", 9, 115), ("Cable, in lengths of 30 m", 44, 3),
         ("Gauze, large, white", 5, 12), ("Gauze, large, black", 5, 12), ("Fog fluid, canister", 18, 21), ("Operator for fog, surly", 9, 64)]


def invoice(path, number):
    """An invoice of the lamp hire, with its number."""
    pdf = Canvas(str(path), pagesize=A4)
    pdf.setFont("SerifBold", 19)
    pdf.drawString(62, 760, "Peverwick & Daughters")
    pdf.setFont("Serif", 9)
    pdf.drawString(62, 744, "Lamps, fog and everything in between · Ropewalk 31, Port Ambrel")
    pdf.setLineWidth(2)
    pdf.line(62, 734, 533, 734)
    for i, line in enumerate(["Halcyon Pictures", "Production accounts, bungalow 2", "Kingfisher Lot, Stage Road 9", "Port Ambrel"]):
        pdf.drawString(62, 700 - 14 * i, line)
    pdf.setFont("SerifBold", 13)
    pdf.drawString(62, 612, f"Invoice no. {number}")
    pdf.setFont("Serif", 9)
    pdf.drawRightString(533, 612, "For the night shoots at the breakwater, September 2031")
    pdf.setLineWidth(0.6)
    y = 580
    for x, head in [(62, "Item"), (345, "Number"), (430, "Rate"), (533, "Crowns")]:
        (pdf.drawString if x == 62 else pdf.drawRightString)(x, y, head)
    pdf.line(62, y - 6, 533, y - 6)
    for name, count, rate in ITEMS:
        y -= 21
        pdf.drawString(62, y, name)
        for x, value in [(345, f"{count}"), (430, f"{rate}.00"), (533, f"{count * rate:,}.00")]:
            pdf.drawRightString(x, y, value)
    net = sum(count * rate for _, count, rate in ITEMS)
    pdf.line(62, y - 9, 533, y - 9)
    for label, value in [("Sum", net), ("Harbour levy, 5 per cent", net * 0.05), ("To be paid", net * 1.05)]:
        y -= 24
        pdf.setFont("SerifBold" if label == "To be paid" else "Serif", 9)
        pdf.drawString(300, y, label)
        pdf.drawRightString(533, y, f"{value:,.2f}")
    pdf.setFont("Serif", 9)
    for i, line in enumerate(["Payable within twenty days to the Fishermen's Savings Bank, account 60 117 4.", "Broken globes are charged separately when we have counted them.",
                              "Fog that has left the canister cannot be taken back."]):
        pdf.drawString(62, y - 60 - 15 * i, line)
    pdf.save()


def form(path):
    """An empty receipt for properties: lines, boxes and very few words."""
    pdf = Canvas(str(path), pagesize=A4)
    pdf.setFont("SansBold", 16)
    pdf.drawString(60, 770, "Receipt for properties")
    pdf.setFont("Sans", 8)
    pdf.drawRightString(535, 772, "Form P 6")
    for i, label in enumerate(["Production", "Scene", "Taken by", "Department"]):
        pdf.drawString(60, 725 - 34 * i, label)
        pdf.rect(140, 716 - 34 * i, 395, 22)
    for i, label in enumerate(["intact", "chipped", "eaten", "lost at sea"]):
        pdf.rect(140 + 100 * i, 575, 11, 11)
        pdf.drawString(156 + 100 * i, 577, label)
    for x in [60, 110, 380, 460, 535]:
        pdf.line(x, 540, x, 200)
    for i in range(18):
        pdf.line(60, 540 - 20 * i, 535, 540 - 20 * i)
    for x, label in [(66, "No."), (116, "Object"), (386, "Out"), (466, "Back")]:
        pdf.drawString(x, 526, label)
    pdf.line(60, 130, 250, 130)
    pdf.line(345, 130, 535, 130)
    pdf.drawString(60, 118, "Given out")
    pdf.drawString(345, 118, "Taken back")
    pdf.save()


def make():
    """Draws budget, invoices and form."""
    for folder in ["finance", "forms"]:
        (ORIGINALS / folder).mkdir(parents=True, exist_ok=True)
    budget(ORIGINALS / "finance/cost-report-9.pdf")
    for number in ["3107", "3108", "3161"]:
        invoice(ORIGINALS / f"finance/invoice-{number}.pdf", number)
    form(ORIGINALS / "forms/receipt-p6.pdf")


if __name__ == "__main__":
    make()
