/** The door behind the dialects: who sends, what is stored, what is asked for. */
import type { IntakeAnswer } from '../../component/intake.ts'
import type { IntakeQuestion } from '../../component/intake-question.ts'
import type { Database } from '../../db/database.ts'
import type { Seal } from '../../db/seal.ts'
import type { IntakeDoor } from '../../http/intake-routes.ts'
import { isIntegrationKey } from '../../kit/integration-key.ts'
import type { NewId } from '../../kit/new-id.ts'
import type { Receive } from '../../response/alert/receive/actions.ts'
import { storableText } from '../../response/alert/receive/storable-json.ts'
import { commandAlert } from '../../response/alert/sender/actions.ts'
import { alertFacts, alertLog, countAlerts, requestOutcome, searchAlerts } from '../../response/alert/sender/store.ts'
import { markHeartbeat } from '../../response/intake/heartbeat/store.ts'
import type { KnownSender } from '../../response/intake/integration.ts'
import { findSender, markSeen } from '../../response/intake/store.ts'
import { recordPing } from '../../response/monitor/heartbeat/actions.ts'

export interface IntakeDoorParts {
  readonly db: Database
  readonly seal: Seal
  readonly newId: NewId
  readonly clock: () => Date
  readonly receive: Receive
  readonly dialects: IntakeDoor['dialects']
  readonly resolveTimeoutMs: () => number
}

/** Every dialect's way to the alert engine; each sees the alerts of its own integration alone. */
export function makeIntakeDoor(parts: IntakeDoorParts): IntakeDoor {
  const { db, seal, newId, clock, receive, dialects, resolveTimeoutMs } = parts
  return {
    ...{ dialects, newId, resolveTimeoutMs },
    findSender: (hash) => findSender(db, seal, hash),
    seen: (sender) => markSeen(db, sender.id),
    receive: ({ sender, requestId: id, ...kept }) => receive({ ...kept, id, integrationId: sender.id }),
    command: ({ sender, requestId, receivedAt, raw, target, command, by, note }) =>
      commandAlert(db, {
        request: { id: requestId, integrationId: sender.id, receivedAt, raw, problems: [], warnings: [] },
        ...{ target, command, now: clock() },
        ...(by === undefined ? {} : { by }),
        ...(note === undefined ? {} : { note }),
      }),
    lookUp: (sender, question) => lookUp(db, sender.id, question, clock()),
    beat: (sender, name, at) => beat(db, sender, name, at),
  }
}

/**
 * That it came is kept even if nobody expects it. A client of GoAlert's has nothing but its key where the name would be; its heartbeat is called
 * like its integration.
 */
async function beat(db: Database, sender: KnownSender, wanted: string, at: Date): Promise<boolean> {
  const name = isIntegrationKey(wanted) ? sender.name : storableText(wanted)
  await markHeartbeat(db, sender.id, name, at)
  return (await recordPing(db, { name }, { kind: 'success' }, { via: sender.name })) !== undefined
}

async function lookUp(db: Database, integrationId: string, question: IntakeQuestion, now: Date): Promise<IntakeAnswer> {
  switch (question.ask) {
    case 'alert':
      return question.answer(await alertFacts(db, integrationId, question.target, now))
    case 'alerts':
      return question.answer(await searchAlerts(db, integrationId, { ...question, now }))
    case 'count':
      return question.answer(await countAlerts(db, integrationId, question.filter))
    case 'log':
    case 'notes': {
      const alert = await alertFacts(db, integrationId, question.target, now)
      if (!alert) return question.answer(undefined)
      return question.answer(await alertLog(db, alert.id, { ...question.page, notesOnly: question.ask === 'notes' }))
    }
    case 'request':
      return question.answer(await requestOutcome(db, integrationId, question.requestId))
  }
}
