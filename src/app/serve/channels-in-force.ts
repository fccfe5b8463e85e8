/** The channels that the settings name, ready to be used. */
import { readFileSync } from 'node:fs'
import { CHANNELS } from '../../builtin/channels.ts'
import type { Channel } from '../../component/channel.ts'
import type { ChannelsInForce } from '../../response/page/notify/channel-in-force.ts'

type Env = Readonly<Record<string, string | undefined>>

/** A channel that is not named in the settings is not there. */
export function channelsInForce(
  settings: Readonly<Record<string, unknown>>,
  env: Env,
  known: readonly Channel[] = CHANNELS,
): ChannelsInForce {
  const named = known.filter(({ id }) => settings[id] !== undefined)
  return new Map(
    named.map((channel) => {
      const written = settings[channel.id]
      const read = () => withSecrets(written, channel, env)
      return [channel.id, { channel, settings: read, origins: originsIn(written) }]
    }),
  )
}

/** The settings with the secrets in place of the references to them. Throws with the name of one that cannot be read. */
function withSecrets(written: unknown, { id, secretSettings }: Channel, env: Env): unknown {
  const settings = structuredClone(written) as Record<string, unknown>
  for (const name of secretSettings) {
    const path = name.split('.')
    const key = path.pop()!
    const holder = path.reduce<unknown>(
      (inside, each) => (inside as Record<string, unknown> | undefined)?.[each],
      settings,
    )
    const reference = (holder as Record<string, unknown> | undefined)?.[key]
    if (typeof reference === 'string')
      (holder as Record<string, unknown>)[key] = secretOf(reference, `paging.channels.${id}.${name}`, env)
  }
  return settings
}

function secretOf(reference: string, name: string, env: Env): string {
  const [, kind, place = ''] = /^(env|file):(.*)$/s.exec(reference) ?? []
  if (kind === undefined) throw new Error(`${name} is to be env:NAME or file:PATH`)
  if (kind === 'file') return readFileSync(place, 'utf8').replace(/\r?\n$/, '')
  const value = env[place]
  if (value === undefined || value === '') throw new Error(`${name} names ${place}, which is not in the environment`)
  return value
}

/** Origins of all addresses of the web in a value; the administrator wrote them. */
function originsIn(value: unknown): ReadonlySet<string> {
  if (typeof value === 'string')
    return new Set(/^https?:\/\//i.test(value) && URL.canParse(value) ? [new URL(value).origin] : [])
  if (value === null || typeof value !== 'object') return new Set()
  return new Set(Object.values(value).flatMap((each) => [...originsIn(each)]))
}
