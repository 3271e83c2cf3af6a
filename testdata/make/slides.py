"""The slides: a bar chart and a row of shares, drawn as SVG into the HTML."""

from tools import MAKE, ORIGINALS, print_pdf

SEASONS = ["Spring 29", "Summer 29", "Autumn 29", "Winter 29", "Spring 30", "Summer 30", "Autumn 30", "Winter 30", "Spring 31"]
ADMISSIONS = [212, 148, 305, 391, 244, 131, 347, 428, 263]
SHARES = [("People", 46, "#16233a"), ("Sets", 21, "#2c4a72"), ("Places and travel", 14, "#e0913a"),
          ("Laboratory", 9, "#b9c6d8"), ("Insurance", 6, "#8a5a2b"), ("Goose", 4, "#d8442e")]


def chart():
    """Bars with their numbers over a grid."""
    parts = []
    for value in range(0, 500, 100):
        y = 300 - value * 0.6
        parts.append(f'<path d="M50 {y}H800" stroke="#d5dce6"/><text x="42" y="{y + 4}" font-size="11" fill="#7a869a" text-anchor="end">{value}</text>')
    for i, (season, value) in enumerate(zip(SEASONS, ADMISSIONS)):
        x, h = 66 + i * 82, value * 0.6
        colour = "#e0913a" if season.startswith("Winter") else "#2c4a72"
        parts.append(f'<rect x="{x}" y="{300 - h:.1f}" width="52" height="{h:.1f}" fill="{colour}"/>'
                     f'<text x="{x + 26}" y="{294 - h:.1f}" font-size="14" font-weight="600" text-anchor="middle">{value}</text>'
                     f'<text x="{x + 26}" y="320" font-size="11.5" text-anchor="middle" fill="#51617c">{season}</text>')
    return f'<svg viewBox="0 0 820 330" width="8.5in">{"".join(parts)}</svg>'


def shares():
    """One long bar cut into shares, with a legend."""
    parts, x = [], 0.0
    for i, (name, share, colour) in enumerate(SHARES):
        parts.append(f'<rect x="{x:.1f}" y="20" width="{share * 8.2:.1f}" height="90" fill="{colour}"/>'
                     f'<rect x="{i % 3 * 280}" y="{160 + i // 3 * 60}" width="22" height="22" fill="{colour}"/>'
                     f'<text x="{i % 3 * 280 + 32}" y="{177 + i // 3 * 60}" font-size="17">{name}, {share} %</text>')
        x += share * 8.2
    return f'<svg viewBox="0 0 820 280" width="8.5in">{"".join(parts)}</svg>'


def make():
    """Prints the slides."""
    html = (MAKE / "html/slides.html").read_text(encoding="utf-8")
    print_pdf(html.replace("{chart}", chart()).replace("{shares}", shares()), ORIGINALS / "slides/autumn-slate.pdf")


if __name__ == "__main__":
    make()
