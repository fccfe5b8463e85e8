/** A page as one person is told it, composed when it leaves: the words of now, and the secrets of this person's page. */
import type { Database } from '../../../db/database.ts'
import { isOver } from '../../incident/incident.ts'
import { databaseNow, findIncident } from '../../incident/store.ts'
import { actToken, actTokenHash, replyCode, TOKEN_ACTS } from '../ack/act-token.ts'
import { addTokens } from '../ack/store.ts'
import { pageFacts } from '../facts/actions.ts'
import type { Notification } from '../notify/notification.ts'
import { urgencyOf } from '../page.ts'
import type { PageDesk } from '../page-desk.ts'
import { codeOfPage, findPage, isOpenPage, openCodes, setGroupCode } from '../store.ts'

type Composed = Omit<Notification, 'deliveryId'>

/** Whether somebody still has to be told: asked by the outbox in the transaction in which it takes a message. */
export const isStillWanted = (tx: Database, pageId: string): Promise<boolean> => isOpenPage(tx, pageId)

/** What a page says now; undefined when nobody has to be told any more. */
export async function composePage(desk: PageDesk, tx: Database, pageId: string): Promise<Composed | undefined> {
  const page = await findPage(tx, pageId)
  const incident = page && (await findIncident(tx, page.incidentId))
  if (!page || !incident || page.endedAt !== null || isOver(incident)) return undefined
  const { lines, suggestion } = await pageFacts(desk, tx, incident, page)
  const code = await codeOfPage(tx, pageId)
  return {
    ...{ kind: 'page', thread: incident.id, isUrgent: urgencyOf(incident.severity) === 'high', title: incident.title },
    ...{ severity: incident.severityName, reference: `#${incident.number}` },
    since: incident.reopenedAt ?? incident.openedAt,
    lines,
    ...(suggestion ? { suggestion: { title: suggestion.title, why: suggestion.reasons[0] ?? suggestion.place } } : {}),
    ...secretsOf(desk, pageId),
    ...(code === undefined ? {} : { replyCode: code }),
    at: await databaseNow(tx),
  }
}

/** Secrets that act on several pages of one person at once, for a message that stands for all of them. */
export async function composeGroup(
  desk: PageDesk,
  tx: Database,
  userId: string,
  pageIds: readonly string[],
): Promise<Pick<Composed, 'url' | 'actions' | 'replyCode'>> {
  const name = [...pageIds].sort().join(' ')
  const tokens = TOKEN_ACTS.map((act) => ({ act, hash: actTokenHash(actToken(desk.mark, name, act)) }))
  await addTokens(
    tx,
    pageIds.flatMap((pageId) => tokens.map((token) => ({ ...token, pageId }))),
  )
  const codes = await openCodes(tx, userId)
  const others = codes.filter(({ id }) => !pageIds.includes(id))
  const code = replyCode(desk.mark, name, new Set(others.flatMap((each) => [each.code, each.groupCode ?? ''])))
  await setGroupCode(tx, pageIds, code)
  return { ...secretsOf(desk, name), replyCode: code }
}

const LABELS = { acknowledge: 'Ack', escalate: 'Escalate now', decline: "I can't" } as const

function secretsOf({ mark, publicUrl }: PageDesk, name: string): Pick<Composed, 'url' | 'actions'> {
  const address = (token: string) => `${publicUrl()}/a/${token}`
  const actions = (['acknowledge', 'escalate', 'decline'] as const).map((act) => {
    const token = actToken(mark, name, act)
    return { act, label: LABELS[act], url: address(token), token }
  })
  return { url: address(actToken(mark, name, 'show')), actions }
}
