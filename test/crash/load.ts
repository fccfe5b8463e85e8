/** Clients that post alerts, acknowledge, silence and resolve without a pause, and keep what was answered with 2xx. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Access } from './people.ts'
import type { Chance } from './random.ts'

/** `left` fires until the end; `silenced` was silenced before it fired. */
type Kind = 'plain' | 'left' | 'silenced'

/** One alert and what was answered about it: times of the 2xx. */
export interface Subject {
  readonly name: string
  readonly kind: Kind
  triggeredAt?: number
  resolvedAt?: number
  acknowledged: boolean
}

export interface Silence {
  readonly comment: string
  /** Absent where no answer came: it may be there or not. */
  id?: string
}

export interface Load {
  readonly subjects: readonly Subject[]
  readonly silences: readonly Silence[]
  readonly answers: ReadonlyMap<string, number>
  /** Begins nothing new and resolves when all that was begun has been answered, except for what is left firing. */
  readonly end: () => Promise<void>
  /** Resolves what was left. */
  readonly resolveLeft: () => Promise<void>
  readonly problems: readonly string[]
}

interface Asked {
  readonly status: number
  readonly body: string
}

export interface LoadOptions extends Access {
  readonly urls: readonly string[]
  readonly chance: Chance
  readonly clients: number
}

const HOUR_MS = 3_600_000

export function startLoad({ urls, token, key, chance, clients }: LoadOptions): Load {
  const subjects: Subject[] = []
  const silences: Silence[] = []
  const answers = new Map<string, number>()
  const problems: string[] = []
  let over = false

  /** One try; undefined when nobody knows what became of it. */
  const ask = async (method: string, path: string, body?: unknown): Promise<Asked | undefined> => {
    let status = 'none'
    try {
      const answer = await fetch(`${chance.oneOf(urls)}${path}`, {
        method,
        headers: {
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(path.startsWith('/api/v1') ? { authorization: `Bearer ${token}` } : {}),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(30_000),
      })
      const text = await answer.text()
      status = String(answer.status)
      if (answer.status >= 500 && (answer.status !== 503 || !answer.headers.get('retry-after')))
        problems.push(`${method} ${path.replace(key, 'KEY')}: ${answer.status} ${text.slice(0, 300)}`)
      return { status: answer.status, body: text }
    } catch {
      return undefined
    } finally {
      answers.set(status, (answers.get(status) ?? 0) + 1)
    }
  }
  const untilAnswered = async (method: string, path: string, body?: unknown): Promise<Asked> => {
    for (;;) {
      const asked = await ask(method, path, body)
      if (asked && asked.status < 500) return asked
      await sleep(60)
    }
  }
  const expected = (what: string, { status, body }: Asked) => {
    if (status !== 200) problems.push(`${what}: ${status} ${body.slice(0, 300)}`)
    return status === 200
  }
  const api = `/intake/alertmanager-api/${key}/api/v2`
  const postAlerts = (batch: readonly Subject[], startsAt: Date, endsAt: () => Date) => {
    const labels = ({ name, kind }: Subject) => ({ alertname: 'Crash', n: name, kind, severity: 'warning' })
    const alerts = batch.map((subject) => ({ labels: labels(subject), startsAt, endsAt: endsAt() }))
    return untilAnswered('POST', `${api}/alerts`, alerts)
  }

  const silence = async (matcher: { name: string; value: string }): Promise<boolean> => {
    const made: Silence = { comment: `silence ${silences.length}` }
    silences.push(made)
    // Tried once: two of them would be two silences.
    const asked = await ask('POST', `${api}/silences`, {
      matchers: [{ ...matcher, isRegex: false, isEqual: true }],
      ...{ startsAt: new Date(Date.now() - 1_000), endsAt: new Date(Date.now() + 4 * HOUR_MS) },
      ...{ createdBy: 'client', comment: made.comment },
    })
    if (!asked || asked.status >= 500 || !expected('silence', asked)) return false
    made.id = (JSON.parse(asked.body) as { silenceID: string }).silenceID
    return true
  }

  const acknowledge = async (subject: Subject) => {
    const filter = encodeURIComponent(`n="${subject.name}"`)
    const found = await untilAnswered('GET', `/api/v1/alerts?state=all&filter=${filter}`)
    if (!expected('list', found)) return
    const { items } = JSON.parse(found.body) as { items: { id: string }[] }
    if (items.length !== 1) {
      problems.push(`${subject.name}: there are ${items.length} after 2xx`)
      return
    }
    for (let tried = false; ; tried = true) {
      const asked = await ask('POST', `/api/v1/alerts/${items[0]!.id}/acknowledge`)
      if (asked?.status === 200 || (tried && asked?.status === 409)) break
      if (asked && asked.status < 500) problems.push(`acknowledge ${subject.name}: ${asked.status} ${asked.body}`)
      await sleep(60)
    }
    subject.acknowledged = true
  }

  const resolve = async (batch: readonly Subject[], startsAt: Date) => {
    if (!expected('resolve', await postAlerts(batch, startsAt, () => new Date()))) return
    for (const subject of batch) subject.resolvedAt = Date.now()
  }

  const left: { batch: Subject[]; startsAt: Date }[] = []
  const live = async () => {
    const size = chance.percent(80) ? 1 : 5
    const wanted = chance.oneOf<Kind>(['plain', 'plain', 'plain', 'plain', 'left', 'silenced'])
    const number = subjects.length
    // Its place in the list is taken before anything is waited for.
    const kind = wanted === 'silenced' && size > 1 ? 'plain' : wanted
    const batch = Array.from(
      { length: size },
      (_, at): Subject => ({ name: `a${number + at}`, kind, acknowledged: false }),
    )
    subjects.push(...batch)
    // Whether it is silenced is not known: then it is never sent, either.
    if (kind === 'silenced' && !(await silence({ name: 'n', value: batch[0]!.name }))) return
    const startsAt = new Date()
    if (!expected('trigger', await postAlerts(batch, startsAt, () => new Date(Date.now() + HOUR_MS)))) return
    for (const subject of batch) subject.triggeredAt = Date.now()
    await sleep(chance.between(0, 1_500))
    if (chance.percent(30)) await acknowledge(batch[0]!)
    if (kind === 'left') left.push({ batch, startsAt })
    else await resolve(batch, startsAt)
  }
  const working = Array.from({ length: clients }, async () => {
    for (; !over; await sleep(chance.between(20, 120))) await live()
  })
  return {
    ...{ subjects, silences, answers, problems },
    end: async () => {
      over = true
      await Promise.all(working)
    },
    resolveLeft: async () => {
      for (const { batch, startsAt } of left) await resolve(batch, startsAt)
    },
  }
}
