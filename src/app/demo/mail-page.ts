/** The pages of the mail catcher: a list, one mail as text, the same as its sender styled it. */
import { createHash } from 'node:crypto'
import { visible } from '../../kit/visible.ts'
import type { CaughtMail } from './caught-mail.ts'

const SIGNS: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => SIGNS[sign]!)
/** Line breaks stay; what would steer the reader's eye or the page does not. */
const shown = (text: string): string =>
  text
    .split('\n')
    .map((line) => escaped(visible(line)))
    .join('\n')

const STYLE = `:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}body{max-width:46rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.3rem}a{color:light-dark(#0b5fc2,#7db8ff)}ol{list-style:none;padding:0}li{border-top:1px solid #8885;padding:.7rem 0}
small{color:light-dark(#506070,#9fb0c0)}pre{white-space:pre-wrap;overflow-wrap:anywhere;font:inherit;border-top:1px solid #8885;padding-top:1rem}`
const HASH = createHash('sha256').update(STYLE).digest('base64')

/** Of our own pages: no script, nothing from elsewhere. */
export const PAGE_POLICY = `default-src 'none'; style-src 'sha256-${HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`
/** Of a mail as its sender styled it: a place of its own in which nothing runs and nothing is fetched; its links work when they are pressed. */
export const MAIL_POLICY =
  "sandbox allow-top-navigation-by-user-activation; default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"

const page = (title: string, body: string, head = ''): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">${head}<title>${escaped(title)}</title><style>${STYLE}</style><body>${body}</body></html>`

/** Newest first; the page looks again every two seconds. */
export function mailList(mails: readonly CaughtMail[]): string {
  const items = [...mails]
    .reverse()
    .map(
      ({ number, at, to, subject }) =>
        `<li><a href="/mail/${number}">${shown(subject) || '(no subject)'}</a><br><small>${timeOf(at)} to ${shown(to.join(', '))}</small></li>`,
    )
  const none = '<p>No mail yet. It comes by itself when the shop breaks, once there is an administrator.</p>'
  const body = `<h1>Mails of the demo</h1>${items.length === 0 ? none : `<ol>${items.join('')}</ol>`}`
  return page('Mails of the demo', body, '<meta http-equiv="refresh" content="2">')
}

/** One mail as text, its addresses as links. */
export function mailPage({ number, at, to, subject, text, html }: CaughtMail): string {
  const styled = html === undefined ? '' : ` · <a href="/mail/${number}/html">as its sender styled it</a>`
  return page(
    subject,
    `<p><a href="/">All mails</a>${styled}</p><h1>${shown(subject)}</h1><small>${timeOf(at)} to ${shown(to.join(', '))}</small><pre>${linked(text)}</pre>`,
  )
}

/** Splits at addresses of the web; everything else is text. */
const linked = (text: string): string =>
  text
    .split(/(https?:\/\/[^\s<>"']{1,2000})/)
    .map((part, index) => (index % 2 === 1 ? `<a href="${escaped(part)}">${shown(part)}</a>` : shown(part)))
    .join('')

const timeOf = (at: Date): string => `${at.toISOString().slice(11, 19)}Z`
