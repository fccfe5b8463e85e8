import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { defaultDataRoot } from '../db/embedded/data-folder.ts'
import type { Call } from './command.ts'

/** Where a runner keeps who it is and its journals. */
export const runnerRoot = ({ flags, env, cwd }: Call<{ home?: string }>): string =>
  flags.home === undefined
    ? join(defaultDataRoot(env, homedir(), process.getuid?.() === 0), 'runner')
    : resolve(cwd, flags.home)
