/** The style of the ack page, in the page itself so that one request is all it takes; named by its hash in the policy of the page. */
import { createHash } from 'node:crypto'

export const ACK_STYLE = `:root{color-scheme:light dark;--ink:#16202b;--soft:#506070;--paper:#f4f6f8;--card:#fff;--line:#d5dbe1;--go:#0b5fc2;--go-ink:#fff;--bad:#a51d22;--good:#136c39;font:17px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
@media(prefers-color-scheme:dark){:root{--ink:#e6ebf0;--soft:#9fadbb;--paper:#11171d;--card:#1a222b;--line:#303b46;--go:#7fb6ff;--go-ink:#08203d;--bad:#ff9c96;--good:#7fdca4}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink)}
main{max-width:36rem;min-height:100vh;min-height:100dvh;margin:0 auto;padding:1.1rem 1rem 0;display:flex;flex-direction:column;gap:.9rem}
h1{font-size:1.5rem;line-height:1.25;margin:0;overflow-wrap:anywhere}
p,ul,ol{margin:0}
.tag{display:flex;flex-wrap:wrap;gap:.2rem .75rem;color:var(--soft)}
.tag b{color:var(--bad)}
.say{padding:.8rem .95rem;border-left:.3rem solid var(--go);background:var(--card);border-radius:.25rem}
.good{border-color:var(--good)}.bad{border-color:var(--bad)}
.say b{display:block;font-size:1.15rem}
.facts{list-style:none;padding:0;display:grid;gap:.3rem;overflow-wrap:anywhere}
.card{background:var(--card);border:1px solid var(--line);border-radius:.5rem;padding:.8rem .95rem;overflow-wrap:anywhere}
h2{font-size:.95rem;margin:0 0 .3rem;color:var(--soft);font-weight:600}
.card b{display:block}
.card code{display:block;margin-top:.4rem;padding-bottom:.2rem;overflow-x:auto;white-space:nowrap;font:.85rem/1.4 ui-monospace,Menlo,Consolas,monospace}
.soft{color:var(--soft)}
.events{list-style:none;padding:0;display:grid;gap:.35rem;font-size:.92rem;overflow-wrap:anywhere}
section time{color:var(--soft)}
time{white-space:nowrap;font-variant-numeric:tabular-nums}
form{position:sticky;bottom:0;margin:auto -1rem 0;padding:.7rem 1rem 1rem;border-top:1px solid var(--line);background:var(--paper);display:grid;grid-template-columns:1fr 1fr;gap:.65rem}
button{min-height:52px;padding:.6rem .75rem;font:inherit;font-weight:600;border-radius:.5rem;border:1px solid var(--line);background:var(--card);color:var(--ink);cursor:pointer}
button.go{grid-column:1/-1;min-height:64px;font-size:1.25rem;border-color:var(--go);background:var(--go);color:var(--go-ink)}
button:focus-visible{outline:3px solid #e8a13a;outline-offset:2px}
@media(max-width:340px){form{grid-template-columns:1fr}}
@media(min-width:700px){main{min-height:0;padding-top:8vh}form{position:static;margin-top:.5rem;border:0}}`

const HASH = createHash('sha256').update(ACK_STYLE).digest('base64')

/** No script, no frame, no other host, nothing but this style and forms to this server. */
export const ACK_POLICY = `default-src 'none'; style-src 'sha256-${HASH}'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`
