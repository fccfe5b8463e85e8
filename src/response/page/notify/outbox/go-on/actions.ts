/** Goes on by another of a person's methods, or says that there is none left. */
import type { Database } from '../../../../../db/database.ts'
import { publish } from '../../../../../db/events.ts'
import { newId } from '../../../../../kit/new-id.ts'
import type { Severity } from '../../../../incident/severity.ts'
import type { Lane } from '../../lane.ts'
import { addMessages, databaseNow, ringOutbox, usableMethods } from '../../store.ts'
import { nextMethod, type PageMessage } from './next-method.ts'
import { nothingLeft, type PageMessageRow, pageMessages, pullForward } from './store.ts'

export interface FailingWay {
  readonly userId: string
  readonly methodId: string
  /** Messages that do not get through this way. */
  readonly messageIds: readonly string[]
  readonly why: string
  /** Nothing more is tried this way. */
  readonly isFinal: boolean
  /** Pages for which nothing else is left are told as unreachable; on the first small trouble not yet. */
  readonly mayGiveUp: boolean
}

/** Pulls forward or adds the next message of each page; `page.unreachable` for those that have none. */
export async function goOn(tx: Database, way: FailingWay): Promise<void> {
  const { userId, methodId } = way
  const rows = await pageMessages(tx, userId, way.messageIds)
  if (rows.length === 0) return
  const methods = await usableMethods(tx, userId)
  const [pulls, adds, stuck]: [string[], { row: PageMessageRow; methodId: string; channel: string }[], string[]] = [
    [],
    [],
    [],
  ]
  for (const [pageId, messages] of groupByPage(rows)) {
    const next = nextMethod(messages as PageMessage[], methods, methodId)
    if (next.do === 'pull') pulls.push(next.message)
    else if (next.do === 'add') adds.push({ row: messages[0]!, methodId: next.method.id, channel: next.method.channel })
    else stuck.push(pageId)
  }
  const dueAt = await databaseNow(tx)
  await pullForward(tx, pulls)
  await addMessages(
    tx,
    adds.map(({ row, methodId: next, channel }) => ({
      ...{
        id: newId('message'),
        userId,
        methodId: next,
        channel,
        lane: row.lane as Lane,
        kind: 'page' as const,
        dueAt,
      },
      ...{ pageId: row.pageId, subject: { kind: row.subjectKind, id: row.subjectId }, thread: row.thread },
      ...(row.severity === null ? {} : { severity: row.severity as Severity }),
    })),
  )
  if (way.mayGiveUp) await sayUnreachable(tx, stuck, way)
  if (pulls.length + adds.length > 0) await ringOutbox(tx)
}

async function sayUnreachable(
  tx: Database,
  pageIds: readonly string[],
  { userId, why, isFinal }: FailingWay,
): Promise<void> {
  const unreached = await nothingLeft(tx, pageIds)
  await publish(
    tx,
    unreached.map((pageId) => ({ type: 'page.unreachable', subject: pageId, data: { userId, why, final: isFinal } })),
  )
}

function groupByPage(rows: readonly PageMessageRow[]): Map<string, PageMessageRow[]> {
  const pages = new Map<string, PageMessageRow[]>()
  for (const row of rows) {
    const known = pages.get(row.pageId)
    if (known) known.push(row)
    else pages.set(row.pageId, [row])
  }
  return pages
}
