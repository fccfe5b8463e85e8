/** Records who is on call as time goes by: settings may change later, what was so stays. */
import { publish } from '../../../db/events.ts'
import { inTransaction } from '../../../db/transaction.ts'
import type { OncallDesk } from '../desk.ts'
import { changesIn } from '../override/store.ts'
import type { Rota } from '../rota.ts'
import { loginsOf, shiftsBetween } from '../shifts.ts'
import { DAY_MS } from '../zone/local-date.ts'
import { lockRecorded, moveRecorded, recordShift } from './store.ts'

/** After a longer absence the record has a hole. */
const LONGEST_MS = 35 * DAY_MS

/** Brings the record of every schedule forward to now. On several replicas at once each schedule is recorded by one. */
export async function recordOnCall(
  { db, clock }: Pick<OncallDesk, 'db' | 'clock'>,
  rotas: ReadonlyMap<string, Rota>,
): Promise<void> {
  for (const rota of rotas.values()) await recordOne({ db, clock }, rota)
}

async function recordOne({ db, clock }: Pick<OncallDesk, 'db' | 'clock'>, rota: Rota): Promise<void> {
  await inTransaction(db, async (tx) => {
    const now = clock()
    const recorded = await lockRecorded(tx, rota.name, now)
    if (!recorded || recorded.until >= now) return
    const span = { from: Math.max(recorded.until.getTime(), now.getTime() - LONGEST_MS), until: now.getTime() }
    const changes = await changesIn(tx, rota.name, span)
    let before = recorded.logins
    for (const { from, until, onCall } of shiftsBetween(rota, changes, span)) {
      const logins = loginsOf(onCall)
      await recordShift(tx, rota.name, { from, until, logins })
      // The first look does not know who was on before it.
      if (before && before.join('\n') !== logins.join('\n')) {
        const data = { at: new Date(from).toISOString(), from: [...before], to: logins }
        await publish(tx, [{ type: 'oncall.handover', subject: rota.name, data }])
      }
      before = logins
    }
    await moveRecorded(tx, rota.name, { until: now, logins: before ?? [] })
  })
}
