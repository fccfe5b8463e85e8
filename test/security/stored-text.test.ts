/** Text of strangers, stored through every door and read back through every other: never a page, never a link that is a script, never changed. */
import { expect, test } from 'vitest'
import { reveal } from '../../src/identity/secret.ts'
import { addPerson, deskOn } from '../identity-desk.ts'
import { HOSTILE_LINKS, HOSTILE_TEXTS } from './hostile-texts.ts'
import { bearer } from './principals.ts'
import { type Answer, type WholeServer, wholeServer } from './whole-server.ts'

const DIALECTS = [
  'alertmanager-api',
  'alertmanager-webhook',
  'grafana',
  'pagerduty-events',
  'opsgenie',
  'goalert-generic',
  'generic-json',
]

interface Doors {
  readonly proof: Record<string, string>
  readonly keys: ReadonlyMap<string, string>
}

async function doors(house: WholeServer): Promise<Doors> {
  const { secret } = await addPerson(deskOn(house.db), 'the-admin', 'admin')
  const proof = bearer(reveal(secret))
  const keys = new Map<string, string>()
  for (const dialect of DIALECTS) {
    const body = { name: dialect, dialect, requestsPerMinute: 600_000 }
    keys.set(dialect, (await house.send('POST', '/api/v1/integrations', { headers: proof, body })).json.key)
  }
  return { proof, keys }
}

/** One alert of each dialect with the text in every place for text, and the link in every place for a link. */
function alertsOf(keys: ReadonlyMap<string, string>, text: string, link: string): [string, object][] {
  const key = (dialect: string) => keys.get(dialect)!
  const labels = { alertname: text, team: text, severity: text }
  const annotations = { summary: text, description: text, runbook_url: link, dashboard: link, note: text }
  const notified = {
    status: 'firing',
    labels,
    annotations,
    startsAt: new Date().toISOString(),
    generatorURL: link,
    fingerprint: 'a',
  }
  const webhook = {
    version: '4',
    groupKey: text,
    status: 'firing',
    receiver: text,
    groupLabels: labels,
    commonLabels: labels,
    commonAnnotations: annotations,
    externalURL: link,
    alerts: [notified],
  }
  return [
    [
      `/intake/alertmanager-api/${key('alertmanager-api')}/api/v2/alerts`,
      [{ labels, annotations, generatorURL: link }],
    ],
    [`/intake/alertmanager-webhook/${key('alertmanager-webhook')}`, webhook],
    [
      `/intake/grafana/${key('grafana')}`,
      {
        ...webhook,
        title: text,
        message: text,
        state: 'alerting',
        orgId: 1,
        alerts: [
          {
            ...notified,
            dashboardURL: link,
            panelURL: link,
            silenceURL: link,
            imageURL: link,
            values: { A: 1 },
            valueString: text,
          },
        ],
      },
    ],
    [
      '/v2/enqueue',
      {
        routing_key: key('pagerduty-events'),
        event_action: 'trigger',
        client: text,
        client_url: link,
        links: [{ href: link, text }],
        images: [{ src: link, href: link, alt: text }],
        payload: {
          summary: text,
          source: text,
          severity: 'critical',
          component: text,
          group: text,
          class: text,
          custom_details: { [text]: text, link },
        },
      },
    ],
    [
      `/intake/opsgenie/${key('opsgenie')}/v2/alerts`,
      {
        message: text.slice(0, 130),
        alias: text,
        description: text,
        source: text,
        entity: text,
        tags: [text],
        details: { [text]: text, link },
        note: text,
        user: text,
      },
    ],
    [
      `/intake/goalert-generic/${key('goalert-generic')}/api/v2/generic/incoming`,
      { summary: text, details: `${text} ${link}`, dedup: text, meta: { [text]: text } },
    ],
    [
      `/intake/generic-json/${key('generic-json')}`,
      {
        title: text,
        summary: text,
        description: text,
        key: text,
        labels,
        annotations,
        links: [{ href: link, text, url: link }],
        url: link,
        details: { [text]: text },
      },
    ],
  ]
}

/** Each text goes through two of the doors, so that every door sees every kind; through all of them in the full run. */
const isFull = process.env.OPSBOOK_TEST_FULL === '1'
const throughSome = <Each>(all: readonly Each[], index: number): readonly Each[] =>
  isFull ? all : [all[index % all.length]!, all[(index + 3) % all.length]!]

const STATIC_PAGES: ReadonlySet<string> = new Set(['/setup', '/set-password', '/setup.js', '/setup.css'])
const READ_BY_HAND = new Set(['/api/v1/events', '/metrics', '/readyz'])

/** Everything that can be read, by the routes themselves: lists, and each thing a list names. */
async function everythingReadable(house: WholeServer, { proof, keys }: Doors): Promise<[string, Answer][]> {
  const answers: [string, Answer][] = []
  const lists = house.routes.filter(
    ({ method, path }) => method === 'GET' && !path.includes(':') && !path.includes('*'),
  )
  const ids = new Map<string, string[]>()
  for (const { path, query } of lists) {
    const answer = await house.send('GET', path, { headers: proof })
    answers.push([path, answer])
    const items: { id?: string }[] = answer.json?.items ?? []
    if (query)
      ids.set(
        path,
        items.flatMap(({ id }) => id ?? []),
      )
  }
  // Alerts are where strangers write: every page of them.
  for (let after = ''; ; ) {
    const path = `/api/v1/alerts?state=all&limit=100${after && `&after=${after}`}`
    const answer = await house.send('GET', path, { headers: proof })
    answers.push([path, answer])
    if (!answer.json?.next) break
    after = answer.json.next
  }
  for (const { path } of house.routes.filter(
    ({ method, path, access }) => method === 'GET' && /:\w+/.test(path) && access.kind === 'user',
  ))
    for (const id of ids.get(path.slice(0, path.indexOf('/:'))) ?? []) {
      const asked = path.replace(/:\w+/, id)
      answers.push([asked, await house.send('GET', asked, { headers: proof })])
    }
  const am = `/intake/alertmanager-api/${keys.get('alertmanager-api')}/api/v2`
  const og = `/intake/opsgenie/${keys.get('opsgenie')}/v2`
  for (const path of [
    `${am}/alerts`,
    `${am}/alerts/groups`,
    `${am}/silences`,
    `${am}/status`,
    `${am}/receivers`,
    `${og}/alerts`,
    `${og}/alerts?limit=100`,
  ])
    answers.push([path, await house.send('GET', path)])
  return answers
}

const WEB = /^https?:\/\//
/** Members that are links by their name, wherever they stand. What a sender named itself is text to us, and shown as text. */
const LINKS = new Set(['href', 'src', 'url', 'generatorURL', 'generatorUrl', 'runbookUrl', 'clientUrl', 'externalURL'])

function badLinks(value: unknown, found: string[] = [], inDetails = false): string[] {
  if (Array.isArray(value)) for (const each of value) badLinks(each, found, inDetails)
  else if (typeof value === 'object' && value !== null)
    for (const [name, each] of Object.entries(value)) {
      if (!inDetails && LINKS.has(name) && typeof each === 'string' && each !== '' && !WEB.test(each))
        found.push(`${name}: ${each}`)
      badLinks(each, found, inDetails || name === 'details' || name === 'labels' || name === 'annotations')
    }
  return found
}

test('what strangers wrote comes back as data, through every door', { timeout: 300_000 }, async () => {
  const house = await wholeServer()
  const open = await doors(house)
  const refused: string[] = []
  let stored = 0
  for (const [index, text] of HOSTILE_TEXTS.entries()) {
    const link = HOSTILE_LINKS[index % HOSTILE_LINKS.length]!
    await Promise.all(
      throughSome(alertsOf(open.keys, text, link), index).map(async ([path, body]) => {
        const { status, headers, text: said } = await house.send('POST', path, { body })
        if (status >= 500) refused.push(`${path}: ${status} ${said}`)
        if (status < 300) stored += 1
        if (/html|xml|svg/.test(headers['content-type'] ?? '')) refused.push(`${path}: ${headers['content-type']}`)
      }),
    )
  }
  const endsAt = new Date(Date.now() + 3_600_000).toISOString()
  for (const text of HOSTILE_TEXTS.filter((_, index) => index % 20 === 0)) {
    const headers = open.proof
    const written = await Promise.all([
      house.send('POST', '/api/v1/teams', { headers, body: { name: text.slice(0, 100) } }),
      house.send('POST', '/api/v1/users', {
        headers,
        body: { login: `u${Math.random().toString(36).slice(2)}`, name: text.slice(0, 100), role: 'viewer' },
      }),
      house.send('POST', '/api/v1/tokens', { headers, body: { name: text.slice(0, 100), scope: [] } }),
      house.send('POST', '/api/v1/integrations', {
        headers,
        body: { name: text.slice(0, 100), dialect: 'generic-json' },
      }),
      house.send('POST', '/api/v1/silences', {
        headers,
        body: { matchers: [{ name: 'team', operator: '=', value: text }], endsAt, comment: text },
      }),
      house.send('POST', '/api/v1/runs', { headers, body: { page: text, procedure: text, params: { x: text } } }),
    ])
    for (const { status, headers: answered } of written) {
      expect(status).toBeLessThan(500)
      expect(answered['content-type']).toMatch(/^application\/json/)
    }
  }
  const listed = await house.send('GET', '/api/v1/alerts?limit=100', { headers: open.proof })
  for (const { id } of listed.json.items.slice(0, 20))
    for (const act of ['acknowledge', 'resolve'])
      await house.send('POST', `/api/v1/alerts/${id}/${act}`, { headers: open.proof, body: { note: HOSTILE_TEXTS[7] } })
  expect(refused).toEqual([])
  expect(stored).toBeGreaterThan(HOSTILE_TEXTS.length * (isFull ? 6 : 1.5))
  const wrong: string[] = []
  const answers = await everythingReadable(house, open)
  for (const [path, { status, headers, json, text }] of answers) {
    const type = headers['content-type'] ?? ''
    if (status >= 500) wrong.push(`${path}: ${status}`)
    // Pages of ours, the same for everybody, hold nothing that anybody wrote.
    if (STATIC_PAGES.has(path)) continue
    if (!/^(?:application\/(?:json|x-ndjson)|text\/event-stream|text\/plain|text\/markdown)\b/.test(type))
      wrong.push(`${path}: ${type}`)
    if (headers['x-content-type-options'] !== 'nosniff' && status !== 400) wrong.push(`${path}: may be sniffed`)
    if (/^application\/json/.test(type) && JSON.stringify(json) === undefined) wrong.push(`${path}: no JSON`)
    wrong.push(...badLinks(json).map((each) => `${path}: ${each}`))
    if (!READ_BY_HAND.has(path) && /^text\/plain/.test(type) && text.includes('<script'))
      wrong.push(`${path}: a script as text`)
  }
  expect(wrong).toEqual([])
  expect(answers.length).toBeGreaterThan(200)
})

test('a text comes back letter by letter', { timeout: 120_000 }, async () => {
  const house = await wholeServer()
  const { proof, keys } = await doors(house)
  const am = `/intake/alertmanager-api/${keys.get('alertmanager-api')}/api/v2/alerts`
  const texts = HOSTILE_TEXTS.filter((text) => text.trim() === text)
  expect(
    (
      await house.send('POST', am, {
        body: texts.map((text, index) => ({ labels: { alertname: 'A', n: String(index), team: text } })),
      })
    ).status,
  ).toBe(200)
  const back = new Map<string, string>()
  for (let after = ''; ; ) {
    const page = (await house.send('GET', `/api/v1/alerts?limit=100${after && `&after=${after}`}`, { headers: proof }))
      .json
    for (const { labels } of page.items) back.set(labels.n, labels.team)
    if (page.next === null) break
    after = page.next
  }
  expect(texts.map((_, index) => back.get(String(index)))).toEqual(texts)
})

test('there are enough of them', () => {
  expect(new Set(HOSTILE_TEXTS).size).toBeGreaterThanOrEqual(400)
  expect(new Set([...HOSTILE_TEXTS, ...HOSTILE_LINKS]).size).toBeGreaterThanOrEqual(650)
})
