"""Memos on one template: two families whose members differ in one number or one name, and a longer one."""

from tools import MAKE, ORIGINALS, print_pdf

TEMPLATE = (MAKE / "html/memo.html").read_text(encoding="utf-8")

RATES = """
<p>After Tuesday's meeting with the owners of the Kingfisher Lot we have a figure for the hire of Stage Two. The
daily rate for the shooting weeks of <i>The Glass Harbour</i> will be <b>{rate} crowns</b>, heating and the night
porter included. Days on which we only build or strike the set are charged at half.</p>
<p>The water tank is not part of the offer. If the second unit needs it for the ferry scene, the tank has to be
booked nine days ahead and paid on the day, in the lot's own office, against a receipt that names the production.</p>
<p>Three points were left open, and I would like your answers by Friday noon:</p>
<ol><li>whether the carpenters may store flats in the north corridor between the two blocks;</li>
<li>who carries the cost if the rain machine floods the cable trench again;</li>
<li>whether we keep the option on the first week of December, for which the lot asks a deposit of 6,000.</li></ol>
<p>Please use the figure above in every sheet that leaves your desk, and burn the older ones. Last month two
departments worked with different numbers for eleven days, and the difference turned up in the bond company's
questions before it turned up in ours.</p>
<p>I am in the bungalow until seven each evening this week. The telephone there works again.</p>
<p style="margin-top:16pt">B. Nimmery</p>"""

OVERTIME = """
<p>From Monday the night shoots at the breakwater run from six in the evening to four in the morning. Overtime
begins after the ninth hour and is paid at one and a half times the agreed rate; the meal break at eleven does not
count as working time, but the boat there and back does.</p>
<p>Each head of department keeps one list and no more. The list is signed by the person who worked, by you, and
by whoever holds the clock that night. Lists which reach the cashier after Wednesday are paid with the following
week, without discussion and without exceptions for relatives of the producer.</p>
<p>The list for your department is kept by <b>{keeper}</b>. Anyone who is not on it when the boat leaves is taken to have
gone home, and the boat will not come back to look.</p>
<p>Warm clothes are issued from the hut beside the lamp store. They remain the studio's property, however well they fit.
The harbour office reminds us that nobody may stand on the outer stones after high water, not even for a better angle.</p>
<p style="margin-top:16pt">Z. Wicklebow</p>"""

AIRSHIP = """
<p>The underwriters have replied to our third letter about the airship. They will insure the envelope, the gondola and
the two engines, but not the kitchen, which they regard as scenery. This is less than we asked for and more than our broker
promised, so I propose to accept it before the winter storms begin and the premium is looked at again.</p>
<p><b>What is covered.</b> Damage by wind up to force seven; fire that starts outside the hull; theft of instruments from a
locked hangar; injury of up to fourteen people on board, of whom no more than six may be actors. The sum insured is
2,310,000 crowns, and the first 45,000 of any loss stay with us.</p>
<p><b>What is not.</b> Anything that happens while the ship is tied to a building, a train or an animal. Page 61 of the
script has all three. Ms Fenwhistle has been asked to find out whether the animal is necessary.</p>
<p><b>Conditions.</b> The pilot must have four hundred hours on ships of this class. Only one candidate, Captain Saltmarrow,
has them; he is available until the tenth of November and wants his own cabin. The gas must be tested every morning and
the result written in a book which stays on the ground. Nobody smokes within eighty paces, including the extras who play
smokers. For those Mr Tamberlane's workshop has made cigarettes that glow by battery.</p>
<p><b>Money.</b> The premium falls due in three parts: 38,400 on signature, 21,150 when the ship first leaves the hangar, and 9,975
on its safe return. If the return is not safe, the third part is waived, which the underwriters consider generous.</p>
<p>I have compared this with the cost of building the gondola on Stage One and never leaving the ground. The workshop's
estimate is 412,000, plus the cloud machine, plus four weeks of the stage, and the director has said in the presence of
witnesses that he would rather film a potato. The flying ship is dearer by about a tenth, but it also advertises the film
over every town that it crosses, and the town councils of Lower Ambrel and Saint Osk have already asked for the timetable.</p>
<p>Should the committee agree, the following has to happen in this order. First the engine papers must be translated and
certified, since the surveyor reads only one language and it is not the manufacturer's. Then the hangar doors, which have
not opened fully since the flood, must be planed. Then the ground crew of twenty-two can be hired, for whom the village has
offered beds in the school as long as lessons are not disturbed before four in the afternoon.</p>
<p>Finally there is the matter of the name. The hull still carries the name of a brand of soap that no longer exists. The
heirs ask 500 a week for leaving it there and 800 for painting it over. I suggest that we paint it over with a name that
nobody can object to, photograph the result from both sides, and send the heirs a print with our compliments.</p>
<p>The surveyor comes on the twenty-eighth. I would be grateful for a decision before that, in writing, so that I can meet
him at the gate with something better than a hopeful face.</p>
<p style="margin-top:16pt">H. Quayle-Tam, Insurance and Unlikely Events</p>"""


def memo(to, sender, date, subject, body):
    """One memo as HTML."""
    fields = {"to": to, "sender": sender, "date": date, "subject": subject, "body": body}
    html = TEMPLATE
    for name, value in fields.items():
        html = html.replace("{" + name + "}", value)
    return html


def rates_memo(rate, body=RATES):
    """The memo on the hire of Stage Two with one daily rate."""
    return memo("All heads of department, <i>The Glass Harbour</i>", "Bartold Nimmery, Production Office", "14 March 2031",
                "Hire of Stage Two", body.replace("{rate}", rate))


def overtime_memo(keeper):
    """The memo on night work that names who keeps the list."""
    return memo("Heads of department, night unit", "Zephrina Wicklebow, Unit Manager", "2 September 2031",
                "Night work at the breakwater", OVERTIME.replace("{keeper}", keeper))


def make():
    """Prints all memos."""
    folder = ORIGINALS / "memos"
    for name, rate in [("first", "4,250"), ("second", "4,350"), ("third", "4,850")]:
        print_pdf(rates_memo(rate), folder / f"stage-two-{name}.pdf")
    for name, keeper in [("camera", "Ilka Brambledon"), ("lighting", "Orlo Quillfeather"), ("sound", "Dunstan Peverwick")]:
        print_pdf(overtime_memo(keeper), folder / f"night-work-{name}.pdf")
    print_pdf(memo("The investment committee", "Hesper Quayle-Tam", "21 October 2031", "Insurance of the airship", AIRSHIP),
              folder / "airship.pdf")


if __name__ == "__main__":
    make()
