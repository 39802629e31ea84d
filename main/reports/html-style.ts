/** The report's own look: system fonts, light and dark by the reader's setting, and paper. Contrast is WCAG AA or better. */
export const style = `
:root { color-scheme: light dark; --ink: #1b1f24; --dim: #57606a; --paper: #ffffff; --panel: #f4f6f8; --line: #d0d7de;
  --good: #116329; --good-soft: #dafbe1; --bad: #a40e26; --bad-soft: #ffebe9; --warn: #7d4e00; --warn-soft: #fff3cd; --rest: #57606a; --rest-soft: #eaeef2; --accent: #0550ae; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --dim: #9da7b3; --paper: #0f1419; --panel: #171d24; --line: #333c47;
  --good: #7ee2a0; --good-soft: #12331f; --bad: #ffa8a3; --bad-soft: #42181b; --warn: #f2cc60; --warn-soft: #3a2d0c; --rest: #aab4c0; --rest-soft: #262d36; --accent: #79b8ff; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 68rem; padding: 2rem 1.25rem 4rem; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, "Segoe UI", Roboto, sans-serif; }
h1 { font-size: 1.6rem; margin: 0 0 .25rem; } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; } h3 { display: inline; font-size: 1rem; overflow-wrap: anywhere; } h4 { margin: 1rem 0 .35rem; font-size: .9rem; color: var(--dim); }
a { color: var(--accent); } .lead { font-size: 1.05rem; margin: .25rem 0 1rem; } .small, .none, footer { color: var(--dim); font-size: .85rem; }
.counts { display: flex; flex-wrap: wrap; gap: .5rem; list-style: none; padding: 0; margin: 0; } .counts li { border-radius: .5rem; padding: .35rem .8rem; font-weight: 600; }
.badge { border-radius: 1rem; padding: .1rem .6rem; font-size: .8rem; font-weight: 600; white-space: nowrap; }
.passed { background: var(--good-soft); color: var(--good); } .failed { background: var(--bad-soft); color: var(--bad); } .error { background: var(--warn-soft); color: var(--warn); } .not-run, .noted { background: var(--rest-soft); color: var(--rest); }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; vertical-align: top; padding: .4rem .6rem .4rem 0; border-bottom: 1px solid var(--line); } th { color: var(--dim); font-size: .85rem; font-weight: 600; } td { overflow-wrap: anywhere; }
.case { border: 1px solid var(--line); border-radius: .6rem; margin: .75rem 0; padding: .75rem 1rem; } summary { cursor: pointer; } summary .badge { margin-left: .4rem; } .finding { margin: .6rem 0; }
pre { background: var(--panel); border-radius: .4rem; padding: .75rem; overflow-x: auto; font-size: .82rem; } code { font-family: ui-monospace, "Cascadia Mono", Menlo, Consolas, monospace; font-size: .85rem; overflow-wrap: anywhere; }
.sides { display: grid; grid-template-columns: minmax(0, 2fr) minmax(0, 3fr); gap: 1.25rem; } @media (max-width: 44rem) { .sides { grid-template-columns: minmax(0, 1fr); } }
.pins, .chain { padding-left: 1.25rem; margin: 0; } .chain li { padding: .35rem .5rem; border-radius: .4rem; } .chain .match { background: var(--good-soft); } .subject { font-weight: 600; overflow-wrap: anywhere; } strong { color: var(--good); } .chain em { color: var(--warn); font-weight: 600; } .requests li { margin: .35rem 0; }
dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .15rem 1rem; margin: 1rem 0; } dt { color: var(--dim); } dd { margin: 0; overflow-wrap: anywhere; }
.timeline { width: 100%; margin-top: 1rem; background: var(--panel); border-radius: .4rem; } .timeline text { font-size: 11px; fill: var(--ink); } .timeline .tick { stroke: var(--line); } .timeline .now { stroke: var(--accent); stroke-width: 2; } .timeline .bar { fill: var(--rest-soft); stroke: var(--line); } .timeline .pinned { fill: var(--good-soft); stroke: var(--good); } .timeline .over { fill: var(--bad-soft); stroke: var(--bad); }
@media print { :root { color-scheme: light; } body { max-width: none; padding: 0; font-size: 11px; } .case { break-inside: avoid; } pre { white-space: pre-wrap; } }
`;
