/** What is expected: taken over from the book, added and removed by people. */
import type { Database } from '../../../../db/database.ts'
import { publish } from '../../../../db/events.ts'
import { inTransaction } from '../../../../db/transaction.ts'
import { canonicalJson } from '../../../../kit/canonical-json.ts'
import type { NewId } from '../../../../kit/new-id.ts'
import { personBehind } from '../../../../kit/person-behind.ts'
import type { Actor } from '../../../../kit/route.ts'
import { expectedAfter } from '../expected-after.ts'
import type { Standing } from '../heartbeat.ts'
import { type Mark, pingSecret, pingSecretHash } from '../ping/ping-secret.ts'
import { compileHeartbeat } from '../settings/compile-heartbeat.ts'
import type { WrittenHeartbeat } from '../settings/heartbeats-schema.ts'
import { databaseNow, findHeartbeat, lockAll, lockHeartbeat, saveStanding } from '../store.ts'
import type { StoredHeartbeat } from '../stored-heartbeat.ts'
import {
  addHeartbeat,
  countHeartbeats,
  findRetired,
  lockDeclarations,
  retireHeartbeat,
  saveSecret,
  saveWritten,
} from './store.ts'

export interface HeartbeatDesk {
  readonly db: Database
  readonly newId: NewId
  readonly mark: Mark
  readonly note: (tx: Database, by: Actor, action: string, subject: string, after: object) => Promise<void>
}

/** Those that the API may add; the book may have as many as it likes. */
const MOST = 5_000

export type Declared =
  | { readonly ok: true; readonly heartbeat: StoredHeartbeat }
  | { readonly ok: false; readonly why: 'taken' | 'too-many' }

/** Begins to expect a heartbeat; its first time is its rhythm from now. */
export function declareHeartbeat(
  desk: HeartbeatDesk,
  { name, written, by }: { name: string; written: WrittenHeartbeat; by: Actor },
): Promise<Declared> {
  return inTransaction(desk.db, async (tx): Promise<Declared> => {
    await lockDeclarations(tx)
    if (await findHeartbeat(tx, { name })) return { ok: false, why: 'taken' }
    if ((await countHeartbeats(tx)) >= MOST) return { ok: false, why: 'too-many' }
    await add(desk, tx, { name, written, origin: 'api', createdBy: personBehind(by).name })
    const heartbeat = (await findHeartbeat(tx, { name }))!
    await publish(tx, [{ type: 'heartbeat.added', subject: heartbeat.id, data: { name } }])
    await desk.note(tx, by, 'heartbeat.added', heartbeat.id, { name, ...written })
    return { ok: true, heartbeat }
  })
}

async function add(
  { newId, mark }: Pick<HeartbeatDesk, 'newId' | 'mark'>,
  tx: Database,
  added: Pick<StoredHeartbeat, 'name' | 'written' | 'origin' | 'createdBy'>,
): Promise<void> {
  const retired = await findRetired(tx, added.name)
  const id = retired?.id ?? newId('heartbeat')
  const secret = pingSecret(mark, id, (retired?.secretTurn ?? 0) + 1)
  const standing = freshStanding(added.written, await databaseNow(tx))
  await addHeartbeat(tx, { ...added, id, standing, secretHash: pingSecretHash(secret) })
}

const freshStanding = (written: WrittenHeartbeat, now: Date): Standing => ({
  ...{ state: 'new', why: undefined, lastOkAt: undefined, startedAt: undefined },
  expectedAt: expectedAfter(compileHeartbeat(written), now),
})

/** Expects it no more; its alert, if it has one, is over. Undefined when there is none of that name, `book` when the book expects it. */
export function removeHeartbeat(
  desk: Pick<HeartbeatDesk, 'db' | 'note'>,
  name: string,
  by: Actor,
): Promise<'removed' | 'book' | undefined> {
  return inTransaction(desk.db, async (tx) => {
    await lockDeclarations(tx)
    const locked = await lockHeartbeat(tx, { name })
    if (!locked) return undefined
    if (locked.found.origin === 'book') return 'book'
    await retire(tx, locked.found)
    await desk.note(tx, by, 'heartbeat.removed', locked.found.id, { name })
    return 'removed'
  })
}

async function retire(tx: Database, { id, name }: StoredHeartbeat): Promise<void> {
  await retireHeartbeat(tx, id)
  await publish(tx, [{ type: 'heartbeat.removed', subject: id, data: { name } }])
}

/** Makes the address of one anew; the old one ends at once. */
export function turnSecret(
  desk: Pick<HeartbeatDesk, 'db' | 'note' | 'mark'>,
  name: string,
  by: Actor,
): Promise<StoredHeartbeat | undefined> {
  return inTransaction(desk.db, async (tx) => {
    const locked = await lockHeartbeat(tx, { name })
    if (!locked) return undefined
    const { found } = locked
    const turn = found.secretTurn + 1
    await saveSecret(tx, found.id, turn, pingSecretHash(pingSecret(desk.mark, found.id, turn)))
    await desk.note(tx, by, 'heartbeat.secret-turned', found.id, { name })
    return { ...found, secretTurn: turn }
  })
}

/** Expects what the book says: adds, changes, and removes what it does not say any more. What people added stays, unless the book has that name. */
export function adoptBook(
  desk: Pick<HeartbeatDesk, 'db' | 'newId' | 'mark'>,
  heartbeats: Readonly<Record<string, WrittenHeartbeat>>,
): Promise<void> {
  return inTransaction(desk.db, async (tx) => {
    await lockDeclarations(tx)
    const known = new Map((await lockAll(tx)).map((each) => [each.name, each]))
    const now = await databaseNow(tx)
    for (const [name, written] of Object.entries(heartbeats)) {
      const found = known.get(name)
      if (!found) await add(desk, tx, { name, written, origin: 'book', createdBy: 'opsbook.yaml' })
      else if (found.origin !== 'book' || canonicalJson(found.written) !== canonicalJson(written))
        await change(tx, found, written, now)
    }
    for (const each of known.values())
      if (each.origin === 'book' && !Object.hasOwn(heartbeats, each.name)) await retire(tx, each)
  })
}

/** What is expected anew counts from the last that came; never is one missing at once because somebody changed its rhythm. */
async function change(tx: Database, found: StoredHeartbeat, written: WrittenHeartbeat, now: Date): Promise<void> {
  await saveWritten(tx, found.id, written)
  const { standing } = found
  const next = expectedAfter(compileHeartbeat(written), standing.lastOkAt ?? now)
  const expectedAt = standing.state === 'down' || next > now ? next : now
  await saveStanding(tx, { ...found, written }, { ...standing, expectedAt })
}
