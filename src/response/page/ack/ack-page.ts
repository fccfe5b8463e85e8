/**
 * The page behind `/a/<token>`, whole, without script: what is broken, for whom, since when, and three buttons. Read half asleep, on a phone, over a
 * bad line.
 */
import type { TimelineEntry } from '../../incident/timeline.ts'
import type { Suggested } from '../page-desk.ts'
import { ACK_STYLE } from './ack-style.ts'
import type { PageAct } from './act-token.ts'
import { htmlText } from './html-text.ts'

/** What the page says first. */
export type AckNews =
  | { readonly kind: 'called' }
  | { readonly kind: 'yours'; readonly since: Date | undefined }
  | { readonly kind: 'taken'; readonly by: string; readonly since: Date | undefined }
  | { readonly kind: 'joined'; readonly by: string | undefined }
  | { readonly kind: 'escalated'; readonly paged: string | undefined }
  | { readonly kind: 'declined'; readonly paged: string | undefined }
  | { readonly kind: 'over'; readonly how: string; readonly at: Date | undefined }
  | { readonly kind: 'refused'; readonly why: string }

export interface AckView {
  readonly token: string
  readonly person: string
  readonly severity: string
  readonly number: number
  readonly title: string
  readonly since: Date
  readonly lines: readonly string[]
  readonly suggestion: Suggested | undefined
  /** Newest first. */
  readonly events: readonly TimelineEntry[]
  readonly news: AckNews
  readonly now: Date
}

interface Button {
  readonly act: PageAct
  readonly label: string
}

const ACK: Button = { act: 'acknowledge', label: 'Ack' }
const JOIN: Button = { act: 'join', label: 'Join' }
const ESCALATE: Button = { act: 'escalate', label: 'Escalate now' }
const DECLINE: Button = { act: 'decline', label: 'I can’t' }

const BUTTONS: Readonly<Record<AckNews['kind'], { readonly go?: Button; readonly more: readonly Button[] }>> = {
  called: { go: ACK, more: [ESCALATE, DECLINE] },
  yours: { more: [{ act: 'escalate', label: 'Get help' }, DECLINE] },
  taken: { go: JOIN, more: [] },
  joined: { more: [ESCALATE] },
  escalated: { go: ACK, more: [DECLINE] },
  declined: { more: [] },
  over: { more: [] },
  refused: { go: ACK, more: [ESCALATE, DECLINE] },
}

/** One incident, for one person. */
export function ackPage(view: AckView): string {
  const { severity, number, title, since, lines, suggestion, events, news, now, token } = view
  const isOver = news.kind === 'over'
  const facts = lines.map((line) => `<li>${htmlText(line)}</li>`).join('')
  const body = [
    `<p class="tag"><b>${htmlText(severity)}</b><span>#${number}</span><span>began ${moment(since, now)}</span></p>`,
    `<h1>${htmlText(shortened(title, 300))}</h1>`,
    newsText(news, now),
    isOver ? '' : `<ul class="facts">${facts}</ul>`,
    isOver ? '' : suggestionCard(suggestion, number),
    `<section><h2>Last events</h2><ul class="events">${events.map((entry) => eventLine(entry, now)).join('')}</ul></section>`,
    buttons(token, BUTTONS[news.kind]),
  ]
  return whole({ title: `#${number} ${shortened(title, 80)}`, body, refresh: news.kind === 'called' })
}

function newsText(news: AckNews, now: Date): string {
  const when = (at: Date | undefined) => (at ? ` since ${clock(at, now)}` : '')
  switch (news.kind) {
    case 'called':
      return ''
    case 'yours':
      return said('good', 'You have it.', 'Escalation stopped. Nobody else is woken for it.')
    case 'taken':
      return said('', `${htmlText(news.by)} has it${when(news.since)}.`, 'You can go back to sleep, or join and help.')
    case 'joined':
      return said(
        'good',
        'You are in.',
        news.by === undefined
          ? 'The others see that on the timeline.'
          : `${htmlText(news.by)} has it and sees that you joined.`,
      )
    case 'escalated':
      return said('', 'The next step is on its way.', paged(news.paged))
    case 'declined':
      return said('', 'You are out.', `Nobody calls you for it any more. ${paged(news.paged)}`)
    case 'over':
      return said('good', htmlText(news.how), `${news.at ? `At ${moment(news.at, now)}. ` : ''}There is nothing to do.`)
    case 'refused':
      return said('bad', 'That did not work.', htmlText(news.why))
  }
}

const paged = (who: string | undefined): string =>
  who === undefined ? 'The policy goes on by itself.' : `The timeline says: ${htmlText(shortened(who, 200))}.`

const said = (tone: '' | 'good' | 'bad', first: string, more: string): string =>
  `<p class="say${tone === '' ? '' : ` ${tone}`}" role="status"><b>${first}</b>${more}</p>`

function suggestionCard(suggestion: Suggested | undefined, number: number): string {
  if (!suggestion)
    return '<section class="card"><h2>What the book says</h2><p class="soft">Nothing of it fits this. Its search may: opsbook search WORDS</p></section>'
  const { title, place, command, reasons } = suggestion
  const why = reasons
    .slice(0, 2)
    .map((reason) => shortened(reason, 200))
    .join('; ')
  const line =
    command === undefined ? '' : `<code>${htmlText(shortened(`${command} --incident ${number}`, 200))}</code>`
  return `<section class="card"><h2>Suggested</h2><b>${htmlText(shortened(title, 200))}</b><p class="soft">${htmlText(why)}</p><p class="soft">${htmlText(shortened(place, 200))}</p>${line}</section>`
}

function eventLine({ happenedAt, by, what }: TimelineEntry, now: Date): string {
  return `<li>${clock(happenedAt, now)} ${htmlText(shortened(`${by} ${what}`, 140))}</li>`
}

function buttons(token: string, { go, more }: { readonly go?: Button; readonly more: readonly Button[] }): string {
  const all = [...(go ? [button(go, true)] : []), ...more.map((each) => button(each, false))]
  return all.length === 0 ? '' : `<form method="post" action="/a/${token}">${all.join('')}</form>`
}

const button = ({ act, label }: Button, isFirst: boolean): string =>
  `<button name="act" value="${act}"${isFirst ? ' class="go"' : ''}>${label}</button>`

/** Several incidents one message stood for. */
export interface GroupView {
  readonly token: string
  readonly incidents: readonly {
    readonly number: number
    readonly severity: string
    readonly title: string
    readonly state: string
  }[]
  /** What was just done with all of them. */
  readonly did: PageAct | undefined
  readonly open: number
}

const DID: Readonly<Record<PageAct, string>> = {
  acknowledge: 'You have them. Escalation stopped.',
  join: 'You are in.',
  escalate: 'The next steps are on their way.',
  decline: 'You are out. Nobody calls you for them any more.',
}

export function groupPage({ token, incidents, did, open }: GroupView): string {
  const rows = incidents.map(
    ({ number, severity, title, state }) =>
      `<li><span class="tag"><b>${htmlText(severity)}</b><span>#${number}</span><span>${htmlText(state)}</span></span>${htmlText(shortened(title, 120))}</li>`,
  )
  const more = open === 0 ? [] : [ESCALATE, DECLINE]
  return whole({
    title: `${incidents.length} incidents`,
    body: [
      `<h1>${incidents.length} incidents at once</h1>`,
      did === undefined ? '' : said('good', DID[did], `${open} of them are still open.`),
      `<ul class="facts">${rows.slice(0, 30).join('')}</ul>`,
      rows.length > 30 ? `<p class="soft">and ${rows.length - 30} more: opsbook incident list</p>` : '',
      buttons(token, open === 0 ? { more } : { go: { act: 'acknowledge', label: `Ack all ${open}` }, more }),
    ],
    refresh: did === undefined,
  })
}

/** What is said where there is no page to show: nothing that tells one unknown address from another. */
const NOTICES = {
  unknown: [
    'This link opens nothing',
    'It may have been cut off on the way. Take the whole link from the message, or sign in: opsbook incident list',
  ],
  expired: [
    'This link is too old',
    'Links of a page work for a day. The incident may still be open: opsbook incident list',
  ],
  'wrong-act': ['This link does one thing', 'It was asked for another one. Press the button in the message again.'],
  trouble: [
    'The server is in trouble',
    'What you pressed may or may not have been kept. Press again in a moment: it counts once.',
  ],
} as const
export type AckNotice = keyof typeof NOTICES

/** `again` keeps the buttons where pressing again is what helps. */
export function noticePage(notice: AckNotice, again?: { token: string; act: PageAct | undefined }): string {
  const [title, text] = NOTICES[notice]
  const retry: Button[] =
    again?.act === undefined ? [] : [[ACK, JOIN, ESCALATE, DECLINE].find(({ act }) => act === again.act)!]
  return whole({
    title,
    body: [
      `<h1>${title}</h1>`,
      `<p class="say bad" role="status">${text}</p>`,
      again && retry[0]
        ? buttons(again.token, { go: { ...retry[0], label: `${retry[0].label}: again` }, more: [] })
        : '',
    ],
    refresh: false,
  })
}

function whole({ title, body, refresh }: { title: string; body: readonly string[]; refresh: boolean }): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
${refresh ? '<meta http-equiv="refresh" content="30">\n' : ''}<title>${htmlText(title)}</title>
<link rel="icon" href="data:,">
<style>${ACK_STYLE}</style>
</head>
<body>
<main>
${body.filter((part) => part !== '').join('\n')}
</main>
</body>
</html>
`
}

const shortened = (text: string, longest: number): string =>
  text.length > longest ? `${text.slice(0, longest - 1)}…` : text

/** `4 min ago (03:12 UTC)`. */
const moment = (at: Date, now: Date): string => `${ago(now.getTime() - at.getTime())} (${clock(at, now)})`

/** `03:12 UTC`; another day is named. */
function clock(at: Date, now: Date): string {
  const text = at.toISOString()
  const day = text.slice(0, 10) === now.toISOString().slice(0, 10) ? '' : `${text.slice(0, 10)} `
  return `<time datetime="${text}">${day}${text.slice(11, 16)} UTC</time>`
}

function ago(ms: number): string {
  const minutes = Math.max(0, Math.floor(ms / 60_000))
  if (minutes === 0) return 'just now'
  if (minutes < 120) return `${minutes} min ago`
  const hours = Math.floor(minutes / 60)
  return hours < 48 ? `${hours} h ago` : `${Math.floor(hours / 24)} days ago`
}
