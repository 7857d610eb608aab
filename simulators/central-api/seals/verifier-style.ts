/** The whole style of the verification page: for a telephone first, at least 4.5:1 everywhere, larger text follows the browser's. */
export const style = `
:root { --ink: #16202e; --quiet: #4a5668; --paper: #fff; --ground: #eef1f6; --line: #c3cad6; --action: #0a4d96; color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 1.0625rem/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; }
header, main, footer { max-width: 36rem; margin: 0 auto; padding: 1rem; }
header { padding-bottom: 0; }
header p { margin: 0; color: var(--quiet); font-size: .9375rem; }
h1 { margin: 0; font-size: 1.625rem; line-height: 1.2; }
h2 { margin: 1.5rem 0 .5rem; font-size: 1.25rem; line-height: 1.25; }
form, .verdict, .document { background: var(--paper); border: 1px solid var(--line); border-radius: .75rem; padding: 1rem; margin: 0 0 1rem; }
label { font-weight: 650; }
.hint { margin: 0 0 .5rem; color: var(--quiet); font-size: .9375rem; }
input, textarea { display: block; width: 100%; font: inherit; color: inherit; padding: .625rem; border: 1px solid #6b7789; border-radius: .5rem; background: #fff; }
textarea { font: 1rem/1.4 ui-monospace, monospace; overflow-wrap: anywhere; }
button { display: block; width: 100%; min-height: 3rem; margin-top: .75rem; font: inherit; font-weight: 650; color: #fff; background: var(--action); border: 2px solid var(--action); border-radius: .5rem; }
button.second { color: var(--action); background: #fff; }
:focus-visible { outline: 3px solid #b35900; outline-offset: 2px; }
.verdict { border-width: 2px; border-left-width: .75rem; }
.verdict svg { display: block; }
.verdict h2 { margin: .25rem 0; font-size: 1.75rem; }
.verdict p { margin: 0; font-size: 1.125rem; }
.verdict ul { margin: .75rem 0 0; padding-left: 1.25rem; color: var(--ink); }
.good { border-color: #17693a; background: #ebf7f0; } .good svg, .good h2 { color: #17693a; }
.caution { border-color: #8a5300; background: #fff6e5; } .caution svg, .caution h2 { color: #7a4a00; }
.bad { border-color: #a61b1b; background: #fdeeee; } .bad svg, .bad h2 { color: #a61b1b; }
.document h2 { margin-top: 0; }
dl { margin: 0; }
dl > div { padding: .5rem 0; border-top: 1px solid var(--line); }
dl dl > div { padding: .125rem 0; border: 0; display: flex; flex-wrap: wrap; column-gap: .5rem; }
dt { color: var(--quiet); font-size: .9375rem; font-weight: 400; }
dl dl dt::after { content: " :"; }
dd { margin: 0; font-weight: 600; overflow-wrap: anywhere; }
dd ul { margin: 0; padding: 0; list-style: none; }
dd li > dl { margin: .5rem 0; padding: .5rem .75rem; border: 1px solid var(--line); border-radius: .5rem; }
footer { color: var(--quiet); font-size: .9375rem; padding-bottom: 2rem; }
footer p { margin: 0 0 .5rem; }
`;
