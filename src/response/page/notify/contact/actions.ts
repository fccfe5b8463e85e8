/** Adding, verifying and removing ways to reach people. */
import { createHash, randomBytes } from 'node:crypto'
import type { Database } from '../../../../db/database.ts'
import { publish } from '../../../../db/events.ts'
import { inTransaction } from '../../../../db/transaction.ts'
import { EgressRefusal } from '../../../../egress/egress-refusal.ts'
import { newId } from '../../../../kit/new-id.ts'
import type { Problem } from '../../../../kit/problem.ts'
import type { Actor } from '../../../../kit/route.ts'
import type { ChannelInForce, ChannelsInForce } from '../channel-in-force.ts'
import { LANES } from '../lane.ts'
import { TEST_TEXT } from '../message-text.ts'
import { httpOf } from '../outbox/send/actions.ts'
import { failedBy, shownWhy } from '../outbox/send/attempt.ts'
import { addMessages, databaseNow, ringOutbox } from '../store.ts'
import { type Contact, MOST_CONTACTS } from './contact.ts'
import {
  addContactRow,
  codesSent,
  contactsOf,
  countTry,
  findContact,
  keepCode,
  lockCode,
  markVerified,
  noteCodeSent,
  removeContactRow,
} from './store.ts'
import { CODE_MINUTES, codeDigest, codeFrom, judgeCode } from './verify-code.ts'

export interface ContactDesk {
  readonly db: Database
  readonly channels: () => ChannelsInForce
  readonly egressAllow: () => readonly string[]
  readonly version: string
  /** Writes what was done into the audit, in the same transaction. */
  readonly note: (tx: Database, by: Actor, action: string, subject: string, after: object) => Promise<void>
}

export interface ContactRefusal extends Problem {
  readonly status: 400 | 404 | 409 | 429 | 502
}

export type ContactOutcome<Value = Contact> = { readonly value: Value } | { readonly refused: ContactRefusal }

const no = (
  status: ContactRefusal['status'],
  code: string,
  message: string,
  hint?: string,
): { refused: ContactRefusal } => ({
  refused: { status, code: `contact/${code}`, message, ...(hint === undefined ? {} : { hint }) },
})

const unknown = (id: string) => no(404, 'unknown', `there is no contact method "${id}"`, 'opsbook contact list')

export interface ContactWish {
  readonly userId: string
  readonly channel: string
  readonly address: string
}

/** Adds a way to reach somebody, not yet verified, and sends it a code. A code that cannot be sent leaves it there to try again. */
export async function addContact(desk: ContactDesk, by: Actor, wish: ContactWish): Promise<ContactOutcome> {
  const inForce = desk.channels().get(wish.channel)
  if (!inForce) {
    const known = [...desk.channels().values()]
      .filter(({ channel }) => channel.reach === 'personal')
      .map(({ channel }) => channel.id)
    const hint =
      known.length > 0
        ? `There are: ${known.join(', ')}`
        : 'An administrator sets them up: paging.channels in opsbook.yaml'
    return no(400, 'no-channel', `"${wish.channel}" is no channel of this server`, hint)
  }
  const { channel } = inForce
  if (channel.reach === 'shared')
    return no(
      400,
      'shared',
      `${channel.title} reaches a room, not a person`,
      'It is named in opsbook.yaml and needs no contact method',
    )
  const checked = channel.checkAddress(wish.address)
  if (!checked.ok) return no(400, 'address', `this is no ${channel.addressLabel}: ${checked.why}`)
  const added = await inTransaction(desk.db, async (tx) => {
    if ((await contactsOf(tx, wish.userId)).length >= MOST_CONTACTS)
      return no(
        409,
        'too-many',
        `nobody has more than ${MOST_CONTACTS} contact methods`,
        'Remove one that is not needed',
      )
    const provider = channel.providerOf?.(checked.address) ?? channel.id
    const row = { id: newId('contact'), userId: wish.userId, channel: channel.id, address: checked.address, provider }
    const contact = await addContactRow(tx, row)
    if (!contact) return no(409, 'exists', 'this contact method is there already', 'opsbook contact verify')
    await noteChange(desk, tx, by, { action: 'contact.added', contact, inForce })
    return { value: contact }
  })
  if ('refused' in added) return added
  const sent = await sendCode(desk, added.value.id)
  return 'refused' in sent ? sent : added
}

const MOST_CODES_BY_USER = 10
const MOST_CODES_TO_ADDRESS = 4

/** Sends a new code to a contact method; earlier ones are worth nothing from now on. The code itself is kept nowhere. */
export async function sendCode(desk: ContactDesk, id: string): Promise<ContactOutcome> {
  const contact = await findContact(desk.db, id)
  if (!contact) return unknown(id)
  const inForce = desk.channels().get(contact.channel)
  if (!inForce) return no(409, 'no-channel', `the channel ${contact.channel} is not in the settings any more`)
  const code = codeFrom(randomBytes(8))
  const addressDigest = createHash('sha256').update(contact.address).digest()
  const limited = await inTransaction(desk.db, async (tx) => {
    const { byUser, toAddress } = await codesSent(tx, contact.userId, contact.channel, addressDigest)
    if (byUser >= MOST_CODES_BY_USER || toAddress >= MOST_CODES_TO_ADDRESS) return true
    await noteCodeSent(tx, contact.userId, contact.channel, addressDigest)
    const salt = randomBytes(16)
    await keepCode(tx, id, { salt, digest: codeDigest(code, salt) }, CODE_MINUTES)
    return false
  })
  if (limited) return no(429, 'codes', 'too many codes were asked for', 'Wait an hour')
  const outcome = shownWhy(await handOverCode(desk, { inForce, contact, code }))
  if (outcome.state !== 'failed') return { value: contact }
  return no(
    502,
    'not-sent',
    `${inForce.channel.title} did not take the code: ${outcome.why}`,
    `Then: opsbook contact verify ${id} --again`,
  )
}

const CODE_LIMIT_MS = 15_000

async function handOverCode(
  { egressAllow, version }: ContactDesk,
  { inForce, contact, code }: { inForce: ChannelInForce; contact: Contact; code: string },
) {
  const signal = AbortSignal.timeout(CODE_LIMIT_MS)
  const at = new Date()
  try {
    return await inForce.channel.send({
      notification: {
        ...{
          kind: 'verify' as const,
          deliveryId: newId('delivery'),
          thread: contact.id,
          isUrgent: false,
          verifyCode: code,
          at,
        },
        title: 'Your code for Opsbook',
        lines: [`It is good for ${CODE_MINUTES} minutes. If you did not ask for it, nothing has to be done.`],
        actions: [],
      },
      ...{ address: contact.address, settings: inForce.settings(), attempt: 1, version, now: at, signal },
      http: httpOf({ egressAllow }, inForce, { signal }),
    })
  } catch (error) {
    return failedBy(error, error instanceof EgressRefusal)
  }
}

/** Verifies a contact method by the code that was sent to it. A wrong one counts; after a few of them a new code has to be asked for. */
export const verifyContact = (
  desk: ContactDesk,
  by: Actor,
  { id, code }: { id: string; code: string },
): Promise<ContactOutcome> =>
  inTransaction(desk.db, async (tx): Promise<ContactOutcome> => {
    const contact = await findContact(tx, id)
    if (!contact) return unknown(id)
    const kept = await lockCode(tx, id)
    const again = `Ask for another one: opsbook contact verify ${id} --again`
    if (!kept) return no(409, 'no-code', 'no code was sent to it', again)
    switch (judgeCode(code, kept, kept.now)) {
      case 'right': {
        const verified = await markVerified(tx, id)
        await noteChange(desk, tx, by, {
          action: 'contact.verified',
          contact: verified,
          inForce: desk.channels().get(contact.channel),
        })
        return { value: verified }
      }
      case 'expired':
        return no(409, 'code-expired', 'this code is too old', again)
      case 'too-many':
        return no(429, 'code-tries', 'a wrong code was entered too often', again)
      case 'wrong':
        await countTry(tx, id)
        return no(400, 'code-wrong', 'this is not the code that was sent')
    }
  })

/** Removes a contact method; what waits for it goes by another one. */
export const removeContact = (desk: ContactDesk, by: Actor, id: string): Promise<ContactOutcome> =>
  inTransaction(desk.db, async (tx): Promise<ContactOutcome> => {
    const contact = await findContact(tx, id)
    if (!contact || !(await removeContactRow(tx, id))) return unknown(id)
    await noteChange(desk, tx, by, {
      action: 'contact.removed',
      contact,
      inForce: desk.channels().get(contact.channel),
    })
    return { value: contact }
  })

/** Sends a test message through the outbox, as a page would be; its reader can confirm that they got it. */
export const testContact = (
  desk: ContactDesk,
  by: Actor,
  id: string,
): Promise<ContactOutcome<{ readonly message: string }>> =>
  inTransaction(desk.db, async (tx): Promise<ContactOutcome<{ readonly message: string }>> => {
    const contact = await findContact(tx, id)
    if (!contact) return unknown(id)
    if (contact.verifiedAt === null)
      return no(409, 'unverified', 'it is not verified yet', `opsbook contact verify ${id}`)
    const message = newId('message')
    await addMessages(tx, [testMessage(message, contact, await databaseNow(tx))])
    await ringOutbox(tx)
    await desk.note(tx, by, 'contact.tested', id, { user: contact.userId, channel: contact.channel })
    return { value: { message } }
  })

const testMessage = (id: string, { userId, id: methodId, channel }: Contact, dueAt: Date) => ({
  ...{ id, userId, methodId, channel, lane: LANES.urgent, kind: 'test' as const, thread: `test-${methodId}`, dueAt },
  content: TEST_TEXT,
})

/** Addresses are nobody's business but their owner's: others, and the audit, see them masked. */
export const masked = (contact: Pick<Contact, 'address'>, inForce: ChannelInForce | undefined): string =>
  inForce?.channel.maskAddress(contact.address) ?? '••••'

async function noteChange(
  { note }: ContactDesk,
  tx: Database,
  by: Actor,
  { action, contact, inForce }: { action: string; contact: Contact; inForce: ChannelInForce | undefined },
): Promise<void> {
  const { id, userId, channel } = contact
  await publish(tx, [{ type: action, subject: id, data: { userId, channel } }])
  await note(tx, by, action, id, { user: userId, channel, address: masked(contact, inForce) })
}
