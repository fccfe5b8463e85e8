/** What the commands about contact methods share: how they are asked for, named and shown. */
import type { Call } from './command.ts'
import { EXIT } from './exit-code.ts'
import { Failure } from './failure.ts'
import { type ServerClient, type ServerFlags, serverClient } from './server-client.ts'

/** A contact method as the server shows it. */
export interface ShownContact {
  readonly id: string
  readonly channel: string
  readonly channelTitle: string
  readonly address: string
  readonly isVerified: boolean
  readonly isUsable: boolean
  readonly lastAcceptedAt: string | null
  readonly lastProvenAt: string | null
  readonly trouble: string | null
}

export interface ContactFlags extends ServerFlags {
  /** Login of somebody else; only administrators change what is theirs. */
  user?: string
}

export interface OwnContacts {
  readonly client: ServerClient
  /** Address of the person's part of the API. */
  readonly path: string
  readonly all: () => Promise<readonly ShownContact[]>
  /** The one that is meant by an id, the name of a channel that occurs once, or an address. Throws a `Failure`. */
  readonly named: (name: string | undefined) => Promise<ShownContact>
}

export function ownContacts(call: Call<ContactFlags>): OwnContacts {
  const client = serverClient(call)
  const path = `/users/${encodeURIComponent(call.flags.user ?? 'me')}`
  const all = () => client.list<ShownContact>(`${path}/contacts`, {}, 100)
  return { client, path, all, named: async (name) => pick(await all(), name) }
}

export function pick(contacts: readonly ShownContact[], name: string | undefined): ShownContact {
  const found =
    name === undefined ? contacts : contacts.filter(({ id, channel, address }) => [id, channel, address].includes(name))
  if (found.length === 1) return found[0]!
  const what = name === undefined ? 'contact method' : `contact method "${name}"`
  const message = found.length === 0 ? `there is no ${what}` : `there are ${found.length} of them; name one by its id`
  throw new Failure({ code: 'contact/unknown', message, hint: 'opsbook contact list', exit: EXIT.notFound })
}

/** `3 days ago`, `never`. */
export function agoOf(time: string | null, now: Date): string {
  if (time === null) return 'never'
  const minutes = Math.max(0, Math.round((now.getTime() - Date.parse(time)) / 60_000))
  if (minutes < 60) return `${minutes} min ago`
  return minutes < 2_880 ? `${Math.round(minutes / 60)} h ago` : `${Math.round(minutes / 1_440)} days ago`
}
