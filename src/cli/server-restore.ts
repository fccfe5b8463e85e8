/** `opsbook server restore FILE`: a backup, put into an empty database. */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { Argument } from 'commander'
import { restore } from '../app/back-up.ts'
import { settleAfterRestore } from '../app/settle-after-restore.ts'
import { counted } from '../runbook/report/style.ts'
import type { Call, CommandDefinition } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { Failure } from './failure.ts'
import { type StoreFlags, withStore } from './open-cli-store.ts'

export const serverRestore: CommandDefinition = {
  text: {
    name: 'restore',
    summary:
      'Fills an empty database from a backup. Nobody is told again of what was old: messages that were on their way are ended, repeats count from now.',
    formats: ['table', 'json'],
    examples: [['opsbook server restore opsbook.gz --data /srv/opsbook', 'into the embedded database of a new folder']],
  },
  shape: (command) =>
    command.addArgument(new Argument('<file>', 'a backup')).option('--data <dir>', 'folder of the embedded database'),
  run,
}

async function run(call: Call<StoreFlags>): Promise<ExitCode> {
  const { flags, terminal, args, cwd } = call
  const path = resolve(cwd, args[0]!)
  // Asked first: nobody wants a new database for a mistyped name.
  if (!existsSync(path))
    throw new Failure({
      ...{ code: 'backup/missing', message: `there is no file ${path}`, exit: EXIT.notFound },
      hint: 'opsbook server backup FILE writes one',
    })
  return withStore(call, { name: 'restore', migrated: true }, async (store) => {
    const tables = await restore(store, path, settleAfterRestore)
    const rows = Object.values(tables).reduce((sum, each) => sum + each.rows, 0)
    if (flags.format === 'json')
      terminal.print(terminal.json({ schema: 'opsbook.restore/v1', path, database: store.shown, rows, tables }))
    else
      terminal.print(
        `${terminal.style.signs.ok} ${counted(rows, 'row')} restored into the ${terminal.style.show(store.shown)}\n`,
      )
    return EXIT.success
  })
}
