/** Makes the first administrator somebody whom the demo can page: reached by a mail of the catcher, on call for the shop. */
import { note } from '../../audit/actions.ts'
import type { Database } from '../../db/database.ts'
import { listUsers } from '../../identity/store.ts'
import type { User } from '../../identity/user.ts'
import type { Actor } from '../../kit/route.ts'
import { onCallNow } from '../../response/oncall/actions.ts'
import { makeOverride } from '../../response/oncall/override/actions.ts'
import {
  addContact,
  type ContactDesk,
  type ContactOutcome,
  sendCode,
  verifyContact,
} from '../../response/page/notify/contact/actions.ts'
import { contactsOf } from '../../response/page/notify/contact/store.ts'
import type { LiveBook } from '../live-book.ts'
import type { Store } from '../open-store.ts'
import { channelsInForce } from '../serve/channels-in-force.ts'
import { oncallInForce } from '../serve/oncall-in-force.ts'
import { oncallDesk } from '../serve/oncall-routes.ts'
import type { MailCatcher } from './mail-catcher.ts'

export interface DemoPersonParts {
  readonly store: Store
  readonly book: LiveBook
  readonly catcher: MailCatcher
  readonly version: string
  readonly clock: () => Date
}

/** Who does it, for the audit. */
const DEMO: Actor = { kind: 'integration', id: 'demo', name: 'the demo' }
const SCHEDULE = 'on-call-engineer'
const DAY_MS = 86_400_000

/** The administrator who was made first; undefined as long as there is none. */
export async function firstAdministrator(db: Database): Promise<User | undefined> {
  const users = await listUsers(db, undefined, 100)
  return users.find(({ role, disabledAt }) => role === 'admin' && disabledAt === null)
}

/** Addresses below `.example` are nobody's; what a login may have and an address may not is left out. */
export const demoAddress = (login: string): string =>
  `${login.replace(/[^a-z0-9]+/g, '.').replace(/^\.|\.$/g, '')}@shop.example`

/** Does what is not done yet. Throws, with the reason, what cannot be. */
export async function makePageable(parts: DemoPersonParts, user: User): Promise<void> {
  await makeReachable(parts, user)
  await putOnCall(parts, user)
}

/** By the way that people go: a code comes by mail, and is given back. */
async function makeReachable({ store, book, catcher, version }: DemoPersonParts, user: User): Promise<void> {
  const { db } = store.open
  const desk: ContactDesk = {
    ...{ db, version, note, egressAllow: () => [] },
    channels: () => channelsInForce(book.current().config.paging.channels, {}),
  }
  const address = demoAddress(user.login)
  const known = (await contactsOf(db, user.id)).find((each) => each.channel === 'email' && each.address === address)
  if (known?.verifiedAt && !known.goneAt) return
  const wish = { userId: user.id, channel: 'email', address }
  const { id } = granted(known ? await sendCode(desk, known.id) : await addContact(desk, DEMO, wish))
  const code = catcher
    .mails()
    .findLast(({ to }) => to.includes(address))
    ?.text.match(/\b\d{6}\b/)?.[0]
  if (code === undefined) throw new Error(`no code came by mail to ${address}`)
  granted(await verifyContact(desk, DEMO, { id, code }))
}

function granted<Value>(outcome: ContactOutcome<Value>): Value {
  if ('refused' in outcome) throw new Error(outcome.refused.message)
  return outcome.value
}

async function putOnCall({ store, book, clock }: DemoPersonParts, { login }: User): Promise<void> {
  const oncall = oncallInForce(book.current())
  const rota = oncall.rotas.get(SCHEDULE)
  if (!rota) throw new Error(`the book has no schedule ${SCHEDULE}`)
  const now = clock()
  const current = await onCallNow({ db: store.open.db, rotas: oncall.rotas }, SCHEDULE, now)
  const isOnToday =
    current?.logins.includes(login) && (current.until?.getTime() ?? Infinity) > now.getTime() + DAY_MS / 2
  if (isOnToday) return
  const span = { from: now.getTime(), until: now.getTime() + DAY_MS }
  const made = await makeOverride(oncallDesk({ store, clock, oncall: () => oncall }), rota, {
    ...{ wanted: { kind: 'replace', person: undefined, people: [login], ...span }, by: DEMO },
    note: 'the demo pages whoever tries it',
  })
  if (made.do === 'refuse') throw new Error(made.message)
}
