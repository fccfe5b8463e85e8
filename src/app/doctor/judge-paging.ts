/** Whether people can be reached, judged line by line. */
import { type Finding, spanOf } from './finding.ts'

export interface LookedChannel {
  readonly channel: string
  readonly ok: boolean
  readonly what: string
}

export interface LookedPerson {
  readonly login: string
  readonly methods: number
  readonly usable: number
  readonly lastProvenAt: string | null
}

/** A test page goes out each week; two of them without an answer are worth a look. */
const OLD_PROOF_DAYS = 15
const DAY_SECONDS = 86_400

export function judgePaging(channels: readonly LookedChannel[], people: readonly LookedPerson[], now: Date): Finding[] {
  const none: Finding = {
    ...{ check: 'paging.channels', state: 'warning', what: 'channels', measured: 'none: nobody can be paged' },
    fix: 'name one in opsbook.yaml: paging.channels',
  }
  return [
    ...(channels.length === 0 ? [none] : channels.map(channelLine)),
    ...people.map((person) => personLine(person, now)),
  ]
}

const channelLine = ({ channel, ok, what }: LookedChannel): Finding => ({
  ...{ check: `paging.channel.${channel}`, state: ok ? 'ok' : 'wrong', what: `channel ${channel}`, measured: what },
  ...(ok ? {} : { fix: `mend paging.channels.${channel}, or what it leads to` }),
})

function personLine({ login, methods, usable, lastProvenAt }: LookedPerson, now: Date): Finding {
  const line = { check: `paging.person.${login}`, what: login }
  if (usable === 0)
    return {
      ...{
        ...line,
        state: 'warning',
        measured: methods === 0 ? 'no contact method' : 'no contact method that can be used',
      },
      fix: `${login}: opsbook contact add`,
    }
  if (lastProvenAt === null)
    return { ...line, state: 'warning', measured: 'never proven to be reached', fix: `${login}: opsbook contact test` }
  const seconds = (now.getTime() - Date.parse(lastProvenAt)) / 1_000
  const isOld = seconds > OLD_PROOF_DAYS * DAY_SECONDS
  return {
    ...{ ...line, state: isOld ? 'warning' : 'ok', measured: `last proven ${spanOf(seconds)} ago` },
    ...(isOld ? { fix: `${login}: opsbook contact test` } : {}),
  }
}
