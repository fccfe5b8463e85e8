/** Creates, changes and ends silences; each is in force when this resolves, and its history says who did it. */
import { randomBytes } from 'node:crypto'
import type { Database } from '../../../db/database.ts'
import { publish } from '../../../db/events.ts'
import { inTransaction } from '../../../db/transaction.ts'
import type { Actor } from '../../../kit/route.ts'
import { type AuditNote, actorText } from '../by-actor.ts'
import { changeSilence, expireSilence, type SilenceChange, type WantedSilence } from './change-silence.ts'
import type { Silence } from './silence.ts'
import { lockSilence, type SilenceAction, saveSilence } from './store.ts'

export interface SilenceParts {
  readonly db: Database
  readonly clock: () => Date
  readonly audit: AuditNote
}

export type SetSilence =
  | { readonly do: 'set'; readonly silence: Silence; readonly isNew: boolean }
  | Extract<SilenceChange, { do: 'refuse' }>

/** Creates a silence, or changes the one whose id is given. */
export async function setSilence(parts: SilenceParts, wanted: WantedSilence, by: Actor): Promise<SetSilence> {
  const { db, clock } = parts
  return inTransaction(db, async (tx): Promise<SetSilence> => {
    const previous = wanted.id === undefined ? undefined : await lockSilence(tx, wanted.id)
    const change = changeSilence(wanted, previous, clock())
    if (change.do === 'refuse') return change
    const silence = change.do === 'create' ? { ...change.silence, id: silenceId(clock()) } : change.silence
    if (change.do === 'create' && change.expires) await keep(parts, tx, change.expires, { action: 'replaced', by })
    await keep(parts, tx, silence, { action: change.do === 'create' ? 'created' : 'updated', by })
    return { do: 'set', silence, isNew: change.do === 'create' }
  })
}

/** Ends a silence now. `over`: it had ended before; undefined: nobody knows it. */
export async function endSilence(parts: SilenceParts, id: string, by: Actor): Promise<'ended' | 'over' | undefined> {
  const { db, clock } = parts
  return inTransaction(db, async (tx) => {
    const silence = await lockSilence(tx, id)
    if (!silence) return undefined
    const ended = expireSilence(silence, clock())
    if (!ended) return 'over'
    await keep(parts, tx, ended, { action: 'expired', by })
    return 'ended'
  })
}

async function keep(
  { audit }: SilenceParts,
  tx: Database,
  silence: Silence,
  { action, by }: { action: SilenceAction; by: Actor },
): Promise<void> {
  await saveSilence(tx, silence, { action, actor: actorText(by) })
  await audit(tx, by, `silence.${action}`, silence.id, silence)
  await publish(tx, [{ type: `silence.${action}`, subject: silence.id, data: { actor: actorText(by) } }])
}

/** A UUID, which is what clients of Alertmanager expect, of version 7: later ones sort behind earlier ones. */
function silenceId(now: Date): string {
  const bytes = Buffer.concat([Buffer.alloc(6), randomBytes(10)])
  bytes.writeUIntBE(now.getTime(), 0, 6)
  bytes[6] = 0x70 | (bytes[6]! & 0x0f)
  bytes[8] = 0x80 | (bytes[8]! & 0x3f)
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
