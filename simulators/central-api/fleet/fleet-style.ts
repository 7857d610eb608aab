/** The whole style of the operators' pages: at least 4.5:1 everywhere; on a narrow or much enlarged screen each row becomes a card. */
export const style = `
:root { --ink: #16202e; --quiet: #475263; --paper: #fff; --ground: #eef1f6; --line: #c3cad6; --action: #0a4d96; color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 1rem/1.4 system-ui, -apple-system, "Segoe UI", sans-serif; }
header, main { padding: 1rem; max-width: 110rem; margin: 0 auto; }
header { padding-bottom: 0; display: flex; flex-wrap: wrap; gap: .25rem 2rem; align-items: baseline; }
h1 { margin: 0; font-size: 1.5rem; line-height: 1.2; }
h2 { margin: 1.25rem 0 .5rem; font-size: 1.2rem; line-height: 1.25; }
p { margin: 0; }
a { color: var(--action); }
:focus-visible { outline: 3px solid #b35900; outline-offset: 2px; }
.quiet { color: var(--quiet); }
.small { font-size: .9375rem; }
table { width: 100%; border-collapse: collapse; background: var(--paper); border: 1px solid var(--line); }
caption { text-align: start; padding: .25rem 0 .5rem; color: var(--quiet); }
th, td { text-align: start; vertical-align: top; padding: .5rem .625rem; border-top: 1px solid var(--line); overflow-wrap: break-word; }
thead th { border-top: 0; background: #e3e8f0; font-size: .9375rem; overflow-wrap: normal; }
tbody th { font-weight: 650; }
th.name { white-space: nowrap; }
td.number, th.number { text-align: end; font-variant-numeric: tabular-nums; }
ul { margin: .25rem 0 0; padding-left: 1.125rem; }
.effect { display: flex; gap: .4rem; align-items: flex-start; font-weight: 600; }
.effect svg { flex: none; width: 1.25rem; height: 1.25rem; margin-top: .05rem; }
.all .effect { color: #8f1616; } .paper .effect, .online .effect { color: #744500; } .nothing .effect { color: #2b4a74; }
tr.all > th { border-inline-start: .375rem solid #8f1616; } tr.paper > th, tr.online > th { border-inline-start: .375rem double #744500; } tr.nothing > th { border-inline-start: .375rem dotted #2b4a74; }
dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: .75rem 1.5rem; margin: 0; background: var(--paper); border: 1px solid var(--line); padding: 1rem; }
dt { color: var(--quiet); font-size: .9375rem; } dd { margin: 0; font-weight: 600; overflow-wrap: anywhere; }
@media (max-width: 72rem) {
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  table, caption, tbody, tr, th, td { display: block; width: 100%; }
  table { background: none; border: 0; }
  tbody tr { background: var(--paper); border: 1px solid var(--line); border-radius: .5rem; margin-bottom: .75rem; padding: .25rem 0; }
  th, td, td.number { border: 0; padding: .25rem .75rem; text-align: start; overflow-wrap: anywhere; }
  th.name { white-space: normal; }
  tbody th { font-size: 1.125rem; }
  td::before { content: attr(data-label); display: block; color: var(--quiet); font-size: .875rem; font-weight: 400; }
  dl { grid-template-columns: 1fr; }
}
`;
