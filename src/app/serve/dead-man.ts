/** Our own sign of life, for somebody outside: given only while the last look at ourselves found nothing. */
import { readFileSync } from 'node:fs'
import { EgressRefusal } from '../../egress/egress-refusal.ts'
import { type EgressAnswer, type EgressRequest, sendRequest } from '../../egress/send-request.ts'
import { type Repetition, repeat } from '../../response/alert/dispatch/repeat/actions.ts'
import { readTime } from '../../response/monitor/heartbeat/settings/read-time.ts'
import type { ServerConfig } from '../server-config.ts'
import type { SelfAudit } from './self-audit.ts'

export interface DeadManParts {
  readonly config: () => ServerConfig
  readonly env: Readonly<Record<string, string | undefined>>
  readonly audit: Pick<SelfAudit, 'lastClean' | 'findings'>
  /** A look at ourselves that is older counts as none. */
  readonly cleanWithinMs: number
  readonly version: string
  readonly clock: () => Date
  readonly onTrouble: (error: unknown) => void
  readonly send?: (request: EgressRequest) => Promise<Pick<EgressAnswer, 'status'>>
}

/** What became of it on this replica. */
export interface DeadManFacts {
  readonly isConfigured: boolean
  /** When it was last given and taken. */
  readonly lastSentAt: Date | undefined
  /** Why it was not given the last time, or not taken; undefined when it was. */
  readonly trouble: string | undefined
}

export interface DeadMan extends Pick<Repetition, 'wake' | 'stop'> {
  readonly facts: () => DeadManFacts
}

const LIMIT_MS = 10_000
/** How soon settings that begin to name one are seen. */
const IDLE_MS = 5_000

/** Starts it. What fails is tried again after a tenth of the time, so that one lost packet raises no alarm outside. */
export function startDeadMan(parts: DeadManParts): DeadMan {
  let lastSentAt: Date | undefined
  let trouble: string | undefined
  const round = async () => {
    const settings = parts.config().deadMan
    if (!settings) {
      trouble = undefined
      return IDLE_MS
    }
    const everyMs = readTime(settings.every)!
    trouble = unwell(parts) ?? (await give(parts, settings.url))
    if (trouble === undefined) lastSentAt = parts.clock()
    return trouble === undefined ? everyMs : Math.max(1_000, everyMs / 10)
  }
  const { wake, stop } = repeat(round, parts.onTrouble)
  return { wake, stop, facts: () => ({ isConfigured: parts.config().deadMan !== undefined, lastSentAt, trouble }) }
}

/** Why nothing is given; undefined when all is well. */
function unwell({ audit, cleanWithinMs, clock }: DeadManParts): string | undefined {
  const clean = audit.lastClean()
  const [first, ...others] = audit.findings()
  if (first !== undefined) return `withheld: ${first}${others.length > 0 ? `, and ${others.length} more` : ''}`
  if (!clean) return 'withheld: the server has not looked at itself yet'
  const ageMs = clock().getTime() - clean.getTime()
  return ageMs > cleanWithinMs ? `withheld: it last looked at itself ${Math.round(ageMs / 1_000)} s ago` : undefined
}

async function give({ env, config, version, send = sendRequest }: DeadManParts, written: string) {
  try {
    const { status } = await send({
      ...{ method: 'GET', url: addressOf(written, env), writtenBy: 'settings', limitMs: LIMIT_MS },
      ...{ allow: config().egress.allow, headers: { 'user-agent': `opsbook/${version}` } },
    })
    return status >= 200 && status < 300 ? undefined : `not taken: answered with ${status}`
  } catch (error) {
    // The address is a secret; only what is known to hold none of it is repeated.
    if (error instanceof EgressRefusal || error instanceof UnreadableAddress) return `not taken: ${error.message}`
    return `not taken: ${(error as NodeJS.ErrnoException).code ?? 'the connection failed'}`
  }
}

class UnreadableAddress extends Error {}

function addressOf(written: string, env: DeadManParts['env']): string {
  const [, kind, place = ''] = /^(env|file):(.*)$/s.exec(written) ?? []
  if (kind === undefined) return written
  try {
    const text = kind === 'env' ? env[place] : readFileSync(place, 'utf8')
    if (text?.trim()) return text.trim()
  } catch {
    // Said below, without what the system says of the file.
  }
  throw new UnreadableAddress(`server.deadMan.url names ${kind}:${place}, which cannot be read or is empty`)
}
