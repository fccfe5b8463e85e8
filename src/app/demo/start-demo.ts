/** What `opsbook serve --demo` has beside the server: whoever tries it is paged when the shop breaks. */
import { note } from '../../audit/actions.ts'
import { inTransaction } from '../../db/transaction.ts'
import type { User } from '../../identity/user.ts'
import { integrationKeyHash, newIntegrationKey } from '../../kit/integration-key.ts'
import { newId } from '../../kit/new-id.ts'
import { repeat } from '../../response/alert/dispatch/repeat/actions.ts'
import { addIntegration, listIntegrations, replaceKey } from '../../response/intake/store.ts'
import type { Store } from '../open-store.ts'
import type { CaughtMail } from './caught-mail.ts'
import { type DemoPersonParts, demoAddress, firstAdministrator, makePageable } from './demo-person.ts'
import { watchShop } from './watched-shop.ts'

export interface DemoParts extends DemoPersonParts {
  /** The shop's folder, and what tells its scripts which shop they are about. */
  readonly home: string
  readonly environment: Readonly<Record<string, string>>
  /** Where the server is reached. */
  readonly serverUrl: string
  readonly publicUrl: string
  readonly tell: (happened: DemoNews) => void
}

/** What a terminal shows of it. */
export type DemoNews =
  | { readonly kind: 'ready'; readonly login: string; readonly address: string; readonly mailUrl: string }
  | { readonly kind: 'mail'; readonly login: string; readonly subject: string; readonly link: string | undefined }
  | { readonly kind: 'trouble'; readonly text: string }

const LOOK_EVERY_MS = 500
const TRY_AGAIN_MS = 5_000

/** Waits for the first administrator, then watches the shop. The answer ends it. */
export function startDemo(parts: DemoParts): () => Promise<void> {
  const { store, catcher, tell } = parts
  let person: User | undefined
  let endWatcher: (() => Promise<void>) | undefined
  catcher.onMail((mail) => {
    if (person) tell(mailNews(parts, person, mail))
  })
  // Made before there is anybody, so that whoever comes first is not told to let a sender in.
  let intake: string | undefined
  const { stop } = repeat(
    async () => {
      if (endWatcher) return TRY_AGAIN_MS
      intake ??= await intakeUrl(parts)
      const found = await firstAdministrator(store.open.db)
      if (!found) return LOOK_EVERY_MS
      await makePageable(parts, found)
      person = found
      tell({ kind: 'ready', login: found.login, address: demoAddress(found.login), mailUrl: catcher.url })
      endWatcher = watchShop({
        ...{ home: parts.home, environment: parts.environment, intakeUrl: intake },
        tell: (text) => tell({ kind: 'trouble', text }),
      })
      return TRY_AGAIN_MS
    },
    (error) => tell({ kind: 'trouble', text: error instanceof Error ? error.message : String(error) }),
  )
  return async () => {
    await stop()
    await endWatcher?.()
  }
}

function mailNews({ publicUrl }: DemoParts, { login }: User, { subject, text }: CaughtMail): DemoNews {
  const start = text.indexOf(`${publicUrl}/a/`)
  const link = start < 0 ? undefined : /^\S+/.exec(text.slice(start))?.[0]
  return { kind: 'mail', login, subject, link }
}

const WATCHER = 'shop-watcher'

/** The key of the watcher is made anew at each start: it is kept as its hash alone. */
async function intakeUrl({ store, serverUrl }: DemoParts): Promise<string> {
  const key = newIntegrationKey()
  await keepKey(store, integrationKeyHash(key))
  return `${serverUrl}/intake/generic-json/${key}`
}

const keepKey = ({ open: { db }, seal }: Store, keyHash: Buffer): Promise<void> =>
  inTransaction(db, async (tx) => {
    const by = { kind: 'integration', id: 'demo', name: 'the demo' } as const
    const known = (await listIntegrations(tx, undefined, 1_000)).find(({ name }) => name === WATCHER)
    if (known) {
      await replaceKey(tx, known.id, keyHash)
      await note(tx, by, 'integration.key-replaced', known.id, {})
      return
    }
    const added = await addIntegration(tx, seal, {
      ...{ id: newId('integration'), name: WATCHER, dialect: 'generic-json', keyHash, settings: {} },
      ...{ requestsPerMinute: 600, createdBy: by.name },
    })
    if (added) await note(tx, by, 'integration.created', added.id, { name: WATCHER, dialect: 'generic-json' })
  })
