/** How the page looks, by day and by night, on a screen and on paper. */
export const pageStyle = `
:root {
  color-scheme: light dark;
  --page: #f6f8fa; --card: #ffffff; --text: #1f2328; --quiet: #59636e; --line: #d1d9e0; --link: #0969da; --row: #0969da14;
  --changed: #1a7f37; --review: #9a6700; --skipped: #59636e; --failed: #cf222e;
  --plus: #dafbe1; --minus: #ffebe9; --hunk: #ddf4ff; --here: #fff8c5;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0d1117; --card: #151b23; --text: #f0f6fc; --quiet: #9198a1; --line: #3d444d; --link: #4493f8; --row: #4493f826;
    --changed: #3fb950; --review: #d29922; --skipped: #9198a1; --failed: #f85149;
    --plus: #12361f; --minus: #4a1e20; --hunk: #132d4a; --here: #3b2f0a;
  }
}
* { box-sizing: border-box; }
body { font: 15px/1.55 system-ui, sans-serif; max-width: 76rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; background: var(--page); color: var(--text); }
a { color: var(--link); text-decoration: none; } a:hover { text-decoration: underline; }
h1 { font-size: 1.75rem; margin: 0 0 .25rem; } h2 { font-size: 1.25rem; margin: 2.5rem 0 .75rem; } h3 { font-size: 1rem; margin: 0 0 .5rem; } p { margin: .35rem 0; }
code, pre, .place, .file h3 { font-family: ui-monospace, 'Cascadia Code', Menlo, Consolas, monospace; font-size: .87em; }
p code, dd code { background: var(--row); border-radius: .25rem; padding: .1em .3em; }
.quiet { color: var(--quiet); font-size: .87em; } a.quiet { text-decoration: underline dotted; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: 1rem 1.25rem; margin: 0 0 1rem; }
.totals { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: 1rem; list-style: none; margin: 1.25rem 0; padding: 0; }
.totals a, .totals div { display: block; height: 100%; background: var(--card); border: 1px solid var(--line); border-top: .3rem solid var(--line); border-radius: .5rem; padding: .75rem 1.1rem; color: inherit; }
.totals a:hover { text-decoration: none; border-color: var(--link); } .totals strong { display: block; font-size: 2rem; line-height: 1.2; font-variant-numeric: tabular-nums; }
.totals .changed { border-top-color: var(--changed); } .totals .review { border-top-color: var(--review); } .totals .skipped { border-top-color: var(--skipped); } .totals .failed { border-top-color: var(--failed); }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(26rem, 100%), 1fr)); gap: 1rem; align-items: start; } .charts .card { margin: 0; }
svg { display: block; width: 100%; height: auto; overflow: visible; } svg text { font: 13px ui-monospace, Menlo, Consolas, monospace; fill: var(--text); dominant-baseline: central; }
svg .count { fill: var(--quiet); } svg .row { fill: transparent; } svg a:hover .row, svg a:focus-visible .row { fill: var(--row); } svg a { outline: none; }
.fill-changed { fill: var(--changed); } .fill-review { fill: var(--review); } .fill-skipped { fill: var(--skipped); }
figcaption, .legend { color: var(--quiet); font-size: .87em; margin-top: .5rem; } .legend span::before { content: ''; display: inline-block; width: .7em; height: .7em; border-radius: .15em; margin: 0 .35em 0 .9em; background: var(--mark); }
dl { margin: 0; } dt { font-weight: 600; } dt:not(:first-child) { margin-top: 1rem; padding-top: 1rem; border-top: 1px solid var(--line); } dd { margin: .25rem 0 0; }
.filter { position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; align-items: center; gap: .6rem 1.1rem; background: var(--page); padding: .75rem 0; border-bottom: 1px solid var(--line); margin-bottom: 1rem; }
.choices { display: flex; flex-wrap: wrap; gap: .4rem 1rem; } .search { flex: 1 1 15rem; display: flex; align-items: center; gap: .5rem; } .search input { flex: 1; min-width: 0; }
input, select, button { font: inherit; font-size: .93em; color: inherit; } input[type=search], select, button { background: var(--card); border: 1px solid var(--line); border-radius: .4rem; padding: .3rem .6rem; max-width: 100%; } button { cursor: pointer; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 1px; } .filter output { color: var(--quiet); }
.file { content-visibility: auto; contain-intrinsic-size: auto 12rem; } .file ol { list-style: none; margin: 0; padding: 0; } .file h3 { overflow-wrap: anywhere; }
.site { border-left: .25rem solid var(--line); padding: .15rem 0 .15rem .9rem; margin: .75rem 0; } .site.changed { border-color: var(--changed); } .site.review { border-color: var(--review); } .site.skipped { border-color: var(--skipped); }
.badge { font-size: .8em; font-weight: 600; border: 1px solid currentColor; border-radius: 2em; padding: .1em .65em; margin-right: .35em; white-space: nowrap; }
.badge.changed { color: var(--changed); } .badge.review { color: var(--review); } .badge.skipped { color: var(--skipped); } .problem { color: var(--failed); }
details { margin: .4rem 0; } summary { cursor: pointer; color: var(--quiet); font-size: .93em; width: fit-content; }
.code { margin: .4rem 0; padding: .5rem 0; border: 1px solid var(--line); border-radius: .4rem; background: var(--page); overflow-x: auto; line-height: 1.45; tab-size: 4; }
.line { display: block; width: max-content; min-width: 100%; padding: 0 .75rem; } .plus { background: var(--plus); } .minus { background: var(--minus); } .hunk { background: var(--hunk); color: var(--quiet); } .here { background: var(--here); } .number { color: var(--quiet); user-select: none; }
[hidden] { display: none !important; }
@media print { body { max-width: none; padding: 0; background: none; } .filter { display: none; } .card { break-inside: avoid; } .file { content-visibility: visible; break-inside: auto; } }`;
