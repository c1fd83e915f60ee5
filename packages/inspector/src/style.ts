/** The style of the page. Colours have a contrast of at least 4.5 on their grounds, in both schemes. */
export const STYLE = `
:root { color-scheme: light dark; --back: #fff; --band: #f3f4f6; --text: #1f2328; --faint: #57606a; --line: #d0d7de; --accent: #0550ae;
  --mark: #fff3c4; --ran: #e6f4ea; --open: #8c959f; --good: #1a7f37; --failed: #b3261e; --canceled: #8a5a00; --keyword: #6639ba; --string: #0a5c2e; --number: #0550ae; }
@media (prefers-color-scheme: dark) {
  :root { --back: #12161c; --band: #1b222b; --text: #e6edf3; --faint: #a3adb8; --line: #38424d; --accent: #79b8ff;
    --mark: #4a3b00; --ran: #14301e; --open: #76818d; --good: #56d364; --failed: #ff9b93; --canceled: #e3b341; --keyword: #d2a8ff; --string: #7ee2a8; --number: #79c0ff; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--text); font: 15px/1.45 system-ui, sans-serif; overflow-wrap: anywhere; }
header { position: sticky; top: 0; z-index: 2; background: var(--back); border-bottom: 1px solid var(--line); padding: 8px 16px; }
h1 { font-size: 18px; margin: 0; } h2 { font-size: 15px; margin: 14px 0 6px; } h3 { font-size: 14px; margin: 8px 0 4px; }
small { color: var(--faint); font-weight: normal; font-size: 13px; }
main { padding: 0 16px 32px; }
button, select { font: inherit; color: inherit; background: var(--band); border: 1px solid var(--line); border-radius: 6px; padding: 2px 10px; cursor: pointer; }
button:disabled { opacity: 0.5; cursor: default; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 1px; }
.controls { display: grid; grid-template-columns: auto 1fr auto; gap: 8px; align-items: center; }
.controls p { grid-column: 1 / -1; margin: 0; min-height: 1.5em; }
input[type=range] { width: 100%; accent-color: var(--accent); }
canvas { width: 100%; display: block; border: 1px solid var(--line); cursor: pointer; }
.columns { display: grid; grid-template-columns: minmax(220px, 3fr) minmax(300px, 5fr) minmax(260px, 4fr); gap: 16px; align-items: start; }
@media (max-width: 900px) { .columns { grid-template-columns: minmax(0, 1fr); } .controls button span { display: none; } }
.box { position: relative; overflow: auto; height: min(65vh, 700px); border: 1px solid var(--line); }
@media (max-width: 900px) { .box { height: 40vh; } }
.all { position: relative; min-width: 100%; width: max-content; }
.row { position: absolute; left: 0; min-width: 100%; height: 28px; padding: 3px 8px; white-space: nowrap; cursor: pointer; }
.row .id { display: inline-block; min-width: 3ch; color: var(--faint); }
.row.turn { color: var(--accent); } .row.failed { color: var(--failed); } .row.canceled { color: var(--canceled); }
.row code { margin-left: 8px; color: var(--faint); }
.row[aria-selected=true] { background: var(--mark); color: var(--text); box-shadow: inset 4px 0 var(--accent); }
.row[aria-selected=true] code, .row[aria-selected=true] .id { color: var(--text); }
code { font: 13px/20px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
.line { position: absolute; left: 0; min-width: 100%; height: 20px; white-space: pre; display: flex; }
.line button { width: 5ch; border: 0; border-radius: 0; padding: 0 6px 0 0; text-align: right; font: 12px/20px ui-monospace, monospace; color: var(--faint); background: var(--band); flex: none; }
.line code { padding: 0 8px; } .line.ran { background: var(--ran); } .line.stands, .line.asks { background: var(--mark); box-shadow: inset 4px 0 var(--accent); }
.line.stands button, .line.asks button { color: var(--text); background: transparent; font-weight: bold; }
.who { margin-left: 12px; padding: 0 6px; background: var(--accent); color: var(--back); border-radius: 4px; font-size: 12px; line-height: 20px; }
.comment { color: var(--faint); } .string { color: var(--string); } .keyword { color: var(--keyword); } .number { color: var(--number); }
.line.ran .comment, .line.stands .comment, .line.asks .comment { color: var(--text); }
table { border-collapse: collapse; width: 100%; margin: 4px 0 10px; }
caption { text-align: left; border-bottom: 1px solid var(--line); }
th, td { text-align: left; vertical-align: top; padding: 1px 8px 1px 0; font-weight: normal; }
th { width: 30%; } td small { display: block; }
tr.changed { background: var(--mark); } tr.changed small { color: var(--text); }
article { border-left: 3px solid var(--line); padding-left: 10px; margin-bottom: 10px; }
.new { color: var(--good); } .changed, p.changed { color: var(--text); }
dl { margin: 0; } dl div { display: flex; gap: 8px; } dt { color: var(--faint); flex: 0 0 35%; } dd { margin: 0; }
.problem { border: 2px solid var(--failed); border-radius: 8px; padding: 0 14px 10px; margin: 12px 0; }
.problem h2 { color: var(--failed); }
.sides { display: grid; grid-template-columns: repeat(auto-fit, minmax(240px, 1fr)); gap: 16px; }
.reached button { margin: 2px; } ol, ul { padding-left: 24px; }
`;
