import { resolve } from 'node:path'
import { openStore, type Store } from '../app/open-store.ts'
import { DatabaseRefusal } from '../db/embedded/database-refusal.ts'
import type { Call } from './command.ts'
import { EXIT } from './exit-code.ts'
import { Failure } from './failure.ts'

/** Flags of commands that open the database themselves. */
export interface StoreFlags {
  data?: string
}

/** Opens the store for a command, does its work, and closes it again; refusals become failures of the command line. */
export async function withStore<Result>(
  call: Call<StoreFlags>,
  options: { name: string; migrated: boolean },
  work: (store: Store) => Promise<Result>,
): Promise<Result> {
  return translated(async () => {
    const store = await openStore({
      ...{ env: call.env, poolSize: 4, ...options },
      ...(call.flags.data === undefined ? {} : { dataRoot: resolve(call.cwd, call.flags.data) }),
      tell: (message) => (call.flags.quiet ? undefined : call.terminal.say(`${message}\n`)),
    })
    try {
      return await work(store)
    } finally {
      await store.close()
    }
  })
}

/** Turns what the database refuses into a failure with its hint. */
export async function translated<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof DatabaseRefusal) throw new Failure({ ...error.problem, exit: EXIT.failed })
    throw error
  }
}
