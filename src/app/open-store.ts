/** The database the environment names, or the embedded one: checked, migrated, open, with the key of its secrets. */
import { join } from 'node:path'
import type pg from 'pg'
import { assertUsable, type OpenDatabase, openDatabase, poolConfig, shownUrl } from '../db/database.ts'
import { type EmbeddedDatabase, startEmbeddedDatabase } from '../db/embedded/embedded-database.ts'
import { migrate } from '../db/migrate.ts'
import { type Seal, sealOf, secretKey } from '../db/seal.ts'

export interface StoreOptions {
  readonly env: Readonly<Record<string, string | undefined>>
  /** Folder of the embedded database, instead of the usual one. */
  readonly dataRoot?: string
  /** Name of this process on its connections. */
  readonly name: string
  readonly poolSize: number
  /** False leaves the schema as it is. */
  readonly migrated?: boolean
  /** Told what a person may want to know while it starts or later. */
  readonly tell: (message: string) => void
}

export interface Store {
  readonly open: OpenDatabase
  readonly config: pg.PoolConfig
  readonly seal: Seal
  /** The embedded one, when it is that. */
  readonly embedded: EmbeddedDatabase | undefined
  /** For people: where it is and what version. */
  readonly shown: string
  /** Migrations that were applied just now. */
  readonly applied: readonly string[]
  readonly close: () => Promise<void>
}

/** Opens the store. Throws a `DatabaseRefusal` in words for a person. */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { env, name, poolSize, tell } = options
  const url = env.OPSBOOK_DATABASE_URL
  const embedded = url === undefined || url === '' ? await embeddedFor(options) : undefined
  const config = poolConfig(embedded?.connection ?? url!, name, poolSize)
  const shown = embedded ? `embedded PostgreSQL in ${embedded.folder.root}` : shownUrl(url!)
  try {
    const { version } = await assertUsable(config, shown)
    const seal = sealOf(await secretKey(env, embedded && join(embedded.folder.root, 'secret-key')))
    const open = openDatabase(config)
    const applied = options.migrated === false ? [] : await migrate(open.db)
    if (applied.length > 0) tell(`database brought forward: ${applied.join(', ')}`)
    const close = async () => {
      await open.close()
      await embedded?.stop()
    }
    return { open, config, seal, embedded, shown: `${shown} (${version})`, applied, close }
  } catch (error) {
    await embedded?.stop()
    throw error
  }
}

const embeddedFor = ({ env, dataRoot, tell }: StoreOptions): Promise<EmbeddedDatabase> =>
  startEmbeddedDatabase({ env, onTrouble: tell, ...(dataRoot === undefined ? {} : { root: dataRoot }) })
