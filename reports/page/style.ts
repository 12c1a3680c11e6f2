import { colors } from "../account-color";

const light = {
  back: "#f6f7f9",
  card: "#ffffff",
  line: "#d9dee5",
  text: "#1b2430",
  soft: "#566273",
  chip: "#eceff3",
  warn: "#8a4b00",
  "warn-back": "#fff4e0",
  accent: "#0b5cad",
  "accent-text": "#ffffff",
};
const dark: typeof light = {
  back: "#10151c",
  card: "#1a212b",
  line: "#323d4b",
  text: "#e8edf3",
  soft: "#a3b0c0",
  chip: "#29323e",
  warn: "#ffc987",
  "warn-back": "#3a2b16",
  accent: "#7db8f5",
  "accent-text": "#0c1a29",
};

function variables(theme: typeof light): string {
  return Object.entries(theme)
    .map(([name, value]) => `--${name}:${value}`)
    .join(";");
}

/** The page's style sheet. Colours come as classes: the page's security policy allows no style attributes. */
export function style(): string {
  return `:root{${variables(light)};color-scheme:light dark}
@media(prefers-color-scheme:dark){:root{${variables(dark)}}}
:root[data-theme=light]{${variables(light)};color-scheme:light}
:root[data-theme=dark]{${variables(dark)};color-scheme:dark}
${colors.map(([name, hex]) => `.color-${name}{--color:#${hex}}`).join("\n")}
*{box-sizing:border-box}
[hidden]{display:none!important}
body{margin:0;background:var(--back);color:var(--text);font:15px/1.5 system-ui,"Segoe UI",Roboto,"Helvetica Neue","DejaVu Sans",sans-serif}
h1,h2,h3,p,ul{margin:0;padding:0}
ul{list-style:none}
code{overflow-wrap:anywhere}
code{font:13px/1.5 ui-monospace,Menlo,Consolas,"DejaVu Sans Mono",monospace;color:var(--soft)}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:6px}
.skip{position:absolute;left:-999px}
.skip:focus{left:12px;top:8px;z-index:9;background:var(--card);padding:6px 12px}
.page{max-width:1500px;margin:0 auto;padding:0 20px}
.top{display:flex;flex-wrap:wrap;gap:8px 20px;align-items:center;padding-top:22px;padding-bottom:14px}
.top h1{font-size:24px;line-height:1.2;letter-spacing:-.01em}
.top p{color:var(--soft)}
.top .spring{flex:1}
button,.button,.switch{font:inherit;font-size:14px;border:1px solid var(--line);background:var(--card);color:var(--text);border-radius:8px;padding:5px 12px;cursor:pointer;text-decoration:none;white-space:nowrap}
button:hover,.button:hover{border-color:var(--soft)}
.switch{background:var(--accent);border-color:var(--accent);color:var(--accent-text);font-weight:600}
.switch:hover{filter:brightness(1.12)}
.filters{position:sticky;top:0;z-index:5;background:var(--back);border-bottom:1px solid var(--line);padding:10px 0}
.filters form{display:grid;grid-template-columns:2fr 1fr 1fr 1fr auto;gap:10px;align-items:end}
.filters label{display:block;font-size:12px;font-weight:600;color:var(--soft)}
.filters input{width:100%;font:inherit;color:inherit;background:var(--card);border:1px solid var(--line);border-radius:8px;padding:6px 10px}
#status{font-size:13px;color:var(--soft);padding-top:6px}
.picture{margin:18px 0 4px;border:1px solid var(--line);border-radius:12px;background:var(--card)}
.picture>summary{cursor:pointer;padding:10px 16px;font-weight:600}
.picture>div{overflow-x:auto;padding:0 16px 14px}
.picture svg{display:block;min-width:860px;width:100%;max-width:1180px;height:auto;margin:0 auto;font-family:inherit}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,400px),1fr));gap:16px;align-items:start;padding:18px 0}
.card{background:var(--card);border:1px solid var(--line);border-top:4px solid var(--color);border-radius:12px;overflow:hidden}
.card header{display:flex;flex-wrap:wrap;gap:2px 10px;align-items:baseline;padding:12px 16px 10px}
.card h2{font-size:18px;overflow-wrap:anywhere}
.role{border-top:1px solid var(--line);padding:12px 16px;display:grid;gap:6px}
.role-head{display:flex;gap:10px;justify-content:space-between;align-items:center}
.role h3{font-size:15px;overflow-wrap:anywhere}
.reason{font-size:13px;color:var(--warn);background:var(--warn-back);border-radius:8px;padding:5px 10px}
.description{color:var(--soft);font-size:14px;overflow-wrap:anywhere}
.chips{display:flex;flex-wrap:wrap;gap:4px 6px}
.chip{font-size:12px;line-height:20px;background:var(--chip);border-radius:10px;padding:0 9px;overflow-wrap:anywhere}
.asks{font-weight:600}
.boundary{color:var(--soft)}
.facts{display:grid;grid-template-columns:auto 1fr;gap:4px 12px;font-size:14px;margin:0}
.facts dt{color:var(--soft);font-size:12.5px;line-height:21px}
.facts dd{margin:0;overflow-wrap:anywhere}
.who b{font-weight:600}
.who details,.who summary{display:inline}
.who summary{cursor:pointer;text-decoration:underline dotted}
.who details[open] summary{display:none}
.copies{display:flex;flex-wrap:wrap;gap:6px}
.copy{font-size:13px;padding:2px 10px;color:var(--soft)}
.copy::before{content:"Copy "}
.copy.done::before{content:"\\2713 "}
.more{display:block;margin:0 auto 28px}
#copied{position:fixed;right:16px;bottom:16px;max-width:calc(100vw - 32px);background:var(--text);color:var(--back);border-radius:8px;padding:8px 14px;font-size:13px;overflow-wrap:anywhere;z-index:9}
#copied:empty{display:none}
.hidden{position:fixed;opacity:0}
footer{color:var(--soft);font-size:13px;padding:6px 20px 30px}
.frame{fill:none;stroke:var(--line);stroke-width:1.5;stroke-dasharray:5 4}
.box{fill:var(--card);stroke:var(--line)}
.row{fill:var(--chip)}
.label{fill:var(--text);font-size:13px}
.strong{font-weight:600}
.small{fill:var(--soft);font-size:11.5px}
.end-text{text-anchor:end}
.dot{fill:var(--color)}
.edge{fill:none;stroke:var(--color);stroke-width:1.6;stroke-opacity:.75}
.edge.outside{stroke-dasharray:4 4}
.edge:hover{stroke-width:3.5;stroke-opacity:1}
.end{fill:var(--color)}
@media(max-width:820px){.filters{position:static}.filters form{grid-template-columns:1fr 1fr}.filters .wide{grid-column:1/-1}.page{padding-left:12px;padding-right:12px}}
@media(prefers-reduced-motion:no-preference){.switch,button{transition:border-color .15s,filter .15s}}
@media print{.filters,.copies,.more,.top button{display:none}}
`;
}
