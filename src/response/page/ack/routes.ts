/** `/a/<token>`: the page behind a link in a message. Looking has no effect, whoever looks; only a POST acts. */
import { StoreSilent, storeTrouble } from '../../../db/store-trouble.ts'
import { type Route, type RouteAnswer, type RouteRequest, route } from '../../../kit/route.ts'
import { pageFacts } from '../facts/actions.ts'
import type { PageDesk } from '../page-desk.ts'
import { type AckNotice, ackPage, groupPage, noticePage } from './ack-page.ts'
import { ACK_POLICY } from './ack-style.ts'
import { isActToken, PAGE_ACTS, type PageAct } from './act-token.ts'
import { actedLine } from './acted-line.ts'
import { actOnPage, openToken, type SeenPage } from './actions.ts'
import { newsAfter, newsOf } from './news.ts'

const ACCESS = {
  kind: 'public',
  why: 'the secret in the address is the proof: for one person and one page, expiring, known here by its hash alone',
} as const

/** Long before somebody gives a page up. */
const ANSWER_LIMIT_MS = 8_000
const STATUS: Readonly<Record<AckNotice, number>> = { unknown: 404, expired: 410, 'wrong-act': 400, trouble: 503 }

type Request = Pick<RouteRequest, 'params' | 'headers' | 'raw' | 'receivedAt' | 'method'>

export const ackRoutes = (desk: PageDesk): Route[] => [
  route({
    method: 'GET',
    path: '/a/:token',
    summary: 'What a page is about. Changes nothing',
    access: ACCESS,
    handle: (request) => guarded(request, undefined, () => show(desk, request)),
  }),
  route({
    method: 'POST',
    path: '/a/:token',
    summary: 'Acknowledges, escalates, declines: what the secret is for, or the field "act"',
    access: ACCESS,
    maxBytes: 4_096,
    handle: (request) => {
      const wished = wishedAct(request)
      if (wished === 'unreadable') return Promise.resolve(answer(request, 'wrong-act'))
      return guarded(request, wished ?? 'acknowledge', () => act(desk, request, wished))
    },
  }),
]

async function show(desk: PageDesk, request: Request): Promise<RouteAnswer> {
  const opened = await openToken(desk, request.params.token!)
  if (opened.kind !== 'seen') return answer(request, opened.kind)
  const [first, ...others] = opened.pages
  if (others.length > 0) return html(200, group(request, opened.pages, undefined))
  return html(200, await single(desk, request, first, newsOf(first)))
}

async function act(desk: PageDesk, request: Request, wished: PageAct | undefined): Promise<RouteAnswer> {
  const done = await actOnPage(desk, request.params.token!, {
    wished,
    via: wantsHtml(request) ? 'the page they got' : 'a button',
  })
  if (done.kind !== 'acted') return answer(request, done.kind)
  const [first, ...others] = done.acted
  const status = done.acted.every(({ result }) => result === 'done') ? 200 : 409
  if (!wantsHtml(request)) return plain(status, done.acted.map(actedLine).join('\n'))
  if (others.length > 0)
    return html(
      status,
      group(
        request,
        done.acted.map(({ seen }) => seen),
        first.act,
      ),
    )
  const { seen } = first
  const facts = await pageFacts(desk, desk.incidents.db, seen.incident, seen.page)
  return html(status, await single(desk, request, seen, newsAfter(first, facts.events)))
}

async function single(
  desk: PageDesk,
  { params, receivedAt: now }: Request,
  { incident, page, person }: SeenPage,
  news: ReturnType<typeof newsOf>,
): Promise<string> {
  const facts = await pageFacts(desk, desk.incidents.db, incident, page)
  const { severityName: severity, number, title, openedAt, reopenedAt } = incident
  return ackPage({
    ...{ token: params.token!, person: person.name, severity, number, title, since: reopenedAt ?? openedAt },
    ...{ ...facts, news, now },
  })
}

function group({ params }: Request, pages: readonly SeenPage[], did: PageAct | undefined): string {
  const incidents = pages.map(({ incident: { number, severityName, title, status } }) => ({
    ...{ number, severity: severityName, title, state: status },
  }))
  const open = incidents.filter(({ state }) => state === 'open').length
  return groupPage({ token: params.token!, incidents, did, open })
}

/** A database in trouble, or one that says nothing, is said in words somebody can act on. */
async function guarded(
  request: Request,
  wished: PageAct | undefined,
  work: () => Promise<RouteAnswer>,
): Promise<RouteAnswer> {
  let timer: NodeJS.Timeout | undefined
  const silent = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new StoreSilent(`no answer within ${ANSWER_LIMIT_MS} ms`)), ANSWER_LIMIT_MS)
  })
  try {
    return await Promise.race([work(), silent])
  } catch (error) {
    if (!storeTrouble(error)) throw error
    return answer(request, 'trouble', wished)
  } finally {
    clearTimeout(timer)
  }
}

function wishedAct({ raw }: Request): PageAct | undefined | 'unreadable' {
  const text = new URLSearchParams(new TextDecoder().decode(raw)).get('act')
  if (text === null) return undefined
  return PAGE_ACTS.find((act) => act === text) ?? 'unreadable'
}

const wantsHtml = ({ headers }: Request): boolean => (headers.accept ?? '').includes('text/html')

function answer(request: Request, notice: AckNotice, wished?: PageAct): RouteAnswer {
  const token = request.params.token!
  // What is shown again is a token by its form; anything else is nobody's address.
  const again = notice === 'trouble' && isActToken(token) ? { token, act: wished } : undefined
  const headers: Record<string, string> = notice === 'trouble' ? { 'retry-after': '5' } : {}
  if (request.method === 'POST' && !wantsHtml(request)) return plain(STATUS[notice], PLAIN[notice], headers)
  return html(STATUS[notice], noticePage(notice, again), headers)
}

const PLAIN: Readonly<Record<AckNotice, string>> = {
  unknown: 'this link opens nothing',
  expired: 'this link is too old',
  'wrong-act': 'this link does one thing, and another one was asked for',
  trouble: 'the server is in trouble; press again in a moment, it counts once',
}

const html = (status: number, body: string, headers: Record<string, string> = {}): RouteAnswer => ({
  ...{ status, body },
  headers: {
    ...{ 'content-type': 'text/html; charset=utf-8', 'content-security-policy': ACK_POLICY },
    ...{ 'x-robots-tag': 'noindex, nofollow', ...headers },
  },
})

const plain = (status: number, text: string, headers: Record<string, string> = {}): RouteAnswer => ({
  ...{ status, body: `${text}\n`, headers: { 'content-type': 'text/plain; charset=utf-8', ...headers } },
})
